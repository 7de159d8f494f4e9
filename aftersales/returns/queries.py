from collections import Counter
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse

from aftersales.changes import queries as changes
from aftersales.tracking import queries as tracking
from checkout.order import access
from checkout.order.models import Status as OrderStatus
from storefront.core import marks, money, references

from .models import Return, ReturnLine, ReturnParcel, Statement

DELIVERED = (OrderStatus.DELIVERED, OrderStatus.COMPLETED)
LEFT = (OrderStatus.DISPATCHED, *DELIVERED)


def gather(order: Any) -> list[ReturnLine]:
    """
    Read what goes back of an order, once for a page: whoever asks again costs no statement.

    Operations never gather: under the order's lock they read it anew.
    """
    order.known_return_lines = _lines_of(order)
    return list(order.known_return_lines)


def returning_units(order: Any) -> Counter[int]:
    """
    Return how many units of each order line (by its key) go back, or went.

    A refused return sets its units free, and so does one that ends with the buyer keeping them;
    what was cancelled before it left counts elsewhere.
    """
    units: Counter[int] = Counter()
    for each in known_lines(order):
        if goes_back(each.of):
            units[each.line_id] += each.quantity
    return units


def claimed_units(order: Any) -> Counter[int]:
    """Return how many units of each order line (by its key) stand in claims not decided yet."""
    units: Counter[int] = Counter()
    for each in known_lines(order):
        if each.of.status == Return.Status.OPEN:
            units[each.line_id] += each.quantity
    return units


def to_be_put_right(order: Any) -> Counter[int]:
    """Return how many units of each order line (by its key) wait for a repair or a new one."""
    rows = ReturnLine.objects.filter(of__in=_put_right_later(order))
    units: Counter[int] = Counter()
    for each in rows:
        units[each.line_id] += each.quantity
    return units


def waiting_claims(order: Any) -> list[Return]:
    """Return claims that wait to be decided, or for the repair or the new one they were granted."""
    waiting = Return.objects.filter(order=order, status=Return.Status.OPEN)
    return list((waiting | _put_right_later(order)).order_by("pk"))


def _put_right_later(order: Any) -> QuerySet[Return]:
    return Return.objects.filter(
        order=order,
        status__in=[Return.Status.ACCEPTED, Return.Status.PART_ACCEPTED],
        remedy__in=[Return.Remedy.REPAIR, Return.Remedy.REPLACE],
        settled_at=None,
    )


def goes_back(returned: Return) -> bool:
    """Say whether the things of a return go back, went, or wait for a decision about it."""
    ended = returned.status in (Return.Status.REFUSED, Return.Status.OVERTAKEN)
    kept = returned.remedy not in ("", Return.Remedy.REFUND)
    return not (ended or kept or returned.cancellation_id)


def known_lines(order: Any) -> list[ReturnLine]:
    """Return what goes back of an order with the return of each, as gathered or read now."""
    known = getattr(order, "known_return_lines", None)
    return _lines_of(order) if known is None else known


def _lines_of(order: Any) -> list[ReturnLine]:
    rows = ReturnLine.objects.filter(of__order=order).select_related(
        "of__parcel", "of__refund", "line"
    )
    return list(rows.order_by("-of__told_at", "-of_id", "pk"))


def returnable_units(order: Any) -> dict[int, int]:
    """Return how many units of each order line could still go back; claims waiting count."""
    left, going, ended = (
        changes.units_left(order),
        returning_units(order),
        tracking.ended_units(order),
    )
    return {pk: max(0, count - going[pk] - ended[pk]) for pk, count in left.items()}


def withdrawable_units(order: Any) -> dict[int, int]:
    """
    Return how many units of each order line could still be withdrawn from.

    A claim that nobody has decided yet stands in no withdrawal's way (WDR-01): the withdrawal
    takes its units over.
    """
    claimed, left = claimed_units(order), returnable_units(order)
    return {pk: count + claimed[pk] for pk, count in left.items()}


class PaidOut(NamedTuple):
    """
    One of these is what one return paid for one order line.

    That is the price of `units` units which went back, or `cut` off the price of as many that stay.
    """

    line: Any
    units: int
    cut: Decimal | None = None


def paid_in_turn(order: Any, *, but: Return | None = None) -> list[PaidOut]:
    """Return what the returns of an order, but for one of them, have paid, the earliest first."""
    paid = Q(lines__paid__gt=0) | Q(settled_at__isnull=False, remedy=Return.Remedy.PRICE_CUT)
    found = Return.objects.filter(paid, order=order).exclude(pk=but.pk if but else None)
    said: list[PaidOut] = []
    for returned in found.distinct().order_by("settled_at", "pk").prefetch_related("lines__line"):
        lines = sorted(returned.lines.all(), key=lambda each: each.line_id)
        said += [PaidOut(each.line, each.paid) for each in lines if each.paid]
        if returned.settled_at and returned.remedy == Return.Remedy.PRICE_CUT:
            said += _cuts(returned, lines, order.currency)
    return said


