import re
import uuid
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from aftersales.changes import operations, queries
from aftersales.changes.models import Cancellation
from aftersales.returns import operations as returns
from aftersales.rights import queries as rights
from aftersales.tracking import operations as tracking
from checkout.order import operations as orders
from checkout.order.models import Order, Status
from checkout.payments import queries as payments
from checkout.payments.models import Refund
from storefront.core.lifecycle import IllegalMove
from storefront.notices import wording
from storefront.notices.models import Message
from storefront.promises.models import Promise
from tests.clock import NOON
from tests.factories import make_order, make_product, make_staff, make_user
from tests.racing import race


def _stock(product):
    record = product.stockrecords.get()
    return record.num_in_stock, record.num_allocated


@pytest.mark.django_db
@pytest.mark.clause("LBT-6.3.3.1")
def test_cancelling_gives_all_the_money_and_the_goods_back():
    mug = make_product(price="20.00", stock=10)
    order = make_order(lines=[(mug, 3)])
    assert _stock(mug) == (10, 3)

    operations.cancel_order(order=order, by=None, at=NOON, reason="found another")

    order.refresh_from_db()
    refund = Refund.objects.get(order=order)
    assert (order.status, refund.amount, refund.reason) == (
        "cancelled",
        Decimal("64.90"),
        "cancelled",
    )
    assert _stock(mug) == (10, 0)
    assert payments.refundable(order) == 0
    stand = dict(Promise.objects.filter(order_number=order.number).values_list("kind", "status"))
    assert (stand["dispatch"], stand["deliver"], stand["refund"]) == (
        "withdrawn",
        "withdrawn",
        "made",
    )
    assert Message.objects.filter(kind="order_cancelled", order_number=order.number).exists()


@pytest.mark.django_db
def test_cancelling_twice_is_cancelling_once():
    order = make_order()

    first = operations.cancel_order(order=order, at=NOON)
    again = operations.cancel_order(order=order, at=NOON)

    assert first == again
    assert Refund.objects.filter(order=order).count() == 1


@pytest.mark.django_db
def test_who_cancels_elsewhere_is_written_down_as_well():
    staff, order = make_staff(), make_order()

    orders.cancel(order=order, by=staff, at=NOON, why="The pot broke in our hands.")

    made = Cancellation.objects.get()
    assert (made.whole, made.by_staff, made.asked_by) == (True, True, staff)
    assert made.reason == "The pot broke in our hands."
    assert operations.cancel_order(order=order, at=NOON) == made


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["dispatched", "delivered", "completed"])
def test_what_has_left_is_not_cancelled_and_nothing_changes(status):
    mug = make_product(stock=10)
    order = make_order(status=status, lines=[(mug, 1)])
    stock = _stock(mug)

    with pytest.raises(operations.TooLate):
        operations.cancel_order(order=order, at=NOON)

    assert Order.objects.get(pk=order.pk).status == status
    assert (_stock(mug), Refund.objects.count(), Cancellation.objects.count()) == (stock, 0, 0)


@pytest.mark.django_db
def test_leaving_out_a_part_gives_back_its_price_and_keeps_the_rest():
    mug, bowl = make_product(price="20.00", stock=10), make_product(price="7.00", stock=10)
    order = make_order(lines=[(mug, 3), (bowl, 1)])
    line = order.lines.get(product=mug)

    operations.cancel_lines(order=order, units={line.pk: 2}, at=NOON)

    order.refresh_from_db()
    assert order.status == "paid"
    assert Refund.objects.get(order=order).amount == Decimal("40.00")
    assert (_stock(mug), _stock(bowl)) == ((10, 1), (10, 1))
    assert queries.units_left(order) == {line.pk: 1, order.lines.get(product=bowl).pk: 1}


@pytest.mark.django_db
def test_after_a_part_the_rest_is_cancelled_for_the_rest_of_the_money():
    mug, bowl = make_product(price="20.00"), make_product(price="7.00")
    order = make_order(lines=[(mug, 3), (bowl, 1)])
    line = order.lines.get(product=mug)
    operations.cancel_lines(order=order, units={line.pk: 3}, at=NOON)

    operations.cancel_lines(order=order, units={order.lines.get(product=bowl).pk: 1}, at=NOON)

    order.refresh_from_db()
    amounts = sorted(Refund.objects.filter(order=order).values_list("amount", flat=True))
    assert (order.status, amounts) == ("cancelled", [Decimal("11.90"), Decimal("60.00")])


