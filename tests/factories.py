"""
What tests make: functions with keyword arguments that name only what matters.

Every package adds its own below; nobody changes another's.
"""

import itertools
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from oscar.core.loading import get_model

from storefront.catalogue import operations as catalogue
from storefront.catalogue import queries
from storefront.catalogue.models import (
    AttributeOption,
    AttributeOptionGroup,
    Category,
    ClassDisclosure,
    FactKind,
    Product,
    ProductAttribute,
    ProductCategory,
    ProductClass,
    ProductFact,
    ProductSheet,
    SheetMove,
)
from storefront.partner.models import Partner, PriceChange, StockRecord, Supplier
from tests.clock import NOON

_number = itertools.count(1)

# People


def make_user(*, email: str = "", username: str = "", password: str = "", **fields: Any) -> Any:
    """Make a customer; without a password nobody can sign in as them but `client.force_login`."""
    number = next(_number)
    return get_user_model().objects.create_user(
        username=username or f"buyer{number}",
        email=email or f"buyer{number}@example.org",
        password=password or None,
        **fields,
    )


def make_staff(*, superuser: bool = True, **fields: Any) -> Any:
    """Make a member of staff who may do everything, unless told otherwise."""
    return make_user(is_staff=True, is_superuser=superuser, **fields)


# Goods


def make_category(name: str = "Table", *, parent: Any = None, name_zh: str = "") -> Any:
    """Make a public category at the top, or under another."""
    fields = {"name": name, "name_en": name, "name_zh_hans": name_zh or None, "is_public": True}
    made = (
        Category.objects.add_child(parent, fields) if parent else Category.objects.add_root(fields)
    )
    queries.forget_tree()
    return made


def make_supplier(name: str = "Weir Pottery", *, verified: bool = True, at: datetime = NOON) -> Any:
    """Return the partner of this name, making it with a supplier whose papers are in order."""
    partner, new = Partner.objects.get_or_create(name=name)
    if new:
        Supplier.objects.create(
            partner=partner,
            legal_name=f"{name} Ltd",
            address="1 Mill Road, Kilmore",
            country="IE",
            verified_at=at - timedelta(days=300) if verified else None,
            valid_until=(at + timedelta(days=3650)).date() if verified else None,
            proof="Register extract" if verified else "",
        )
    return partner


def make_class(
    name: str = "Goods", *, requires: Sequence[str] = (), unit_price: bool = False
) -> Any:
    """Return the class of this name, which demands the facts with these keys and no picture."""
    product_class = ProductClass.objects.filter(name_en=name).first()
    if product_class is None:
        product_class = ProductClass.objects.create(name=name, name_en=name)
    declared, _new = ClassDisclosure.objects.get_or_create(
        product_class=product_class,
        defaults={"picture_needed": False, "unit_price_needed": unit_price},
    )
    if requires:
        declared.required.add(*(make_kind(key) for key in requires))
    return product_class


def make_kind(key: str = "maker") -> Any:
    return FactKind.objects.get_or_create(
        key=key, defaults={"title": key.title(), "title_en": key.title()}
    )[0]


@transaction.atomic
def make_product(
    *,
    title: str = "",
    title_zh: str = "",
    price: Decimal | str = "20.00",
    stock: int = 10,
    facts: bool = True,
    public: bool = True,
    category: Any = None,
    product_class: Any = None,
    partner: Any = None,
    sku: str = "",
    currency: str = "EUR",
    at: datetime = NOON,
    structure: str = "standalone",
    parent: Any = None,
    low_at: int | None = None,
) -> Any:
    """
    Make a product that is on sale since long before `at`, with one stock record.

    `facts` states all that its class demands; `public=False` leaves a draft.
    """
    number = next(_number)
    title = title or f"Mug {number}"
    is_child = structure == "child"
    product = Product.objects.create(
        structure=structure,
        parent=parent,
        title=title,
        title_en=title,
        title_zh_hans=title_zh or None,
        slug=f"product-{number}",
        product_class=None if is_child else product_class or make_class(),
        is_public=public and (facts or is_child),
    )
    if structure != "parent":
        stock_product(product, price=price, stock=stock, partner=partner, sku=sku,
                      currency=currency, at=at, low_at=low_at)  # fmt: skip
    if is_child:
        return product
    if category:
        ProductCategory.objects.create(product=product, category=category)
    if facts:
        _state_all(product, at)
    sheet = ProductSheet.objects.create(
        product=product,
        status="on_sale" if product.is_public else "draft",
        published_at=at - timedelta(days=90) if product.is_public else None,
    )
    if product.is_public:
        SheetMove.objects.create(
            sheet=sheet,
            from_status="draft",
            to_status="on_sale",
            moved_at=at - timedelta(days=90),
        )
    catalogue.refresh_cards([product.pk], at)
    return product


