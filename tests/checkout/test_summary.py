"""What an order costs is computed in one place, and its parts always make the whole."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout import prices, summary
from checkout.discounts import Discount
from checkout.shipping.models import DeliveryMethod
from checkout.shipping.quotes import DeliveryQuote
from storefront.core import lasting, money
from tests.checkout.factories import (
    fill_draft,
    later,
    make_basket,
    make_delivery_methods,
    make_goods,
)
from tests.clock import NOON
from tests.factories import make_promotion

amounts = st.decimals(min_value=0, max_value=9999, places=2)


def a_quote(charge: Decimal) -> DeliveryQuote:
    return DeliveryQuote(
        code="x",
        name="X",
        charge=charge,
        currency="EUR",
        earliest=date(2026, 3, 4),
        latest=date(2026, 3, 6),
        order_by=NOON,
        carrier="",
        dispatch_by=NOON,
    )


def a_line(number: int, unit: Decimal, quantity: int, off: Decimal, rate: Decimal):
    full = unit * quantity
    price = full - min(off, full)
    return prices.SummaryLine(
        line_id=number,
        product_id=number,
        stockrecord_id=number,
        sku=str(number),
        title="x",
        quantity=quantity,
        unit_price=unit,
        price=price,
        tax=money.tax_within(price, rate=rate, currency="EUR"),
        tax_rate=rate,
    )


@given(
    parts=st.lists(st.tuples(amounts, st.integers(1, 99), amounts), max_size=8),
    charge=amounts,
    fee=amounts,
    rate=st.sampled_from([Decimal("0"), Decimal("0.19"), Decimal("0.23"), Decimal("0.27")]),
)
def test_the_parts_always_make_the_whole(parts, charge, fee, rate):
    lines = [a_line(n, unit, quantity, off, rate) for n, (unit, quantity, off) in enumerate(parts)]
    discounts = [Discount("Spring", sum((line.discount for line in lines), money.ZERO))]

    whole = summary.add_up(
        currency="EUR",
        country="IE",
        lines=lines,
        discounts=discounts,
        delivery=a_quote(charge),
        fee=fee,
        tax_rate=rate,
    )

    assert whole.total == whole.goods - whole.discount + whole.delivery_charge + whole.fee
    assert sum(line.price for line in whole.lines) == whole.goods - whole.discount
    assert whole.tax == sum(line.tax for line in lines) + whole.delivery_tax + whole.fee_tax
    assert 0 <= whole.tax <= whole.total
    for amount in (whole.goods, whole.total, whole.tax):
        assert amount == amount.quantize(Decimal("0.01"))


@pytest.mark.django_db
def test_every_cost_is_there_and_adds_up_to_the_cent():
    make_delivery_methods()
    basket = make_basket(make_goods(price="22.40"), make_goods(price="9.99"), quantity=3)
    draft = fill_draft(basket, delivery_code="express")

    whole = summary.summarise(basket=basket, draft=draft, at=NOON)

    assert [line.price for line in whole.lines] == [Decimal("67.20"), Decimal("29.97")]
    assert whole.goods == Decimal("97.17")
    assert whole.delivery_charge == Decimal("9.90")
    assert whole.fee == Decimal("0.00")
    assert whole.total == Decimal("107.07")
    # 23 % inside each part: 12.57 + 5.60 + 1.85
    assert whole.tax == Decimal("20.02")


@pytest.mark.django_db
def test_the_tax_inside_is_that_of_the_country_of_delivery_and_changes_no_price():
    make_delivery_methods()
    basket = make_basket(make_goods(price="100.00"))

    totals = {}
    for country, code in [("IE", "standard"), ("DE", "europe"), ("CN", "china")]:
        draft = fill_draft(basket, country=country, delivery_code=code)
        whole = summary.summarise(basket=basket, draft=draft, at=NOON)
        totals[country] = (whole.goods, whole.lines[0].tax)

    assert totals == {
        "IE": (Decimal("100.00"), Decimal("18.70")),
        "DE": (Decimal("100.00"), Decimal("15.97")),
        "CN": (Decimal("100.00"), Decimal("0.00")),
    }


def make_offer(percent: int = 10, voucher: str = ""):
    """Make a promotion for everybody, or one with a code; returns Oscar's row of that."""
    name = f"Voucher {voucher}" if voucher else f"{percent} % off"
    made = make_promotion(name=name, percent=Decimal(percent), code=voucher, days=(-900, 900))
    return made.voucher if voucher else made


@pytest.mark.django_db
def test_a_discount_is_named_and_taken_off_the_lines():
    make_delivery_methods()
    make_offer(percent=10)
    basket = make_basket(make_goods(price="19.99"), make_goods(price="0.05"), quantity=1)
    draft = fill_draft(basket)

    whole = summary.summarise(basket=basket, draft=draft, at=NOON)

    assert [each.name for each in whole.discounts] == ["10 % off"]
    assert whole.goods == Decimal("20.04")
    assert sum(line.price for line in whole.lines) == whole.goods - whole.discount
    assert whole.discount == Decimal("2.00")


@pytest.mark.django_db
def test_a_voucher_is_named_by_its_own_name():
    make_delivery_methods()
    basket = make_basket(make_goods(price="50.00"))
    basket.vouchers.add(make_offer(percent=20, voucher="SPRING"))

    whole = summary.summarise(basket=basket, draft=fill_draft(basket), at=NOON)

    assert [each[:2] for each in whole.discounts] == [("Voucher SPRING", Decimal("10.00"))]
    assert whole.lines[0].price == Decimal("40.00")


@pytest.mark.django_db
def test_the_fingerprint_stays_as_long_as_nothing_that_matters_changes():
    make_delivery_methods()
    goods = make_goods(price="50.00")
    basket = make_basket(goods)
    draft = fill_draft(basket)

    before = summary.summarise(basket=basket, draft=draft, at=NOON)
    same = summary.summarise(basket=basket, draft=draft, at=later(5))

    assert before.fingerprint == same.fingerprint


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    ["price", "quantity", "delivery charge", "cut-off passed", "address", "payment", "currency"],
)
def test_the_fingerprint_changes_with_whatever_the_buyer_would_want_to_see(change):
    make_delivery_methods()
    goods = make_goods(price="50.00")
    basket = make_basket(goods)
    draft = fill_draft(basket)
    before = summary.summarise(basket=basket, draft=draft, at=NOON)

    at = NOON
    if change == "price":
        goods.price = Decimal("49.99")
        goods.save()
    elif change == "currency":
        goods.price_currency = "GBP"
        goods.save()
    elif change == "quantity":
        basket.lines.update(quantity=2)
    elif change == "delivery charge":
        DeliveryMethod.objects.update(price=Decimal("5.90"))
        lasting.move_on()
    elif change == "cut-off passed":
        at = later(121)
    elif change == "address":
        draft.shipping_address = {**draft.shipping_address, "line1": "5 Quay Street"}
    elif change == "payment":
        draft.payment_code = "on_delivery"
    basket = type(basket).objects.get(pk=basket.pk)
    after = summary.summarise(basket=basket, draft=draft, at=at)

    assert after.fingerprint != before.fingerprint


@pytest.mark.django_db
def test_what_is_not_for_sale_any_more_is_named():
    make_delivery_methods()
    mug, lamp = make_goods(), make_goods()
    basket = make_basket(mug, lamp)
    lamp.product.is_public = False
    lamp.product.save()

    with pytest.raises(prices.CannotBeBought) as refused:
        summary.summarise(basket=basket, draft=fill_draft(basket), at=NOON)

    assert [line.stockrecord_id for line in refused.value.lines] == [lamp.pk]
