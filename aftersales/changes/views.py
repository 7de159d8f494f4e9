from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from aftersales.rights import queries as rights
from checkout import addresses
from checkout.order import access
from checkout.order.models import Status
from checkout.order.views import page_of
from checkout.payments import queries as payments
from storefront.core import money
from storefront.core.access import order_holder
from storefront.core.refusal import Refusal

from . import delivery as deliveries
from . import forms, operations, queries


@order_holder
@never_cache
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Leave out all or part of an order that has not left."""
    order = access.order_for(request, number)
    if order.status == Status.CANCELLED:
        return redirect(page_of(order))
    if not queries.may_be_cancelled(order):
        return _too_late(request, order)
    lines = _lines(order)
    if not lines:
        return _too_late(request, order)
    form = forms.Cancel(request.POST or None, lines=lines, all_of_it="all" in request.POST)
    if form.is_valid() and "change" not in request.POST:
        units = form.units()
        try:
            amount = operations.comes_back(order=order, units=units)
            # Only a press that named this very sum counts; any other is shown what comes back.
            if _named(amount) not in (request.POST.get("sure"), request.POST.get("all")):
                return _look_once_more(request, order, form, amount)
            made = operations.cancel_lines(
                order=order,
                units=units,
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=request.at,  # type: ignore[attr-defined]
            )
        except operations.TooLate:
            return _too_late(request, order)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                _("Order %(number)s is cancelled.") % {"number": order.number}
                if made.whole
                else _("That is left out. Its price is on its way back to you."),
            )
            return redirect(page_of(order))
    context = {
        "order": order,
        "form": form,
        "one_thing": len(lines) == 1 and lines[0].left == 1,
        "paid": payments.refundable(order),
        "all_back": operations.comes_back(order=order, units={each.pk: each.left for each in lines})
        if payments.money_came_in(order)
        else money.ZERO,
        "currency": order.currency,
        "order_url": page_of(order),
    }
    context["named"] = _named(context["all_back"])
    return render(request, "changes/cancel.html", context, status=422 if form.errors else 200)


def _named(amount: Decimal) -> str:
    """Write a sum as a button carries it, the same in every language."""
    return f"{amount:.2f}"


def _look_once_more(
    request: HttpRequest, order: Any, form: forms.Cancel, amount: Decimal
) -> HttpResponse:
    units = form.units()
    hidden = [("lines", pk) for pk in units]
    hidden += [
        (f"units_{pk}", count) for pk, count in units.items() if f"units_{pk}" in form.fields
    ]
    context = {
        "order": order,
        "amount": amount,
        "named": _named(amount),
        "currency": order.currency,
        "whole": operations.is_whole(order, units),
        "chosen": [
            {"title": line.title, "units": units[line.pk], "stay": line.left - units[line.pk]}
            for line in form.offered
            if line.pk in units
        ],
        "stays": _stays(order, units),
        "hidden": [*hidden, ("reason", form.cleaned_data["reason"])],
    }
    return render(request, "changes/sure.html", context)


@order_holder
@never_cache
@require_http_methods(["GET", "POST"])
def delivery(request: HttpRequest, number: str) -> HttpResponse:
    """Send an order elsewhere in its country, or give the driver another number."""
    order, at = access.order_for(request, number), request.at  # type: ignore[attr-defined]
    asked = Asked(request, order)
    right = next(iter(deliveries.rights_of(order, at)), None)
    refusal = ""
    if asked.is_valid:
        try:
            deliveries.change_delivery(order=order, address=asked.address, by=request.user, at=at)
        except Refusal as no:
            refusal = str(no)
        else:
            messages.success(request, _("That is changed. It comes on the same day as promised."))
            return redirect(page_of(order))
    context = {
        "order": order,
        "forms": asked.forms,
        "form": asked.place,
        "phone": asked.phone,
        "right": right,
        "refusal": refusal,
        "to": addresses.in_one_line(asked.now),
        "order_url": page_of(order),
    }
    status = 409 if refusal else 422 if asked.has_errors else 200
    return render(request, "changes/delivery.html", context, status=status)


class Asked:
    """One of these is what somebody wants to change about where an order goes, as two forms."""

    def __init__(self, request: HttpRequest, order: Any) -> None:
        refreshing = "update" in request.POST
        data = request.POST if request.method == "POST" and not refreshing else None
        self.now = queries.goes_to(order)
        initial = {**self.now, **request.POST.dict()} if refreshing else self.now
        self.phone = forms.Phone(data, country=self.now["country"], initial=initial)
        self.place = None
        if not deliveries.is_collected(order):
            countries = deliveries.countries_of(order)
            self.place = forms.Delivery(data, countries=countries, initial=initial)
        self.forms = [each for each in (self.place, self.phone) if each is not None]
        # Each is asked, so that each says what is wrong with it.
        valid = [each.is_valid() for each in self.forms]
        self.is_valid = all(valid)
        self.has_errors = any(each.errors for each in self.forms)

    @property
    def address(self) -> dict[str, str]:
        place = self.place.address if self.place else self.now
        return {**place, "phone": self.phone.cleaned_data["phone"]}


def _stays(order: Any, units: Mapping[int, int]) -> list[dict[str, Any]]:
    """Return what of an order is left once these units are left out, in parcels already or not."""
    left = ((each, each.left - units.get(each.pk, 0)) for each in queries.lines_left(order))
    return [{"title": each.title, "units": count} for each, count in left if count > 0]


def _too_late(request: HttpRequest, order: Any) -> HttpResponse:
    # What ends a late or lost order for nothing comes before what costs its postage.
    found = rights.rights_of(order, request.at)  # type: ignore[attr-defined]
    better = [each for each in found if each.open and each.key == "late"]
    better += [each for each in found if each.open and each.key.startswith("setback-")]
    context = {
        "order": order,
        "order_url": page_of(order),
        "better": better,
        "there": order.status in (Status.DELIVERED, Status.COMPLETED),
        "others": [each for each in found if each.key in ("withdraw", "faulty")],
    }
    status = 409 if request.method == "POST" else 200
    return render(request, "changes/too_late.html", context, status=status)


def _lines(order: Any) -> list[Any]:
    gone, here = queries.cancelled_units(order), queries.units_here(order)
    lines = []
    for line in order.lines.order_by("pk"):
        line.left = here[line.pk]
        if line.left:
            line.closed = False
            line.note = _("%(count)s pieces") % {"count": line.left} if line.left > 1 else ""
            worth = queries.share_of(
                line, before=gone[line.pk], units=line.left, currency=order.currency
            )
            line.aside = money.text(worth, order.currency)
            lines.append(line)
    return lines
