import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from aftersales import shares
from aftersales.changes import operations as changes
from aftersales.returns import operations, queries, sums
from aftersales.returns.models import Return, Statement
from aftersales.returns.operations.valuing import Found
from aftersales.rights import queries as rights
from aftersales.tracking import ending
from aftersales.tracking import operations as tracking
from aftersales.tracking.models import Kind
from checkout.payments import operations as payments
from checkout.payments import queries as payment_queries
from checkout.payments.models import Refund
from storefront.catalogue.models import ClassDisclosure
from tests.aftersales.test_return_goods import BACK, TOLD, claim, withdraw
from tests.clock import NOON
from tests.factories import exclude, make_order, make_product, make_staff

DAY = timedelta(days=1)
TOO_LATE = NOON + 5 * DAY


def half_ended():
    """An order of two things for 50.00: the first came, the second was ended for lateness."""
    goods = [(make_product(price="50.00"), 1), (make_product(price="50.00"), 1)]
    order = make_order(status="packed", lines=goods, delivery="4.90")
    first, _second = order.lines.order_by("pk")
    came = tracking.hand_over(
        order=order, lines={first.pk: 1}, number="GP000000011IE", carrier="simulator", at=NOON + DAY
    )
    tracking.hand_over(order=order, number="GP000000012IE", carrier="simulator", at=NOON + DAY)
    tracking.record_checkpoint(
        shipment=came,
        event_id="came",
        kind=Kind.DELIVERED,
        happened_at=NOON + 2 * DAY,
        at=NOON + 2 * DAY,
    )
    ending.end_what_has_not_come(order=order, at=TOO_LATE)
    order.refresh_from_db()
    return order


@pytest.mark.django_db
def test_what_was_ended_for_lateness_cannot_be_withdrawn_from_as_well():
    order = half_ended()
    _first, second = order.lines.order_by("pk")

    with pytest.raises(operations.NotSoMany):
        withdraw(order, units={second.pk: 1}, at=TOO_LATE + DAY)

    assert not Return.objects.exists()
    assert payment_queries.refundable(order) == Decimal("54.90")


@pytest.mark.django_db
def test_what_came_of_an_order_of_which_the_rest_was_ended_goes_back_with_the_delivery():
    order = half_ended()

    made = withdraw(order, at=TOO_LATE + DAY)
    operations.receive(returned=made, found={}, at=TOO_LATE + 3 * DAY)

    made.refresh_from_db()
    assert [each.line_id for each in made.lines.all()] == [order.lines.order_by("pk")[0].pk]
    assert made.refund.amount == Decimal("54.90")
    assert payment_queries.refundable(order) == 0


@pytest.mark.django_db
def test_an_order_of_which_the_rest_was_ended_is_delivered_so_that_faults_can_be_claimed():
    order = half_ended()

    assert order.status == "delivered"
    first = order.lines.order_by("pk")[0]
    assert claim(order, units={first.pk: 1}, at=TOO_LATE + DAY).status == "open"


@pytest.mark.django_db
def test_a_price_that_was_cut_is_not_paid_back_again_when_the_thing_goes_back():
    lines = [(make_product(price="50.00"), 1), (make_product(price="50.00"), 1)]
    order = make_order(status="delivered", lines=lines)
    line = order.lines.order_by("pk")[0]
    cut = claim(order, units={line.pk: 1})
    operations.accept(returned=cut, remedy="price_cut", amount=Decimal("25.00"), by=None, at=TOLD)

    made = withdraw(order, units={line.pk: 1})
    operations.receive(returned=made, found={}, at=BACK)

    assert sorted(Refund.objects.values_list("amount", flat=True)) == [Decimal("25.00")] * 2


@pytest.mark.django_db
def test_of_two_of_which_one_was_reduced_the_other_goes_back_at_its_price():
    order = make_order(status="delivered", lines=[(make_product(price="50.00"), 2)])
    line = order.lines.get()
    cut = claim(order, units={line.pk: 1})
    operations.accept(returned=cut, remedy="price_cut", amount=Decimal("20.00"), by=None, at=TOLD)

    for _each in range(2):
        made = withdraw(order, units={line.pk: 1})
        operations.receive(returned=made, found={}, at=BACK)

    goods = [sums.settled(each).parts[0][1] for each in Return.objects.order_by("pk")[1:]]
    assert goods == [Decimal("50.00"), Decimal("30.00")]


@pytest.mark.django_db
def test_a_claim_that_nobody_has_decided_stands_in_no_withdrawals_way():
    order = make_order(status="delivered", lines=[(make_product(price="20.00"), 2)])
    waiting = claim(order)

    operations.state(
        key=uuid.uuid4(),
        name="Maeve Doyle",
        contract=order.number,
        email=order.intent.email,
        language="en",
        order=order,
        at=TOLD,
    )

    assert Statement.objects.get().outcome == "opened"
    waiting.refresh_from_db()
    assert waiting.status == "overtaken"
    assert queries.returning_units(order) == {order.lines.get().pk: 2}
    assert not queries.to_decide().exists()


@pytest.mark.django_db
def test_a_withdrawal_from_one_of_two_leaves_the_claim_the_other():
    order = make_order(status="delivered", lines=[(make_product(price="20.00"), 2)])
    waiting = claim(order)

    withdraw(order, units={order.lines.get().pk: 1})

    waiting.refresh_from_db()
    assert (waiting.status, waiting.lines.get().quantity) == ("open", 1)
    assert queries.returning_units(order) == {order.lines.get().pk: 2}


@pytest.mark.django_db
def test_the_page_offers_the_withdrawal_while_a_claim_waits(client):
    order = make_order(status="delivered")
    claim(order)

    found = rights.right_of(order, "withdraw", TOLD)

    assert found is not None and found.open


