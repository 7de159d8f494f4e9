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


def exclude(product_class: Any, exception: str) -> None:
    """Say by which exception of the law goods of a class may not be sent back."""
    ClassDisclosure.objects.filter(product_class=product_class).update(
        withdrawal_exclusion=exception
    )


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


def make_promotion(
    *, at: datetime = NOON, days: tuple[int, int] = (-10, 10), status: str = "approved", **said: Any
) -> Any:
    """
    Make a promotion as staff do: ten per cent off everything, for all, if nothing else is said.

    Written ten days ago, asked for and signed off by two members of staff; runs `days` around now.
    """
    from checkout.promotions import operations as promotions

    written = at + timedelta(days=min(days)) - timedelta(days=1)
    goods = ("categories", "products", "but_categories", "but_products")
    name = said.pop("name", "Ten off a hundred")
    values = {
        "name": {"en": name, "zh-hans": f"促销 {name}"},
        "about": {"en": "", "zh-hans": ""},
        "gives": "percent",
        "starts_at": at + timedelta(days=days[0]),
        "ends_at": at + timedelta(days=days[1]),
        **said,
        **{key: frozenset(row.pk for row in said[key]) for key in goods if key in said},
    }
    if values["gives"] == "percent":
        values.setdefault("percent", Decimal(10))
    author, colleague = make_staff(), make_staff()
    made = promotions.write(said=promotions.Said(**values), by=author, at=written)
    if status in ("waiting", "approved"):
        made = promotions.ask(promotion=made, by=author, at=written)
    if status == "approved":
        made = promotions.approve(promotion=made, by=colleague, at=written)
    return made


def make_delivery_methods(at: datetime = NOON) -> None:
    """
    Offer Fernhill's ways of delivery: standard, express, collection, europe, china.

    The shop is open then: whoever wants to deliver wants to sell.
    """
    from checkout.shipping import demo as delivery

    delivery.demo(at)
    open_shop(at)


def open_shop(at: datetime = NOON) -> None:
    """Say what a shop must say before it may sell: who sells, and the rules that are required."""
    from storefront.policies import operations as policies
    from storefront.policies import queries as rules
    from storefront.seller import demo as seller

    seller.demo(at)
    for slug in rules.missing(at=at):
        policies.write_version(
            slug=slug,
            version=1,
            texts={"en": {"title": slug.title(), "body": f"What holds about {slug}."}},
            valid_from=at - timedelta(days=300),
            at=at,
        )


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


# Orders


def make_intent(
    *,
    lines: Sequence[tuple[Any, int]] = (),
    user: Any = None,
    email: str = "buyer@example.org",
    country: str = "IE",
    language: str = "en",
    method: str = "card",
    delivery: Decimal | str = "4.90",
    fee: Decimal | str | None = None,
    coming_back: dict[str, str] | None = None,
    at: datetime = NOON,
) -> Any:
    """
    Make what one press of the order button leaves: a frozen basket with its goods held.

    `lines` are (product, quantity); one mug is ordered when none is named.
    """
    from checkout.holds import operations as holds
    from checkout.payments import methods
    from checkout.payments.models import Intent

    open_shop(at)
    basket = make_basket(owner=user)
    for product, quantity in lines or [(make_product(at=at), 1)]:
        put(basket, product, quantity)
    holds.hold_basket(basket=basket, at=at)
    basket.status = "Frozen"
    basket.save()
    email = user.email if user else email
    fee = methods.get(method).fee if fee is None else fee
    shot = _snapshot(basket, email, country, language, method, delivery, fee, at)
    shot["coming_back"] = coming_back or {"standard_delivery": "4.90", "label": "4.90"}
    return Intent.objects.create(
        basket=basket,
        user=user,
        email=email,
        phone="+353871234567",
        language=language,
        country=country,
        currency="EUR",
        total=Decimal(shot["summary"]["total"]),
        fingerprint="f" * 64,
        snapshot=shot,
        made_at=at,
        expires_at=at + timedelta(minutes=30),
    )


def make_attempt(
    *, intent: Any = None, method: str = "card", status: str = "sent", at: datetime = NOON
) -> Any:
    """Make a payment that was sent to its provider, which the test bank then knows."""
    from checkout.payments import operations as payments
    from checkout.payments.testbank import bank
    from storefront.core import lifecycle

    intent = intent or make_intent(at=at, method=method)
    attempt = payments.open_attempt(intent=intent, method=method, at=at)
    if status != "prepared":
        lifecycle.move(attempt, to="sent", at=at)
        if attempt.provider == "test_bank":
            bank.open_payment(
                key=str(attempt.key),
                shop_reference=intent.reference,
                amount=attempt.amount,
                currency=attempt.currency,
                language="en",
                return_url="http://localhost/",
                at=at,
            )
    return attempt


