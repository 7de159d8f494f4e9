"""The sale after a recall: what is new and safe concerns nobody, what is added falls under it."""

from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse

from aftersales.lots import operations as lots
from aftersales.recalls import affected, operations, stopping
from aftersales.recalls.models import Case
from aftersales.tracking import operations as tracking
from checkout.models import TakenOut
from checkout.order import operations as orders
from storefront.catalogue import items, variants
from storefront.catalogue import operations as catalogue
from storefront.catalogue.models import Product
from storefront.notices.models import Message
from storefront.partner import operations as partner
from storefront.partner import stops
from storefront.partner.models import SaleStop, StockRecord
from tests.aftersales.recalling import (
    DAY,
    THEN,
    announce,
    case_of,
    make_lamp,
    make_lot,
    make_recall,
    picture,
    recalled,
)
from tests.aftersales.test_lots import state
from tests.factories import make_basket, make_order, make_staff, make_variants
from tests.racing import race

HOUR = timedelta(hours=1)
LATER = THEN + 9 * DAY
pytestmark = pytest.mark.django_db


def sell_again(recall, product, at=THEN + DAY):
    operations.allow_sale(recall=recall, why="New cable.", by=make_staff(), at=at)
    catalogue.publish(product=product, by=None, at=at)
    product.refresh_from_db()


def add_variant(of, at=THEN, units=4):
    """Add a third choice to a product that comes in choices, as staff do."""
    value = of.attribute_values.get()
    return items.offer(
        product=of.parent,
        supplier=of.stockrecords.get().partner.supplier,
        sku="NEW-1",
        price=of.stockrecords.get().price,
        units=units,
        choice=items.Choice(value.attribute, {"en": "Chalk"}),
        by=None,
        at=at,
    )


# What is safe


def test_what_is_sold_once_the_sale_is_allowed_stays_in_its_basket_and_concerns_no_buyer():
    lamp = make_lamp()
    before = make_order(status="delivered", lines=[(lamp, 1)])
    recall = recalled(lamp)
    sell_again(recall, lamp)
    basket = make_basket(lamp)
    waiting = make_order(lines=[(lamp, 1)], at=LATER)
    sent = make_order(status="delivered", lines=[(lamp, 1)], at=LATER)

    assert operations.carry_out_all(at=LATER + 3 * DAY) == 0

    assert basket.lines.count() == 1
    assert not TakenOut.objects.exists()
    assert [case.order for case in Case.objects.all()] == [before]
    for order in (waiting, sent):
        assert not Message.objects.filter(
            order_number=order.number, kind__startswith="recall"
        ).exists()
    assert (case_of(before).told, recall.cases.count()) == (1, 1)


def test_what_was_ordered_before_and_leaves_once_the_sale_is_allowed_is_safe():
    lamp = make_lamp()
    order = make_order(lines=[(lamp, 1)])
    recall = announce(make_recall(lamp), carry_out=False)
    sell_again(recall, lamp)

    recall.refresh_from_db()
    orders.pack(order=order, at=THEN + 2 * DAY)
    tracking.hand_over(order=order, number="GP1", at=THEN + 2 * DAY)

    assert affected.orders(recall) == []


def test_a_run_that_began_before_the_sale_was_allowed_takes_nothing_out_any_more():
    lamp = make_lamp()
    recall = recalled(lamp)
    stale = type(recall).objects.get(pk=recall.pk)
    sell_again(recall, lamp)
    basket = make_basket(lamp)

    operations.carry_out(recall=stale, at=THEN + 2 * DAY)

    assert basket.lines.count() == 1
    assert not stops.holding().exists()


def test_what_its_buyer_was_warned_of_is_stated_anew_before_it_is_packed(client):
    lamp = make_lamp()
    make_lot(lamp)
    order = make_order(lines=[(lamp, 1)])
    before = state(order)
    recall = recalled(lamp)
    operations.allow_sale(recall=recall, why="New cable.", by=make_staff(), at=THEN + HOUR)
    make_lot(lamp, "26-118")

    with pytest.raises(stopping.Recalled, match="Globe lamp"):
        orders.pack(order=order, at=THEN + DAY)
    order.refresh_from_db()
    assert order.status == "paid"
    client.force_login(make_staff())
    page = client.get(reverse("admin:order_order_change", args=[order.pk])).content.decode()
    assert f"Recalled, {recall.reference}" in page

    lots.take_back(stated=before, by=None, at=THEN + DAY)
    state(order, "26-118", at=THEN + DAY)
    orders.pack(order=order, at=THEN + DAY)
    order.refresh_from_db()
    assert order.status == "packed"


# What is added


def test_a_new_variant_of_a_recalled_product_is_not_offered_before_the_recall_says_so():
    oat, _moss = make_variants()
    picture(oat)
    recall = recalled(oat.parent)

    for units in (4, 0):
        with pytest.raises(stops.Stopped, match=recall.reference):
            add_variant(oat, units=units)
    assert not StockRecord.objects.filter(partner_sku="NEW-1").exists()
    assert Product.objects.filter(parent=oat.parent).count() == 2

    operations.allow_sale(recall=recall, why="New glaze.", by=make_staff(), at=THEN + HOUR)
    add_variant(oat, at=THEN + HOUR)
    assert StockRecord.objects.get(partner_sku="NEW-1").num_in_stock == 4


