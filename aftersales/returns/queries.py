from collections import Counter
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from aftersales.changes import queries as changes
from checkout.order import access
from checkout.order.models import Status as OrderStatus
from checkout.payments.models import Attempt
from storefront.core import references

from .models import Return, ReturnLine, ReturnParcel, Statement, WithdrawalExclusion

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
    known = getattr(order, "known_return_lines", None)
    units: Counter[int] = Counter()
    for each in _lines_of(order) if known is None else known:
        goes_back = each.of.remedy in ("", Return.Remedy.REFUND)
        if each.of.cancellation_id is None and each.of.status != Return.Status.REFUSED:
            units[each.line_id] += each.quantity if goes_back else 0
    return units


def _lines_of(order: Any) -> list[ReturnLine]:
    rows = ReturnLine.objects.filter(of__order=order).select_related("of__parcel", "of__refund")
    return list(rows.order_by("-of__told_at", "-of_id", "pk"))


def returnable_units(order: Any) -> dict[int, int]:
    """Return how many units of each order line could still go back."""
    left, going = changes.units_left(order), returning_units(order)
    return {pk: count - going[pk] for pk, count in left.items()}


def exclusion_of(line: Any) -> str:
    """Return the kind of exclusion that the class of an order line's product has, or nothing."""
    product = line.product
    if product is None:
        return ""
    found = WithdrawalExclusion.objects.filter(product_class=product.get_product_class()).first()
    return found.kind if found else ""


def return_for(request: HttpRequest, reference: str) -> Return:
    """
    Return a return that this visitor may see, as one may see its order.

    :raises Http404: for a stranger's return as for one that does not exist
    """
    found = full().filter(reference=references.tidy(reference)).first()
    if found is None or not access.may_see(request, found.order):
        raise Http404
    return found


def money_came_in(order: Any) -> bool:
    """Say whether any of the buyer's money for an order is recorded, given back since or not."""
    return Attempt.objects.filter(intent__order=order, captured__gt=0).exists()


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
    """Return parcels that came and whose money was not ordered yet, or that are announced so."""
    return Return.objects.filter(
        parcel__status__in=[ReturnParcel.Status.RECEIVED], settled_at=None
    ).exclude(status=Return.Status.REFUSED)


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
