"""What can be bought of a product: itself, or one of several choices, from a supplier."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from storefront.core.refusal import Refusal
from storefront.partner import operations as stock
from storefront.partner import stops
from storefront.partner.models import StockRecord, Supplier

from . import attributes, demands, disclosure, languages, operations
from .models import (
    AttributeOption,
    AttributeOptionGroup,
    Product,
    ProductAttribute,
    ProductAttributeValue,
    ProductClass,
)


class NoArticleNumber(Refusal):
    words = _("Give it an article number: it stands on the shelf, the invoice and the parcel.")


class ArticleNumberTaken(Refusal):
    words = _("Another thing has the article number %(sku)s already.")


class SoldWithoutChoice(Refusal):
    words = _(
        "It is sold as one thing already, without a choice. Make another product for the choices."
    )


class ChoiceNeeded(Refusal):
    words = _("It comes in choices: say which one this is.")


class ChoiceTaken(Refusal):
    words = _("There is a choice of this name already.")


class OtherChoice(Refusal):
    words = _("Its choices differ in %(name)s: say that of this one too.")


@dataclass(frozen=True)
class Choice:
    """In what one variant differs, such as a size, and what this one is called, by language."""

    attribute: ProductAttribute
    label: dict[str, str]


@transaction.atomic
def offer(
    *,
    product: Product,
    supplier: Supplier,
    sku: str,
    price: Decimal,
    units: int,
    by: Any,
    at: datetime,
    choice: Choice | None = None,
    low_at: int | None = None,
) -> StockRecord:
    """
    Make a product something that can be bought, or add one choice to it.

    `price` is gross, in the currency of the shop; `units` are in the warehouse. Whether buyers see
    it is another question: the product is put on sale when everything about it is stated. A choice
    added to one that is on sale is offered at once if nothing is lacking of it, and else stays
    hidden until it is put on sale itself.

    :raises NoArticleNumber: if there is none
    :raises ArticleNumberTaken: if another thing has it
    :raises SoldWithoutChoice: if it is sold as one thing already
    :raises ChoiceNeeded: if it comes in choices and none is named
    :raises OtherChoice: if its choices differ in something else
    :raises ChoiceTaken: if there is a choice of that name
    :raises AttributeGone: if what it differs in was removed meanwhile
    :raises PriceRefused: if it is no amount that can be charged
    :raises StockRefused: if the count is none
    :raises stops.Stopped: if the whole of the product is recalled
    :raises operations.NotPublishable: if it was put into another class in this very moment
    """
    if not (sku := sku.strip()):
        raise NoArticleNumber()
    price = stock.checked_price(price, settings.OSCAR_DEFAULT_CURRENCY)
    # What the class demands, then its attribute, then the sheet, as whoever saves the class does.
    demands.hold(of=[product])
    if choice:
        attributes.hold(choice.attribute)
    sheet = operations.locked_with_demands(product)
    product = Product.objects.select_related("product_class").get(pk=product.pk)
    if StockRecord.objects.filter(partner_sku__iexact=sku).exists():
        raise ArticleNumberTaken(sku=sku)
    if StockRecord.objects.filter(product=product).exists():
        raise SoldWithoutChoice()
    target = _choice_of(product, choice, at) if choice else _itself(product)
    try:
        with transaction.atomic():
            record = StockRecord.objects.create(
                product=target,
                partner_id=supplier.partner_id,
                partner_sku=sku,
                price_currency=settings.OSCAR_DEFAULT_CURRENCY,
                price=price,
                num_in_stock=0,
                low_stock_threshold=low_at,
            )
    except IntegrityError as taken:  # somebody gave the number away in this very moment
        raise ArticleNumberTaken(sku=sku) from taken
    stops.refuse_more(record)
    stock.set_price(stockrecord=record, price=price, at=at, by=by)
    stock.set_stock(stockrecord=record, units=units, at=at, by=by)
    if target.is_child and product.is_public and disclosure.lacks(target, at=at):
        Product.objects.filter(pk=target.pk).update(is_public=False)
        target.is_public = False
    operations.note_change(sheet, what="items", before={}, after={"items": sku}, by=by, at=at)
    operations.refresh_cards([product.pk], at)
    return record


@transaction.atomic
def new_attribute(
    *, product_class: ProductClass, name: dict[str, str], code: str
) -> ProductAttribute:
    """
    Return in what things of a class may differ, such as a size; made if there is none yet.

    Its choices are its own: what another class calls the same may come in others.
    """
    # Locked, so that two at once make one of it.
    ProductClass.objects.select_for_update(no_key=True).get(pk=product_class.pk)
    known = ProductAttribute.objects.filter(product_class=product_class, code=code).first()
    if known:
        return known
    group = AttributeOptionGroup.objects.create(name=_group_name(code, product_class))
    attribute = ProductAttribute(
        product_class=product_class, code=code, type=ProductAttribute.OPTION, option_group=group
    )
    languages.set_texts(attribute, "name", name)
    attribute.save()
    return attribute


def _group_name(code: str, product_class: ProductClass) -> str:
    """Name a list of choices as no other is named: by what they are, and by the class if needed."""
    taken = AttributeOptionGroup.objects.filter(name__istartswith=code)
    names = {name.casefold() for name in taken.values_list("name", flat=True)}
    wanted = [code, f"{code} ({product_class.name})"]
    wanted += [f"{code} ({product_class.name} {n})" for n in range(2, len(names) + 3)]
    return next(name for name in wanted if name.casefold() not in names)[:128]


def _itself(product: Product) -> Product:
    if product.structure == Product.PARENT or product.children.exists():
        raise ChoiceNeeded()
    return product


def _choice_of(product: Product, choice: Choice, at: datetime) -> Product:
    label = {language: words.strip() for language, words in choice.label.items() if words.strip()}
    if not label:
        raise ChoiceNeeded()
    others = ProductAttributeValue.objects.filter(product__parent=product).select_related(
        "attribute", "value_option"
    )
    for other in others:
        if other.attribute_id != choice.attribute.pk:
            raise OtherChoice(name=other.attribute.name)
        taken = languages.texts(other.value_option, "option").items()
        if any(label.get(language, "").casefold() == words.casefold() for language, words in taken):
            raise ChoiceTaken()
    if product.structure != Product.PARENT:
        Product.objects.filter(pk=product.pk).update(structure=Product.PARENT, date_updated=at)
    child = Product(structure=Product.CHILD, parent=product, is_public=True, slug=product.slug)
    languages.set_texts(child, "title", _titled(product, label))
    child.save()
    operations.locked_sheet(child)
    ProductAttributeValue.objects.create(
        product=child, attribute=choice.attribute, value_option=_option(choice.attribute, label)
    )
    return child


def _option(attribute: ProductAttribute, label: dict[str, str]) -> AttributeOption:
    wanted = label.get("en", "").casefold()
    for known in AttributeOption.objects.filter(group_id=attribute.option_group_id):
        if wanted and languages.texts(known, "option").get("en", "").casefold() == wanted:
            return known
    option = AttributeOption(group_id=attribute.option_group_id)
    languages.set_texts(option, "option", label)
    option.save()
    return option


def _titled(product: Product, label: dict[str, str]) -> dict[str, str]:
    """Name one choice: Hob mug, Oat."""
    first = next(iter(label.values()))
    return {
        language: ("，" if language.startswith("zh") else ", ").join(
            [title, label.get(language, first)]
        )[:255]
        for language, title in languages.texts(product, "title").items()
        if title
    }
