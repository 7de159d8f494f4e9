"""The press of the order button: what it freezes, and what undoes it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from oscar.core.loading import get_model

from checkout.holds import operations as holds
from checkout.payments import disclosed, methods, queries, snapshot
from checkout.payments.models import LIVE, OPEN, Attempt, Intent
from checkout.promotions import operations as promotions
from storefront.core import lifecycle, sweeps
from storefront.core.refusal import Refusal

from .attempts import NEWS_TAKES, BeingPaid, first_attempt, open_attempt

Basket = get_model("basket", "Basket")

# How long a buyer may take to pay before the goods go back on sale.
OPEN_FOR = timedelta(minutes=30)
# What is held in one piece at the most, however often the way of paying is changed.
HELD_IN_ALL = timedelta(hours=2)

LEFT = gettext_noop("left by the buyer")


class NothingToOrder(Refusal):
    words = _("This basket is empty or was ordered already.")


class NotFilledIn(Refusal):
    words = _("Please say where it should go and how, before you order.")


class _Overtaken(BeingPaid):
    """Another press was quicker than our lock: look again, from the start."""


class TotalChanged(Refusal):
    """What the buyer agreed to is no longer true; `summary` is what is. Nothing was charged."""

    words = _("Something has changed since you looked. Please check the order once more.")

    def __init__(self, summary: Any) -> None:
        self.summary = summary
        super().__init__()


def press(
    *,
    draft: Any,
    agreed: str,
    language: str = "",
    held_until: datetime | None = None,
    at: datetime,
) -> tuple[Intent, Attempt | None]:
    """
    Freeze what the buyer agreed to and write down the first try to collect its sum, at once.

    A second press finds the first one's; where that is an order already, there is no try to make.
    Start the attempt once this is committed. `language` is that of the page that was pressed, and
    `held_until` what it said: agreement, mails and promises are in the words that were read.

    :raises TooManyTries: after too many tries for one agreement
    :raises: as `begin` does
    """
    page = _Page(agreed, language or draft.language, held_until)
    try:
        return _press(draft, page, at)
    except _Overtaken:
        return _press(draft, page, at)


@dataclass(frozen=True)
class _Page:
    """The last page as it was pressed."""

    fingerprint: str
    language: str
    held_until: datetime | None = None


@transaction.atomic
def _press(draft: Any, page: _Page, at: datetime) -> tuple[Intent, Attempt | None]:
    intent, new = _begin(draft, page, at)
    if new:
        return intent, first_attempt(intent=intent, method=draft.payment_code, at=at)
    if intent.status == Intent.Status.PLACED:
        return intent, None
    return intent, open_attempt(intent=intent, method=intent.way, at=at)


def begin(*, draft: Any, agreed: str, at: datetime) -> Intent:
    """
    Freeze what the buyer agreed to, and the basket with it; a second press finds the first.

    `agreed` is the fingerprint of the summary that stood on the page.

    :raises opening.NotOpen: if the shop has not said all that a buyer must know
    :raises TotalChanged: if the fingerprint is no longer that of the basket
    :raises NotFilledIn: if no address or delivery was chosen
    :raises BeingPaid: if another agreement about this basket is being paid in another tab
    :raises NothingToOrder: if there is nothing in it
    :raises holds.OutOfStock: if the goods were not held and are gone; it names them
    :raises holds.HeldTooOften: if they were held in one piece for HELD_IN_ALL
    :raises PromotionInUse: if the last use of a promotion is held for another purchase
    :raises PromotionUsedUp: if it was used up since the buyer looked
    :raises methods.NoSuchMethod: if the chosen way of paying is not offered for this order
    """
    page = _Page(agreed, draft.language)
    try:
        with transaction.atomic():
            return _begin(draft, page, at)[0]
    except _Overtaken:
        with transaction.atomic():
            return _begin(draft, page, at)[0]


def _begin(draft: Any, page: _Page, at: datetime) -> tuple[Intent, bool]:
    """Return the intent, and whether it was made just now; in the caller's transaction."""
    from checkout import discounts, opening
    from checkout import summary as summaries
    from checkout.terms import Terms

    basket, found = _locked(draft.basket_id)
    if found:
        same = found.fingerprint == page.fingerprint
        if found.status == Intent.Status.PLACED or (same and found.expires_at > at):
            return found, False
        # Agreed anew in another tab, or the time to pay is over and no sweep has been there: the
        # older agreement ends, unless its money is on the way.
        if found.attempts.filter(status__in=OPEN).exists():
            if same:
                return found, False
            raise BeingPaid()
        _leave(found, at=at, why=gettext_noop("agreed anew"), stay_held=True)
        basket.status = Basket.OPEN
    elif basket.status != Basket.OPEN:
        raise NothingToOrder()

    opening.check(at=at)
    _keep_language(draft, page.language)
    terms = Terms(at=at, language=draft.language)
    summary = summaries.summarise(basket=basket, draft=draft, at=at, terms=terms)
    if not summary.lines:
        raise NothingToOrder()
    if summary.delivery is None or not draft.shipping_address:
        raise NotFilledIn()
    if summary.fingerprint != page.fingerprint:
        raise TotalChanged(summary)
    offered = methods.methods_for(summary=summary, country=summary.country)
    way = next((each for each in offered if each.code == draft.payment_code), None)
    if way is None:
        raise methods.NoSuchMethod()

    used = discounts.used(basket.promoted, summary.delivery)
    promotions.check(applied=used, buyer_id=basket.owner_id, basket_id=basket.pk)
    until = at + max(OPEN_FOR, way.page_lives + NEWS_TAKES)
    held = holds.hold_locked(basket=basket, at=at)
    if any(until > hold.taken_at + HELD_IN_ALL for hold in held):
        raise holds.HeldTooOften()
    holds.prolong(basket=basket, until=until)
    if not Basket.objects.filter(pk=basket.pk, status=Basket.OPEN).update(status=Basket.FROZEN):
        raise NothingToOrder()
    intent = Intent.objects.create(
        basket_id=basket.pk,
        revision=queries.last_revision(basket_id=basket.pk) + 1,
        user_id=basket.owner_id,
        email=draft.email,
        phone=draft.phone,
        language=draft.language,
        country=summary.country,
        currency=summary.currency,
        total=summary.total,
        fingerprint=summary.fingerprint,
        snapshot=snapshot.freeze(
            draft=draft,
            basket=basket,
            summary=summary,
            terms=terms,
            sheets=disclosed.sheets,
            held_until=page.held_until,
            at=at,
        ),
        made_at=at,
        expires_at=until,
    )
    promotions.hold(intent=intent, applied=used, at=at)
    return intent, True


