from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given as any_of
from hypothesis import strategies as st

from storefront.law import queries
from storefront.law.calculators import refunds
from tests.storefront.law import golden


def asking_for_the_day(given):
    return "withdrawn" in given and "ask" not in given


@pytest.mark.parametrize(("given", "expect"), golden.cases("b-refunds", asking=asking_for_the_day))
def test_when_a_refund_is_due_and_what_lateness_adds(given, expect):
    law = golden.rules(given, "ordered")

    due = refunds.refund_due(
        law,
        withdrawn=golden.day(given["withdrawn"]),
        goods_back=golden.day(given.get("goods_back")),
        proof=golden.day(given.get("proof")),
        seller_collects=given.get("seller_collects", False),
        calendar=golden.calendar(given, law.residence),
    )

    assert due.due == golden.day(expect["due"])
    assert due.waiting_for == expect.get("waiting_for")
    if "paid" in given:
        check_lateness(law, given, expect, due.due, "withdrawal")


def check_lateness(law, given, expect, due, section):
    late = refunds.lateness(
        law,
        due=due,
        paid=golden.day(given["paid"]),
        amount=Decimal(given["amount"]),
        section=section,
    )
    assert late.days_late == expect["days_late"]
    assert late.surcharge == expect.get("surcharge")
    assert late.add == (Decimal(expect["add"]) if "add" in expect else None)
    assert late.interest == (Decimal(expect["interest"]) if "interest" in expect else None)


@pytest.mark.parametrize(
    ("given", "expect"),
    golden.cases("b-refunds", asking=lambda given: "goods" in given),
)
def test_the_standard_delivery_comes_back_with_the_goods(given, expect):
    repaid = refunds.refund_amount(
        golden.rules(given, "ordered"),
        goods=Decimal(given["goods"]),
        delivery_paid=Decimal(given["delivery_paid"]),
        standard_delivery=Decimal(given["standard_delivery"]),
    )

    assert repaid == Decimal(expect["refund"])


FRANCE = queries.rules_for(residence="FR", at=date(2026, 5, 20))
DUE = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("paid", "percent"),
    [
        (DUE, None),
        (DUE + timedelta(days=90), 50),
        (DUE + timedelta(days=91), 55),
        (date(2026, 10, 13), 55),
        (date(2026, 10, 14), 60),
        (date(2030, 1, 1), 100),
    ],
)
def test_the_french_surcharge_grows_with_each_month_begun_up_to_the_price(paid, percent):
    late = refunds.lateness(FRANCE, due=DUE, paid=paid, amount=Decimal("80.00"))

    assert late.surcharge == percent


@any_of(st.integers(-30, 2000), st.decimals("0.01", "9999.99", places=2))
def test_waiting_longer_never_makes_a_late_refund_cheaper(days, amount):
    def add(late_by):
        paid = DUE + timedelta(days=late_by)
        return refunds.lateness(FRANCE, due=DUE, paid=paid, amount=amount).add or 0

    assert 0 <= add(days) <= add(days + 1) <= amount


def test_a_refund_in_time_owes_nothing_more():
    late = refunds.lateness(FRANCE, due=DUE, paid=DUE - timedelta(days=3), amount=Decimal("80.00"))

    assert (late.days_late, late.surcharge, late.add, late.interest) == (
        0,
        None,
        None,
        None,
    )


def test_where_nobody_has_read_whether_delivery_is_repaid_it_is():
    china = queries.rules_for(residence="CN", at=date(2026, 11, 21))

    assert refunds.refund_amount(
        china,
        goods=Decimal("40.00"),
        delivery_paid=Decimal("9.90"),
        standard_delivery=Decimal("9.90"),
    ) == Decimal("49.90")
