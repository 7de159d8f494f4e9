from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from aftersales.changes import operations as changes
from aftersales.returns import sums
from aftersales.returns.models import Return
from checkout.order import access
from checkout.order.views import page_of
from storefront.core import grants, limits, links, money, references
from storefront.core.access import anyone, link_holder, order_holder
from storefront.core.pagecache import cacheable
from storefront.core.refusal import Refusal

from . import forms, notice, operations, queries, standing, telling
from .models import Case, Recall


@anyone
@require_safe
@cacheable
def index(request: HttpRequest) -> HttpResponse:
    """List every recall there was, for anybody."""
    rows = [notice.in_list(recall) for recall in queries.public()]
    return render(request, "recalls/index.html", {"recalls": rows})


@anyone
@require_safe
@cacheable
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a recall to anybody: the notice, whether one's own is affected, and how far it is."""
    recall = _public(reference)
    asked = recall.stands and "lot" in request.GET
    form = forms.FindLot(request.GET if asked else None)
    answer: dict[str, Any] | None = None
    if form.is_bound and form.is_valid():
        answer = notice.answer_to(recall, form.cleaned_data["lot"])
    context = {
        **notice.of(recall),
        "form": form,
        "answer": answer,
        "coverage": notice.coverage(recall),
        "own": queries.own_cases(recall, request.user),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "recalls/detail.html", context, status=status)


@link_holder
@require_GET
@never_cache
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Let whoever holds the link of a notice see it, at an address without the token."""
    try:
        value = links.read(telling.LINK_KIND, token, at=request.at)  # type: ignore[attr-defined]
    except links.LinkRefused:
        messages.warning(request, _("This link is not valid. Every recall stands here."))
        return redirect("recalls:index")
    reference, _colon, number = value.partition(":")
    grants.grant(request, queries.GRANT, value)
    return redirect("recalls:case", reference, number)


@order_holder
@require_http_methods(["GET", "POST"])
@never_cache
@limits.limited("recall", limit=60, per=600)
def case(request: HttpRequest, reference: str, number: str) -> HttpResponse:
    """Show the buyer of recalled goods their notice, and let them choose."""
    at = request.at  # type: ignore[attr-defined]
    found = queries.case_for(request, reference, number)
    form = forms.Choose(
        request.POST if request.POST.get("do") == "choose" else None,
        recall=found.recall,
        may_replace=operations.may_be_replaced(found.recall),
        sum_=_sum_back(found),
    )
    refusal = ""
    if request.method == "POST":
        try:
            done = _do(request, found, form)
        except Refusal as no:
            refusal = str(no)
        else:
            if done:
                messages.success(request, done)
                return redirect("recalls:case", found.recall.reference, found.order.number)
        found = queries.case_for(request, reference, number)
    operations.open_page(case=found, by=request.user, at=at)
    left = queries.left_to_put_right(found) if found.units_sent and not found.remedy else {}
    may = found.recall.stands and found.units_here and not found.cancellation_id
    here = queries.left_to_leave_out(found) if may else {}
    context = {
        **notice.of(found.recall, residence=found.order.intent.country),
        "case": found,
        "order": found.order,
        "order_url": page_of(found.order) if access.may_see(request, found.order) else "",
        "things": standing.things(found),
        "left": bool(left),
        "may_choose": bool(left) and found.recall.stands and not found.remedy,
        "may_leave_out": bool(here),
        "left_out_sum": _sum_left_out(found, here),
        "form": form,
        "refusal": refusal,
        "returned": found.returned,
    }
    status = 409 if refusal else 422 if form.is_bound and form.errors else 200
    return render(request, "recalls/case.html", context, status=status)


def _sum_back(case: Case) -> str:
    """Name what sending recalled goods back would pay, while that is still to be chosen."""
    if not case.units_sent or case.remedy:
        return ""
    made = sums.planned(case.order, queries.left_to_put_right(case), kind=Return.Kind.RECALL)
    return money.text(made.total, made.currency) if made.total > 0 else ""


def _sum_left_out(case: Case, units: dict[int, int]) -> str:
    """Name what leaving recalled goods out would pay."""
    try:
        amount = changes.comes_back(order=case.order, units=units) if units else money.ZERO
    except changes.OnlyAsAWhole:
        amount = money.ZERO
    return money.text(amount, case.order.currency) if amount > 0 else ""


def _do(request: HttpRequest, found: Case, form: forms.Choose) -> str:
    """Do what was pressed and return the words that say so; nothing where it was wrong."""
    at = request.at  # type: ignore[attr-defined]
    match request.POST.get("do"):
        case "seen":
            operations.acknowledge(case=found, at=at)
            return _("Thank you. We have written down that you have seen it.")
        case "leave_out":
            operations.leave_out(case=found, by=request.user, at=at)
            return _("It is left out, and your money is on its way back.")
        case "choose" if form.is_valid():
            remedy = form.cleaned_data["remedy"]
            operations.choose(case=found, remedy=remedy, by=request.user, at=at)
            return _("That is arranged. You get it in writing.")
    return ""


def _public(reference: str) -> Recall:
    recall = (
        queries.public()
        .filter(reference=references.tidy(reference)[:16])
        .prefetch_related("lots", Prefetch("variants"))
        .first()
    )
    if recall is None:
        raise Http404
    return recall
