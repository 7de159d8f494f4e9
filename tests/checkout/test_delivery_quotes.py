"""A delivery is offered with its charge and its days, at cut-offs, weekends and holidays."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from checkout.shipping import queries
from checkout.shipping.models import DeliveryMethod
from checkout.shipping.quotes import from_json
from checkout.terms import Terms
from tests.checkout.factories import make_delivery_methods

DUBLIN = ZoneInfo("Europe/Dublin")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=DUBLIN)


def quotes(country: str = "IE", at: str = "2026-03-02 12:00", goods: str = "20.00"):
    found = queries.quotes(basket=None, country=country, at=moment(at), goods=Decimal(goods))
    return {each.code: each for each in found}


@pytest.mark.django_db
def test_ireland_has_a_post_a_courier_and_a_collection():
    make_delivery_methods()

    offers = quotes()

    assert {code: each.kind for code, each in offers.items()} == {
        "standard": "post",
        "express": "courier",
        "collection": "collection",
    }
    assert list(offers)[0] == "standard"


@pytest.mark.django_db
def test_each_offer_says_when_it_leaves_when_it_comes_and_who_brings_it():
    make_delivery_methods()

    standard = quotes()["standard"]

    assert standard.order_by == moment("2026-03-02 14:00")
    assert standard.dispatch_by == moment("2026-03-02 17:00")
    assert (standard.earliest, standard.latest) == (date(2026, 3, 4), date(2026, 3, 6))
    assert standard.carrier and standard.tracking


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ordered", "order_by", "arrives"),
    [
        pytest.param("2026-03-02 13:59", "2026-03-02 14:00", date(2026, 3, 3), id="before"),
        pytest.param("2026-03-02 14:00", "2026-03-03 14:00", date(2026, 3, 4), id="at the cut-off"),
        pytest.param("2026-03-06 15:00", "2026-03-09 14:00", date(2026, 3, 10), id="friday late"),
        pytest.param("2026-03-07 09:00", "2026-03-09 14:00", date(2026, 3, 10), id="saturday"),
        # St Patrick's Day, Tue 17 March 2026, is a holiday in Ireland.
        pytest.param("2026-03-16 10:00", "2026-03-16 14:00", date(2026, 3, 18), id="holiday next"),
        pytest.param("2026-03-17 10:00", "2026-03-18 14:00", date(2026, 3, 19), id="on a holiday"),
        # Summer time begins on 29 March 2026: the cut-off is by the clock on the wall.
        pytest.param("2026-03-30 13:30", "2026-03-30 14:00", date(2026, 3, 31), id="summer time"),
    ],
)
def test_express_comes_on_the_working_day_after_it_leaves(ordered, order_by, arrives):
    make_delivery_methods()

    express = quotes(at=ordered)["express"]

    assert express.order_by == moment(order_by)
    assert (express.earliest, express.latest) == (arrives, arrives)


@pytest.mark.django_db
def test_nothing_is_promised_for_a_day_on_which_the_destination_rests():
    make_delivery_methods()

    # 14 July 2026, a Tuesday, is a holiday in France and a working day in Ireland.
    france = quotes("FR", at="2026-07-08 10:00")["europe"]
    germany = quotes("DE", at="2026-07-08 10:00")["europe"]

    assert (germany.earliest, france.earliest) == (date(2026, 7, 14), date(2026, 7, 15))


@pytest.mark.django_db
def test_delivery_is_free_from_the_amount_that_the_policy_names():
    make_delivery_methods()

    under, at_it = quotes(goods="59.99")["standard"], quotes(goods="60.00")["standard"]

    assert (under.charge, under.missing_for_free) == (Decimal("4.90"), Decimal("0.01"))
    assert (at_it.charge, at_it.usual_charge, at_it.missing_for_free) == (
        Decimal("0.00"),
        Decimal("4.90"),
        None,
    )
    assert quotes(goods="500.00")["express"].charge == Decimal("9.90")


@pytest.mark.django_db
def test_a_country_that_nobody_delivers_to_gets_no_offer():
    make_delivery_methods()

    assert quotes("BR") == {}
    assert set(quotes("CN")) == {"china"}
    terms = Terms(at=moment("2026-03-02 12:00"), language="en")
    assert terms.countries == {
        "IE",
        "GB",
        "DE",
        "FR",
        "NL",
        "IT",
        "ES",
        "CN",
    }


@pytest.mark.django_db
def test_what_staff_take_out_of_the_offer_is_gone():
    make_delivery_methods()
    assert "express" in quotes()

    express = DeliveryMethod.objects.get(code="express")
    express.active = False
    express.save()

    assert set(quotes()) == {"standard", "collection"}


@pytest.mark.django_db
def test_a_negative_price_is_refused_by_the_table_itself():
    make_delivery_methods()

    with pytest.raises(IntegrityError):
        DeliveryMethod.objects.filter(code="express").update(price=Decimal("-1"))


@pytest.mark.django_db
def test_a_quote_is_read_back_as_it_was_stored():
    make_delivery_methods()
    for offer in quotes().values():
        assert from_json(offer.as_json()) == offer


@pytest.mark.django_db
def test_a_delivery_that_staff_have_changed_is_on_the_next_page_and_costs_no_statement_till_then():
    make_delivery_methods()
    quotes()

    with CaptureQueriesContext(connection) as asked:
        before = quotes()["express"].charge
    express = DeliveryMethod.objects.get(code="express")
    express.price = Decimal("12.00")
    express.save()
    changed = quotes()["express"].charge
    express.delete()

    assert len(asked) == 0
    assert (before, changed) == (Decimal("9.90"), Decimal("12.00"))
    assert "express" not in quotes()
