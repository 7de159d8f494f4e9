"""Which goods may not go back without a reason, or only unopened, and how buyers read of it."""

from collections.abc import Iterable

from django.utils.translation import gettext, gettext_lazy

from storefront.law.calculators import withdrawal
from storefront.law.rules import Rules

from .models import Product

# The law's own words (`withdrawal.exclusions.*`): another would take nothing away.
EXCLUSIONS = {
    "sealed_hygiene": gettext_lazy("sealed for hygiene"),
    "made_to_specification": gettext_lazy("made to the buyer's wishes"),
    "perishable": gettext_lazy("perishable"),
    "sealed_media": gettext_lazy("sealed recordings or software"),
    "newspapers": gettext_lazy("newspapers and magazines"),
    "mixed_inseparably": gettext_lazy("mixed with other things for good"),
}


def of_products(ids: Iterable[int]) -> dict[int, str]:
    """Return {product id: exception or ""}; a variant's is that of its product."""
    rows = Product.objects.filter(pk__in=list(ids)).values_list(
        "pk",
        "product_class__disclosure__withdrawal_exclusion",
        "parent__product_class__disclosure__withdrawal_exclusion",
    )
    return {pk: own or products or "" for pk, own, products in rows}


def words(kind: str, rules: Rules) -> str:
    """
    Say what a law makes of an exception, or "" where it makes nothing of it.

    Buyers read it at the product, before they order and in what they agreed to: an exception
    that was not told takes nothing away (WDR-15, CRD art. 6(1)(k)).
    """
    if not kind:
        return ""
    if withdrawal.is_excluded(rules, kind):
        return gettext(
            "It may not be sent back without a reason: %(why)s. A faulty one may always come back."
        ) % {"why": EXCLUSIONS[kind]}
    if withdrawal.is_excluded(rules, kind, acts=["unsealed"]):
        return gettext(
            "Only while its seal is unbroken. A faulty one may always come back, opened or not."
        )
    return ""
