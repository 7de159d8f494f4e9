"""What each product's page said, as it goes into a snapshot: facts, who vouches, which version."""

from datetime import datetime
from typing import Any

from django.utils import translation
from oscar.core.loading import get_model

from storefront.catalogue.models import Product, ProductAttributeValue, ProductFact
from storefront.core.prepared import NUMBERS, PreparedQuery

StockRecord = get_model("partner", "StockRecord")

CLASSES = ("product_class__disclosure", "parent__product_class__disclosure")

_GOODS = PreparedQuery(
    "disclosed_goods",
    lambda ids: Product.objects.filter(pk__in=ids).select_related(
        "parent", "sheet", "parent__sheet", *CLASSES
    ),
    (NUMBERS,),
)
_VALUES = PreparedQuery(
    "disclosed_values",
    lambda ids: (
        ProductAttributeValue.objects.filter(product__in=ids)
        .select_related("attribute", "value_option")
        .order_by("pk")
    ),
    (NUMBERS,),
)
_FACTS = PreparedQuery(
    "disclosed_facts",
    lambda ids: (
        ProductFact.objects.filter(product__in=ids).select_related("kind").order_by("kind__key")
    ),
    (NUMBERS,),
)
_MAKERS = PreparedQuery(
    "disclosed_makers",
    lambda ids: StockRecord.objects.filter(product__in=ids).values_list(
        "product_id", "partner__name"
    ),
    (NUMBERS,),
)


def sheets(ids: list[int], *, language: str, at: datetime) -> dict[int, dict[str, Any]]:
    """
    Return for each product what its page said of it, as plain JSON in the language.

    A variant says what its parent says and what makes it differ.
    """
    with translation.override(language):
        products = _GOODS.rows(ids)
        differs: dict[int, list[list[str]]] = {}
        for value in _VALUES.rows(ids):
            said = [str(value.attribute.name), str(value.value_as_text)]
            differs.setdefault(value.product_id, []).append(said)
        stated = _facts([product.parent_id or product.pk for product in products])
        makers = dict(_MAKERS.rows(ids))
        return {
            product.pk: {
                "title": product.get_title(),
                "version": _version(product),
                "facts": [
                    *differs.get(product.pk, []),
                    *stated.get(product.parent_id or product.pk, []),
                ],
                "supplier": makers.get(product.pk, ""),
                "exclusion": _exclusion(product),
            }
            for product in products
        }


def _facts(ids: list[int]) -> dict[int, list[list[str]]]:
    stated: dict[int, list[list[str]]] = {}
    for fact in _FACTS.rows(ids):
        stated.setdefault(fact.product_id, []).append([str(fact.kind.title), fact.text])
    return stated


def _exclusion(product: Product) -> str:
    """Return by which exception of the law it may not be sent back, as its class says; or ""."""
    declared = getattr(product.get_product_class(), "disclosure", None)
    return declared.withdrawal_exclusion if declared else ""


def _version(product: Product) -> int:
    for each in (product, product.parent):
        sheet = getattr(each, "sheet", None) if each else None
        if sheet is not None:
            return int(sheet.version)
    return 0
