from collections import Counter
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import F, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from checkout import addresses
from checkout.order import queries as orders
from checkout.order.models import Status
from storefront.core import lifecycle, money

from .models import Cancellation, CancelledLine, DeliveryChange

# Who ended an order as a whole.
US, BUYER, NOBODY = "us", "buyer", "nobody"


def may_be_cancelled(order: Any) -> bool:
    """Say whether the order is still with us."""
    return lifecycle.may_move(order, Status.CANCELLED)


def cancelled_units(order: Any) -> Counter[int]:
    """Return how many units of each order line (by its key) were left out."""
    rows = (
        CancelledLine.objects.filter(cancellation__order=order)
        .values("line_id")
        .annotate(units=Sum("quantity"))
    )
    return Counter({row["line_id"]: row["units"] for row in rows})


def units_left(order: Any) -> dict[int, int]:
    """Return how many units of each order line are still to be delivered, or were."""
    known = getattr(order, "known_lines_left", None)
    return {each.pk: each.left for each in (lines_left(order) if known is None else known)}


_NOT_ASKED = Value(False)


class LineLeft(NamedTuple):
    """An order line, how many were not left out and were bought, and the product with its page."""

    pk: int
    title: str
    left: int
    bought: int
    product_id: int | None
    parent_id: int | None
    reviewed: bool

    @property
    def sold_as(self) -> int | None:
        return self.parent_id or self.product_id


def lines_left(order: Any, *, reviewed: Any = _NOT_ASKED) -> list[LineLeft]:
    """
    Return every line of an order with what is left of it. One statement.

    `reviewed` is a condition on a line that says whether its buyer has reviewed it.
    """
    gone = Coalesce(Sum("cancelled_lines__quantity"), 0)
    rows = order.lines.order_by("pk").annotate(left=F("quantity") - gone, reviewed=reviewed)
    shown = ("pk", "title", "left", "quantity", "product_id", "product__parent_id", "reviewed")
    return [LineLeft(*row) for row in rows.values_list(*shown)]


def left_out(order: Any) -> list[CancelledLine]:
    """Return what was left out of a gathered order, the first first; asks where something was."""
    if all(each.left == each.bought for each in order.known_lines_left):
        return []
    rows = CancelledLine.objects.filter(cancellation__order=order).select_related("cancellation")
    return list(rows.order_by("cancellation__asked_at", "pk"))


def units_here(order: Any) -> dict[int, int]:
    """
    Return how many units of each order line can still be left out.

    Not those that are in a parcel already, nor those that the buyer has withdrawn from.
    """
    # Both stand on this module.
    from aftersales.returns.queries import returning_units
    from aftersales.tracking.queries import left_to_send

    left, sent_later, going_back = units_left(order), left_to_send(order), returning_units(order)
    return {
        pk: max(0, min(count - going_back[pk], sent_later.get(pk, 0))) for pk, count in left.items()
    }


def ended_by(order: Any) -> str:
    """Say who ended an order as a whole: US, its BUYER, or NOBODY, as no payment came in time."""
    if order.status != Status.CANCELLED:
        return ""
    ends = [step for step in orders.steps(order) if step.to_status == Status.CANCELLED]
    if ends and ends[-1].why == orders.UNPAID:
        return NOBODY
    by_us = Cancellation.objects.filter(order=order, whole=True, by_staff=True).exists()
    return US if by_us else BUYER


def goes_to(order: Any) -> dict[str, str]:
    """Return the address that an order goes to: as agreed, or as it was changed last."""
    changed = DeliveryChange.objects.filter(order=order).order_by("-pk").first()
    return dict(changed.after if changed else order.intent.snapshot["shipping_address"])


def for_staff(order: Any) -> list[tuple[str, str]]:
    """Name what staff can do about where an order goes, and what was changed of it."""
    add = f"{reverse('admin:changes_deliverychange_add')}?order={order.number}"
    links = [
        (
            _("Address changed: %(to)s") % {"to": addresses.in_one_line(each.after)},
            reverse("admin:changes_deliverychange_change", args=[each.pk]),
        )
        for each in DeliveryChange.objects.filter(order=order).order_by("pk")
    ]
    links += [
        (
            _("Cancelled: %(why)s") % {"why": each.reason or _("no reason was written down")},
            reverse("admin:changes_cancellation_change", args=[each.pk]),
        )
        for each in Cancellation.objects.filter(order=order).order_by("pk")
    ]
    if order.status in (Status.AWAITING_PAYMENT, Status.PLACED, Status.PAID):
        links.append((_("Change address or phone for the buyer"), add))
    return links


def share_of(line: Any, *, before: int, units: int, currency: str) -> Decimal:
    """
    Return what was paid for some units of a line, after reductions, in the order's currency.

    `before` is how many units were given back already: the shares of all units of a line, one
    after the other, always add up to its price.
    """

    def upto(count: int) -> Decimal:
        return money.quantise(line.line_price_incl_tax * count / line.quantity, currency)

    return upto(before + units) - upto(before)
