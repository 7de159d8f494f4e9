"""What promotions take off a basket and its delivery, worked out anew each time it is asked."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.urls import reverse

from checkout.promotions import engine, reading, refusals
from checkout.shipping.quotes import DeliveryQuote
from storefront.core import money


class Idle(NamedTuple):
    """
    One of these is a promotion that does nothing for a basket, and why, in a sentence.

    With `code`, somebody typed it in; without one, its product's page may have promised it.
    """

    name: str
    why: str
    code: str = ""
    reference: str = ""

    @property
    def url(self) -> str:
        return terms_url(self.reference)


class Discount(NamedTuple):
    """One of these is what one promotion takes off; its terms stand at its `reference`."""

    name: str
    amount: Decimal
    reference: str = ""

    @property
    def url(self) -> str:
        return terms_url(self.reference) if self.reference else ""


def terms_url(reference: str) -> str:
    """Return where the terms of a promotion stand for everybody to read."""
    return reverse("promotions:terms", args=[reference])


def apply(basket: Any, *, at: datetime) -> engine.Outcome:
    """Work out what promotions do for a basket now; kept on it as `promoted`."""
    basket.promoted = reading.of_basket(basket, at=at)
    return basket.promoted


def named(outcome: engine.Outcome) -> list[Discount]:
    """Name what is taken off the goods, as a buyer reads it."""
    return [
        Discount(str(each.promotion.name), each.amount, each.promotion.reference)
        for each in outcome.applied
    ]


def of_line(outcome: engine.Outcome, line_id: int) -> Decimal:
    """Return what all promotions together take off a line."""
    return sum((each.shares.get(line_id, money.ZERO) for each in outcome.applied), money.ZERO)


def cheaper(quotes: Iterable[DeliveryQuote], outcome: engine.Outcome) -> list[DeliveryQuote]:
    """Return deliveries with what promotions take off their charge."""
    return [_cheaper(each, outcome) for each in quotes]


def _cheaper(quote: DeliveryQuote, outcome: engine.Outcome) -> DeliveryQuote:
    off = engine.off_delivery(outcome.deliveries, quote.charge) if outcome.deliveries else None
    if off is None:
        return quote
    charge = quote.charge - off.amount
    return replace(
        quote,
        charge=charge,
        missing_for_free=quote.missing_for_free if charge else None,
        promotion=off.promotion.reference,
        promotion_name=str(off.promotion.name),
        promotion_off=off.amount,
    )


def used(outcome: engine.Outcome, delivery: DeliveryQuote | None) -> list[engine.Applied]:
    """Return every promotion that an order with this delivery uses, with what it takes off."""
    found = list(outcome.applied)
    if delivery and delivery.promotion:
        found += [
            engine.Applied(each.promotion, delivery.promotion_off)
            for each in outcome.deliveries
            if each.promotion.reference == delivery.promotion
        ]
    return found


def counting_codes(
    outcome: engine.Outcome, delivery: DeliveryQuote | None
) -> list[tuple[str, str]]:
    """Return the codes that count for a basket with this delivery, each with its name."""
    counting = [each.promotion for each in outcome.applied]
    counting += [
        each.promotion for each in outcome.deliveries if not _why_not_this_delivery(each, delivery)
    ]
    return [(each.code, str(each.name)) for each in counting if each.code]


def idle(outcome: engine.Outcome, delivery: DeliveryQuote | None) -> list[Idle]:
    """
    Name what does nothing for a basket with this delivery though its buyer may count on it.

    That is every code, and what everybody gets by itself where a limit keeps this buyer from it.
    """
    refused = list(outcome.refused)
    for each in outcome.deliveries:
        if why := _why_not_this_delivery(each, delivery):
            refused.append((each.promotion, why))
    return [
        Idle(
            str(promotion.name),
            str(why if promotion.code else why.by_itself),
            promotion.code,
            promotion.reference,
        )
        for promotion, why in refused
        if promotion.code or why.by_itself
    ]


def _why_not_this_delivery(
    each: engine.Candidate, delivery: DeliveryQuote | None
) -> refusals.VoucherRefused | None:
    if delivery is None or delivery.promotion == each.promotion.reference:
        return None
    if delivery.promotion:
        return refusals.DeliveryIsCheaper()
    # Nothing makes it cheaper: either there is nothing to take off, or too little left to give.
    return refusals.UsedUp() if delivery.charge else refusals.DeliveryIsFree()
