from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, QuerySet, Sum
from oscar.core.loading import get_model

from storefront.core.prepared import TEXT, PreparedLock, PreparedQuery

from . import methods
from .models import LIVE, OPEN, Attempt, Intent, ProviderEvent, Refund, RefundAttempt

Basket = get_model("basket", "Basket")

# Providers whose payments take days, and are not asked about by the minute.
BY_HAND = ("bank_transfer", "on_delivery")
# A provider that says nothing for so long is for a person.
TOO_LONG = timedelta(hours=1)


# Each of these is asked on the way of every order, so it is planned once.
_INTENT = PreparedLock(
    "locked_intent",
    lambda pk: (
        Intent.objects.select_for_update(of=("self",), no_key=True)
        .select_related("user", "basket")
        .filter(pk=pk)
    ),
)
_BASKET = PreparedLock(
    "locked_basket",
    lambda pk: Basket.objects.select_for_update(of=("self",), no_key=True).filter(pk=pk),
)
_ATTEMPT = PreparedLock(
    "locked_attempt",
    lambda pk: (
        Attempt.objects.select_for_update(of=("self",), no_key=True)
        .select_related("intent")
        .defer("intent__snapshot")
        .filter(pk=pk)
    ),
)
_LIVE_INTENTS = PreparedQuery(
    "live_intents",
    lambda basket: Intent.objects.filter(basket=basket, status__in=LIVE).order_by("-revision"),
)
_BY_REFERENCE = PreparedQuery(
    "intents_by_reference", lambda text: Intent.objects.filter(reference=text), (TEXT,)
)
_ATTEMPTS = PreparedQuery(
    "attempts_by_reference",
    lambda text: (
        Attempt.objects.select_related("intent")
        .defer("intent__snapshot")
        .filter(intent__reference=text)
    ),
    (TEXT,),
)
_PAYING = PreparedQuery(
    "attempts_for_an_order", lambda pk: Attempt.objects.filter(intent__order=pk).order_by("n")
)
_REVISIONS = PreparedQuery(
    "revisions",
    lambda basket: (
        Intent.objects.filter(basket=basket)
        .order_by("-revision")
        .values_list("revision", flat=True)[:1]
    ),
)


def locked_intent(pk: int) -> Intent:
    """Return an intent as it stands, locked: whatever concerns its money waits in line here."""
    intent: Intent = _INTENT.get(pk)
    return intent


def locked_basket(pk: int) -> Any:
    """Return a basket, locked against a second press; rows may still point to it."""
    return _BASKET.get(pk)


def locked_attempt(pk: int) -> Attempt:
    """Return an attempt as it stands, locked, with its intent but for what that has frozen."""
    attempt: Attempt = _ATTEMPT.get(pk)
    return attempt


def locked_both(attempt: Attempt) -> Attempt:
    """Return an attempt as it stands, locked behind its intent: in this order everywhere."""
    intent = locked_intent(attempt.intent_id)
    attempt = locked_attempt(attempt.pk)
    attempt.intent = intent
    return attempt


def locked_refund(pk: int) -> Refund:
    """Return a refund as it stands, locked, with the payment that it is of."""
    locked = Refund.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("attempt__intent__user", "order").get(pk=pk)


def live_intent(*, basket_id: int) -> Intent | None:
    """Return what the last press of the order button on this basket led to, unless it was left."""
    return next(iter(_LIVE_INTENTS.rows(basket_id)), None)


def intent(*, reference: str) -> Intent | None:
    """Return the purchase of a reference, or nothing."""
    return next(iter(_BY_REFERENCE.rows(reference)), None)


def attempt(*, reference: str, n: int) -> Attempt | None:
    """Return one try to pay for a purchase, with the purchase but what it froze; or nothing."""
    return next((each for each in _ATTEMPTS.rows(reference) if each.n == n), None)


def last_revision(*, basket_id: int) -> int:
    """Return which press on this basket was the last; 0 if none was."""
    return int(next((number for (number,) in _REVISIONS.rows(basket_id)), 0))


def open_attempt_of(intent: Intent) -> Attempt | None:
    return intent.attempts.filter(status__in=OPEN).order_by("-n").first()


def last_attempt_of(intent: Intent) -> Attempt | None:
    return intent.attempts.order_by("-n").first()


