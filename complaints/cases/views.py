from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from checkout.order import access as orders
from storefront.core import grants, links
from storefront.core.access import link_holder, visitor
from storefront.core.limits import limited
from storefront.core.private import served
from storefront.core.refusal import Refusal

from . import access, forms, operations, queries
from .models import Complaint, Evidence, Speaker

HOME = "IE"


@visitor
@limited("complaint", limit=10, per=3600)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Take in a complaint from anybody, with an account or without, about an order or not."""
    at = request.at  # type: ignore[attr-defined]
    known = {"order_number": request.GET.get("order") or request.GET.get("payment", "")}
    if request.user.is_authenticated:
        known["email"] = request.user.email
    elif number := _own_order(request, known["order_number"]):
        known["email"] = orders.order_for(request, number).email
    form = forms.NewComplaint(request.POST or None, request.FILES or None, initial=known)
    if form.is_valid():
        complaint = _received(request, form)
        grants.grant(request, access.LINK_KIND, complaint.reference)
        return redirect("cases:detail", complaint.reference)
    context = {"form": form, "clock": queries.clock(country=HOME, at=at)}
    return render(request, "cases/new.html", context, status=422 if form.errors else 200)


def _received(request: HttpRequest, form: forms.NewComplaint) -> Complaint:
    data = dict(form.cleaned_data)
    number = _own_order(request, data["order_number"])
    if data["order_number"] and not number:
        # Kept in its owner's own words: it may be mistyped, or another's order.
        data["words"] += "\n\n" + _("Order number given: %s") % data["order_number"]
    data["order_number"] = number
    files = [operations.File(name, upload) for name, upload in data.pop("files")]
    return operations.receive(
        **data,
        files=files,
        user=request.user,
        language=translation.get_language() or "en",
        country=HOME,
        at=request.at,  # type: ignore[attr-defined]
    )


def _own_order(request: HttpRequest, number: str) -> str:
    if not number:
        return ""
    try:
        return str(orders.order_for(request, number).number)
    except Http404:
        return ""


@visitor
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    """Show how a complaint stands, what was said, and what can be done now."""
    return _page(request, access.complaint_for(request, reference))


def _page(
    request: HttpRequest,
    complaint: Complaint,
    *,
    form: forms.MoreToSay | None = None,
    no_form: forms.NotSettled | None = None,
) -> HttpResponse:
    wrong = (form and form.errors) or (no_form and no_form.errors)
    context = {
        "complaint": complaint,
        "entries": queries.said(complaint),
        "form": form or forms.MoreToSay(),
        "no_form": no_form or forms.NotSettled(prefix="no"),
        "shop": Speaker.SHOP,
    }
    return render(request, "cases/detail.html", context, status=422 if wrong else 200)


@visitor
@limited("complaint-more", limit=30, per=3600)
@require_POST
def more(request: HttpRequest, reference: str) -> HttpResponse:
    complaint = access.complaint_for(request, reference)
    form = forms.MoreToSay(request.POST, request.FILES)
    if form.is_valid():
        files = [operations.File(name, upload) for name, upload in form.cleaned_data["files"]]
        try:
            operations.add(
                complaint=complaint,
                words=form.cleaned_data["words"],
                files=files,
                by=request.user,
                at=request.at,  # type: ignore[attr-defined]
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Added. Whoever looks into it sees it."))
            return redirect("cases:detail", complaint.reference)
    return _page(request, complaint, form=form)


@visitor
@require_POST
def verdict(request: HttpRequest, reference: str) -> HttpResponse:
    """Take what the complainant says of our answer: settled, not settled, or taken back."""
    complaint = access.complaint_for(request, reference)
    at, said = request.at, request.POST.get("verdict", "")  # type: ignore[attr-defined]
    form = forms.NotSettled(request.POST, prefix="no")
    if said == "rejected" and not form.is_valid():
        return _page(request, complaint, no_form=form)
    try:
        if said == "settled":
            operations.settle(complaint=complaint, by=request.user, at=at)
        elif said == "rejected":
            words = form.cleaned_data["words"]
            operations.reject(complaint=complaint, words=words, by=request.user, at=at)
        elif said == "withdrawn":
            operations.withdraw(complaint=complaint, by=request.user, at=at)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("cases:detail", complaint.reference)


@link_holder
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Let in whoever holds the link from our mail."""
    try:
        reference = links.read(access.LINK_KIND, token, at=request.at)  # type: ignore[attr-defined]
    except links.LinkRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("cases:new")
    grants.grant(request, access.LINK_KIND, reference)
    return redirect("cases:detail", reference)


@visitor
def evidence(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Hand out a file of a complaint to those who may see it."""
    complaint = access.complaint_for(request, reference)
    shown = queries.said(complaint)
    file = get_object_or_404(Evidence, pk=pk, entry__in=shown)
    return served(file.file.read(), mime=file.mime, name=file.file.name.rsplit("/", 1)[-1])
