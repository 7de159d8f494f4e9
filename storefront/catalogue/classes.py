"""What is done to classes: saying what they must state, and what lies outside our scope."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy

from storefront.core.refusal import Refusal

from . import disclosure, operations
from .models import ClassDisclosure, FactKind, Product, ProductClass, ProductSheet


class ExceptionRefused(Refusal):
    words = gettext_lazy("Say how the further rules are met.")


@transaction.atomic
def require_facts(
    *, product_class: ProductClass, kinds: Iterable[FactKind], by: Any, at: datetime
) -> list[Product]:
    """Say what a class must state; returns the products that were taken off sale for lacking it."""
    declared = _locked_disclosure(product_class)
    declared.required.set(kinds)
    return _take_off_sale_what_lacks(product_class, by=by, at=at)


@transaction.atomic
def declare_class(
    *,
    product_class: ProductClass,
    kinds: Iterable[FactKind],
    unit_price_needed: bool,
    picture_needed: bool,
    withdrawal_exclusion: str,
    by: Any,
    at: datetime,
) -> list[Product]:
    """
    Say all that a class must state, and by which exception of the law it may not be sent back.

    Returns the products that were taken off sale for lacking something.
    """
    declared = _locked_disclosure(product_class)
    declared.unit_price_needed = unit_price_needed
    declared.picture_needed = picture_needed
    declared.withdrawal_exclusion = withdrawal_exclusion
    declared.save()
    declared.required.set(kinds)
    return _take_off_sale_what_lacks(product_class, by=by, at=at)


@transaction.atomic
def mark_outside(
    *, product_class: ProductClass, outside: str, by: Any, at: datetime
) -> list[Product]:
    """Mark a class as outside our scope (LBT-1); what is on sale in it is taken off at once."""
    declared = _locked_disclosure(product_class)
    declared.outside, declared.outside_met = outside, ""
    declared.outside_met_by = declared.outside_met_at = None
    declared.save()
    return _take_off_sale_what_lacks(product_class, by=by, at=at)


@transaction.atomic
def record_exception(
    *, product_class: ProductClass, how: str, by: Any, at: datetime
) -> ClassDisclosure:
    """
    Record how the further rules of a class outside our scope are met, so that it may be sold.

    :raises ExceptionRefused: if nothing is said, or the class is not outside
    """
    declared = _locked_disclosure(product_class)
    if disclosure.says_nothing(how) or not declared.outside:
        raise ExceptionRefused()
    declared.outside_met, declared.outside_met_by, declared.outside_met_at = how, by, at
    declared.save()
    return declared


@transaction.atomic
def move_to_class(
    *, product: Product, product_class: ProductClass, by: Any, at: datetime
) -> ProductSheet:
    """Put a product into another class; if it lacks what that demands, it goes off sale at once."""
    sheet = operations.locked_sheet(product)
    if product.product_class_id == product_class.pk:
        return sheet
    what = {"before": {"class": str(product.product_class)}, "after": {"class": str(product_class)}}
    product.product_class = product_class
    Product.objects.filter(pk=product.pk).update(product_class=product_class, date_updated=at)
    operations.note_change(sheet, what="class", by=by, at=at, **what)
    if sheet.status == operations.ON_SALE and (lacks := disclosure.lacks(product, at=at)):
        return operations.withdraw_from_sale(product=product, by=by, at=at, why=lacks[0].words)
    operations.refresh_cards([product.pk], at)
    return sheet


def _locked_disclosure(product_class: ProductClass) -> ClassDisclosure:
    ClassDisclosure.objects.get_or_create(product_class=product_class)
    return ClassDisclosure.objects.select_for_update().get(product_class=product_class)


def _take_off_sale_what_lacks(
    product_class: ProductClass, *, by: Any, at: datetime
) -> list[Product]:
    taken = []
    for product in Product.objects.filter(
        product_class=product_class, sheet__status=operations.ON_SALE
    ).order_by("pk"):
        if lacks := disclosure.lacks(product, at=at):
            operations.withdraw_from_sale(product=product, by=by, at=at, why=lacks[0].words)
            taken.append(product)
    return taken