@pytest.mark.django_db
def test_what_was_counted_stays_as_it_was_counted():
    order = make_order(status="delivered", lines=[(make_product(price="20.00"), 2)])
    made = withdraw(order)
    operations.receive(returned=made, found={}, at=BACK)

    with pytest.raises(operations.Unpacked):
        operations.receive(
            returned=made, found={made.lines.get().pk: Found(received=0)}, at=BACK + DAY
        )

    assert made.lines.get().received == 2


@pytest.mark.django_db
def test_counting_after_the_money_has_gone_changes_nothing_that_was_paid():
    order = make_order(status="delivered", lines=[(make_product(price="20.00"), 3)])
    line = order.lines.get()
    made = withdraw(order, units={line.pk: 2})
    operations.arrive(returned=made, at=BACK)
    made.refresh_from_db()
    operations.settle(returned=made, at=BACK + DAY)
    operations.receive(returned=made, found={made.lines.get().pk: Found(1)}, at=BACK + 2 * DAY)

    assert shares.given_back(order).units == {line.pk: 2}


@pytest.mark.django_db
def test_a_withdrawal_is_settled_by_the_money_of_its_own_cancellation():
    order = make_order(status="paid", lines=[(make_product(price="20.00"), 2)])
    payments.refund(order=order, amount=Decimal("1.00"), reason="goodwill", key="kind:1", at=NOON)

    made = withdraw(order, units={order.lines.get().pk: 1}, at=NOON + timedelta(hours=1))

    assert made.refund.told_once_as == f"cancellation:{made.cancellation_id}"
    assert made.refund.amount == Decimal("20.00")


@pytest.mark.django_db
def test_a_withdrawal_from_the_whole_is_settled_by_what_the_cancelled_order_gives_back():
    order = make_order(status="paid", lines=[(make_product(price="20.00"), 2)])
    payments.refund(order=order, amount=Decimal("1.00"), reason="goodwill", key="kind:1", at=NOON)

    made = withdraw(order, at=NOON + timedelta(hours=1))

    assert (made.refund.reason, made.refund.amount) == ("cancelled", Decimal("43.90"))


@pytest.mark.django_db
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from(["leave out", "withdraw", "cut"]), min_size=1, max_size=6))
@example(["leave out", "withdraw", "cut", "cut", "cut", "cut"])  # one unit, reduced again and again
def test_whatever_goes_back_in_whatever_order_a_line_gives_back_its_price_and_no_cent_more(steps):
    order = make_order(status="paid", lines=[(make_product(price="3.33"), 3)], delivery="0.00")
    line = order.lines.get()
    if steps[0] == "leave out":
        changes.cancel_lines(order=order, units={line.pk: 1}, at=NOON + timedelta(hours=1))
    from checkout.order import operations as orders

    for name, hours in (("pack", 2), ("dispatch", 4), ("deliver", 48)):
        order = getattr(orders, name)(order=order, at=NOON + timedelta(hours=hours))
    for step in [*steps, "withdraw", "withdraw", "withdraw"]:
        if not queries.returnable_units(order)[line.pk]:
            break
        if step == "cut":
            cut = claim(order, units={line.pk: 1})
            worth = sums.price_of(cut, cut.lines.get())
            if worth >= Decimal("1.00"):
                operations.accept(
                    returned=cut, remedy="price_cut", amount=Decimal("1.00"), by=None, at=BACK
                )
            else:
                operations.refuse(returned=cut, reasons="no", by=make_staff(), at=BACK)
        elif step == "withdraw":
            made = withdraw(order, units={line.pk: 1})
            operations.receive(returned=made, found={}, at=BACK)

    given_back = sum(each.amount for each in Refund.objects.filter(order=order))
    assert given_back == line.line_price_incl_tax
    assert shares.given_back(order).units[line.pk] == 3


# What takes a right away


@pytest.mark.django_db
def test_what_staff_say_of_a_class_decides_what_may_not_be_sent_back(client):
    vase = make_product()
    client.force_login(make_staff())
    page = reverse("admin:catalogue_productclass_change", args=[vase.product_class_id])
    filled = {
        "name_en": "Goods",
        "name_zh_hans": "商品",
        "withdrawal_exclusion": "made_to_specification",
        "why": "It is made to measure",
        "seen": 0,
        "attributes-TOTAL_FORMS": "0",
        "attributes-INITIAL_FORMS": "0",
    }
    assert client.post(page, filled).status_code == 302

    order = make_order(status="delivered", lines=[(vase, 1)])
    withdraw(order)

    assert Statement.objects.get().outcome == "excluded"


@pytest.mark.django_db
def test_an_exception_that_no_law_knows_is_not_taken(client):
    vase = make_product()
    client.force_login(make_staff())
    page = reverse("admin:catalogue_productclass_change", args=[vase.product_class_id])
    filled = {
        "name_en": "Goods",
        "name_zh_hans": "商品",
        "withdrawal_exclusion": "unsealed_hygiene",
        "why": "Somebody says so",
        "seen": 0,
        "attributes-TOTAL_FORMS": "0",
        "attributes-INITIAL_FORMS": "0",
    }

    assert client.post(page, filled).status_code == 200
    declared = ClassDisclosure.objects.get(product_class=vase.product_class)
    assert declared.withdrawal_exclusion == ""


@pytest.mark.django_db
def test_what_is_said_of_a_class_after_the_sale_takes_no_right_from_it():
    vase = make_product()
    order = make_order(status="delivered", lines=[(vase, 1)])
    exclude(vase.product_class, "perishable")

    assert withdraw(order).status == "accepted"
