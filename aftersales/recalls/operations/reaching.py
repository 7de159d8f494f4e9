"""Carrying an announced recall out: clearing baskets, finding its orders, telling their buyers."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from aftersales.recalls import affected, queries, telling
from aftersales.recalls.models import Case, CaseLine, Recall, Status
from checkout import recalled as baskets
from checkout.order import queries as orders
from checkout.order.models import Order
from storefront.core import sweeps
from storefront.notices.models import Channel
from storefront.notices.models import Status as Sent
from storefront.promises import operations as promises

from . import announcing

# SAF-03: without delay; this is when we would have failed.
TOLD_WITHIN = timedelta(hours=24)


def carry_out(*, recall: Recall, at: datetime) -> int:
    """
    Do what follows from a recall: clear baskets, tell every buyer; return how many were told.

    Each basket and each order by itself, so it may be cut short, and running it again does nothing
    twice. Whatever is added to its product, or found out of an order, later is found by the next
    run. Once the sale was allowed again, what is sold from then on is nobody's concern here.
    """
    if recall.status != Status.ANNOUNCED:
        return 0
    announcing.stop_what_came_since(recall=recall, at=at)
    baskets.take_out(reference=recall.reference, at=at)
    return reach(recall=recall, at=at)


def carry_out_all(*, at: datetime) -> int:
    return sum(carry_out(recall=recall, at=at) for recall in queries.running())


def reach(*, recall: Recall, at: datetime) -> int:
    """
    Open a case for every order that a recall is about and has none yet, and tell its buyer.

    Buyers of whom more is affected than they were told of, such as a lost parcel that came after
    all, are told anew. Returns how many were told.
    """
    known = queries.known_units(recall)
    found = [
        each.order.pk
        for each in affected.orders(recall)
        if each.order.pk not in known
        or any(_is_more(units, known[each.order.pk]) for units in each.lines)
    ]
    return sweeps.each(
        f"recalls.reach:{recall.reference}",
        Order.objects.filter(pk__in=found),
        lambda order: open_case(recall=recall, order=order, at=at) is not None,
    )


@transaction.atomic
def open_case(*, recall: Recall, order: Any, at: datetime) -> Case | None:
    """
    Write down what of one order is recalled and tell its buyer; None if nothing of it is new.

    What was found before never becomes less: it is what the buyer was told. A recall that was
    withdrawn or closed meanwhile, behind whose lock this waits, tells nobody.
    """
    recall = queries.locked(recall)
    if recall.status != Status.ANNOUNCED:
        return None
    order = orders.locked(order)
    found = affected.orders(recall, of=order)
    known = queries.known_units(recall, of=order).get(order.pk)
    lines = found[0].lines if found else []
    news = [units for units in lines if known is None or _is_more(units, known)]
    if not news:
        return None
    case, new = Case.objects.get_or_create(recall=recall, order=order, defaults={"opened_at": at})
    for units in news:
        sent, here = (known or {}).get(units.line.pk, (0, 0))
        CaseLine.objects.update_or_create(
            case=case,
            line=units.line,
            defaults={
                "sent": max(sent, units.sent),
                "here": max(here, units.here),
                "lots": ", ".join(units.lots)[:300],
            },
        )
    if new:
        telling.promise(case, due_at=at + TOLD_WITHIN, at=at)
    else:
        # What they have read was of less.
        Case.objects.filter(pk=case.pk).update(looked_at=None, read_at=None, seen_at=None)
    telling.tell(queries.locked_case(case), at=at, more=not new)
    return case


def _is_more(units: affected.Units, known: Mapping[int, tuple[int, int]]) -> bool:
    sent, here = known.get(units.line.pk, (0, 0))
    return units.sent > sent or units.here > here


def tell_again(*, at: datetime) -> int:
    """Tell buyers once more who have not read it for a while; return how many. Repeatable."""
    return sweeps.each("recalls.again", queries.to_tell_again(at), lambda case: _again(case, at=at))


@transaction.atomic
def _again(case: Case, *, at: datetime) -> bool:
    case = queries.locked_case(case)
    if not queries.to_tell_again(at).filter(pk=case.pk).exists():
        return False
    telling.tell(case, at=at)
    return True


def follow_letters(*, at: datetime) -> int:
    """
    Write down which messages have really gone out, and which were opened in an account.

    The promise to tell is kept when one has. Repeatable; returns how many cases changed.
    """
    reached = sweeps.each("recalls.reached", queries.unreached(), _reached)
    read = sweeps.each("recalls.inbox", queries.read_in_inbox(), _read)
    return reached + read


def note_read(*, case: Case, at: datetime) -> Case:
    """
    Write down that a person has read a notice, the first time; then it has reached them as well.

    The caller states the transaction.
    """
    Case.objects.filter(pk=case.pk, read_at=None).update(read_at=at)
    _note_reached(case, at=at, evidence={"read_at": at.isoformat()})
    case.refresh_from_db(fields=["read_at", "reached_at"])
    return case


@transaction.atomic
def _reached(case: Case) -> bool:
    sent = telling.messages(case).filter(status=Sent.SENT, sent_at__isnull=False)
    message = sent.exclude(channel=Channel.ACCOUNT).order_by("sent_at", "pk").first()
    if message is None:
        return False
    return _note_reached(case, at=message.sent_at, evidence={"message": message.pk})


@transaction.atomic
def _read(case: Case) -> bool:
    opened = telling.messages(case).filter(read_at__isnull=False).order_by("read_at").first()
    if opened is None:
        return False
    note_read(case=case, at=opened.read_at)
    return True


def _note_reached(case: Case, *, at: Any, evidence: dict[str, Any]) -> bool:
    if not Case.objects.filter(pk=case.pk, reached_at=None).update(reached_at=at):
        return False
    promises.keep(subject=case, kind=telling.PROMISE, at=at, evidence=evidence)
    return True
