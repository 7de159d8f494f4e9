"""The delivery methods that fit, with their charges and dates."""

from datetime import datetime
from decimal import Decimal

from storefront.catalogue.delivery import Offer
from storefront.core import money

from .models import DeliveryMethod
from .quotes import DeliveryQuote, quote


def methods(*, country: str) -> list[DeliveryMethod]:
    """Return what is offered to a country, the way we would take first."""
    offered = DeliveryMethod.objects.filter(active=True).order_by("position", "price", "pk")
    return [method for method in offered if method.goes_to(country)]


def quotes(
    *, basket: object, country: str, at: datetime, goods: Decimal | None = None
) -> list[DeliveryQuote]:
    """
    Return an offer for each method that reaches the country.

    `goods` is what the things cost with tax after discounts; without it the basket is asked.
    """
    worth = goods if goods is not None else worth_of(basket)
    return [
        quote(method, country=country, goods=worth, at=at) for method in methods(country=country)
    ]


def cheapest(*, country: str, goods: Decimal, at: datetime) -> DeliveryQuote | None:
    """Return the offer "from" that a basket or product page names, to the door if there is one."""
    offers = quotes(basket=None, country=country, at=at, goods=goods)
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


def served_countries() -> set[str]:
    """Return every country that some method reaches (LBT-6.2.4.1.d)."""
    lists = DeliveryMethod.objects.filter(active=True).values_list("countries", flat=True)
    return {country for countries in lists for country in countries}


def worth_of(basket: object) -> Decimal:
    """Return what a basket's goods cost with tax, after discounts."""
    return sum(
        (line.line_price_incl_tax_incl_discounts for line in basket.all_lines()),  # type: ignore[attr-defined]
        money.ZERO,
    )
