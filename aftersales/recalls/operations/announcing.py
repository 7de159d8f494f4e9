"""Letting a recall go out, by a second person; and ending it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.recalls import affected, queries, telling
from aftersales.recalls.models import Recall, Status
from checkout.holds import operations as holds
from storefront.catalogue import variants
from storefront.catalogue.models import Product
from storefront.core import lasting, lifecycle
from storefront.core.refusal import Refusal
from storefront.partner import stops
from storefront.partner.models import StockRecord
from storefront.staff import steps

from . import drafting


class SecondPerson(Refusal):
    words = _("Who has drafted a recall or asked for it cannot let it go out: ask a second person.")


class NotForYou(Refusal):
    words = _("You may not let recalls go out, or end them.")


class NothingSold(Refusal):
    words = _("Its sale is not stopped any more.")


@transaction.atomic
def announce(*, recall: Recall, by: Any, at: datetime, seen: int | None = None) -> Recall:
    """
    Let a recall go out: its sale ends in this transaction, and everybody is told from here on.

    Holds are let go of and the stock records locked before anything is written, so an order placed
    at this moment is among those that the recall is about, or is not placed; likewise a parcel.
    Baskets are cleared and buyers told by `carry_out`, which may be cut short and goes on.
    Announcing again changes nothing (LBT-6.4.4, SAF-03).

    `seen` is the last step in view of whoever presses, and None asks nothing.

    :raises NotForYou: if they may not announce recalls
    :raises steps.ActedMeanwhile: if it took a step since `seen`
    :raises SecondPerson: if they drafted it or asked for it themselves
    :raises drafting.Incomplete: if it does not say what a notice must say
    :raises lifecycle.IllegalMove: if it does not wait for approval
    """
    from aftersales.recalls import tasks

    _check_may(by)
    recall = queries.locked(recall)
    if recall.status == Status.ANNOUNCED:
        return recall
    steps.unless_acted(recall, since=seen)
    # Whoever ever wrote at it or asked for it; who gave it back with a reason has not.
    wrote = recall.moves.filter(to_status__in=[Status.DRAFT, Status.TO_APPROVE], why="")
    if wrote.filter(moved_by=by).exists():
        raise SecondPerson()
    drafting.refuse_incomplete(recall, at)
    _stop(recall, affected.stockrecords(recall), by=by, at=at)
    lifecycle.move(recall, to=Status.ANNOUNCED, by=by, at=at, also={"announced_at": at})
    lasting.move_on()
    tasks.carry_out.delay_on_commit(recall_id=recall.pk)
    return recall


@transaction.atomic
def stop_what_came_since(*, recall: Recall, at: datetime) -> int:
    """
    Stop the sale of what was added to a recalled product since; return how many stock records.

    Such as a variant that somebody was writing as the recall went out. Nothing is stopped any more
    once the sale was allowed again.
    """
    recall = queries.locked(recall)
    if recall.status != Status.ANNOUNCED or recall.sale_allowed_at:
        return 0
    new = sorted(set(affected.stockrecords(recall)) - set(stops.held_by(recall.reference)))
    if new:
        _stop(recall, new, by=None, at=at)
        lasting.move_on()
    return len(new)


@transaction.atomic
def close(*, recall: Recall, why: str, by: Any, at: datetime, seen: int | None = None) -> Recall:
    """
    End the telling again; the notice stays public, and what it offers stays open to its buyers.

    Ending it again changes nothing. `seen` is the last step in view, and None asks nothing.

    :raises NotForYou: if they may not end recalls
    :raises steps.ActedMeanwhile: if it took a step since `seen`
    :raises drafting.WhyNeeded: if no reason is given
    """
    _check_may(by)
    _check_why(why)
    recall = queries.locked(recall)
    if recall.status == Status.CLOSED:
        return recall
    steps.unless_acted(recall, since=seen)
    lifecycle.move(recall, to=Status.CLOSED, by=by, at=at, why=why.strip())
    lasting.move_on()
    return recall


@transaction.atomic
def withdraw(*, recall: Recall, why: str, by: Any, at: datetime) -> Recall:
    """
    Take a recall back: a draft, or one that turned out to be wrong, of which its buyers are told.

    What was chosen before is carried out all the same. The sale stays stopped until it is allowed.

    :raises NotForYou: if it was announced and they may not end recalls
    :raises drafting.WhyNeeded: if no reason is given
    """
    recall = queries.as_it_stands(recall)
    if recall.status == Status.ANNOUNCED:
        _check_may(by)
    _check_why(why)
    lifecycle.move(recall, to=Status.WITHDRAWN, by=by, at=at, why=why.strip())
    for case in queries.cases().filter(recall=recall, told__gt=0).order_by("pk"):
        telling.withdrawn(case, at=at)
    lasting.move_on()
    return recall


@transaction.atomic
def allow_sale(*, recall: Recall, why: str, by: Any, at: datetime) -> Recall:
    """
    Say that what is in stock now is safe to be sold: it may be counted in and published again.

    Lots that are recalled stay here all the same. Nothing is published by this alone: staff put the
    product on sale, and those of its variants that are to be sold.

    :raises NotForYou: if they may not end recalls
    :raises drafting.WhyNeeded: if no reason is given
    :raises NothingSold: if nothing is stopped
    """
    _check_may(by)
    _check_why(why)
    recall = queries.locked(recall)
    ids = stops.lift(reference=recall.reference, by=by, at=at)
    if not ids:
        raise NothingSold()
    recall.sale_allowed_at = at
    recall.save(update_fields=["sale_allowed_at"])
    recall.moves.create(
        from_status=recall.status,
        to_status=recall.status,
        moved_by=by if getattr(by, "pk", None) else None,
        moved_at=at,
        why=str(_("Sale allowed again: %(why)s")) % {"why": why.strip()},
    )
    lasting.move_on()
    return recall


def _stop(recall: Recall, stockrecord_ids: list[int], *, by: Any, at: datetime) -> None:
    why = str(_("Recalled for safety, %(reference)s") % {"reference": recall.reference})
    holds.let_go(stockrecord_ids=stockrecord_ids, at=at, why=why)
    stops.stop(stockrecord_ids=stockrecord_ids, reference=recall.reference, at=at, by=by)
    variants.take_off_recalled(products=_products(recall, stockrecord_ids), by=by, at=at, why=why)


def _products(recall: Recall, stockrecord_ids: list[int]) -> list[Product]:
    """Return what is to be taken off sale: the product itself, or those variants of it."""
    records = StockRecord.objects.filter(pk__in=stockrecord_ids).values("product")
    return list(Product.objects.filter(pk__in=records).select_related("parent").order_by("pk"))


def _check_may(by: Any) -> None:
    if not by.has_perm("recalls.announce_recall"):
        raise NotForYou()


def _check_why(why: str) -> None:
    if not why.strip():
        raise drafting.WhyNeeded()
