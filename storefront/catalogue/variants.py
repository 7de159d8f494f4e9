"""Variants that go off sale and come back by themselves, beside the others of their product."""

from datetime import datetime
from typing import Any

from django.db import transaction

from . import disclosure, operations
from .models import Product


@transaction.atomic
def offer_again(*, variant: Product, by: Any, at: datetime) -> Product:
    """
    Offer a variant that is off sale; buyers see it where its product is on sale.

    :raises operations.NotPublishable: if it is recalled, or lacks something that must be stated
    """
    sheet = operations.locked_sheet(variant.parent)
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
    """Take one variant off sale; the others stay. Taking it off twice is taking it off once."""
    sheet = operations.locked_sheet(variant.parent)
    shown = Product.objects.filter(pk=variant.pk, is_public=True)
    if shown.update(is_public=False, date_updated=at):
        said = {"before": {"items": str(variant.title)}, "after": {"why": why}}
        operations.note_change(sheet, what="items", by=by, at=at, **said)
        operations.refresh_cards([variant.parent_id], at)
    variant.is_public = False
    return variant
