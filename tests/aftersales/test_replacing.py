from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse

from aftersales.returns import operations, queries, windows
from aftersales.tracking import operations as tracking
from aftersales.tracking.models import Kind, Shipment
from checkout.payments.models import Refund
from storefront.notices.models import Message
from storefront.promises import queries as promises
from tests.aftersales.test_return_goods import TOLD, claim, withdraw
from tests.factories import make_order, make_product, make_staff
from tests.racing import race

DAY = timedelta(days=1)


def stock_of(product):
    record = product.stockrecords.get()
    return record.num_in_stock, record.num_allocated or 0


def granted(product, count=1):
    order = make_order(status="delivered", lines=[(product, count)])
    return operations.accept(returned=claim(order), remedy="replace", by=make_staff(), at=TOLD)


@pytest.mark.django_db
def test_a_replacement_is_set_aside_packed_sent_and_followed_like_any_parcel():
    mug = make_product(stock=5)
    made = granted(mug, 2)
    assert stock_of(mug) == (3, 2)
    assert list(queries.to_replace()) == [made]

    for _each in range(2):
        made = operations.send_replacement(
            returned=made, number="GP000000001IE", carrier="simulator", by=None, at=TOLD + DAY
        )

    assert stock_of(mug) == (1, 0)
    assert made.replacement.lines.get().quantity == 2
    assert Shipment.objects.filter(order=made.order).count() == 2
    assert promises.latest(subject=made, kind="put_right").status == "kept"
    assert Message.objects.filter(kind="parcel_dispatched", channel="mail").count() == 1
    assert not queries.to_replace().exists()
    assert not Refund.objects.exists()


@pytest.mark.django_db
def test_a_replacement_that_is_not_there_cannot_be_granted():
    mug = make_product(stock=1)
    order = make_order(status="delivered", lines=[(mug, 1)])
    made = claim(order)

    with pytest.raises(operations.NoneLeft):
        operations.accept(returned=made, remedy="replace", by=make_staff(), at=TOLD)

    made.refresh_from_db()
    assert (made.status, made.remedy, stock_of(mug)) == ("open", "", (0, 0))


@pytest.mark.django_db
def test_a_replacement_begins_no_new_time_to_withdraw():
    made = granted(make_product(stock=5))
    before = windows.withdrawal_window(made.order).last_day

    made = operations.send_replacement(
        returned=made, number="GP000000001IE", carrier="simulator", by=None, at=TOLD + DAY
    )
    assert windows.withdrawal_window(made.order).last_day == before
    tracking.record_checkpoint(
        shipment=made.replacement,
        event_id="there",
        kind=Kind.DELIVERED,
        happened_at=TOLD + 3 * DAY,
        at=TOLD + 3 * DAY,
    )
    made.order.refresh_from_db()
    assert windows.withdrawal_window(made.order).last_day == before


@pytest.mark.django_db
def test_a_claim_refused_after_all_gives_the_new_thing_back_to_the_shelf():
    mug = make_product(stock=5)
    made = granted(mug)

    operations.refuse(returned=made, reasons="It was the wrong claim.", by=make_staff(), at=TOLD)

    assert stock_of(mug) == (4, 0)
    with pytest.raises(operations.NothingToReplace):
        operations.send_replacement(returned=made, by=None, at=TOLD)


@pytest.mark.django_db(transaction=True)
def test_two_packers_at_once_send_one_parcel():
    made = granted(make_product(stock=5))
    send = partial(operations.send_replacement, returned=made, number="GP1", by=None, at=TOLD)

    outcomes = race(send, send, after="aftersales.returns.queries.to_replace")

    assert [type(each).__name__ for each in outcomes] == ["Return", "Return"]
    assert Shipment.objects.filter(order=made.order).count() == 2


@pytest.mark.django_db
def test_staff_send_the_new_one_from_the_page_of_the_claim(client, monkeypatch):
    monkeypatch.setattr("storefront.core.requests.timezone.now", lambda: TOLD + DAY)
    made = granted(make_product(stock=5))
    client.force_login(make_staff())
    step = reverse("admin:returns_return_step", args=[made.pk, "replace"])
    assert client.get(step).status_code == 200

    answer = client.post(step, {"carrier": "simulator", "number": "GP000000001IE"})

    assert answer.status_code == 302
    made.refresh_from_db()
    assert made.replacement.number == "GP000000001IE"
    page = client.get(reverse("admin:returns_return_changelist"), {"waits": "returns-replace"})
    assert page.context["cl"].result_count == 0


@pytest.mark.django_db
def test_who_withdraws_from_the_rest_is_not_kept_by_a_replacement():
    made = granted(make_product(stock=9), 2)
    operations.send_replacement(returned=made, number="GP1", by=None, at=TOLD)

    assert withdraw(made.order, at=TOLD + DAY).lines.get().quantity == 2
