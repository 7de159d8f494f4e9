from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from storefront.law import queries
from storefront.law.calculators import withdrawal
from storefront.law.calendars import Calendar
from tests.storefront.law import golden

TODAY = date(2026, 11, 21)


def rules(residence, ship_to=None):
    return queries.rules_for(residence=residence, ship_to=ship_to, at=TODAY)


@pytest.mark.parametrize(("given", "expect"), golden.cases("a-withdrawal"))
def test_the_window_of_the_right_to_withdraw(given, expect):
    law = golden.rules(given, "ordered")
    informed = given["informed"]

    window = withdrawal.withdrawal_window(
        law,
        receipts=[golden.moment(text) for text in given["receipts"]],
        informed=informed if isinstance(informed, bool) else golden.day(informed),
        document=golden.day(given.get("document")),
        ordered=golden.day(given["ordered"]),
        terms_shown=given.get("terms_in_advert", True) and given.get("terms_on_last_screen", True),
        zone=ZoneInfo(given["zone"]),
        calendar=golden.calendar(given, law.residence),
    )

    assert window.exists is expect["right"]
    assert window.last_day == golden.day(expect["last_day"])
    assert window.ends_at == golden.moment(expect["ends_at"])
    if "in_time" in expect:
        assert window.is_open(golden.moment(given["statement"])) is expect["in_time"]


def test_the_zone_and_the_holidays_are_those_of_the_residence_unless_given():
    window = withdrawal.withdrawal_window(
        rules("DE"), receipts=[datetime(2026, 12, 11, 11, tzinfo=UTC)]
    )

    assert window.last_day == date(2026, 12, 28)
    assert window.ends_at == datetime(2026, 12, 28, 23, tzinfo=UTC)


def test_a_public_holiday_moves_the_last_day():
    # The last Monday of October is a holiday in Ireland.
    window = withdrawal.withdrawal_window(
        rules("IE"), receipts=[datetime(2026, 10, 12, 12, tzinfo=UTC)]
    )

    assert window.last_day == date(2026, 10, 27)


@pytest.mark.parametrize(("received", "ends"), [((10, 9), (10, 23, 22)), ((10, 14), (10, 28, 23))])
def test_local_midnight_moves_with_the_clocks(received, ends):
    window = withdrawal.withdrawal_window(
        rules("DE"), receipts=[datetime(2026, *received, 12, tzinfo=UTC)]
    )

    assert window.ends_at == datetime(2026, *ends, tzinfo=UTC)


def test_an_order_without_parcels_has_an_open_right_that_waits_for_the_goods():
    window = withdrawal.withdrawal_window(rules("IE"), receipts=[])

    assert (window.exists, window.last_day, window.waiting_for) == (
        True,
        None,
        "receipt",
    )
    assert window.is_open(datetime(2099, 1, 1, tzinfo=UTC))


def test_a_right_whose_start_nobody_has_read_waits_for_a_person():
    window = withdrawal.withdrawal_window(
        rules("us-ca"), receipts=[datetime(2026, 11, 4, tzinfo=UTC)], terms_shown=False
    )

    assert (window.exists, window.waiting_for, window.confirm) == (True, "start", True)


def test_an_unread_move_to_a_working_day_is_taken_for_the_buyer():
    received = datetime(2026, 11, 7, 4, tzinfo=UTC)

    window = withdrawal.withdrawal_window(rules("CN"), receipts=[received], calendar=Calendar())

    assert window.last_day == date(2026, 11, 16)
    assert window.confirm


def test_an_explanation_more_than_a_year_late_changes_nothing():
    received = datetime(2026, 1, 12, 14, tzinfo=UTC)

    never = withdrawal.withdrawal_window(rules("FR"), receipts=[received], informed=False)
    late = withdrawal.withdrawal_window(
        rules("FR"), receipts=[received], informed=date(2027, 1, 25)
    )

    assert late.last_day == never.last_day


def test_an_explanation_before_the_goods_came_is_not_late():
    received = datetime(2026, 11, 3, 9, tzinfo=UTC)

    window = withdrawal.withdrawal_window(
        rules("DE"), receipts=[received], informed=date(2026, 11, 1)
    )

    assert window.last_day == date(2026, 11, 17)


def test_a_buyer_at_home_in_a_shorter_law_has_the_longer_one_of_the_ship_to_country():
    received = datetime(2026, 11, 3, 6, tzinfo=UTC)

    assert withdrawal.withdrawal_window(rules("CN", "DE"), receipts=[received]).last_day == date(
        2026, 11, 17
    )


@pytest.mark.parametrize(
    ("given", "expect"), golden.cases("b-refunds", asking=lambda given: "ask" in given)
)
def test_the_last_day_to_send_the_goods_back(given, expect):
    law = golden.rules(given, "ordered")

    last = withdrawal.send_back_by(law, withdrawn=golden.day(given["withdrawn"]))

    assert last == golden.day(expect["send_back_by"])


def test_goods_that_differ_from_the_offer_have_two_limits_and_the_earlier_counts():
    law = rules("KR")

    assert withdrawal.mismatch_window(
        law, supplied=date(2026, 11, 2), known=date(2026, 11, 20)
    ) == date(2026, 12, 20)
    assert withdrawal.mismatch_window(
        law, supplied=date(2026, 11, 2), known=date(2027, 1, 25)
    ) == date(2027, 2, 2)


def test_who_pays_the_way_back():
    assert withdrawal.return_cost_payer(rules("DE"), told=True) == "buyer"
    assert withdrawal.return_cost_payer(rules("DE"), told=False) == "seller"
    assert withdrawal.return_cost_payer(rules("CN"), told=False) == "buyer"
    assert withdrawal.return_cost_payer(rules("CN", "DE"), told=False) == "seller"


@pytest.mark.parametrize(
    ("country", "kind", "acts", "excluded"),
    [
        ("DE", "made_to_specification", (), True),
        ("DE", "sealed_hygiene", (), False),
        ("DE", "sealed_hygiene", ("unsealed",), True),
        ("DE", "value_drops_on_activation", ("unsealed",), False),
        ("CN", "sealed_hygiene", ("unsealed",), False),
        ("CN", "sealed_hygiene", ("confirmed_per_line",), True),
        ("CN", "price_fluctuating", (), False),
        ("DE", "digital_content", ("consent", "acknowledgement"), False),
        ("DE", "digital_content", ("consent", "acknowledgement", "confirmation"), True),
    ],
)
def test_which_goods_are_outside_the_right(country, kind, acts, excluded):
    assert withdrawal.is_excluded(rules(country), kind, acts=acts) is excluded


def test_a_kind_or_an_act_that_no_law_knows_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        withdrawal.is_excluded(rules("DE"), "ugly")
    with pytest.raises(ValueError, match="opened"):
        withdrawal.is_excluded(rules("DE"), "sealed_hygiene", acts=["opened"])
