"""Nobody writes over what a colleague has just counted; what comes in is added, not counted."""

import uuid
from decimal import Decimal
from functools import partial

import pytest
from django.urls import reverse

from storefront.partner import operations, queries, stops
from storefront.partner.models import SaleStop, StockCount, StockRecord
from tests.clock import NOON
from tests.factories import make_product, make_staff
from tests.racing import race

pytestmark = pytest.mark.django_db


def _record(**fields):
    return make_product(**fields).stockrecords.get()


def _count(record, units, *, seen=None, by=None):
    return operations.set_stock(stockrecord=record, units=units, at=NOON, by=by, seen=seen)


def _book(record, units, *, key=None, by=None, note="Note 7"):
    return operations.book_in(
        stockrecord=record, units=units, key=key or uuid.uuid4(), at=NOON, by=by, why=note
    )


def test_a_count_against_what_was_in_view_before_a_colleague_s_is_refused_in_words():
    record, orla = _record(stock=23), make_staff(first_name="Orla", last_name="Byrne")
    seen = queries.in_view(record)
    _count(record, 30, by=orla, seen=seen)

    with pytest.raises(operations.CountedMeanwhile) as refusal:
        _count(record, 25, seen=seen)

    assert str(refusal.value) == (
        "Orla Byrne wrote 23 → 30 on Mon 2 Mar 2026, 12:00 Irish time, after you opened this page. "
        "Talk to them or count again; then save once more."
    )
    record.refresh_from_db()
    assert (record.num_in_stock, record.stock_counts.count()) == (30, 1)


def test_a_count_back_to_the_same_number_is_noticed_too():
    record = _record(stock=23)
    seen = queries.in_view(record)
    _count(record, 30)
    _count(record, 23)

    with pytest.raises(operations.CountedMeanwhile):
        _count(record, 25, seen=seen)

    record.refresh_from_db()
    assert record.num_in_stock == 23


def test_a_count_while_a_parcel_left_is_refused_with_both_numbers():
    record = _record(stock=23)
    seen = queries.in_view(record)
    StockRecord.objects.update(num_in_stock=21)

    with pytest.raises(
        operations.MovedMeanwhile, match="there were 23 units, and now there are 21"
    ):
        _count(record, 25, seen=seen)

    assert not StockCount.objects.exists()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_who_count_at_once_one_is_told_of_the_other():
    record = _record(stock=23)
    seen = queries.in_view(record)

    outcomes = race(
        partial(_count, record, 30, seen=seen),
        partial(_count, record, 25, seen=seen),
        after="storefront.partner.queries.in_view",
    )

    kinds = sorted(type(outcome).__name__ for outcome in outcomes)
    assert kinds == ["CountedMeanwhile", "StockCount"]
    assert StockCount.objects.get().before == 23


def test_a_delivery_is_added_to_what_there_is_by_now_and_recorded():
    record, staff = _record(stock=23), make_staff()
    StockRecord.objects.update(num_in_stock=20)  # three have left since it was read

    booked = _book(record, 12, by=staff)

    assert (booked.before, booked.after, booked.kind) == (20, 32, "delivery")
    assert (booked.counted_by, booked.why) == (staff, "Note 7")
    assert StockRecord.objects.get().num_in_stock == 32


def test_a_delivery_pressed_twice_is_added_once():
    record, key = _record(stock=23), uuid.uuid4()

    first, second = _book(record, 12, key=key), _book(record, 12, key=key)

    assert first == second
    assert StockRecord.objects.get().num_in_stock == 35


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("alike", [False, True])
def test_two_deliveries_at_once_are_both_added_and_one_pressed_twice_is_added_once(alike):
    record, one = _record(stock=23), uuid.uuid4()
    other = one if alike else uuid.uuid4()

    race(
        partial(_book, record, 12, key=one),
        partial(_book, record, 5 if not alike else 12, key=other, note="Note 8"),
        after="storefront.partner.stops.refuse_more",
    )

    assert StockRecord.objects.get().num_in_stock == (35 if alike else 40)
    assert StockCount.objects.count() == (1 if alike else 2)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_one_delivery_note_typed_in_by_two_at_once_is_booked_once():
    record = _record(stock=23)

    outcomes = race(
        partial(_book, record, 12),
        partial(_book, record, 12),
        after="storefront.partner.stops.refuse_more",
    )

    kinds = sorted(type(outcome).__name__ for outcome in outcomes)
    assert kinds == ["BookedAlready", "StockCount"]
    assert StockRecord.objects.get().num_in_stock == 35


@pytest.mark.parametrize("units", [0, -3, 10_000_001])
def test_what_is_no_delivery_is_refused(units):
    record = _record(stock=23)

    with pytest.raises(operations.NothingCame):
        _book(record, units)

    assert StockRecord.objects.get().num_in_stock == 23


def test_nothing_comes_in_of_what_is_recalled():
    record = _record(stock=23, public=False)
    SaleStop.objects.create(stockrecord=record, reference="RC-1", since=NOON)

    with pytest.raises(stops.Stopped):
        _book(record, 12)

    assert StockRecord.objects.get().num_in_stock == 23


