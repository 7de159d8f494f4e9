"""Oscar's offer and voucher under a promotion, by whose keys orders and baskets name it."""

from decimal import Decimal
from typing import Any

from oscar.core.loading import get_model

from .models import Promotion

Benefit = get_model("offer", "Benefit")
Condition = get_model("offer", "Condition")
Offer = get_model("offer", "ConditionalOffer")
Range = get_model("offer", "Range")
Voucher = get_model("voucher", "Voucher")

Gives = Promotion.Gives


def write(promotion: Promotion) -> tuple[Any, Any]:
    """Write what a promotion says as Oscar says it; returns the offer, and a code's voucher."""
    name = f"{promotion.name} ({promotion.reference})"
    goods = _range(promotion)
    offer = Offer.objects.create(
        name=name,
        description=promotion.about,
        offer_type=Offer.VOUCHER if promotion.code else Offer.SITE,
        condition=_condition(promotion, goods),
        benefit=_benefit(promotion, goods),
        exclusive=not promotion.combines,
        start_datetime=promotion.starts_at,
        end_datetime=promotion.ends_at,
        max_discount=promotion.most_discount,
    )
    if not promotion.code:
        return offer, None
    voucher = Voucher.objects.create(
        name=name,
        code=promotion.code,
        usage=_usage(promotion),
        start_datetime=promotion.starts_at,
        end_datetime=promotion.ends_at,
    )
    voucher.offers.add(offer)
    return offer, voucher


def _range(promotion: Promotion) -> Any:
    categories, products = promotion.categories.all(), promotion.products.all()
    goods = Range.objects.create(
        name=promotion.reference, includes_all_products=not (categories or products)
    )
    goods.included_categories.set(categories)
    for product in products:
        goods.add_product(product)
    goods.excluded_categories.set(promotion.but_categories.all())
    goods.excluded_products.set(promotion.but_products.all())
    return goods


def _condition(promotion: Promotion, goods: Any) -> Any:
    if promotion.from_value is not None:
        kind, value = Condition.VALUE, promotion.from_value
    else:
        least = max(promotion.from_quantity or 1, promotion.take or 1)
        kind, value = Condition.COUNT, Decimal(least)
    return Condition.objects.create(range=goods, type=kind, value=value)


def _benefit(promotion: Promotion, goods: Any) -> Any:
    if promotion.is_for_delivery:
        kind = Benefit.SHIPPING_ABSOLUTE if promotion.amount else Benefit.SHIPPING_PERCENTAGE
        return Benefit.objects.create(type=kind, value=promotion.amount or 100)
    kind, value = {
        Gives.PERCENT: (Benefit.PERCENTAGE, promotion.percent),
        Gives.SUM: (Benefit.FIXED, promotion.amount),
        Gives.MANY: (Benefit.MULTIBUY, None),
    }[Gives(promotion.gives)]
    return Benefit.objects.create(range=goods, type=kind, value=value)


def _usage(promotion: Promotion) -> str:
    if promotion.uses_in_all == 1:
        return str(Voucher.SINGLE_USE)
    if promotion.uses_each == 1:
        return str(Voucher.ONCE_PER_CUSTOMER)
    return str(Voucher.MULTI_USE)
