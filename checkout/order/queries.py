from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from storefront.core import grants, lifecycle
from storefront.core.prepared import TEXT, PreparedQuery

from .models import Order, Status

# As guests are granted the sight of an order, and links to it are signed.
GRANT_KIND = "order"
# What nobody has to do anything about any more.
OVER = (Status.COMPLETED, Status.CANCELLED)


_BY_NUMBER = PreparedQuery(
    "order_by_number",
    lambda number: Order.objects.select_related(
        "user", "shipping_address__country", "intent", "agreement"
    ).filter(number=number),
    (TEXT,),
)


def by_number(number: str) -> Order | None:
    """Return the order of a number with what its page shows of it, or nothing."""
    return next(iter(_BY_NUMBER.rows(number)), None)


def orders_of(user: Any) -> QuerySet[Order]:
    """Return an account's orders, the newest first."""
    return (
        Order.objects.filter(user=user)
        .select_related("intent")
        .prefetch_related("lines")
        .order_by("-date_placed", "-pk")
    )


def seen_by(request: Any) -> QuerySet[Order]:
    """Return the orders that a visitor owns or holds a grant to, the newest first."""
    held = Q(number__in=grants.held(request, GRANT_KIND))
    if request.user.is_authenticated:
        held |= Q(user=request.user)
    return (
        Order.objects.filter(held)
        .select_related("intent")
        .prefetch_related("lines")
        .order_by("-date_placed", "-pk")
    )


# Why an order ends whose transfer did not come in time.
UNPAID = gettext_noop("not paid in time")


def steps(order: Any) -> list[Any]:
    """Return the steps of an order that hold, the first one first: without what was undone."""
    return lifecycle.holding(order.moves.all())


def taken_at(order: Any, status: str) -> datetime | None:
    """Return when an order came to a status, if it did and that was not undone."""
    return next((move.moved_at for move in steps(order) if move.to_status == status), None)


def was_unpacked(order: Any) -> bool:
    """Say whether it was taken back, at least once, that an order stands packed."""
    return bool(times_unpacked(order))


def times_unpacked(order: Any) -> int:
    """Count how often it was taken back that an order stands packed."""
    back = (Status.PLACED, Status.PAID)
    return order.moves.filter(from_status=Status.PACKED, to_status__in=back).count()  # type: ignore[no-any-return]


def change_until(order: Any) -> datetime | None:
    """
    Return until when its buyer may change where an order goes (LBT-6.2.6.2), packing aside.

    The time runs from the confirmation, and where the money came later, from then; nothing while
    it has not come.
    """
    if order.status == Status.AWAITING_PAYMENT:
        return None
    late = [move for move in steps(order) if move.from_status == Status.AWAITING_PAYMENT]
    began = late[0].moved_at if late else order.date_placed
    return began + timedelta(minutes=settings.CANDOUR_ORDER_CHANGE_MINUTES)


def local_day(moment: datetime) -> date:
    """Return the day of a moment in the shop's zone; midnight is still the day before."""
    return timezone.localtime(moment - timedelta(seconds=1)).date()


def to_pack(at: datetime) -> QuerySet[Order]:
    """Return orders that the warehouse should pack now, the one due first on top."""
    return Order.objects.filter(
        status__in=[Status.PLACED, Status.PAID], sources__amount_allocated__gte=F("total_incl_tax")
    ).order_by("date_placed", "pk")


def to_dispatch() -> QuerySet[Order]:
    """Return orders that stand packed."""
    return Order.objects.filter(status=Status.PACKED).order_by("date_placed", "pk")


def of_somebody(name: str) -> QuerySet[Any]:
    """Return the numbers of the orders that go to somebody whose name has all these words in it."""
    found = Order.objects.all()
    for word in name.split():
        found = found.filter(
            Q(shipping_address__first_name__icontains=word)
            | Q(shipping_address__last_name__icontains=word)
        )
    return found.values("number")


def lines_of(order: Any) -> QuerySet[Any]:
    """Return what was ordered, in the order of the agreement, with the products that it was."""
    return order.lines.select_related("product__parent").order_by("pk")  # type: ignore[no-any-return]


def title_for_staff(line: Any) -> str:
    """Return what a line is called in the reader's language; the agreement is in the buyer's."""
    return str(line.product.get_title() if line.product else line.title)


def locked(order: Any) -> Order:
    """Return the order as it stands, locked until the transaction ends."""
    return Order.objects.select_for_update(of=("self",), no_key=True).get(pk=order.pk)
