"""Variants that go off sale and come back by themselves, beside the others of their product."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from . import disclosure, operations
from .models import Product


@transaction.atomic
def take_off_recalled(*, products: Iterable[Product], by: Any, at: datetime, why: str) -> None:
    """
    Take recalled goods off sale; of some variants only those, and their parent with the last.

    The stop itself stands with their stock: see `partner.stops`. Repeatable.
    """
    for product in products:
        if product.parent_id is None:
            operations.withdraw_from_sale(product=product, by=by, at=at, why=why)
            continue
        operations.locked_sheet(product.parent)
        Product.objects.filter(pk=product.pk).update(is_public=False, date_updated=at)
        if is_any_offered(product.parent):
            operations.refresh_cards([product.parent_id], at)
        else:
            operations.withdraw_from_sale(product=product.parent, by=by, at=at, why=why)


@transaction.atomic
def offer_again(*, variant: Product, by: Any, at: datetime) -> Product:
    """
    Offer a variant that is off sale; buyers see it where its product is on sale.

    :raises operations.NotPublishable: if it is recalled, or lacks something that must be stated
    """
    sheet = operations.locked_with_demands(variant)
    if lacking := disclosure.lacks(variant, at=at):
        raise operations.NotPublishable(lacking)
    hidden = Product.objects.filter(pk=variant.pk, is_public=False)
    if hidden.update(is_public=True, date_updated=at):
        offered = {"items": str(variant.title)}
        operations.note_change(sheet, what="items", before={}, after=offered, by=by, at=at)
        operations.refresh_cards([variant.parent_id], at)
    variant.is_public = True
    return variant


@transaction.atomic
def take_off(*, variant: Product, by: Any, at: datetime, why: str) -> Product:
    """
    Take one variant off sale; the others stay, and with the last one the product goes.

    Taking it off twice is taking it off once.
    """
    sheet = operations.locked_sheet(variant.parent)
    shown = Product.objects.filter(pk=variant.pk, is_public=True)
    if shown.update(is_public=False, date_updated=at):
        said = {"before": {"items": str(variant.title)}, "after": {"why": why}}
        operations.note_change(sheet, what="items", by=by, at=at, **said)
        operations.refresh_cards([variant.parent_id], at)
        if not is_any_offered(variant.parent):
            # Else the next one offered would show it again, and nobody had looked at the whole.
            operations.withdraw_from_sale(product=variant.parent, by=by, at=at, why=why)
    variant.is_public = False
    return variant


def is_any_offered(product: Product) -> bool:
    """Say whether any variant of a product is not off sale by itself."""
    return Product.objects.filter(parent=product, is_public=True).exists()
