from allauth.account.decorators import reauthentication_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from storefront.core import limits
from storefront.core.access import signed_in
from storefront.core.private import served

from . import files, queries

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@signed_in
def data(request: HttpRequest) -> HttpResponse:
    """Show what is held about the account, and offer it as files."""
    return render(request, "privacy/data.html", {"parts": queries.holdings(request.user)})


@signed_in
@reauthentication_required
def download(request: HttpRequest, form: str) -> HttpResponse:
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
    raise Http404
