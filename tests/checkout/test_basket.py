"""A basket keeps what was put in, whoever presses what and how often."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from oscar.core.loading import get_model

from checkout.basket import operations, queries
from checkout.holds import operations as holds
from checkout.holds.models import Hold
from tests.checkout.factories import allocated, later, make_basket, make_goods, put
from tests.checkout.test_summary import make_offer
from tests.clock import NOON
from tests.factories import make_product, make_user, make_variants
from tests.racing import race

Basket = get_model("basket", "Basket")


def contents(basket) -> dict[int, int]:
    return dict(basket.lines.order_by("pk").values_list("stockrecord_id", "quantity"))


@pytest.mark.django_db
def test_what_is_put_in_twice_is_one_line():
    mug = make_goods()
    basket = Basket()

    operations.add(basket=basket, product=mug.product, quantity=2, at=NOON)
    operations.add(basket=basket, product=mug.product, quantity=3, at=NOON)

    assert contents(basket) == {mug.pk: 5}
    assert allocated(mug) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("quantity", [0, -1, 100, 10**12, True, 1.5, "2", None])
@pytest.mark.clause("LBT-6.2.1.1")
def test_a_quantity_that_is_none_is_refused(quantity):
    mug = make_goods(stock=1000)
    basket = make_basket(mug)

    with pytest.raises(operations.QuantityRefused):
        operations.add(basket=basket, product=mug.product, quantity=quantity, at=NOON)

    assert contents(basket) == {mug.pk: 1}


@pytest.mark.django_db
def test_more_than_there_are_is_refused_and_says_how_many_there_are():
    mug = make_goods(stock=3)
    basket = make_basket(mug, quantity=2)

    with pytest.raises(operations.MoreThanThereAre) as refused:
        operations.add(basket=basket, product=mug.product, quantity=2, at=NOON)

    assert refused.value.left == 3
    assert "only 3 left" in str(refused.value)
    assert contents(basket) == {mug.pk: 2}


@pytest.mark.django_db
@pytest.mark.clause("LBT-6.2.1.3")
def test_what_somebody_else_reserved_cannot_be_put_in_and_says_until_when():
    mug = make_goods(stock=1)
    holds.hold_basket(basket=make_basket(mug), at=NOON)

    with pytest.raises(operations.MoreThanThereAre) as refused:
        operations.add(basket=Basket(), product=mug.product, quantity=1, at=later(1))

    assert "reserved for somebody else until 12:15 Irish time" in str(refused.value)
    operations.add(basket=Basket(), product=mug.product, quantity=1, at=later(15))


@pytest.mark.django_db
def test_a_parent_is_no_thing_to_buy():
    variant = make_variants()[0]

    with pytest.raises(operations.ChooseVariant):
        operations.add(basket=Basket(), product=variant.parent, quantity=1, at=NOON)
    operations.add(basket=Basket(), product=variant, quantity=1, at=NOON)


@pytest.mark.django_db
def test_what_is_not_on_sale_is_refused():
    draft = make_product(public=False)

    with pytest.raises(operations.NotForSale):
        operations.add(basket=Basket(), product=draft, quantity=1, at=NOON)

    assert not Basket.objects.exists()


@pytest.mark.django_db
def test_two_currencies_do_not_share_a_basket():
    euros, pounds = make_product(), make_product(currency="GBP")
    basket = make_basket(euros)

    with pytest.raises(operations.OtherCurrency):
        operations.add(basket=basket, product=pounds, quantity=1, at=NOON)

    assert len(contents(basket)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["Frozen", "Submitted", "Merged"])
def test_a_basket_that_is_being_paid_or_ordered_is_not_changed(status):
    mug = make_goods()
    basket = make_basket(mug)
    line = basket.lines.get()
    Basket.objects.filter(pk=basket.pk).update(status=status)

    for change in (
        partial(operations.add, product=mug.product, quantity=1),
        partial(operations.change, line_id=line.pk, quantity=3),
        partial(operations.remove, line_id=line.pk),
        partial(operations.add_voucher, code="X"),
    ):
        with pytest.raises(operations.BasketIsClosed):
            change(basket=basket, at=NOON)

    assert contents(basket) == {mug.pk: 1}


@pytest.mark.django_db
def test_a_quantity_is_changed_and_none_removes_the_line():
    mug, lamp = make_goods(), make_goods()
    basket = make_basket(mug, lamp)
    first, second = basket.lines.order_by("pk")

    operations.change(basket=basket, line_id=first.pk, quantity=4, at=NOON)
    operations.change(basket=basket, line_id=second.pk, quantity=0, at=NOON)

    assert contents(basket) == {mug.pk: 4}
    assert queries.count(basket) == 4


@pytest.mark.django_db
def test_a_line_of_a_strangers_basket_is_not_there():
    mine, theirs = make_basket(make_goods()), make_basket(make_goods())

    for change in (partial(operations.change, quantity=5), operations.remove):
        with pytest.raises(operations.LineIsGone):
            change(basket=mine, line_id=theirs.lines.get().pk, at=NOON)

    assert list(contents(theirs).values()) == [1]


@pytest.mark.django_db
def test_what_is_held_follows_the_line():
    mug = make_goods(stock=5)
    basket = make_basket(mug, quantity=3)
    line = basket.lines.get()
    holds.hold_basket(basket=basket, at=NOON)

    operations.change(basket=basket, line_id=line.pk, quantity=5, at=later(1))
    assert allocated(mug) == 5
    operations.change(basket=basket, line_id=line.pk, quantity=2, at=later(2))
    assert allocated(mug) == 2
    operations.remove(basket=basket, line_id=line.pk, at=later(3))
    assert allocated(mug) == 0
    assert Hold.objects.get().status == Hold.Status.RELEASED


@pytest.mark.django_db
def test_somebody_who_holds_the_last_ones_may_still_have_them_in_the_basket():
    mug = make_goods(stock=2)
    basket = make_basket(mug)
    holds.hold_basket(basket=basket, at=NOON)

    operations.add(basket=basket, product=mug.product, quantity=1, at=later(1))

    assert contents(basket) == {mug.pk: 2}
    assert allocated(mug) == 2


@pytest.mark.django_db
@pytest.mark.clause("LBT-6.2.1.3")
def test_something_scarce_is_reserved_with_one_press():
    mug = make_goods(stock=1)
    basket = Basket()

    hold = operations.reserve(basket=basket, product=mug.product, quantity=1, at=NOON)
    again = operations.reserve(basket=basket, product=mug.product, quantity=1, at=later(1))

    assert (hold.pk, hold.expires_at) == (again.pk, later(15))
    assert contents(basket) == {mug.pk: 1}
    assert allocated(mug) == 1


@pytest.mark.django_db
def test_a_refused_reservation_leaves_no_basket_behind():
    mug = make_goods(stock=1)
    holds.hold_basket(basket=make_basket(mug), at=NOON)

    with pytest.raises(operations.MoreThanThereAre):
        operations.reserve(basket=Basket(), product=mug.product, quantity=1, at=NOON)

    assert Basket.objects.count() == 1


@pytest.mark.django_db
def test_a_variant_is_swapped_in_place_and_what_was_held_is_held_again():
    oat, moss = make_variants(stock=3)
    basket = make_basket(oat, quantity=2)
    holds.hold_basket(basket=basket, at=NOON)

    operations.swap(basket=basket, line_id=basket.lines.get().pk, product=moss, at=later(1))

    assert contents(basket) == {moss.stockrecords.get().pk: 2}
    assert (allocated(oat.stockrecords.get()), allocated(moss.stockrecords.get())) == (0, 2)


@pytest.mark.django_db
def test_a_variant_that_is_sold_out_is_not_swapped_in():
    oat, moss = make_variants(stock=[3, 1])
    basket = make_basket(oat, quantity=2)
    holds.hold_basket(basket=basket, at=NOON)

    with pytest.raises(operations.MoreThanThereAre):
        operations.swap(basket=basket, line_id=basket.lines.get().pk, product=moss, at=later(1))

    assert contents(basket) == {oat.stockrecords.get().pk: 2}
    assert allocated(oat.stockrecords.get()) == 2


@pytest.mark.django_db
@pytest.mark.clause("LBT-6.2.1.1")
def test_at_sign_in_both_baskets_become_one():
    mug, lamp, bowl = make_goods(), make_goods(), make_goods()
    member = make_basket(mug, owner=make_user())
    guest = make_basket(lamp)
    put(guest, mug, quantity=3)
    put(member, bowl, quantity=2)
    holds.hold_basket(basket=guest, at=NOON)

    into = operations.merge(of=guest, into=member, at=later(1))

    assert contents(into) == {mug.pk: 3, bowl.pk: 2, lamp.pk: 1}
    guest.refresh_from_db()
    assert guest.status == Basket.MERGED
    assert contents(guest) == {}
    assert (allocated(mug), allocated(lamp), allocated(bowl)) == (3, 1, 0)


@pytest.mark.django_db
def test_vouchers_are_used_refused_and_taken_away():
    basket = make_basket(make_goods(price="50.00"))
    voucher = make_offer(percent=20, voucher="SPRING")

    operations.add_voucher(basket=basket, code=" spring ", at=NOON)
    operations.add_voucher(basket=basket, code="SPRING", at=NOON)
    assert list(basket.vouchers.all()) == [voucher]

    with pytest.raises(operations.VoucherRefused):
        operations.add_voucher(basket=basket, code="SUMMER", at=NOON)
    with pytest.raises(operations.VoucherRefused, match="any more"):
        operations.add_voucher(basket=basket, code="SPRING", at=NOON + timedelta(days=1000))
    operations.remove_voucher(basket=basket, code="SPRING", at=NOON)
    assert not basket.vouchers.exists()


@pytest.mark.django_db
def test_the_table_itself_refuses_two_open_holds_of_one_basket():
    mug = make_goods()
    basket = make_basket(mug)
    holds.hold_basket(basket=basket, at=NOON)

    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.create(
            basket=basket, stockrecord=mug, quantity=1, taken_at=NOON, expires_at=later(1)
        )


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.clause("LBT-6.2.1.1")
def test_two_parallel_adds_lose_none():
    mug = make_goods(stock=10)
    basket = make_basket(mug)

    race(
        *(
            partial(operations.add, basket=basket, product=mug.product, quantity=quantity, at=NOON)
            for quantity in (2, 3)
        ),
        after="checkout.basket.operations._check_stock",
    )

    assert contents(basket) == {mug.pk: 6}


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_parallel_first_adds_make_one_line():
    mug = make_goods(stock=10)
    basket = make_basket()

    outcomes = race(
        *(
            partial(operations.add, basket=basket, product=mug.product, quantity=1, at=NOON)
            for _each in range(2)
        ),
        after="checkout.basket.operations._check_stock",
    )

    assert not [each for each in outcomes if isinstance(each, Exception)]
    assert contents(basket) == {mug.pk: 2}


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_an_add_while_the_order_button_is_pressed_is_in_or_refused_never_lost():
    mug, lamp = make_goods(), make_goods()
    basket = make_basket(mug)

    def freeze():
        with transaction.atomic():
            row = operations.lock(basket)
            seen = contents(row)
            Basket.objects.filter(pk=row.pk, status=Basket.OPEN).update(status=Basket.FROZEN)
            return seen

    added, seen = race(
        partial(operations.add, basket=basket, product=lamp.product, quantity=1, at=NOON),
        freeze,
        after="checkout.basket.operations.lock",
    )

    if isinstance(added, operations.BasketIsClosed):
        assert contents(basket) == seen == {mug.pk: 1}
    else:
        assert contents(basket) == seen == {mug.pk: 1, lamp.pk: 1}
