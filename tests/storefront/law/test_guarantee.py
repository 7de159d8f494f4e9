from datetime import date

import pytest

from storefront.law import queries
from storefront.law.calculators import guarantee
from storefront.law.facts import Fact
from tests.storefront.law import golden

DAYS = (
    "liable_until",
    "presumed_until",
    "claim_expires",
    "reject_until",
    "return_until",
    "exchange_until",
    "notify_until",
    "implied_until",
)


@pytest.mark.parametrize(("given", "expect"), golden.cases("e-guarantee"))
def test_until_when_the_seller_answers_for_faults(given, expect):
    written = given.get("express_warranty")

    found = guarantee.guarantee(
        golden.rules(given, "sold"),
        delivered=golden.day(given["delivered"]),
        repairs=[golden.day(text) for text in given.get("repairs", ())],
        known=golden.day(given.get("known")),
        written=Fact(**written, rule="", sure="S") if written else None,
    )

    for name in DAYS:
        if name in expect:
            wanted = expect[name]
            assert getattr(found, name) == (
                wanted if wanted in ("open_ended", "none") else golden.day(wanted)
            )
    assert found.confirm or not expect.get("confirm")


SOLD, DELIVERED = date(2026, 11, 2), date(2026, 11, 6)


def of(residence, ship_to=None, **more):
    law = queries.rules_for(residence=residence, ship_to=ship_to, at=SOLD)
    return guarantee.guarantee(law, delivered=DELIVERED, **more)


def test_a_replacement_begins_the_guarantee_again_where_the_law_says_so():
    assert of("FR", replaced=date(2027, 3, 1)).liable_until == date(2029, 3, 1)
    assert of("DE", replaced=date(2027, 3, 1)).liable_until == date(2028, 11, 6)


@pytest.mark.parametrize(("days", "until"), [(10, (2027, 1, 5)), (900, (2027, 11, 6))])
def test_an_implied_warranty_stays_between_its_floor_and_its_ceiling(days, until):
    written = Fact(value=days, unit="day", rule="", sure="S")

    assert of("us-ca", written=written).implied_until == date(*until)


def test_a_buyer_keeps_the_longer_presumption_when_the_parcel_goes_elsewhere():
    assert of("FR", "DE").presumed_until == date(2028, 11, 6)


def test_a_repair_lengthens_an_open_ended_guarantee_by_nothing():
    assert of("NL", repairs=[date(2027, 1, 4)]).liable_until == "open_ended"