def _locked(basket_id: int) -> tuple[Any, Intent | None]:
    """
    Lock what the last press on a basket led to, if it still stands, and then the basket.

    In this order, as everywhere: whoever ends or pays it holds it and wants the basket.
    """
    found = queries.live_intent(basket_id=basket_id)
    if found:
        found = queries.locked_intent(found.pk)
    basket = queries.locked_basket(basket_id)
    if found and found.status in LIVE:
        return basket, found
    if basket.status != Basket.OPEN and queries.live_intent(basket_id=basket_id):
        raise _Overtaken()
    return basket, None


@transaction.atomic
def abandon(*, intent: Intent, at: datetime, why: str = LEFT, stay_held: bool = False) -> Intent:
    """
    Give the basket back to its buyer to be changed.

    The goods stay held as long as they would have been without the press; with `stay_held`, for
    who goes on to agree in another way, as long as they were told. Leaving it again changes
    nothing.

    :raises BeingPaid: while a payment may still come in: cancel the attempt first
    """
    intent = queries.locked_intent(intent.pk)
    if intent.status != Intent.Status.OPEN:
        return intent
    if intent.attempts.filter(status__in=OPEN).exists():
        raise BeingPaid()
    _leave(intent, at=at, why=why, stay_held=stay_held)
    return intent


def expire_intents(*, at: datetime) -> int:
    """
    End agreements that nobody paid in time: the basket can be used again, the goods are free.

    One whose payment is still undecided waits: reconciliation decides it first. Safe beside itself.
    """
    due = Intent.objects.filter(status=Intent.Status.OPEN, expires_at__lte=at).only("pk")
    return sweeps.each("intents.expire", due, lambda intent: _expire(intent.pk, at=at))


@transaction.atomic
def _expire(pk: int, *, at: datetime) -> int:
    intent = (
        Intent.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
        .filter(pk=pk, status=Intent.Status.OPEN, expires_at__lte=at)
        .first()
    )
    if intent is None or intent.attempts.filter(status__in=_MAY_STILL_CHARGE).exists():
        return 0
    for attempt in intent.attempts.filter(status=Attempt.Status.PREPARED).select_for_update():
        lifecycle.move(attempt, to=Attempt.Status.EXPIRED, at=at, why=gettext_noop("never sent"))
    lifecycle.move(intent, to=Intent.Status.EXPIRED, at=at, why=gettext_noop("not paid in time"))
    thaw(intent, at=at)
    holds.release(basket=intent.basket, at=at, why="not paid in time")
    return 1


def _keep_language(draft: Any, language: str) -> None:
    """Write the language of the page that was pressed: all that follows is told in it."""
    if draft.language != language:
        type(draft).objects.filter(pk=draft.pk).update(language=language)
        draft.language = language


# A prepared attempt was never sent, so no money can come of it.
_MAY_STILL_CHARGE = [status for status in OPEN if status != Attempt.Status.PREPARED]


def _leave(intent: Intent, *, at: datetime, why: str, stay_held: bool = False) -> None:
    lifecycle.move(intent, to=Intent.Status.ABANDONED, at=at, why=why)
    thaw(intent, at=at)
    if intent.basket_id and not stay_held:
        holds.cut_back(basket=intent.basket)


def thaw(intent: Intent, *, at: datetime) -> None:
    """Give the basket of an agreement that has ended back to its buyer, and what it would use."""
    promotions.give_back(intent=intent, at=at)
    thawed = Basket.objects.filter(pk=intent.basket_id, status=Basket.FROZEN)
    if thawed.update(status=Basket.OPEN) and intent.basket:
        intent.basket.status = Basket.OPEN