def _cuts(returned: Return, lines: list[ReturnLine], currency: str) -> list[PaidOut]:
    worth = [each.line.line_price_incl_tax * each.quantity / each.line.quantity for each in lines]
    amount = sum(
        (Decimal(part) for name, part in returned.settlement if name == "part"), start=money.ZERO
    )
    parts = money.split(amount, weights=worth, currency=currency)
    return [PaidOut(each.line, each.quantity, cut) for each, cut in zip(lines, parts, strict=True)]


def exclusion_of(order: Any, line: Any) -> str:
    """
    Return by which exception of the law an order line may not go back, as it was agreed, or "".

    What is said of its class today takes no right from an order made before.
    """
    for agreed in order.agreement.document["lines"]:
        if agreed["sku"] == line.partner_sku:
            return str(agreed["sheet"].get("exclusion", ""))
    return ""


def return_for(request: HttpRequest, reference: str) -> Return:
    """
    Return a return that this visitor may see, as one may see its order.

    :raises Http404: for a stranger's return as for one that does not exist
    """
    found = full().filter(reference=references.tidy(reference)).first()
    if found is None or not access.may_see(request, found.order):
        raise Http404
    return found


def full() -> QuerySet[Return]:
    return Return.objects.select_related(
        "order__intent", "order__agreement", "parcel", "refund", "statement"
    ).prefetch_related("lines__line", "photos")


def of_order(order: Any) -> QuerySet[Return]:
    """Return the returns of an order, the latest first."""
    return full().filter(order=order).order_by("-told_at", "-pk")


def locked(returned: Any) -> Return:
    """Return a return as it stands, locked; whoever also locks its order does that first."""
    return (
        Return.objects.select_for_update(of=("self",), no_key=True)
        .select_related("order__intent", "order__agreement")
        .get(pk=returned.pk)
    )


def to_decide() -> QuerySet[Return]:
    return Return.objects.filter(status=Return.Status.OPEN).order_by("told_at")


def to_unpack() -> QuerySet[Return]:
    """Return parcels that came, whose money was not ordered and of which nobody has looked."""
    return (
        Return.objects.filter(parcel__status=ReturnParcel.Status.RECEIVED, settled_at=None)
        .exclude(status__in=[Return.Status.REFUSED, Return.Status.OVERTAKEN])
        .exclude(parcel__to_value=True)
    )


def to_value() -> QuerySet[Return]:
    """Return what was unpacked by somebody who does not decide what it has lost in value."""
    return Return.objects.filter(parcel__to_value=True, settled_at=None)


def to_label() -> QuerySet[Return]:
    """Return what is to travel with our label, which the carrier has not made yet."""
    return full().filter(
        way_back=Return.WayBack.LABEL,
        settled_at=None,
        parcel__status=ReturnParcel.Status.ANNOUNCED,
        parcel__label_number="",
    )


def to_replace() -> QuerySet[Return]:
    """Return claims whose replacement was granted and waits to be packed and sent."""
    return Return.objects.filter(
        remedy=Return.Remedy.REPLACE,
        settled_at=None,
        status__in=[Return.Status.ACCEPTED, Return.Status.PART_ACCEPTED],
    ).order_by("decided_at")


def objections() -> QuerySet[Return]:
    return Return.objects.filter(objected_at__isnull=False, objection_answer="")


def unmatched() -> QuerySet[Statement]:
    return Statement.objects.filter(outcome=Statement.Outcome.UNMATCHED).order_by("stated_at")


def to_settle(at: datetime) -> QuerySet[Return]:
    """
    Return what was shown to be sent or is with us, is not refused and not paid.

    Which of them are due is asked of `windows.refund_due_at`.
    """
    return (
        full()
        .filter(
            settled_at=None,
            status__in=[Return.Status.ACCEPTED, Return.Status.PART_ACCEPTED],
            parcel__status__in=[ReturnParcel.Status.ON_THE_WAY, ReturnParcel.Status.RECEIVED],
        )
        .order_by("pk")
    )


def for_staff(order: Any) -> list[tuple[str, str]]:
    """Name the returns and claims of an order with how they stand, and their pages."""
    from . import desk  # it stands on this module

    return [
        (
            marks.labelled(f"{each.get_kind_display()} {each.reference}", desk.status_of(each)),
            reverse("admin:returns_return_change", args=[each.pk]),
        )
        for each in Return.objects.filter(order=order).order_by("pk")
    ]
