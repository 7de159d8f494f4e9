from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from checkout.order import access as orders
from checkout.payments import access as payments
from complaints.disputes.bodies import bodies_for
from storefront.core import destination, grants, links
from storefront.core.access import anyone, link_holder, visitor
from storefront.core.limits import limited, unguessable
from storefront.core.private import served
from storefront.core.refusal import Refusal
from storefront.core.templatetags.candour import day_words
from storefront.policies import queries as policies

from . import access, forms, howto, operations, putting_right, queries
from .models import About, Complaint, Evidence, Speaker

# For so long the page speaks of the mail on its way.
JUST_SENT = timedelta(minutes=15)


@anyone
@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """Say how a complaint goes, from what holds now; it prints as a leaflet (ISO10002-7.1)."""
    country = destination.of(request)
    parts = howto.parts(country=country, at=request.at)  # type: ignore[attr-defined]
    place = destination.name(country)
    return render(request, "cases/how.html", {"parts": parts, "place": place})


@visitor
@limited("complaint", limit=10, per=3600)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Take in a complaint from anybody, with an account or without, about an order or not."""
    at = request.at  # type: ignore[attr-defined]
    known = _asked_about(request)
    if request.user.is_authenticated:
        known["email"] = request.user.email
    elif number := _own_order(request, known["order_number"]):
        known["email"] = orders.order_for(request, number).email
    form = forms.NewComplaint(request.POST or None, request.FILES or None, initial=known)
    if form.is_valid():
        complaint = _received(request, form)
        grants.grant(request, access.LINK_KIND, complaint.reference)
        return redirect("cases:detail", complaint.reference)
    country = queries.country_of(
        _own_order(request, known["order_number"]), otherwise=destination.of(request)
    )
    context = {"form": form, "clock": queries.clock(country=country, at=at)}
    return render(request, "cases/new.html", context, status=422 if form.errors else 200)


def _asked_about(request: HttpRequest) -> dict[str, str]:
    """Fill in what the page that led here was about: an order, a line, a payment, a rule."""
    asked, at = request.GET, request.at  # type: ignore[attr-defined]
    known = {"order_number": asked.get("order", "")[:32]}
    if asked.get("payment"):
        known |= {"payment": asked["payment"][:32], "about": About.MONEY}
    if line := _own_line(request, known["order_number"], asked.get("line", "")):
        known |= {"about": About.GOODS, "words": line}
    if asked.get("about") == About.CODE:
        known["about"] = About.CODE
        if rule := policies.in_force("code", at=at, language=translation.get_language() or "en"):
            words = _("%(rule)s, version %(number)s, promise: ")
            known["words"] = words % {"rule": rule.title, "number": rule.version}
    return known


def _own_line(request: HttpRequest, number: str, place: str) -> str:
    """Name a thing of one's own order, when it was ordered and of whom; nothing else is named."""
    if not (place.isdecimal() and len(place) < 4 and _own_order(request, number)):
        return ""
    order = orders.order_for(request, number)
    lines = order.intent.summary["lines"]
    if not 1 <= int(place) <= len(lines):
        return ""
    return _("%(title)s, ordered on %(day)s from %(seller)s: ") % {
        "title": lines[int(place) - 1]["title"],
        "day": day_words(timezone.localtime(order.date_placed).date()),
        "seller": order.intent.snapshot["seller"].get("name", ""),
    }


def _own_payment(request: HttpRequest, reference: str) -> str:
    try:
        return str(payments.intent_for(request, reference).reference) if reference else ""
    except Http404:
        return ""


def _received(request: HttpRequest, form: forms.NewComplaint) -> Complaint:
    data = dict(form.cleaned_data)
    number = _own_order(request, data["order_number"])
    if data["order_number"] and not number:
        # Kept in its owner's own words: it may be mistyped, or another's order.
        data["words"] += "\n\n" + _("Order number given: %s") % data["order_number"]
    data["order_number"] = number
    payment = data["payment_reference"] = _own_payment(request, data.pop("payment"))
    data["order_number"] = number or _own_order(request, payment)
    files = [operations.File(name, upload) for name, upload in data.pop("files")]
    return operations.receive(
        **data,
        files=files,
        user=request.user,
        language=translation.get_language() or "en",
        country=queries.country_of(data["order_number"], otherwise=destination.of(request)),
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
@unguessable("complaint-number", limit=30, per=600)
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
        "is_late": complaint.is_late(request.at),  # type: ignore[attr-defined]
        "bodies": bodies_for(complaint.country),
        "steps": complaint.moves.order_by("moved_at", "pk"),
        "told": queries.told(complaint),
        "owed": putting_right.owed(complaint),
        "given": putting_right.given(complaint),
        "just_sent": request.at - complaint.received_at < JUST_SENT,  # type: ignore[attr-defined]
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
    return served(file.file.read(), mime=file.mime, name=file.own_name)
