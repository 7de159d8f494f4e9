"""What a change of mind will cost and bring back, as it stands when an order is agreed."""

from typing import Any

from storefront.law.rules import Rules
from storefront.policies import house

from .summary import Summary
from .terms import Terms


def agreed(*, summary: Summary, terms: Terms, rules: Rules) -> dict[str, Any]:
    """
    Return the amounts that a later withdrawal goes by, as text, with tax (WDR-04, WDR-05).

    `standard_delivery`, in the order's currency, is what the cheapest way to a door would have
    cost for these goods, or what was paid where there is none; `label`, in euro, is the price of
    our return label. They are frozen here: what delivery costs later changes no order.
    """
    offers = terms.quotes(country=summary.country, goods=summary.goods - summary.discount)
    charges = [
        each.charge
        for each in offers
        if not each.is_collection and each.currency == summary.currency
    ]
    return {
        "standard_delivery": str(min(charges, default=summary.delivery_charge)),
        "label": str(house.label_price(rules)),
    }