def stock_product(
    product: Any,
    *,
    price: Decimal | str,
    stock: int,
    partner: Any = None,
    sku: str = "",
    currency: str = "EUR",
    at: datetime = NOON,
    low_at: int | None = None,
) -> Any:
    """Give a product its stock record, at a price that has held for 60 days."""
    record = StockRecord.objects.create(
        product=product,
        partner=partner or make_supplier(),
        partner_sku=sku or f"SKU-{product.pk}",
        price=Decimal(price),
        price_currency=currency,
        num_in_stock=stock,
        low_stock_threshold=low_at,
    )
    PriceChange.objects.create(
        stockrecord=record, price=Decimal(price), currency=currency, since=at - timedelta(days=60)
    )
    return record


@transaction.atomic
def make_variants(
    *,
    title: str = "Hob mug",
    option: str = "glaze",
    values: Sequence[str] = ("oat", "moss"),
    prices: Sequence[Decimal | str] = (),
    stock: int | Sequence[int] = 10,
    at: datetime = NOON,
    **fields: Any,
) -> list[Any]:
    """Make a parent whose variants differ by one option; returns the variants, `.parent` is it."""
    parent = make_product(title=title, structure="parent", at=at, **fields)
    group, _new = AttributeOptionGroup.objects.get_or_create(name=option)
    attribute, _new = ProductAttribute.objects.get_or_create(
        product_class=parent.product_class,
        code=option,
        defaults={
            "name": option.title(), "name_en": option.title(), "type": "option",
            "option_group": group,
        },
    )  # fmt: skip
    children = []
    for place, value in enumerate(values):
        choice, _new = AttributeOption.objects.get_or_create(
            group=group, option_en=value, defaults={"option": value}
        )
        child = make_product(
            title=f"{title}, {value}",
            structure="child",
            parent=parent,
            price=prices[place] if prices else "20.00",
            stock=stock if isinstance(stock, int) else stock[place],
            partner=fields.get("partner"),
            at=at,
        )
        get_model("catalogue", "ProductAttributeValue").objects.create(
            product=child, attribute=attribute, value_option=choice
        )
        children.append(child)
    catalogue.refresh_cards([parent.pk], at)
    return children


def _state_all(product: Any, at: datetime) -> None:
    ProductFact.objects.bulk_create(
        ProductFact(
            product=product,
            kind=kind,
            text=f"{kind.title} of {product.title}",
            text_en=f"{kind.title} of {product.title}",
            source="Weir Pottery",
            source_en="Weir Pottery",
            checked_at=at - timedelta(days=90),
        )
        for kind in FactKind.objects.filter(classes__product_class=product.product_class_id)
    )


# The sale

AN_ADDRESS = {
    "name": "Maeve Doyle",
    "company": "",
    "line1": "4 Quay Street",
    "line2": "",
    "district": "",
    "town": "Galway",
    "region": "Co. Galway",
    "postcode": "H91 E2R3",
    "country": "IE",
    "phone": "",
}


def make_basket(*goods: Any, quantity: int = 1, owner: Any = None) -> Any:
    """Make an open basket with so many of each product or stock record."""
    basket = get_model("basket", "Basket").objects.create(owner=owner)
    for each in goods:
        put(basket, each, quantity)
    return basket


def put(basket: Any, goods: Any, quantity: int = 1) -> Any:
    """Lay a product or stock record into a basket, past every check; returns the line."""
    record = goods if isinstance(goods, StockRecord) else goods.stockrecords.get()
    line = basket.lines.create(
        line_reference=f"{record.product_id}_{record.pk}",
        product=record.product,
        stockrecord=record,
        quantity=quantity,
        price_currency=record.price_currency,
        price_incl_tax=record.price,
    )
    basket.reset_offer_applications()
    return line


def make_delivery_methods(at: datetime = NOON) -> None:
    """Offer Fernhill's ways of delivery: standard, express, collection, europe, china."""
    from checkout.shipping import demo as delivery

    delivery.demo(at)


def fill_draft(
    basket: Any,
    *,
    at: datetime = NOON,
    email: str = "maeve@doyle.example",
    country: str = "IE",
    delivery_code: str = "standard",
    payment_code: str = "card",
    **more: Any,
) -> Any:
    """Fill in everything that a checkout asks for; returns the draft."""
    values = {
        "email": email,
        "country": country,
        "shipping_address": {**AN_ADDRESS, "country": country},
        "delivery_code": delivery_code,
        "payment_code": payment_code,
        "started_at": at,
        "changed_at": at,
        **more,
    }
    drafts = get_model("checkout", "CheckoutDraft").objects
    return drafts.update_or_create(basket=basket, defaults=values)[0]
