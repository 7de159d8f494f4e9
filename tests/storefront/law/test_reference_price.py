from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given as any_of
from hypothesis import strategies as st

from storefront.law import queries
from storefront.law.calculators import reference_price
from storefront.law.calculators.reference_price import Deal, Price
from tests.storefront.law import golden

START = date(2026, 11, 20)


def rules(residence, ship_to=None):
    return queries.rules_for(residence=residence, ship_to=ship_to, at=START)


@pytest.mark.parametrize(("given", "expect"), golden.cases("c-reference-price"))
def test_the_prior_price_of_a_reduction(given, expect):
    found = reference_price.prior_price(
        golden.rules(given, "starts"),
        starts=golden.day(given["starts"]),
        price=Decimal(given["price"]),
        history=[
            Price(
                golden.day(line["from"]),
                Decimal(line["price"]),
                reduced=line.get("reduced", False),
                kind=line.get("kind", "list"),
            )
            for line in given["history"]
        ],
        deals=[Deal(golden.day(d["at"]), Decimal(d["price"])) for d in given.get("deals", ())],
        claimed=Decimal(given["claimed"]) if "claimed" in given else None,
        options=given.get("options"),
    )

    expected = None if expect["reference"] is None else Decimal(expect["reference"])
    assert (found.price, found.percent, found.claim) == (
        expected,
        expect["percent"],
        expect["claim"],
    )


def prior(law, price, *history, **more):
    return reference_price.prior_price(
        law, starts=START, price=Decimal(price), history=history, **more
    )


LONG_AGO = Price(date(2026, 8, 1), Decimal("100.00"))


def test_two_methods_are_both_computed_and_the_lower_prior_price_is_shown():
    deal = Deal(date(2026, 11, 18), Decimal("88.00"))

    found = prior(rules("CN", "DE"), "66.00", LONG_AGO, deals=[deal])

    assert (found.price, found.percent, found.claim) == (Decimal("88.00"), 25, "yes")
    assert found.confirm


def test_two_methods_of_which_one_forbids_the_claim_forbid_it():
    assert prior(rules("CN", "DE"), "66.00", LONG_AGO).claim == "no"


def test_a_country_without_a_window_has_that_of_the_house():
    sale = Price(date(2026, 11, 1), Decimal("90.00"))
    back = Price(date(2026, 11, 5), Decimal("100.00"))

    assert prior(rules("GB"), "80.00", LONG_AGO, sale, back).price == Decimal("90.00")


def test_a_former_price_that_did_not_prevail_is_shown_only_with_its_date():
    recent = Price(date(2026, 9, 1), Decimal("60.00"))

    found = prior(rules("us-ca"), "45.00", LONG_AGO, recent, claimed=Decimal("100.00"))

    assert (found.price, found.claim) == (Decimal("100.00"), "needs_date")


def test_a_price_never_asked_cannot_be_claimed():
    assert prior(rules("us-ca"), "45.00", LONG_AGO, claimed=Decimal("200.00")).claim == "no"


def test_goods_without_a_history_have_no_prior_price():
    for country in ("DE", "CN", "JP", "us-ca", "GB"):
        assert prior(rules(country), "80.00").claim == "no"


def test_a_reduction_that_grows_after_a_pause_begins_anew():
    steps = [
        LONG_AGO,
        Price(date(2026, 10, 25), Decimal("90.00"), reduced=True),
        Price(date(2026, 11, 1), Decimal("95.00")),
        Price(date(2026, 11, 10), Decimal("85.00"), reduced=True),
    ]

    found = prior(rules("DE"), "80.00", *steps, options={"progressive_keeps_first": True})

    assert found.price == Decimal("90.00")


prices = st.decimals("0.01", "500.00", places=2)


@any_of(prices, prices)
def test_a_percentage_never_overstates(reference, price):
    percent = reference_price.percent_off(reference, price)

    assert 0 <= percent <= 100
    if price < reference:
        assert reference * (100 - percent) >= price * 100
        assert reference * (100 - percent - 1) < price * 100


@any_of(st.lists(st.tuples(st.integers(1, 90), prices), min_size=1, max_size=8), prices)
def test_no_price_of_the_last_thirty_days_lies_below_the_prior_price(changes, price):
    history = [
        LONG_AGO,
        *(
            Price(START - timedelta(days=days), amount)
            for days, amount in sorted(dict(changes).items(), reverse=True)
        ),
    ]

    found = prior(rules("IE"), str(price), *history)

    in_window = [each.amount for each in history if each.since >= START - timedelta(days=30)]
    assert found.price is not None
    assert all(found.price <= amount for amount in in_window)
    assert (found.claim == "yes") is (price < found.price)
