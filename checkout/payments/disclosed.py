"""What each product's page said, as it goes into a snapshot: facts, who vouches, which version."""

from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.utils import translation
from oscar.core.loading import get_model

from storefront.catalogue.models import Product, ProductAttributeValue, ProductFact

CLASSES = ("product_class__disclosure", "parent__product_class__disclosure")


def sheets(ids: list[int], *, language: str, at: datetime) -> dict[int, dict[str, Any]]:
    """
    Return for each product what its page said of it, as plain JSON in the language.

    A variant says what its parent says and what makes it differ.
    """
    values = ProductAttributeValue.objects.select_related("attribute", "value_option")
    with translation.override(language):
        products = list(
            Product.objects.filter(pk__in=ids)
            .select_related("parent", "sheet", "parent__sheet", *CLASSES)
            .prefetch_related(Prefetch("attribute_values", queryset=values))
        )
        stated = _facts({product.parent_id or product.pk for product in products})
        makers = _suppliers(ids)
        return {
            product.pk: {
                "title": product.get_title(),
                "version": _version(product),
                "facts": [
                    *(
                        [str(value.attribute.name), str(value.value_as_text)]
                        for value in product.attribute_values.all()
                    ),
                    *stated.get(product.parent_id or product.pk, []),
                ],
                "supplier": makers.get(product.pk, ""),
                "exclusion": _exclusion(product),
            }
            for product in products
        }


def _facts(ids: set[int]) -> dict[int, list[list[str]]]:
    stated: dict[int, list[list[str]]] = {}
    facts = ProductFact.objects.filter(product__in=ids).select_related("kind")
    for fact in facts.order_by("kind__key"):
        stated.setdefault(fact.product_id, []).append([str(fact.kind.title), fact.text])
    return stated


def _exclusion(product: Product) -> str:
    """Return by which exception of the law it may not be sent back, as its class says; or ""."""
    declared = getattr(product.get_product_class(), "disclosure", None)
    return declared.withdrawal_exclusion if declared else ""


def _suppliers(ids: list[int]) -> dict[int, str]:
    records = get_model("partner", "StockRecord").objects.filter(product__in=ids)
    return dict(records.values_list("product_id", "partner__name"))


def _version(product: Product) -> int:
    for each in (product, product.parent):
        sheet = getattr(each, "sheet", None) if each else None
        if sheet is not None:
            return int(sheet.version)
    return 0