def make_order(
    *,
    status: str = "",
    lines: Sequence[tuple[Any, int]] = (),
    paid: bool = True,
    user: Any = None,
    at: datetime = NOON,
    method: str = "",
    **intent_fields: Any,
) -> Any:
    """
    Make an order by the way that real ones go: agreed, paid, packed, dispatched, delivered.

    `status` is how far it has come: "paid" unless told otherwise, "placed" or "awaiting_payment"
    when not `paid`. `lines` are (product, quantity). It was placed at `at`, packed two hours
    later, dispatched after four, delivered two days after `at`. `order.intent`, `order.agreement`
    and its promises are there; an order of the card way can be refunded.
    """
    from checkout.order import operations as orders
    from checkout.payments import operations as payments
    from checkout.payments.providers.base import Answer

    if not paid:
        method = method or ("on_delivery" if status != "awaiting_payment" else "bank_transfer")
    method = method or "card"
    intent = make_intent(lines=lines, user=user, at=at, method=method, **intent_fields)
    attempt = make_attempt(intent=intent, method=method, at=at)
    answer = _pay_at_the_bank(attempt, at) if method == "card" else Answer("pending")
    payments.record_result(attempt=attempt, answer=answer, at=at)
    intent.refresh_from_db()
    order = intent.order
    wanted = status or ("paid" if paid else order.status)
    for step, name, after in (
        ("packed", "pack", timedelta(hours=2)),
        ("dispatched", "dispatch", timedelta(hours=4)),
        ("delivered", "deliver", timedelta(days=2)),
        ("completed", "complete", timedelta(days=30)),
    ):
        steps = ["packed", "dispatched", "delivered", "completed"]
        if wanted in steps and steps.index(step) <= steps.index(wanted):
            order = getattr(orders, name)(order=order, at=at + after)
    if wanted == "cancelled":
        order = orders.cancel(order=order, at=at + timedelta(hours=1), why="changed my mind")
    order.refresh_from_db()
    return order


def _pay_at_the_bank(attempt: Any, at: datetime) -> Any:
    from checkout.payments.providers import registry
    from checkout.payments.testbank import bank
    from checkout.payments.testbank.models import Payment

    payment = Payment.objects.get(key=attempt.key)
    bank.use_card(payment=payment, card="good", behaviour="no_posts", at=at)
    bank.confirm(payment=payment, code=payment.code, at=at)
    return registry.get("test_bank").ask(str(attempt.key), "")


def _snapshot(
    basket: Any,
    email: str,
    country: str,
    language: str,
    method: str,
    delivery: Decimal | str,
    fee: Decimal | str,
    at: datetime,
) -> dict[str, Any]:
    from checkout.payments import disclosed
    from storefront.core import money
    from storefront.law import queries as law

    rate, lines = Decimal("0.23"), []
    for line in basket.lines.select_related("product", "stockrecord").order_by("pk"):
        unit = Decimal(line.stockrecord.price)
        price = unit * line.quantity
        lines.append(
            {
                "line_id": line.pk,
                "product_id": line.product_id,
                "stockrecord_id": line.stockrecord_id,
                "sku": line.stockrecord.partner_sku,
                "title": line.product.get_title(),
                "quantity": line.quantity,
                "unit_price": str(unit),
                "price": str(price),
                "tax": str(money.tax_within(price, rate=rate, currency="EUR")),
                "tax_rate": str(rate),
            }
        )
    goods = sum((Decimal(line["price"]) for line in lines), Decimal("0.00"))
    charge, fee = Decimal(delivery), Decimal(fee)
    tax = sum((Decimal(line["tax"]) for line in lines), Decimal("0.00")) + sum(
        money.tax_within(part, rate=rate, currency="EUR") for part in (charge, fee)
    )
    return {
        "format": 1,
        "summary": {
            "currency": "EUR",
            "country": country,
            "lines": lines,
            "goods": str(goods),
            "discounts": [],
            "delivery": {
                "code": "standard",
                "name": "Green Post, to the door",
                "charge": str(charge),
                "currency": "EUR",
                "earliest": (at + timedelta(days=2)).date().isoformat(),
                "latest": (at + timedelta(days=3)).date().isoformat(),
                "order_by": (at + timedelta(hours=2)).isoformat(),
                "carrier": "Green Post",
                "dispatch_by": (at + timedelta(days=1)).isoformat(),
            },
            "fee": str(fee),
            "total": str(goods + charge + fee),
            "tax": str(tax),
            "tax_rate": str(rate),
        },
        "goods": {
            str(pk): sheet
            for pk, sheet in disclosed.sheets(
                [line["product_id"] for line in lines], language=language, at=at
            ).items()
        },
        "email": email,
        "shipping_address": {**AN_ADDRESS, "country": country},
        "billing_address": None,
        "payment_code": method,
        "language": language,
        "country": country,
        "seller": {"name": "Fernhill Goods Limited"},
        "policies": [],
        "law": law.rules_for(residence=country, ship_to=country, at=at).frozen(),
        "agreed_at": at.isoformat(),
    }