def test_a_price_over_that_of_a_colleague_is_refused_in_words():
    record = _record(price="20.00")
    seen = queries.latest_price(record)
    operations.set_price(
        stockrecord=record,
        price=Decimal("18.00"),
        at=NOON,
        by=make_staff(username="orla"),
        seen=seen,
    )

    with pytest.raises(operations.PricedMeanwhile, match="orla set it to €18.00"):
        operations.set_price(stockrecord=record, price=Decimal("25.00"), at=NOON, seen=seen)

    assert StockRecord.objects.get().price == Decimal("18.00")


# The page, in two tabs


def _open(client, record):
    """What the page that is opened now sends, when nothing is typed."""
    form = (
        client.get(reverse("admin:partner_stockrecord_change", args=[record.pk]))
        .context["adminform"]
        .form
    )
    names = ("units_seen", "count_seen", "price_seen", "key")
    low = dict.fromkeys(("low_at", "initial-low_at"), form["low_at"].initial or "")
    return {
        **{name: form[name].value() for name in names}, **low,
        "price_changes-TOTAL_FORMS": 0, "price_changes-INITIAL_FORMS": 0,
        "stock_counts-TOTAL_FORMS": 0, "stock_counts-INITIAL_FORMS": 0,
    }  # fmt: skip


def _save(client, record, tab, **typed):
    where = reverse("admin:partner_stockrecord_change", args=[record.pk])
    return client.post(where, {**tab, **typed})


def test_a_stale_tab_writes_nothing_over_and_the_second_press_knows(client):
    client.force_login(make_staff())
    record = _record(stock=23)
    one, other = _open(client, record), _open(client, record)

    assert _save(client, record, one, new_count="30").status_code == 302
    told = _save(client, record, other, new_count="25")

    form = told.context["adminform"].form
    assert "wrote 23 → 30" in str(form.errors["new_count"])
    assert 'name="initial-low_at"' in told.content.decode()
    assert form["new_count"].value() == "25"
    assert StockRecord.objects.get().num_in_stock == 30
    again = {name: form[name].value() for name in ("units_seen", "count_seen", "price_seen")}
    assert _save(client, record, {**other, **again}, new_count="25").status_code == 302
    assert StockRecord.objects.get().num_in_stock == 25


def test_another_mistake_does_not_hide_what_a_colleague_did_meanwhile(client):
    client.force_login(make_staff())
    record = _record(stock=23)
    tab = _open(client, record)
    _count(record, 30)

    wrong = _save(client, record, tab, new_count="25", new_price="-1")
    form = wrong.context["adminform"].form
    kept = {name: form[name].value() for name in ("units_seen", "count_seen", "price_seen")}
    _save(client, record, {**tab, **kept}, new_count="25")

    assert StockRecord.objects.get().num_in_stock == 30


def test_a_delivery_is_booked_in_on_the_page_and_a_stale_threshold_stays_as_it_is(client):
    client.force_login(make_staff())
    record = _record(stock=23, low_at=3)
    tab = _open(client, record)
    StockRecord.objects.update(low_stock_threshold=9)  # a colleague's, meanwhile

    answer = client.post(
        reverse("admin:partner_stockrecord_change", args=[record.pk]),
        {**tab, "came_in": "12", "why": "Note 7"},
        follow=True,
    )

    assert "Units: 23 → 35." in answer.content.decode()
    record.refresh_from_db()
    assert (record.num_in_stock, record.low_stock_threshold) == (35, 9)


def test_a_count_and_a_delivery_at_once_or_without_what_was_in_view_are_refused(client):
    client.force_login(make_staff())
    record = _record(stock=23)
    tab = _open(client, record)

    both = _save(client, record, tab, new_count="25", came_in="2", why="Note 8")
    blind = _save(client, record, {**tab, "units_seen": ""}, new_count="25")

    assert list(both.context["adminform"].form.errors) == ["came_in"]
    assert list(blind.context["adminform"].form.errors) == ["new_count"]
    assert StockRecord.objects.get().num_in_stock == 23


def test_the_same_delivery_note_twice_is_asked_about_and_booked_in_if_more_came(client):
    client.force_login(make_staff())
    record = _record(stock=23)
    said = {"came_in": "12", "why": "Note 77"}
    assert _save(client, record, _open(client, record), **said).status_code == 302

    asked = _save(client, record, _open(client, record), **said)

    form = asked.context["adminform"].form
    assert "“Note 77” was booked in already, 12 units," in str(form.errors["why"])
    assert (form["came_in"].value(), 'name="again"' in asked.content.decode()) == ("12", True)
    assert StockRecord.objects.get().num_in_stock == 35

    surely = _save(client, record, _open(client, record), **{**said, "why": "note 77"}, again="on")
    assert surely.status_code == 302
    assert StockRecord.objects.get().num_in_stock == 47


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"new_price": "18.00"}, "Say why the price changes: it stands in its history."),
        ({"came_in": "12"}, "Write the number of the delivery note."),
    ],
)
def test_a_price_and_a_delivery_say_why(client, typed, words):
    client.force_login(make_staff())
    record = _record(price="19.50", stock=23)

    answer = _save(client, record, _open(client, record), **typed)

    assert answer.context["adminform"].form.errors == {"why": [words]}
    record.refresh_from_db()
    assert (record.price, record.num_in_stock) == (Decimal("19.50"), 23)