@pytest.mark.django_db
@pytest.mark.parametrize("count", [4, -1, 10**9])
def test_more_than_there_is_cannot_be_left_out(count):
    order = make_order(lines=[(make_product(), 3)])
    other = make_order()

    for pk in (order.lines.get().pk, other.lines.get().pk):
        with pytest.raises(operations.NotInThisOrder):
            operations.cancel_lines(order=order, units={pk: count}, at=NOON)

    assert (Refund.objects.count(), Cancellation.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_a_part_of_what_is_not_paid_cannot_be_left_out():
    order = make_order(lines=[(make_product(), 3)], paid=False)

    with pytest.raises(operations.OnlyAsAWhole):
        operations.cancel_lines(order=order, units={order.lines.get().pk: 1}, at=NOON)

    assert Cancellation.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_of_cancelling_and_dispatching_at_once_exactly_one_happens():
    mug = make_product(stock=10)
    order = make_order(status="packed", lines=[(mug, 2)])

    outcomes = race(
        partial(operations.cancel_order, order=order, at=NOON),
        partial(orders.dispatch, order=order, at=NOON),
        after="checkout.order.queries.locked",
    )

    order = Order.objects.get(pk=order.pk)
    won = [type(each) for each in outcomes if not isinstance(each, Exception)]
    lost = [each for each in outcomes if isinstance(each, Exception)]
    assert len(won) == 1 and len(lost) == 1
    if won == [Cancellation]:
        assert isinstance(lost[0], IllegalMove)
        assert (order.status, _stock(mug), Refund.objects.count()) == ("cancelled", (10, 0), 1)
    else:
        # Without the lock this is told that "something changed", not what to do instead.
        assert isinstance(lost[0], operations.TooLate)
        assert (order.status, _stock(mug), Refund.objects.count()) == ("dispatched", (8, 0), 0)


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_leave_a_line_out_once():
    mug, bowl = make_product(price="20.00", stock=10), make_product(price="7.00")
    order = make_order(lines=[(mug, 1), (bowl, 1)])
    pk = order.lines.get(product=mug).pk

    outcomes = race(
        *[partial(operations.cancel_lines, order=order, units={pk: 1}, at=NOON)] * 2,
        after="aftersales.changes.queries.units_left",
    )

    names = sorted(type(each).__name__ for each in outcomes)
    assert names == ["Cancellation", "NotInThisOrder"]
    assert [each.amount for each in Refund.objects.all()] == [Decimal("20.00")]
    assert _stock(mug) == (10, 0)


# Half of it has left


def _half_gone(**fields):
    mug, bowl = make_product(price="20.00", stock=10), make_product(price="7.00", stock=10)
    order = make_order(status="packed", lines=[(mug, 2), (bowl, 1)], **fields)
    line = order.lines.get(product=mug)
    tracking.hand_over(order=order, number="GP 1", lines={line.pk: 1}, at=NOON)
    return order, line, order.lines.get(product=bowl)


@pytest.mark.django_db
def test_what_is_in_a_parcel_is_not_left_out_any_more():
    order, mug, _bowl = _half_gone()

    with pytest.raises(operations.NotInThisOrder):
        operations.cancel_lines(order=order, units={mug.pk: 2}, at=NOON)

    assert queries.units_here(order)[mug.pk] == 1
    assert Refund.objects.count() == 0


@pytest.mark.django_db
def test_leaving_out_the_rest_of_what_has_half_gone_sends_the_order_on_its_way():
    order, mug, bowl = _half_gone()

    operations.cancel_lines(order=order, units={mug.pk: 1, bowl.pk: 1}, at=NOON)

    order.refresh_from_db()
    assert (order.status, Refund.objects.get().amount) == ("dispatched", Decimal("27.00"))
    assert (_stock(mug.product), _stock(bowl.product)) == ((9, 0), (10, 0))


@pytest.mark.django_db
def test_the_page_of_what_has_half_gone_offers_the_rest(client):
    buyer = make_user()
    order, mug, bowl = _half_gone(user=buyer)
    client.force_login(buyer)
    url = reverse("changes:cancel", args=[order.number])

    page = client.get(url)
    answer = client.post(url, {"lines": [str(mug.pk), str(bowl.pk)], "sure": "27.00"})

    assert [line for line, _card in page.context["form"].fields["lines"].choices] == [
        str(mug.pk),
        str(bowl.pk),
    ]
    assert answer.status_code == 302
    assert client.get(url).status_code == 200  # says what to do instead


@pytest.mark.django_db
def test_withdrawing_from_what_has_half_gone_waits_for_all_of_it():
    order, mug, bowl = _half_gone()

    stated = returns.state(
        key=uuid.uuid4(),
        name="Maeve",
        contract=order.number,
        email="buyer@example.org",
        language="en",
        order=order,
        at=NOON,
    )

    assert stated.opened.parcel.status == "announced"
    assert Refund.objects.count() == 0
    # And what is withdrawn from is not cancelled as well.
    with pytest.raises(operations.NotInThisOrder):
        operations.cancel_lines(order=order, units={bowl.pk: 1}, at=NOON)


# The page


@pytest.mark.django_db
def test_the_owner_cancels_in_two_presses(client):
    buyer = make_user()
    order = make_order(user=buyer)
    client.force_login(buyer)
    url = reverse("changes:cancel", args=[order.number])
    page = client.get(url)

    answer = client.post(url, {"all": str(order.total_incl_tax), "reason": "爱 ' OR 1=1 --"})

    assert page.status_code == 200
    assert f"Cancel all of this: €{order.total_incl_tax} comes back" in page.content.decode()
    assert answer.status_code == 302
    order.refresh_from_db()
    assert order.status == "cancelled"
    assert Cancellation.objects.get().reason == "爱 ' OR 1=1 --"


@pytest.mark.django_db
@pytest.mark.clause("ISO10008-6.2.e")
@pytest.mark.parametrize("guest", [False, True])
def test_from_the_link_in_the_mail_it_takes_two_clicks_and_looking_alone_cancels_nothing(
    client, guest
):
    buyer = None if guest else make_user()
    order = make_order(user=buyer, at=timezone.now())
    if buyer:
        client.force_login(buyer)
    mail = wording.write(Message.objects.get(kind="order_confirmed", channel="mail"))
    link = re.search(r"https?://[^/]+(/orders/enter/\S+)", mail.words).group(1)

    # A scanner of mails opens the link, and whatever it leads to.
    page = client.get(link, follow=True)
    (button,) = re.findall(
        rf'href="(/orders/{order.number}/[^"]+)">Cancel all', page.content.decode()
    )
    asked = client.get(button)
    client.head(button)
    order.refresh_from_db()
    assert (order.status, Refund.objects.count()) == ("paid", 0)

    # The button names the sum that comes back, so the second click is the press itself.
    (everything,) = re.findall(r'name="all" value="([^"]+)"', asked.content.decode())
    done = client.post(button, {"all": everything, "reason": ""}, follow=True)

    assert f"Order {order.number} is cancelled." in done.content.decode()
    order.refresh_from_db()
    assert (order.status, Refund.objects.get().amount) == ("cancelled", order.total_incl_tax)
    told = wording.write(Message.objects.get(kind="order_cancelled", channel="mail"))
    assert f"Order {order.number} is cancelled" in told.title


@pytest.fixture
def three_mugs_and_a_bowl(client):
    mug, bowl = make_product(title="Mug", price="20.00"), make_product(price="7.00")
    order = make_order(user=make_user(), lines=[(mug, 3), (bowl, 1)])
    client.force_login(order.user)
    url = reverse("changes:cancel", args=[order.number])
    return order, order.lines.get(product=mug), url


@pytest.mark.django_db
def test_of_several_things_none_is_ticked_beforehand_and_of_one_the_only_one(
    client, three_mugs_and_a_bowl
):
    order, _mugs, url = three_mugs_and_a_bowl
    one = make_order(user=order.user)

    several = client.get(url).content.decode()
    single = client.get(reverse("changes:cancel", args=[one.number])).content.decode()

    assert len(re.findall(r'name="lines"', several)) == 2
    assert not re.findall(r'name="lines"[^>]*checked', several)
    assert len(re.findall(r'name="lines"[^>]*checked', single)) == 1


@pytest.mark.django_db
@pytest.mark.clause("LBT-6.3.3.1")
def test_a_number_of_one_line_is_left_out_after_a_second_look_at_what_comes_back(
    client, three_mugs_and_a_bowl
):
    order, mugs, url = three_mugs_and_a_bowl
    chosen = {"lines": [str(mugs.pk)], f"units_{mugs.pk}": "2", "reason": "one is enough"}

    shown = client.post(url, chosen)

    words = shown.content.decode()
    assert shown.status_code == 200
    assert "2 × Mug" in words
    assert "Cancel this: €40.00 comes back" in words
    assert (Cancellation.objects.count(), Refund.objects.count()) == (0, 0)
    again = client.post(url, {**chosen, "change": "1"}).content.decode()
    assert "one is enough" in again
    assert re.search(r'<option value="2" selected', again)
    client.post(
        url,
        dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', words)) | {"sure": "40.00"},
    )
    assert Refund.objects.get(order=order).amount == Decimal("40.00")
    assert Cancellation.objects.get().reason == "one is enough"
    assert queries.units_left(order)[mugs.pk] == 1


@pytest.mark.django_db
@pytest.mark.parametrize("said", ["60.00", "", "0", "NaN"])
def test_a_press_that_named_another_sum_cancels_nothing_and_is_shown_the_right_one(
    client, three_mugs_and_a_bowl, said
):
    _order, mugs, url = three_mugs_and_a_bowl

    for press in ({"lines": [str(mugs.pk)], f"units_{mugs.pk}": "1", "sure": said}, {"all": said}):
        answer = client.post(url, press)
        assert answer.status_code == 200
        assert "comes back" in answer.content.decode()
    assert (Cancellation.objects.count(), Refund.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_all_of_an_order_that_is_not_paid_is_cancelled_and_a_part_refused_in_words(client):
    order = make_order(user=make_user(), lines=[(make_product(), 3)], paid=False)
    client.force_login(order.user)
    url, line = reverse("changes:cancel", args=[order.number]), order.lines.get()

    part = client.post(url, {"lines": [str(line.pk)], f"units_{line.pk}": "1"})
    assert part.status_code == 422
    assert "only be cancelled as a whole" in part.content.decode()
    (said,) = re.findall(r'name="all" value="([^"]+)"', part.content.decode())
    client.post(url, {"all": said})

    order.refresh_from_db()
    assert (order.status, Refund.objects.count()) == ("cancelled", 0)


@pytest.mark.django_db
def test_a_stranger_finds_no_order_to_cancel(client):
    order = make_order(user=make_user())
    client.force_login(make_user())
    url = reverse("changes:cancel", args=[order.number])

    answers = [client.get(url), client.post(url, {"lines": [str(order.lines.get().pk)]})]

    assert [each.status_code for each in answers] == [404, 404]
    assert Order.objects.get(pk=order.pk).status == Status.PAID


@pytest.mark.django_db
@pytest.mark.clause("LBT-6.3.3.1")
def test_after_dispatch_the_press_is_refused_and_says_what_to_do(client):
    buyer = make_user()
    order = make_order(user=buyer, status="dispatched")
    client.force_login(buyer)

    answer = client.post(
        reverse("changes:cancel", args=[order.number]), {"lines": [str(order.lines.get().pk)]}
    )

    assert answer.status_code == 409
    assert "Refuse the parcel" in answer.content.decode()
    assert Refund.objects.count() == 0


@pytest.mark.django_db
def test_a_line_of_another_order_is_no_choice(client):
    buyer = make_user()
    order, other = make_order(user=buyer), make_order()
    client.force_login(buyer)

    answer = client.post(
        reverse("changes:cancel", args=[order.number]), {"lines": [str(other.lines.get().pk)]}
    )

    assert answer.status_code == 422
    assert set(Order.objects.values_list("status", flat=True)) == {"paid"}


@pytest.mark.django_db
def test_the_right_to_cancel_ends_when_the_parcel_leaves():
    order = make_order(status="packed")
    assert rights.right_of(order, "cancel", NOON).open

    order = orders.dispatch(order=order, at=NOON)

    right = rights.right_of(order, "cancel", NOON)
    assert (right.open, right.until) == (False, NOON)
    assert "refuse the parcel" in right.why_not


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["placed", "awaiting_payment"])
def test_a_cancelled_order_waits_for_no_money_any_more(status):
    order = make_order(paid=False, status=status)

    operations.cancel_order(order=order, at=NOON + timedelta(hours=1))

    attempt = order.intent.attempts.get()
    assert (attempt.status, attempt.ended_at) == ("cancelled", NOON + timedelta(hours=1))
