"""The ways of paying that a buyer chooses among, and what each says of itself."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from storefront.core import money
from storefront.core.refusal import Refusal
from storefront.seller import queries as sellers

ZERO = Decimal("0.00")


class NoSuchMethod(Refusal):
    words = _("This way of paying is not offered for this order. Please choose another one.")


@dataclass(frozen=True)
class PaymentMethod:
    """
    One of these is one way of paying as the buyer reads of it.

    `fee` is in the currency of the order. `risk` is low, medium or high with `risk_words` saying
    why (LBT-6.2.5.2); `countries` limits where it is offered, empty is everywhere; `most` what the
    order may come to, this way's own fee apart; `at_the_door` needs somebody who brings it there.
    `page_lives` is for how long its provider's page takes money: so long the goods are held.
    """

    code: str
    provider: str
    title: object
    note: object
    risk: str
    risk_words: object
    fee: Decimal = ZERO
    countries: tuple[str, ...] = ()
    most: Decimal | None = None
    at_the_door: bool = False
    page_lives: timedelta = timedelta(minutes=20)

    @property
    def money_first(self) -> bool:
        """Nothing leaves before the money has come: all days of the delivery count from then."""
        return self.provider == "bank_transfer"

    @property
    def waits(self) -> bool:
        """The order is placed before the money comes."""
        return self.provider in ("bank_transfer", "on_delivery")


CARD = PaymentMethod(
    code="card",
    provider="test_bank",
    title=_("Card"),
    note=_(
        "You type the number on your bank’s page, not on ours, and confirm with a one-time code."
    ),
    risk="low",
    risk_words=_(
        "Your bank confirms that it is you. If nothing arrives, you can ask your bank for a "
        "chargeback as well as us."
    ),
)
TRANSFER = PaymentMethod(
    code="bank_transfer",
    provider="bank_transfer",
    title=_("Bank transfer"),
    note=_("We hold your things for five working days and send them once the money is here."),
    risk="medium",
    risk_words=_(
        "You are protected by your rights as a buyer. Banks rarely bring a transfer back."
    ),
)
ON_DELIVERY = PaymentMethod(
    code="on_delivery",
    provider="on_delivery",
    title=_("On delivery, in cash or by card"),
    note=_("You pay the driver at the door."),
    risk="low",
    risk_words=_("You see the parcel before you pay, though not what is inside."),
    fee=Decimal("3.00"),
    countries=("IE",),
    most=Decimal("500.00"),
    at_the_door=True,
)
STRIPE = PaymentMethod(
    code="stripe",
    provider="stripe",
    title=_("Card, by Stripe"),
    note=_("You type the number on Stripe’s page, not on ours."),
    risk="low",
    risk_words=_("Stripe and your bank confirm that it is you."),
    # The shortest that Stripe allows, and a minute for the clocks.
    page_lives=timedelta(minutes=31),
)
NOTHING = PaymentMethod(
    code="nothing",
    provider="nothing",
    title=_("Nothing to pay"),
    note=_("Your code pays for all of it."),
    risk="low",
    risk_words=_("No money moves."),
)
EVERY = {method.code: method for method in (CARD, TRANSFER, ON_DELIVERY, STRIPE, NOTHING)}


def get(code: str) -> PaymentMethod:
    """
    Return a way of paying.

    :raises NoSuchMethod: if there is none of that code
    """
    method = EVERY.get(code)
    if method is None or not _is_offered(method):
        raise NoSuchMethod()
    return method


def methods_for(*, summary: Any, country: str) -> list[PaymentMethod]:
    """
    Return the ways of paying that may be used for these goods, sent to this country.

    `summary` is what they come to (`total`, in its currency) and whether they are fetched
    (`is_collected`): the summary of a checkout, or the intent made of it.
    """
    if not summary.total:
        return [NOTHING]
    return [each for each in _there_are() if not why_not(each, summary=summary, country=country)]


def closed_for(*, summary: Any, country: str) -> list[tuple[PaymentMethod, object]]:
    """Return the ways that these goods cannot be paid in, each with the reason (LBT-6.2.2.1.b)."""
    if not summary.total:
        return []
    told = [(each, why_not(each, summary=summary, country=country)) for each in _there_are()]
    return [(each, why) for each, why in told if why]


def why_not(method: PaymentMethod, *, summary: Any, country: str) -> object:
    """Say why a way of paying does not go with an order; nothing where it does."""
    if method.countries and country not in method.countries:
        return _("Not in this country: nobody there takes the money for us.")
    if method.at_the_door and summary.is_collected:
        return _("Not with this delivery: you fetch it from us, so no driver comes.")
    # Without its own fee: else a way would be offered for a sum, and closed once it is chosen.
    if method.most is not None and summary.total - _fee_in(summary) > method.most:
        most = money.text(method.most, summary.currency)
        return _("Not for this sum: it is possible up to %(most)s.") % {"most": most}
    return ""


def _fee_in(summary: Any) -> Decimal:
    """Return what of the total is the fee of the way that was chosen."""
    return Decimal(str(summary.fee))


def _there_are() -> list[PaymentMethod]:
    return [each for each in EVERY.values() if each is not NOTHING and _is_offered(each)]


def any_everywhere() -> bool:
    """Say whether every buyer finds at least one way of paying, wherever the goods go."""
    return any(
        _is_offered(method)
        for method in EVERY.values()
        if method is not NOTHING and not method.countries and method.most is None
    )


def _is_offered(method: PaymentMethod) -> bool:
    if method is TRANSFER and sellers.current().account is None:
        return False
    return method.provider in _providers()


def _providers() -> set[str]:
    return {path.rsplit(".", 2)[-2] for path in settings.CANDOUR_PAYMENT_PROVIDERS}
