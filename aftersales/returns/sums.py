"""What a return pays back, and how that is made: the one place where it is worked out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from aftersales import shares
from checkout.payments import queries as payments
from checkout.payments.models import Refund
from storefront.law.calculators import refunds

from . import windows
from .models import Return, ReturnLine

ZERO = Decimal("0.00")
NAMES = {
    "delivery": _("Standard delivery"),
    "delivery_whole": _("Delivery"),
    "fee": _("Fee for the way of paying"),
    "value": _("Loss of value"),
    "label": _("Our return label"),
    "part": _("Part of the price"),
    "cap": _("Given back before"),
}


@dataclass(frozen=True)
class Sum:
    """
    One of these is what a return pays back and its parts, in the order's currency.

    `parts` are pairs of a name and an amount, deductions negative; they always add up to `total`,
    which is never below zero and never more than is left of what was paid.
    """

    parts: tuple[tuple[str, Decimal], ...]
    currency: str

    @property
    def total(self) -> Decimal:
        return sum((amount for _name, amount in self.parts), start=ZERO)

    def as_json(self) -> list[list[str]]:
        return [[name, str(amount)] for name, amount in self.parts]


def planned(order: Any, units: Mapping[int, int], *, kind: str) -> Sum:
    """
    Work out what sending these units back would pay, all of them as good as new; writes nothing.

    `units` are numbers of units by the key of the order line.
    """
    returned = Return(order=order, kind=kind)
    found = order.lines.filter(pk__in=[pk for pk, count in units.items() if count]).order_by("pk")
    lines = [ReturnLine(of=returned, line=each, quantity=units[each.pk]) for each in found]
    return _made(returned, lines)


def of(returned: Return, *, refundable: Decimal | None = None) -> Sum:
    """
    Work out what a return pays back as far as it is known now.

    Goods at what was paid for them after reductions. A whole order also brings back the delivery:
    on a change of mind that of the standard way (WDR-04), on a fault of ours all of it. What was
    given back before, for lateness, is not given back twice.
    """
    lines = list(returned.lines.select_related("line").order_by("line_id"))
    return _made(returned, lines, refundable=refundable)


def _made(returned: Return, lines: list[ReturnLine], *, refundable: Decimal | None = None) -> Sum:
    order, currency = returned.order, returned.order.currency
    parts = _goods(returned, lines)
    if _is_whole(returned, lines):
        parts += _extras(returned)
    lost = sum((each.deduction for each in lines), start=ZERO)
    if lost:
        parts.append(("value", -lost))
    if returned.label_price and returned.parcel.label_number:
        parts.append(("label", -returned.label_price))
    if refundable is None:
        refundable = payments.refundable(order)
    total = sum((amount for _name, amount in parts), start=ZERO)
    least, most = ZERO, max(refundable, ZERO)
    if total > most:
        parts.append(("cap", most - total))
    elif total < least:
        parts.append(("cap", least - total))
    return Sum(tuple(parts), currency)


def part_of_price(returned: Return, amount: Decimal) -> Sum:
    return Sum((("part", amount),), returned.order.currency)


def settled(returned: Return) -> Sum:
    """Return how the sum was made when it was paid."""
    parts = tuple((name, Decimal(amount)) for name, amount in returned.settlement)
    return Sum(parts, returned.order.currency)


def named(parts: Iterable[tuple[str, Decimal]]) -> list[dict[str, Any]]:
    """Return parts as a page shows them: a name in the reader's language, and the amount."""
    return [{"name": NAMES.get(name, name), "amount": amount} for name, amount in parts]


def price_of(returned: Return, each: ReturnLine) -> Decimal:
    """Return what was paid for the units of one line of a return, in the order's currency."""
    return shares.given_back(returned.order, but=returned).share_of(each.line, each.counted)


def _goods(returned: Return, lines: list[ReturnLine]) -> list[tuple[str, Decimal]]:
    given = shares.given_back(returned.order, but=returned)
    return [
        (f"{each.counted} × {each.line.title}", given.share_of(each.line, each.counted))
        for each in lines
    ]


def _is_whole(returned: Return, lines: list[ReturnLine]) -> bool:
    """Say whether nothing of the order is kept, counting what was given back before."""
    back = shares.given_back(returned.order, but=returned).units
    back.update({each.line_id: each.counted for each in lines})
    return all(back[line.pk] >= line.quantity for line in returned.order.lines.all())


def _extras(returned: Return) -> list[tuple[str, Decimal]]:
    order = returned.order
    paid, fee = order.shipping_incl_tax, _fee(order)
    before = sum(
        payments.refunds_of(order)
        .filter(reason=Refund.Reason.LATE)
        # What was ended for lateness is goods, not delivery.
        .exclude(told_once_as=f"ended:{order.number}")
        .values_list("amount", flat=True),
        start=ZERO,
    )
    left = max(paid - before, ZERO)
    if returned.our_fault:
        extras = [("delivery_whole", left)]
    else:
        standard = refunds.refund_amount(
            windows.rules_of(order),
            goods=ZERO,
            delivery_paid=paid,
            standard_delivery=windows.standard_delivery(order),
        )
        extras = [("delivery", min(standard, left))]
    return [(name, amount) for name, amount in (*extras, ("fee", fee)) if amount or name != "fee"]


def _fee(order: Any) -> Decimal:
    return sum(order.surcharges.values_list("incl_tax", flat=True), start=ZERO)
