from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from aftersales.changes import queries as changes
from aftersales.changes.forms import Delivery
from checkout import addresses
from checkout.order import access
from checkout.order.views import page_of
from storefront.core import money
from storefront.core.access import order_holder
from storefront.core.refusal import Refusal

from . import effects, forms, operations, queries, terms, wording
from .models import Choice, Setback


@order_holder
@never_cache
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, number: str, n: int) -> HttpResponse:
    """Say why a parcel did not arrive, and let its buyer choose what becomes of it."""
    order, at = access.order_for(request, number), request.at  # type: ignore[attr-defined]
    setback = next((each for each in queries.of_order(order) if each.shipment.n == n), None)
    if setback is None:
        raise Http404
    setback.shipment.order = order
    asked = Asked(request, setback, at=at)
    refusal = ""
    if asked.is_valid:
        try:
            operations.choose(setback=setback, by=request.user, at=at, **asked.answer)
        except Refusal as no:
            refusal = str(no)
            setback.refresh_from_db()
        else:
            messages.success(request, _("That is arranged. You get it in writing."))
            return redirect(page_of(order))
    context = {
        "order": order,
        "setback": setback,
        "said": setback.checkpoint.said,
        "may": setback.is_open and at < setback.decide_by,
        "otherwise": wording.otherwise(setback),
        "outcome": "" if setback.is_open else wording.outcome(setback),
        "form": asked.form,
        "place": asked.place,
        "forms": asked.forms,
        "refusal": refusal,
        "order_url": page_of(order),
    }
    status = 409 if refusal else 422 if asked.has_errors else 200
    return render(request, "setbacks/choose.html", context, status=status)


def _meant(setback: Setback) -> str:
    """What a carrier does anyway is ticked already; between goods and money nobody nudges."""
    return "" if Choice.REFUND in setback.options else str(setback.otherwise)


def _sum(setback: Setback) -> str:
    """Name what the money back would be, where it is a choice and something was paid."""
    if Choice.REFUND not in setback.options or not setback.is_open:
        return ""
    amount = effects.comes_back(setback.shipment)
    return money.text(amount, setback.shipment.order.currency) if amount > 0 else ""


class Asked:
    """One of these is what somebody has chosen for a parcel, with the address where one is due."""

    def __init__(self, request: HttpRequest, setback: Setback, *, at: Any) -> None:
        refreshing = "update" in request.POST
        data = request.POST if request.method == "POST" and not refreshing else None
        days = terms.days_offered(at=at)
        initial = request.POST.dict() if refreshing else {"choice": _meant(setback)}
        self.form = forms.Choose(
            data, options=setback.options, days=days, sum_=_sum(setback), initial=initial
        )
        self.place = None
        self.forms: list[Any] = [self.form]
        if Choice.ELSEWHERE in setback.options:
            now = changes.goes_to(setback.shipment.order)
            countries = [(now["country"], addresses.country_name(now["country"]))]
            chosen = data is not None and data.get("choice") == Choice.ELSEWHERE
            self.place = Delivery(
                data if chosen else None,
                countries=countries,
                initial={**now, **request.POST.dict()},
            )
            self.forms.append(self.place)
        # An address is judged only where it is what was chosen.
        asked = [each for each in self.forms if each.is_bound]
        valid = [each.is_valid() for each in asked]
        self.is_valid = bool(asked) and all(valid) and self.form.is_bound
        self.has_errors = any(each.errors for each in asked)

    @property
    def answer(self) -> dict[str, Any]:
        given = self.form.cleaned_data
        place = self.place.address if self.place and self.place.is_bound else None
        return {"choice": given["choice"], "day": given.get("day"), "address": place}