def paying_attempt(order: Any) -> Attempt | None:
    """Return the attempt that paid for an order, or that is to; nothing for none."""
    attempts: list[Attempt] = _PAYING.rows(order.pk)
    charged = [each for each in attempts if each.is_charged]
    waiting = [each for each in attempts if each.is_open]
    return next(iter(charged or waiting or attempts), None)


def method_of(order: Any) -> methods.PaymentMethod | None:
    """Return the way in which an order was paid, or is to be."""
    attempt = paying_attempt(order)
    return methods.EVERY.get(attempt.method) if attempt else None


def refundable(order: Any) -> Any:
    """Return what of an order's money could still be given back, in its currency."""
    paid = Attempt.objects.filter(intent__order=order, status=Attempt.Status.CHARGED)
    sums = paid.aggregate(captured=Sum("captured", default=0), refunded=Sum("refunded", default=0))
    return sums["captured"] - sums["refunded"]


def money_came_in(order: Any) -> bool:
    """Say whether any of the buyer's money for an order is recorded, given back since or not."""
    return Attempt.objects.filter(intent__order=order, captured__gt=0).exists()


def refunds_of(order: Any) -> QuerySet[Refund]:
    """Return every refund of an order, the first one first."""
    return Refund.objects.filter(attempt__intent__order=order).order_by("asked_at", "pk")


def price_refunds_of(order: Any) -> QuerySet[Refund]:
    """Return the refunds that make what was bought cheaper, the first one first."""
    return refunds_of(order).exclude(reason__in=Refund.NOT_THE_PRICE)


def last_refund_of(intent: Intent) -> Refund | None:
    """Return what was last given back, or is owed, of the money of a purchase."""
    return Refund.objects.filter(attempt__intent=intent).order_by("-pk").first()


def last_try_of(refund: Refund) -> RefundAttempt | None:
    return refund.attempts.order_by("-n").first()


def to_reconcile(at: datetime, *, quiet_for: Any) -> QuerySet[Attempt]:
    """Return attempts of which a provider may know more than we do."""
    return (
        Attempt.objects.filter(status__in=OPEN, made_at__lte=at - quiet_for)
        .exclude(status=Attempt.Status.REVIEW)
        .exclude(provider__in=BY_HAND, status=Attempt.Status.PENDING)
    )


def needing_review() -> QuerySet[Attempt]:
    return Attempt.objects.filter(status=Attempt.Status.REVIEW)


def unknown_too_long(at: datetime) -> QuerySet[Attempt]:
    """Return payments of which their provider has said nothing for so long that staff look."""
    return Attempt.objects.filter(status=Attempt.Status.UNKNOWN, made_at__lte=at - TOO_LONG)


def transfers_waiting() -> QuerySet[Attempt]:
    return Attempt.objects.filter(
        provider="bank_transfer", status=Attempt.Status.PENDING
    ).select_related("intent__order")


def cash_overdue(at: datetime) -> QuerySet[Attempt]:
    """Return what drivers should have taken at the door, and their carriers have not handed in."""
    return Attempt.objects.filter(
        provider="on_delivery", status=Attempt.Status.PENDING, due_at__lte=at
    )


def refunds_by_hand() -> QuerySet[Refund]:
    """Return refunds that a person has to send: of transfers, and those a bank refused."""
    by_hand = Refund.objects.filter(attempt__provider__in=BY_HAND).exclude(status="done")
    return by_hand | Refund.objects.filter(status=Refund.Status.FAILED)


def refunds_to_send(*, at: datetime, quiet_for: Any, most_tries: int) -> QuerySet[Refund]:
    """
    Return refunds of which their providers have to be told or asked.

    Not those that a person sends, nor those refused as often as we try: they are for a person too.
    """
    return (
        Refund.objects.exclude(status=Refund.Status.DONE)
        .exclude(attempt__provider__in=BY_HAND)
        .filter(asked_at__lte=at - quiet_for)
        .alias(tries=Max("attempts__n", default=0))
        .exclude(status=Refund.Status.FAILED, tries__gte=most_tries)
        .select_related("attempt")
    )


def events_to_handle() -> QuerySet[ProviderEvent]:
    return ProviderEvent.objects.filter(handled_at=None, refused="").order_by("received_at", "pk")
