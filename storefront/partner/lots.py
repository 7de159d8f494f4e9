"""Lots: what a supplier delivered under one number, and with which papers."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from storefront.core import private, references
from storefront.core.refusal import Refusal

from .models import Lot, StockRecord

LONGEST = 40


class LotRefused(Refusal):
    words = _("A lot has a number of at most 40 signs, and papers of its supplier.")


class LotInTheFuture(Refusal):
    words = _("A lot cannot have been received later than now.")


class LotKnown(Refusal):
    words = _("Lot %(number)s of these goods is entered already, with other papers.")


def tidy(number: str) -> str:
    """Bring a lot number into the form in which it is kept: as printed, without gaps."""
    return references.tidy(number)


def plain(number: str) -> str:
    """Reduce a lot number to what counts where it is looked up: its letters and digits."""
    return "".join(sign for sign in tidy(number) if sign.isalnum())


def standing() -> QuerySet[Lot]:
    """Return the lots that were not taken back."""
    return Lot.objects.filter(taken_back_at=None)


def is_tracked(stockrecord_ids: Iterable[int]) -> set[int]:
    """Return those of the stock records of which nothing leaves without its lot."""
    rows = standing().filter(stockrecord__in=list(stockrecord_ids))
    return set(rows.values_list("stockrecord_id", flat=True))


def known_as(number: str) -> QuerySet[Lot]:
    """Return every lot of a number, whosever goods they are, however it is typed."""
    wanted = plain(number)
    ids = [
        pk
        for pk, known in standing().values_list("pk", "number")
        if (wanted and plain(known) == wanted) or known == tidy(number)
    ]
    return Lot.objects.filter(pk__in=ids).select_related(
        "stockrecord__product__parent", "stockrecord__partner__supplier"
    )


def known_of(stockrecord: StockRecord, number: str) -> Lot | None:
    return standing().filter(stockrecord=stockrecord, number=number).first()


def meant_by(stockrecord_id: int, number: str) -> Lot | None:
    """
    Return the lot of some goods that is meant by what was typed, locked; none if it is unclear.

    As it is printed, or with other spaces, dashes and case where only one lot can be meant.
    """
    rows = standing().filter(stockrecord=stockrecord_id).select_for_update(no_key=True)
    lots = list(rows.order_by("pk"))
    number = tidy(number)
    found = [lot for lot in lots if lot.number == number]
    found = found or [lot for lot in lots if plain(number) and plain(lot.number) == plain(number)]
    return found[0] if len(found) == 1 else None


def receive(
    *,
    stockrecord: StockRecord,
    number: str,
    document: str,
    received_at: datetime,
    at: datetime,
    by: Any = None,
    paper: Any = None,
) -> Lot:
    """
    Enter a lot with its supplier's papers; the count of units is another matter (`set_stock`).

    `paper` is an `uploads.Upload`. Entering it again with the same papers finds it.

    :raises LotRefused: if it has no number or no papers
    :raises LotInTheFuture: if it is said to have come later than `at`
    :raises LotKnown: if it was entered with other papers
    """
    number, document = tidy(number), document.strip()
    if not number or len(number) > LONGEST or not document or len(document) > 200:
        raise LotRefused()
    if received_at > at:
        raise LotInTheFuture()
    # Before anything is locked, as nobody waits for a storage then; what got no row goes again.
    with private.stored([paper] if paper else [], "lots") as left:
        place = next(iter(left), "")
        lot = _enter(stockrecord, number, document, place, received_at=received_at, by=by)
        if lot.paper.name == place:
            left.clear()
    return lot


@transaction.atomic
def _enter(
    stockrecord: StockRecord,
    number: str,
    document: str,
    place: str,
    *,
    received_at: datetime,
    by: Any,
) -> Lot:
    StockRecord.objects.select_for_update(no_key=True).get(pk=stockrecord.pk)
    if found := known_of(stockrecord, number):
        if found.document != document:
            raise LotKnown(number=number)
        return found
    return Lot.objects.create(
        stockrecord=stockrecord,
        number=number,
        received_at=received_at,
        document=document,
        paper=place,
        entered_by=by if getattr(by, "pk", None) else None,
    )