def test_beside_a_recalled_variant_another_one_is_offered():
    oat, _moss = make_variants()
    picture(oat)
    recalled(oat.parent, variants=[oat])

    assert add_variant(oat).num_in_stock == 4


def test_what_slipped_in_beside_the_recall_is_stopped_by_its_next_run():
    oat, _moss = make_variants()
    picture(oat)
    recall = make_recall(oat.parent)
    record = add_variant(oat)
    recall = announce(recall, carry_out=False)
    # As if it had been written in the same moment: seen by no stop.
    SaleStop.objects.filter(stockrecord=record).delete()
    Product.objects.filter(pk=record.product_id).update(is_public=True)
    basket = make_basket(record.product)

    operations.carry_out(recall=recall, at=THEN)

    assert stops.held_by(recall.reference) == affected.stockrecords(recall)
    assert not Product.objects.get(pk=record.product_id).is_public
    assert basket.lines.count() == 0
    with pytest.raises(stops.Stopped):
        partner.set_stock(stockrecord=record, units=9, at=THEN)


def test_nothing_is_offered_by_allowing_the_sale_alone_but_what_staff_say(client, monkeypatch):
    monkeypatch.setattr("storefront.core.requests.timezone.now", lambda: THEN + HOUR)
    oat, moss = make_variants()
    picture(oat)
    # One was off sale for a reason of its own.
    Product.objects.filter(pk=moss.pk).update(is_public=False)
    recall = recalled(oat.parent)

    operations.allow_sale(recall=recall, why="New glaze.", by=make_staff(), at=THEN + HOUR)

    shown = Product.objects.filter(is_public=True)
    assert not shown.exists()
    with pytest.raises(catalogue.NotPublishable, match="None of its variants is offered"):
        catalogue.publish(product=oat.parent, by=None, at=THEN + HOUR)
    client.force_login(make_staff())
    page = reverse("admin:catalogue_product_change", args=[oat.pk])
    shown_there = client.get(page)
    assert "Off sale." in shown_there.content.decode()
    form = shown_there.context["adminform"].form
    typed = {name: form[name].value() for name in form.fields}
    typed = {name: value for name, value in typed.items() if value not in (None, "", [])}
    typed.setdefault("pieces", 1)
    for formset in shown_there.context["inline_admin_formsets"]:
        management = formset.formset.management_form
        typed |= {
            management.add_prefix(each): management[each].value() for each in management.fields
        }
        for row in formset.formset.initial_forms:
            values = {each: row[each].value() for each in row.fields}
            typed |= {row.add_prefix(k): v for k, v in values.items() if v is not None}
    answer = client.post(page, {**typed, "catalogue_product_publish_now": "1"})
    assert answer.status_code == 302, answer.context["errors"]
    catalogue.publish(product=oat.parent, by=None, at=THEN + HOUR)
    assert set(shown) == {oat, oat.parent}


def test_a_recalled_variant_is_not_offered_by_its_own_button():
    oat, _moss = make_variants()
    picture(oat)
    recall = recalled(oat.parent, variants=[oat])
    oat.refresh_from_db()

    with pytest.raises(catalogue.NotPublishable, match=recall.reference):
        variants.offer_again(variant=oat, by=None, at=THEN)

    oat.refresh_from_db()
    assert not oat.is_public


# At the same moment


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_who_allow_the_sale_one_does():
    recall = recalled(make_lamp())
    allow = partial(
        operations.allow_sale, recall=recall, why="New cable.", by=make_staff(), at=THEN + HOUR
    )

    outcomes = race(allow, allow, after="storefront.partner.stops.lift")

    assert sorted(type(each).__name__ for each in outcomes) == ["NothingSold", "Recall"]
    assert recall.moves.filter(why__contains="New cable.").count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_run_at_the_moment_of_allowing_stops_nothing_anew():
    lamp = make_lamp()
    recall = recalled(lamp)
    by = make_staff()

    def allow():
        operations.allow_sale(recall=recall, why="New cable.", by=by, at=THEN + HOUR)
        # It is done: the other one, where nothing keeps it waiting, looks on only now.
        affected.stockrecords(recall)

    race(
        allow,
        partial(operations.stop_what_came_since, recall=recall, at=THEN + HOUR),
        after="aftersales.recalls.affected.stockrecords",
    )

    assert not stops.holding().exists()


def test_a_recall_of_the_whole_is_named_for_what_is_added():
    oat, _moss = make_variants()
    picture(oat)
    draft = make_recall(oat.parent)
    assert stopping.of_whole(oat.parent_id) == ""

    announce(draft)

    assert stopping.of_whole(oat.parent_id) == stops.of_whole(oat) == draft.reference
