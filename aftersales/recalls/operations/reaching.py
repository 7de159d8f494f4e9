"""Carrying an announced recall out: clearing baskets, finding its orders, telling their buyers."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from aftersales.recalls import affected, queries, telling
from aftersales.recalls.models import Case, CaseLine, Recall, Status
from checkout import recalled as baskets
from checkout.order import queries as orders
from checkout.order.models import Order
from storefront.core import sweeps
from storefront.notices.models import Status as Sent
from storefront.promises import operations as promises

# SAF-03: without delay; this is when we would have failed.
TOLD_WITHIN = timedelta(hours=24)


def carry_out(*, recall: Recall, at: datetime) -> int:
    """
    Do what follows from a recall: clear baskets, tell every buyer; return how many were told.

    Each basket and each order by itself, so it may be cut short, and running it again does nothing
    twice. Whatever is packed from a recalled lot later is found by the next run.
    """
    if recall.status != Status.ANNOUNCED:
        return 0
    ids = affected.stockrecords(recall)
    baskets.take_out(stockrecord_ids=ids, reference=recall.reference, at=at)
    return reach(recall=recall, at=at)


def carry_out_all(*, at: datetime) -> int:
    return sum(carry_out(recall=recall, at=at) for recall in queries.running())


def reach(*, recall: Recall, at: datetime) -> int:
    """Open a case for every order that a recall is about and has none yet, and tell its buyer."""
    known = set(recall.cases.values_list("order_id", flat=True))
    found = [each.order.pk for each in affected.orders(recall) if each.order.pk not in known]
    return sweeps.each(
        f"recalls.reach:{recall.reference}",
        Order.objects.filter(pk__in=found),
        lambda order: open_case(recall=recall, order=order, at=at) is not None,
    )


@transaction.atomic
def open_case(*, recall: Recall, order: Any, at: datetime) -> Case | None:
    """Write down what of one order is recalled and tell its buyer, once; None if nothing is."""
    order = orders.locked(order)
    if Case.objects.filter(recall=recall, order=order).exists():
        return None
    found = affected.orders(recall, of=order)
    if not found:
        return None
    case = Case.objects.create(recall=recall, order=order, opened_at=at)
    CaseLine.objects.bulk_create(
        CaseLine(
            case=case,
            line=each.line,
            sent=each.sent,
            here=each.here,
            lots=", ".join(each.lots)[:300],
        )
        for each in found[0].lines
    )
    telling.promise(case, due_at=at + TOLD_WITHIN, at=at)
    telling.tell(case, at=at)
    return case


def tell_again(*, at: datetime) -> int:
    """Tell buyers once more who have not read it for a while; return how many. Repeatable."""
    return sweeps.each("recalls.again", queries.to_tell_again(at), lambda case: _again(case, at=at))


@transaction.atomic
def _again(case: Case, *, at: datetime) -> bool:
    orders.locked(case.order)
    if not queries.to_tell_again(at).filter(pk=case.pk).exists():
        return False
    telling.tell(queries.locked_case(case), at=at)
    return True


def follow_letters(*, at: datetime) -> int:
    """
    Write down which messages have really gone out, and which were opened in an account.

    The promise to tell is kept when one has. Repeatable; returns how many cases changed.
    """
    reached = sweeps.each("recalls.reached", queries.unreached(), _reached)
    read = sweeps.each("recalls.inbox", queries.read_in_inbox(), _read)
    return reached + read


@transaction.atomic
def _reached(case: Case) -> bool:
    message = telling.messages(case).filter(status=Sent.SENT).order_by("sent_at", "pk").first()
    if message is None or message.sent_at is None:
        return False
    Case.objects.filter(pk=case.pk, reached_at=None).update(reached_at=message.sent_at)
    promises.keep(
        subject=case,
        kind=telling.PROMISE,
        at=message.sent_at,
        evidence={"message": message.pk},
    )
    return True


@transaction.atomic
def _read(case: Case) -> bool:
    opened = telling.messages(case).filter(read_at__isnull=False).order_by("read_at").first()
    if opened is None:
        return False
    return bool(Case.objects.filter(pk=case.pk, read_at=None).update(read_at=opened.read_at))
