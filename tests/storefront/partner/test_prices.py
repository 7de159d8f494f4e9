"""A price has a history, and a reduction is compared with what the goods really cost."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from storefront.catalogue import page
from storefront.catalogue.models import ProductCard
from storefront.partner import operations
from storefront.partner.models import ExpectedBack, PriceChange
from storefront.partner.queries import latest_price
from storefront.partner.strategy import Selector
from storefront.staff import history
from tests.clock import NOON
from tests.factories import make_product, make_staff, make_variants
from tests.racing import race

DAY = timedelta(days=1)


def _record(**fields):
    return make_product(**fields).stockrecords.get()


@pytest.mark.django_db
def test_a_reduction_is_compared_with_the_lowest_price_of_the_thirty_days_before():
    record, staff = _record(price="30.00"), make_staff()
    operations.set_price(stockrecord=record, price=Decimal("25.00"), at=NOON - 20 * DAY, by=staff)
    operations.set_price(stockrecord=record, price=Decimal("30.00"), at=NOON - 15 * DAY, by=staff)

    operations.set_price(
        stockrecord=record, price=Decimal("20.00"), at=NOON, by=staff, reduced=True
    )

    card = ProductCard.objects.get()
    assert (card.from_price, card.was_price, card.cut) == (Decimal(20), Decimal(25), 20)
    price = page.product_page(record.product_id).variants[0].price
    assert (price.now, price.was, price.cut) == (Decimal(20), Decimal(25), 20)
    assert price.basis == "Lowest price in the 30 days before"


@pytest.mark.django_db
def test_a_reason_for_a_reduction_goes_with_a_reduction_and_with_nothing_else():
    record = _record(price="30.00", at=NOON - 60 * DAY)

    with pytest.raises(operations.ReasonWithoutReduction):
        operations.set_price(
            stockrecord=record, price=Decimal("20.00"), at=NOON, reason={"en": "Too many."}
        )
    assert PriceChange.objects.count() == 1
    operations.set_price(
        stockrecord=record, price=Decimal("20.00"), at=NOON, reduced=True,
        reason={"en": " Too many. ", "zh-hans": ""},
    )  # fmt: skip

    assert ProductCard.objects.get().reduced_why == {"en": "Too many."}
    operations.set_price(stockrecord=record, price=Decimal("30.00"), at=NOON + DAY)
    assert ProductCard.objects.get().reduced_why == {}


@pytest.mark.django_db
def test_staff_announce_a_reduction_with_its_reason_in_every_language(client):
    record = _record(price="30.00", at=timezone.now() - 60 * DAY)
    client.force_login(make_staff())
    page = reverse("admin:partner_stockrecord_change", args=[record.pk])
    rows = {f"{name}-{count}": "0" for name in ("price_changes", "stock_counts")
            for count in ("TOTAL_FORMS", "INITIAL_FORMS")}  # fmt: skip
    rows |= {"units_seen": "10", "count_seen": "0", "price_seen": str(latest_price(record))}
    typed = {**rows, "new_price": "20.00", "reduced": "on", "reason_en": "Too many."}

    refused = client.post(page, typed)
    assert "Say why it is reduced: buyers read it." in refused.content.decode()
    assert ProductCard.objects.get().from_price == Decimal("30.00")
    client.post(page, {**typed, "reason_zh_hans": "订多了。", "back_on": "2099-01-01"})

    assert PriceChange.objects.get(reduced=True).reason == {
        "en": "Too many.",
        "zh-hans": "订多了。",
    }
    assert "Too many." in client.get(page).content.decode()
    assert ExpectedBack.objects.get(stockrecord=record).on.year == 2099
    client.post(page, {**rows, "initial-back_on": "2099-01-01", "back_on": ""})
    assert not ExpectedBack.objects.exists()


@pytest.mark.django_db
def test_why_a_price_is_reduced_is_corrected_in_its_place_and_what_it_said_is_kept(client):
    record = _record(price="30.00", at=timezone.now() - 60 * DAY)
    began = timezone.now() - DAY
    operations.set_price(
        stockrecord=record, price=Decimal("20.00"), at=began, reduced=True,
        reason={"en": "End of lime.", "zh-hans": "售完为止。"},
    )  # fmt: skip
    staff = make_staff()
    client.force_login(staff)
    page = reverse("admin:partner_stockrecord_change", args=[record.pk])
    rows = {f"{name}-{count}": "0" for name in ("price_changes", "stock_counts")
            for count in ("TOTAL_FORMS", "INITIAL_FORMS")}  # fmt: skip
    rows |= {"units_seen": "10", "count_seen": "0", "price_seen": str(latest_price(record))}
    typed = {**rows, "new_price": "20.00", "reduced": "on",
             "reason_en": "End of line.", "reason_zh_hans": "售完为止。"}  # fmt: skip

    said = [str(each) for each in client.post(page, typed, follow=True).context["messages"]]
    assert "Buyers read another reason why it is reduced." in said[0]
    again = [str(each) for each in client.post(page, typed, follow=True).context["messages"]]
    assert "It costs €20.00 already, announced this way." in again[0]

    change = PriceChange.objects.get(reduced=True)
    assert (change.reason["en"], change.since) == ("End of line.", began)
    assert ProductCard.objects.get().reduced_why["en"] == "End of line."
    kept = history.of(change).get()
    assert (kept.changed_by, kept.changed[0][1]["en"]) == (staff, "End of lime.")
    assert "End of line. (before: End of lime.)" in client.get(page).content.decode()


@pytest.mark.django_db
def test_a_day_of_return_lies_ahead():
    record = _record()

    with pytest.raises(operations.DayHasPassed):
        operations.expect_back(stockrecord=record, on=(NOON - DAY).date(), at=NOON)

    assert not ExpectedBack.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("raised_to", ["30.00", "45.00"])
def test_a_price_raised_just_before_the_sale_makes_no_reduction(raised_to):
    record = _record(price="20.00")
    operations.set_price(stockrecord=record, price=Decimal(raised_to), at=NOON - 5 * DAY)

    with pytest.raises(operations.NotAReduction):
        operations.set_price(stockrecord=record, price=Decimal("20.00"), at=NOON, reduced=True)

    record.refresh_from_db()
    assert record.price == Decimal(raised_to)
    assert ProductCard.objects.get().was_price is None


@pytest.mark.django_db
def test_goods_on_sale_for_less_than_thirty_days_have_nothing_to_be_compared_with():
    record = _record(price="20.00", at=NOON + 35 * DAY)  # its price began 25 days before noon

    with pytest.raises(operations.NotAReduction):
        operations.set_price(stockrecord=record, price=Decimal("10.00"), at=NOON, reduced=True)

    assert record.price_changes.count() == 1


@pytest.mark.django_db
def test_a_lower_price_that_is_not_announced_shows_no_earlier_price():
    record = _record(price="20.00")

    operations.set_price(stockrecord=record, price=Decimal("15.00"), at=NOON)

    card = ProductCard.objects.get()
    assert (card.from_price, card.was_price, card.cut) == (Decimal(15), None, None)


@pytest.mark.django_db
@pytest.mark.clause("LBT-6.1.3.a", lacks="facts of a choice by itself")
@pytest.mark.clause("ISO10008-C.2")
@pytest.mark.parametrize("price", ["0", "-1", "9.999", "NaN", "Infinity", "10000000", "zehn"])
def test_what_is_no_price_is_refused_and_changes_nothing(price):
    record = _record(price="20.00")

    with pytest.raises(operations.PriceRefused):
        operations.set_price(stockrecord=record, price=price, at=NOON)

    record.refresh_from_db()
    assert record.price == Decimal("20.00")
    assert PriceChange.objects.count() == 1


@pytest.mark.django_db
def test_history_is_continued_and_never_rewritten():
    record = _record(price="20.00")
    operations.set_price(stockrecord=record, price=Decimal("21.00"), at=NOON)

    with pytest.raises(operations.PriceRefused, match="before the latest change"):
        operations.set_price(stockrecord=record, price=Decimal("5.00"), at=NOON - DAY)
    again = operations.set_price(stockrecord=record, price=Decimal("21.00"), at=NOON + DAY)

    assert again.since == NOON
    assert PriceChange.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_prices_set_at_once_the_history_keeps_both_and_ends_with_the_one_that_holds():
    record = _record(price="20.00")

    race(
        partial(operations.set_price, stockrecord=record, price=Decimal("19.00"), at=NOON),
        partial(operations.set_price, stockrecord=record, price=Decimal("18.00"), at=NOON + DAY),
        after="storefront.partner.operations.checked_price",
    )

    record.refresh_from_db()
    assert record.price == PriceChange.objects.order_by("since", "pk").last().price
    assert ProductCard.objects.get().from_price == record.price


@pytest.mark.django_db
def test_the_strategy_asks_nothing_where_stock_was_read_before(django_assert_num_queries):
    mug = make_product(price="20.00", stock=3)
    oat, moss = make_variants(prices=["24.00", "22.00"], stock=[0, 2])
    rows = {
        row.pk: row
        for row in type(mug).objects.prefetch_related("stockrecords", "children__stockrecords")
    }

    with django_assert_num_queries(0):
        strategy = Selector().strategy()
        one = strategy.fetch_for_product(rows[mug.pk])
        many = strategy.fetch_for_parent(rows[oat.parent_id])

    assert (one.price.incl_tax, one.price.effective_price) == (Decimal("20.00"), Decimal("20.00"))
    assert (one.price.tax, one.price.excl_tax) == (Decimal("3.74"), Decimal("16.26"))
    assert one.availability.is_purchase_permitted(3) == (True, "")
    assert not one.availability.is_purchase_permitted(4)[0]
    assert many.price.incl_tax == Decimal("22.00")
    assert many.availability.is_available_to_buy


@pytest.mark.django_db
@pytest.mark.clause("LBT-6.1.3.d")
def test_what_others_hold_is_not_offered_and_comes_free_again():
    record = _record(stock=1)
    type(record).objects.filter(pk=record.pk).update(num_allocated=1)

    shown = page.product_page(record.product_id).variants[0]
    assert (shown.free, shown.can_be_bought) == (0, False)
    assert shown.words == "Reserved by others at this moment"

    type(record).objects.filter(pk=record.pk).update(num_allocated=0)
    assert page.product_page(record.product_id).variants[0].can_be_bought


@pytest.mark.django_db
@pytest.mark.clause("LBT-6.1.3.d")
def test_a_count_below_what_is_set_aside_leaves_nothing_free_and_never_less():
    record, staff = _record(stock=5), make_staff()
    type(record).objects.filter(pk=record.pk).update(num_allocated=3)

    operations.set_stock(stockrecord=record, units=2, at=NOON, by=staff, why="Two were broken")

    count = record.stock_counts.get()
    assert (count.before, count.after, count.counted_by) == (5, 2, staff)
    shown = page.product_page(record.product_id).variants[0]
    assert (shown.free, shown.state) == (0, "sold_out")
    with pytest.raises(operations.StockRefused):
        operations.set_stock(stockrecord=record, units=-1, at=NOON)


@pytest.mark.django_db
def test_a_price_of_an_hour_was_asked_too_and_raising_it_again_reduces_nothing():
    record, staff = _record(price="33.00"), make_staff()
    operations.set_price(stockrecord=record, price=Decimal("25.00"), at=NOON, by=staff)

    with pytest.raises(operations.NotAReduction):
        operations.set_price(
            stockrecord=record,
            price=Decimal("26.40"),
            at=NOON + timedelta(minutes=1),
            by=staff,
            reduced=True,
        )


@pytest.mark.django_db
def test_of_two_prices_on_one_day_the_lower_one_is_the_one_to_compare_with():
    record, staff = _record(price="33.00"), make_staff()
    day = NOON - 10 * DAY
    operations.set_price(stockrecord=record, price=Decimal("24.00"), at=day, by=staff)
    operations.set_price(
        stockrecord=record, price=Decimal("33.00"), at=day + timedelta(hours=1), by=staff
    )

    operations.set_price(
        stockrecord=record, price=Decimal("18.00"), at=NOON, by=staff, reduced=True
    )

    card = ProductCard.objects.get()
    assert (card.was_price, card.cut) == (Decimal(24), 25)
