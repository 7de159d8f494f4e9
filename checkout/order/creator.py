"""
Writing an order from a frozen snapshot, in a handful of statements.

In place of Oscar's OrderCreator, which reads the live basket (today's prices, not those agreed to)
and allocates stock once more. The goods are allocated already: by the holds that were confirmed.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from babel import Locale
from django.conf import settings
from oscar.core.loading import get_model

from storefront.core import money
from storefront.core.prepared import NUMBERS, TEXT, PreparedQuery

from .models import Order

Country = get_model("address", "Country")
Line = get_model("order", "Line")
Surcharge = get_model("order", "Surcharge")
OrderDiscount = get_model("order", "OrderDiscount")
OrderNote = get_model("order", "OrderNote")
ShippingAddress = get_model("order", "ShippingAddress")
BillingAddress = get_model("order", "BillingAddress")
StockRecord = get_model("partner", "StockRecord")

BUYER = "Buyer"

_SOLD = PreparedQuery(
    "goods_sold",
    lambda ids: StockRecord.objects.filter(pk__in=ids).values_list(
        "pk", "partner_id", "partner__name", "product__upc"
    ),
    (NUMBERS,),
)
_COUNTRY = PreparedQuery(
    "country_of_an_address", lambda code: Country.objects.filter(pk=code), (TEXT,)
)


def write(
    *, intent: Any, status: str, stands: str, counted: Collection[int], at: datetime
) -> Order:
    """
    Write the order of an intent: its number is the reference, its sums those agreed to.

    Its lines begin in `status`; the order itself `stands` there, or one step on. `counted` are
    the stock records whose units stand allocated for it.
    """
    agreed, summary = intent.snapshot, intent.snapshot["summary"]
    delivery, total = summary["delivery"], Decimal(summary["total"])
    charge = Decimal(delivery["charge"])
    order = Order(
        number=intent.reference,
        site_id=settings.SITE_ID,
        basket_id=intent.basket_id,
        user_id=intent.user_id,
        guest_email="" if intent.user_id else intent.email,
        currency=intent.currency,
        total_incl_tax=total,
        total_excl_tax=total - Decimal(summary["tax"]),
        shipping_incl_tax=charge,
        shipping_excl_tax=charge - _tax_within(charge, summary),
        shipping_method=delivery["name"][:128],
        shipping_code=delivery["code"],
        shipping_address=_address(ShippingAddress, agreed["shipping_address"]),
        billing_address=_address(BillingAddress, agreed.get("billing_address")),
        status=stands,
        date_placed=at,
    )
    order.save(force_insert=True)
    _write_lines(order, summary["lines"], status, counted)
    fee = Decimal(str(summary.get("fee") or 0))
    if fee:
        Surcharge.objects.create(
            order=order,
            name=agreed.get("payment_code", "fee"),
            code="payment-fee",
            incl_tax=fee,
            excl_tax=fee - _tax_within(fee, summary),
        )
    OrderDiscount.objects.bulk_create(_discounts(order, agreed))
    if remark := summary.get("agreed_about", {}).get("remark"):
        # Whoever packs reads it among the notes (LBT-6.2.2.2).
        OrderNote.objects.create(order=order, note_type=BUYER, message=remark)
    return order


def _write_lines(
    order: Order, lines: list[Mapping[str, Any]], status: str, counted: Collection[int]
) -> None:
    records = {pk: rest for pk, *rest in _SOLD.rows([line["stockrecord_id"] for line in lines])}
    rows = []
    for line in lines:
        partner_id, partner_name, upc = records[line["stockrecord_id"]]
        quantity, price, tax = line["quantity"], Decimal(line["price"]), Decimal(line["tax"])
        unit = Decimal(line["unit_price"])
        rate = 1 + Decimal(line["tax_rate"])
        rows.append(
            Line(
                order=order,
                partner_id=partner_id,
                partner_name=partner_name,
                partner_sku=line["sku"],
                stockrecord_id=line["stockrecord_id"],
                product_id=line["product_id"],
                title=line["title"][:255],
                upc=upc,
                quantity=quantity,
                line_price_incl_tax=price,
                line_price_excl_tax=price - tax,
                line_price_before_discounts_incl_tax=unit * quantity,
                line_price_before_discounts_excl_tax=money.quantise(
                    unit * quantity / rate, order.currency
                ),
                unit_price_incl_tax=unit,
                unit_price_excl_tax=money.quantise(unit / rate, order.currency),
                tax_code=str(line["tax_rate"]),
                num_allocated=quantity if line["stockrecord_id"] in counted else 0,
                status=status,
            )
        )
    Line.objects.bulk_create(rows)


_CATEGORIES = {"goods": OrderDiscount.BASKET, "delivery": OrderDiscount.SHIPPING}


def _discounts(order: Order, agreed: Mapping[str, Any]) -> list[Any]:
    """Write what each promotion took off the goods or the delivery."""
    return [
        OrderDiscount(
            order=order,
            category=_CATEGORIES[each.get("of", "goods")],
            offer_id=each["id"],
            offer_name=each["name"][:128],
            voucher_code=each["code"],
            frequency=each["times"],
            message=each["name"],
            amount=Decimal(each["amount"]),
        )
        for each in agreed.get("offers", [])
    ]


def _address(kind: Any, given: Mapping[str, Any] | None) -> Any:
    """Write an address as `checkout.addresses` describes it into the columns that Oscar has."""
    if not given:
        return None
    code = str(given["country"]).upper()
    country = next(iter(_COUNTRY.rows(code)), None)
    if country is None:
        # Oscar's table of countries is filled as they are first delivered to.
        name = Locale("en").territories.get(code, code)
        country, _new = Country.objects.get_or_create(
            iso_3166_1_a2=code, defaults={"printable_name": name, "name": name}
        )
    row = kind(country=country, **_columns(given))
    if kind is ShippingAddress:
        row.phone_number = str(given.get("phone") or "")
    # Past Oscar's clean(), which knows some countries' post codes and not others'.
    row.save(force_insert=True)
    return row


def write_address(row: Any, given: Mapping[str, Any]) -> None:
    """Write another address in the same country over the one that an order goes to."""
    ShippingAddress.objects.filter(pk=row.pk).update(
        phone_number=str(given.get("phone") or ""), **_columns(given)
    )


def _columns(given: Mapping[str, Any]) -> dict[str, str]:
    said = {name: str(given.get(name) or "") for name in _SAID}
    return {
        # A name is one thing: which part of it is the family's is not ours to guess.
        "last_name": said["name"],
        "line1": said["line1"],
        "line2": ", ".join(part for part in (said["company"], said["line2"]) if part),
        "line3": said["district"],
        "line4": said["town"],
        "state": said["region"],
        "postcode": said["postcode"],
    }


_SAID = ["name", "company", "line1", "line2", "district", "town", "region", "postcode"]


def _tax_within(amount: Decimal, summary: Mapping[str, Any]) -> Decimal:
    rate = Decimal(str(summary["tax_rate"]))
    return money.tax_within(amount, rate=rate, currency=summary["currency"])
