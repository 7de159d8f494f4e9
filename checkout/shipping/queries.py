"""The delivery methods that fit, with their charges and dates."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from storefront.catalogue.delivery import Offer
from storefront.core import money
from storefront.core.lasting import Lasting

from .models import DeliveryMethod
from .quotes import DeliveryQuote, quote


def _offered() -> list[DeliveryMethod]:
    return list(DeliveryMethod.objects.filter(active=True).order_by("position", "price", "pk"))


# Every page from the product to the press asks; `apps.py` says when staff have changed one.
_kept: Lasting[list[DeliveryMethod]] = Lasting(_offered)


def offered() -> list[DeliveryMethod]:
    """
    Return every method that is offered, the way we would take first; as a rule without a statement.
    """
    return _kept.get()


def methods(*, country: str) -> list[DeliveryMethod]:
    """Return what is offered to a country, the way we would take first."""
    return [method for method in offered() if method.goes_to(country)]


def quotes(
    *, basket: object, country: str, at: datetime, goods: Decimal | None = None
) -> list[DeliveryQuote]:
    """
    Return an offer for each method that reaches the country.

    `goods` is what the things cost with tax after discounts; without it the basket is asked.
    """
    worth = goods if goods is not None else worth_of(basket)
    return quoted(offered(), country=country, at=at, goods=worth)


def quoted(
    methods: Iterable[DeliveryMethod], *, country: str, at: datetime, goods: Decimal
) -> list[DeliveryQuote]:
    """Return an offer for each of these methods that reaches the country; asks nothing."""
    return [
        quote(method, country=country, goods=goods, at=at)
        for method in methods
        if method.goes_to(country)
    ]


def cheapest(*, country: str, goods: Decimal, at: datetime) -> DeliveryQuote | None:
    """Return the offer "from" that a basket or product page names, to the door if there is one."""
    return ordinary(quotes(basket=None, country=country, at=at, goods=goods))


def ordinary(offers: list[DeliveryQuote]) -> DeliveryQuote | None:
    """
    Return the offer that stands for all of them until the buyer has chosen: the cheapest one.

    To the door if there is one: whoever typed an address is not sent to our workshop unasked.
    """
    to_the_door = [each for each in offers if not each.is_collection]
    return min(to_the_door or offers, key=lambda each: (each.charge, each.latest), default=None)


def ordinary_offer(*, country: str, goods: Decimal, at: datetime) -> Offer | None:
    """Return what a product's page may promise of delivery, before there is a basket."""
    if (quote := cheapest(country=country, goods=goods, at=at)) is None:
        return None
    return Offer(
        by=quote.latest,
        order_by=quote.order_by,
        charge=quote.charge,
        free_from=None if quote.charge == money.ZERO else quote.free_from,
        currency=quote.currency,
    )


def worth_of(basket: object) -> Decimal:
    """Return what a basket's goods cost with tax, after discounts."""
    return sum(
        (line.line_price_incl_tax_incl_discounts for line in basket.all_lines()),  # type: ignore[attr-defined]
        money.ZERO,
    )
