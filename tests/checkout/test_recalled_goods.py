"""What is recalled is not sold: by no page, no basket, no purchase that is under way."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from checkout import recalled
from checkout.basket import operations as baskets
from checkout.holds import operations as holds
from checkout.holds.models import Hold
from checkout.models import TakenOut
from checkout.order.models import Order
from checkout.payments import operations as payments
from checkout.payments.models import Refund
from checkout.payments.providers.base import Answer
from storefront.catalogue import operations as catalogue
from storefront.catalogue import variants
from storefront.partner import operations as partner
from storefront.partner import stops
from storefront.partner.models import SaleStop
from tests.clock import NOON
from tests.factories import (
    make_attempt,
    make_basket,
    make_intent,
    make_product,
    make_variants,
    open_shop,
    put,
)
from tests.racing import race

LATER = NOON + timedelta(minutes=5)


@transaction.atomic
def stop_selling(*products, reference="RC-TEST"):
    """Do to goods what a recall does to them."""
    ids = [product.stockrecords.get().pk for product in products]
    holds.let_go(stockrecord_ids=ids, at=LATER, why="recalled")
    stops.stop(stockrecord_ids=ids, reference=reference, at=LATER)
    variants.take_off_recalled(products=products, by=None, at=LATER, why=reference)


def orders_with(product):
    return Order.objects.filter(lines__product=product).count()


def free(product):
    return product.stockrecords.get().net_stock_level


@pytest.mark.django_db
def test_what_is_recalled_cannot_be_put_on_sale_or_counted_in_before_the_recall_says_so():
    lamp = make_product(stock=4)
    stop_selling(lamp)
    record = lamp.stockrecords.get()

    with pytest.raises(catalogue.NotPublishable, match="recalled for safety"):
        catalogue.publish(product=lamp, by=None, at=LATER)
    with pytest.raises(stops.Stopped, match="RC-TEST"):
        partner.set_stock(stockrecord=record, units=9, at=LATER)
    lamp.refresh_from_db()
    assert (lamp.is_public, lamp.card.public, record.num_in_stock) == (False, False, 4)
    partner.set_stock(stockrecord=record, units=1, at=LATER)  # fewer may be counted

    stops.lift(reference="RC-TEST", at=LATER)
    catalogue.publish(product=lamp, by=None, at=LATER)
    partner.set_stock(stockrecord=record, units=9, at=LATER)

    lamp.refresh_from_db()
    assert lamp.is_public


@pytest.mark.django_db
def test_another_name_and_sku_do_not_lead_round_a_recall():
    lamp = make_product(stock=4)
    type(lamp).objects.filter(pk=lamp.pk).update(upc="5390000000017")
    stop_selling(lamp)
    lamp.stockrecords.update(partner_sku="SOMETHING-ELSE")

    twin = make_product(public=False)
    type(twin).objects.filter(pk=twin.pk).update(upc="5390000000017-B")
    twin.refresh_from_db()
    catalogue.publish(product=twin, by=None, at=LATER)
    assert stops.of_product(twin) is None

    lamp.refresh_from_db()
    with pytest.raises(catalogue.NotPublishable, match="RC-TEST"):
        catalogue.publish(product=lamp, by=None, at=LATER)


@pytest.mark.django_db
def test_the_same_barcode_on_a_new_product_is_the_same_thing():
    lamp = make_product(stock=4)
    stop_selling(lamp)
    twin = make_product(public=False)
    # The table keeps a barcode from standing twice, so whoever enters it anew takes it over.
    type(lamp).objects.filter(pk=lamp.pk).update(upc="5390000000017")
    assert stops.of_product(lamp).reference == "RC-TEST"
    twin.upc = "5390000000017"

    assert stops.of_product(twin).reference == "RC-TEST"


@pytest.mark.django_db(transaction=True)
def test_the_database_keeps_recalled_goods_from_being_public_whoever_writes():
    oat, moss = make_variants()
    stop_selling(oat)

    with pytest.raises(IntegrityError, match="recalled"):
        type(oat).objects.filter(pk=oat.pk).update(is_public=True)
    moss.parent.refresh_from_db()
    assert moss.parent.is_public


@pytest.mark.django_db
def test_of_variants_only_the_recalled_one_goes_and_the_product_with_the_last():
    oat, moss = make_variants()

    stop_selling(oat)
    oat.refresh_from_db()
    oat.parent.refresh_from_db()
    assert (oat.is_public, oat.parent.is_public) == (False, True)

    stop_selling(moss, reference="RC-TWO")
    oat.parent.refresh_from_db()
    assert not oat.parent.is_public

    with pytest.raises(catalogue.NotPublishable, match="RC-TEST"):
        catalogue.publish(product=oat.parent, by=None, at=LATER)
    stops.lift(reference="RC-TEST", at=LATER)
    oat = variants.offer_again(variant=oat, by=None, at=LATER)
    with pytest.raises(catalogue.NotPublishable, match="RC-TWO"):
        variants.offer_again(variant=moss, by=None, at=LATER)
    catalogue.publish(product=oat.parent, by=None, at=LATER)
    oat.refresh_from_db()
    moss.refresh_from_db()
    assert (oat.is_public, moss.is_public) == (True, False)


@pytest.mark.django_db
def test_nobody_can_put_it_in_a_basket_or_have_it_held():
    lamp = make_product(stock=4)
    basket = make_basket(lamp)
    stop_selling(lamp)
    lamp.refresh_from_db()

    with pytest.raises(baskets.Recalled, match="recalled for safety"):
        baskets.add(basket=make_basket(), product=lamp, quantity=1, at=LATER)
    with pytest.raises(holds.OutOfStock) as refused:
        holds.hold_basket(basket=basket, at=LATER)

    assert [(line.product_id, line.left) for line in refused.value.lines] == [(lamp.pk, 0)]
    assert not Hold.objects.exists()
    assert free(lamp) == 4


@pytest.mark.django_db
def test_it_leaves_every_basket_and_list_with_words_why_and_nothing_else_does(client, monkeypatch):
    monkeypatch.setattr("storefront.core.requests.timezone.now", lambda: LATER)
    lamp, mug = make_product(title="Globe lamp", stock=9), make_product(title="Mug", stock=9)
    open_shop()
    client.post(reverse("basket:add"), {"product": lamp.pk, "quantity": 2})
    client.post(reverse("basket:add"), {"product": mug.pk, "quantity": 1})
    kept = make_basket(lamp)
    kept.status = "Saved"
    kept.save()
    held = make_basket(lamp)
    holds.hold_basket(basket=held, at=NOON)
    assert free(lamp) == 8

    stop_selling(lamp)
    assert free(lamp) == 9
    changed = recalled.take_out(reference="RC-TEST", at=LATER)
    again = recalled.take_out(reference="RC-TEST", at=LATER)

    assert (changed, again) == (3, 0)
    assert TakenOut.objects.count() == 3
    assert kept.lines.count() == held.lines.count() == 0
    page = client.get(reverse("basket:summary")).content.decode()
    assert "Globe lamp: recalled for safety" in page
    assert "Mug" in page


@pytest.mark.django_db
def test_a_purchase_under_way_becomes_no_order_and_its_money_goes_back_with_the_reason():
    lamp = make_product(stock=3)
    intent = make_intent(lines=[(lamp, 2)])
    attempt = make_attempt(intent=intent)
    stop_selling(lamp)

    # Its payment is undecided: the basket waits.
    assert recalled.take_out(reference="RC-TEST", at=LATER) == 0
    answer = Answer("charged", "TBP-1", attempt.amount, "EUR")
    payments.record_result(attempt=attempt, answer=answer, at=LATER)

    assert not Order.objects.exists()
    assert [(each.reason, each.amount) for each in Refund.objects.all()] == [
        ("recall", attempt.amount)
    ]
    assert free(lamp) == 3
    assert recalled.take_out(reference="RC-TEST", at=LATER) == 1


@pytest.mark.django_db
def test_a_purchase_that_nobody_is_paying_is_ended_and_its_basket_cleared():
    lamp = make_product(stock=3)
    intent = make_intent(lines=[(lamp, 2)])
    stop_selling(lamp)

    assert recalled.take_out(reference="RC-TEST", at=LATER) == 1

    intent.refresh_from_db()
    assert intent.status == "abandoned"
    assert not intent.basket.lines.exists()


@pytest.mark.django_db
def test_goods_whose_stock_is_not_counted_are_not_placed_either():
    lamp = make_product(stock=3)
    type(lamp.product_class).objects.update(track_stock=False)
    attempt = make_attempt(intent=make_intent(lines=[(lamp, 1)]))
    stop_selling(lamp)

    answer = Answer("charged", "TBP-1", attempt.amount, "EUR")
    payments.record_result(attempt=attempt, answer=answer, at=LATER)

    assert not Order.objects.exists()
    assert Refund.objects.get().reason == "recall"


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
@pytest.mark.parametrize("counted", [True, False])
def test_a_recall_and_a_payment_at_once_leave_an_order_that_the_recall_can_see_or_none(counted):
    lamp = make_product(stock=3)
    type(lamp.product_class).objects.update(track_stock=counted)
    attempt = make_attempt(intent=make_intent(lines=[(lamp, 1)]))
    answer = Answer("charged", "TBP-1", attempt.amount, "EUR")
    seen = []

    def recall():
        with transaction.atomic():
            stop_selling(lamp)
            seen.append(orders_with(lamp))

    race(
        recall,
        partial(payments.record_result, attempt=attempt, answer=answer, at=LATER),
        after=[
            "tests.checkout.test_recalled_goods.orders_with",
            "checkout.payments.placing.place",
        ],
    )

    # What the recall saw is all that there is: nothing was placed behind its back.
    assert seen == [Order.objects.count()]
    assert SaleStop.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_a_recall_and_a_hold_at_once_leave_nothing_held():
    lamp = make_product(stock=3)
    basket = make_basket(lamp)

    race(
        partial(stop_selling, lamp),
        partial(holds.hold_basket, basket=basket, at=LATER),
        after=["checkout.holds.locks.lock_basket", "storefront.partner.stops.stop"],
    )

    assert not Hold.objects.filter(status="held").exists()
    assert free(lamp) == 3


@pytest.mark.django_db
def test_putting_it_back_by_hand_into_a_basket_row_is_no_way_in(client):
    lamp = make_product(stock=3)
    stop_selling(lamp)
    basket = make_basket()
    put(basket, lamp)

    recalled.take_out(reference="RC-TEST", at=LATER)

    assert not basket.lines.exists()
