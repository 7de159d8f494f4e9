from allauth.account.decorators import reauthentication_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from storefront.core import limits
from storefront.core.access import signed_in
from storefront.core.private import served

from . import files, queries, reading

FORMS = ("xlsx", "json", "zip")
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@signed_in
def data(request: HttpRequest) -> HttpResponse:
    """Show what is held about the account, and offer it as files."""
    groups = reading.groups(request.user)
    ready = request.GET.get("ready", "")
    context = {
        "ready": ready if ready in FORMS else "",
        "parts": [group for group in groups if group.number],
        "empty": [group.title for group in groups if not group.number],
    }
    return render(request, "privacy/data.html", context)


@signed_in
@reauthentication_required
def proven(request: HttpRequest, form: str) -> HttpResponse:
    """
    Lead back to the page once it is clear who asks, where the file is to be had at a press.

    From the question who is there straight into a file, a browser stays on the question.
    """
    if form not in FORMS:
        raise Http404
    return redirect(f"{reverse('privacy:data')}?ready={form}")


@signed_in
@reauthentication_required
def download(request: HttpRequest, form: str) -> HttpResponseBase:
    """Hand out all of one's own data; who asks proves anew who they are."""
    at, name = request.at, f"my-data-{request.at:%Y-%m-%d}"  # type: ignore[attr-defined]
    try:
        limits.check("export", str(request.user.pk), limit=20, per=3600)
    except limits.TooMany as refusal:
        return render(request, "429.html", {"refusal": refusal}, status=429)
    if form == "json":
        content = files.as_json(queries.holdings(request.user), at=at)
        return served(content, mime="application/json", name=f"{name}.json")
    if form == "xlsx":
        content = files.as_workbook(queries.holdings(request.user), at=at)
        return served(content, mime=WORKBOOK, name=f"{name}.xlsx")
    if form == "zip":
        archive = files.as_archive(queries.holdings(request.user), at=at)
        answer = FileResponse(archive, as_attachment=True, filename=f"{name}.zip")
        answer["Cache-Control"] = "private, no-store"
        return answer
    raise Http404
