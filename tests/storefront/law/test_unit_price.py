from datetime import date
from decimal import Decimal

import pytest

from storefront.law import queries
from storefront.law.calculators import unit_price
from tests.storefront.law import golden


@pytest.mark.parametrize(("given", "expect"), golden.cases("d-unit-price"))
def test_the_price_by_quantity(given, expect):
    found = unit_price.unit_price(
        golden.rules(given, "day"),
        price=Decimal(given["price"]),
        quantity=Decimal(given["content"]["quantity"]),
        unit=given["content"]["unit"],
        currency=given["currency"],
        count=given.get("count", 1),
        deposit=Decimal(given.get("deposit", 0)),
        member_price=Decimal(given["member_price"]) if "member_price" in given else None,
    )

    amount = None if expect["unit_price"] is None else Decimal(expect["unit_price"])
    assert (found.required, found.base, found.amount) == (
        expect["required"],
        expect["base"],
        amount,
    )
    if "member_unit_price" in expect:
        assert found.member_amount == Decimal(expect["member_unit_price"])


def of_a_pack(country, **content):
    law = queries.rules_for(residence=country, at=date(2026, 11, 21))
    return unit_price.unit_price(law, price=Decimal("4.00"), currency="EUR", **content)


def test_an_exemption_that_nobody_has_read_is_not_used():
    assert of_a_pack("IE", quantity=Decimal(8), unit="g").required


def test_a_country_whose_law_nobody_has_read_has_a_price_by_the_kilogram():
    found = of_a_pack("CN", quantity=Decimal(500), unit="g")

    assert (found.base, found.amount, found.confirm) == ("1_kg", Decimal("8.00"), True)


def test_a_measure_that_the_law_does_not_ask_for_has_none():
    assert not of_a_pack("GB", quantity=Decimal(25), unit="m").required


@pytest.mark.parametrize("quantity", [Decimal(0), Decimal(-5)])
def test_a_pack_without_content_is_a_mistake_of_ours(quantity):
    with pytest.raises(ValueError, match="a pack of"):
        of_a_pack("IE", quantity=quantity, unit="g")
