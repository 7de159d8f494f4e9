"""Of which lot each unit was sent: stated at packing, followed from the lot and from the order."""

import importlib
from datetime import timedelta
from functools import partial

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from aftersales.lots import operations, queries
from aftersales.lots.models import StatedLot
from aftersales.tracking import operations as tracking
from aftersales.tracking.models import Shipment
from checkout.order import operations as orders
from storefront.core import uploads
from storefront.partner import lots
from storefront.partner.models import Lot
from tests.clock import NOON
from tests.factories import make_order, make_product, make_staff
from tests.racing import race

HOUR = timedelta(hours=1)


def make_lot(product, number="26-117", **fields):
    values = {"document": "Delivery note 88, test report EN 60598", "received_at": NOON, "at": NOON}
    record = product.stockrecords.get()
    return lots.receive(stockrecord=record, number=number, **{**values, **fields})


def state(order, number="26-117", quantity=None, at=NOON + HOUR, by=None):
    line = order.lines.first()
    return operations.state(
        order=order,
        line_id=line.pk,
        number=number,
        quantity=quantity or line.quantity,
        by=by,
        at=at,
    )


def words(answer):
    import re

    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.mark.django_db
def test_what_is_tracked_by_lot_is_not_packed_before_every_unit_has_its_lot():
    lamp = make_product(title="Globe lamp")
    order = make_order(lines=[(lamp, 3)])
    make_lot(lamp)
    make_lot(lamp, "26-118")

    for stated in (0, 2):
        if stated:
            state(order, quantity=2)
        with pytest.raises(operations.LotNeeded, match=f"{3 - stated} × Globe lamp"):
            orders.pack(order=order, at=NOON + HOUR)
        order.refresh_from_db()
        assert order.status == "paid"
    state(order, " 26-118 ", quantity=1)

    orders.pack(order=order, at=NOON + HOUR)
    order.refresh_from_db()
    assert order.status == "packed"
    found = [(row.lot.number, row.quantity) for row in queries.of_order(order)]
    assert found == [("26-117", 2), ("26-118", 1)]


@pytest.mark.django_db
def test_goods_without_lots_are_packed_as_ever():
    order = make_order(lines=[(make_product(), 1)])

    orders.pack(order=order, at=NOON + HOUR)

    order.refresh_from_db()
    assert order.status == "packed"


@pytest.mark.django_db
def test_what_was_packed_before_its_first_lot_does_not_leave_without_one_either():
    lamp = make_product()
    order = make_order(status="packed", lines=[(lamp, 1)])
    make_lot(lamp)

    with pytest.raises(operations.LotNeeded):
        tracking.hand_over(order=order, number="GP1", at=NOON + 3 * HOUR)
    assert not Shipment.objects.exists()

    state(order)
    tracking.hand_over(order=order, number="GP1", at=NOON + 3 * HOUR)
    assert Shipment.objects.count() == 1


@pytest.mark.django_db
def test_what_is_sent_again_needs_its_own_lot():
    lamp = make_product()
    make_lot(lamp)
    order = make_order(lines=[(lamp, 1)])
    state(order)
    orders.pack(order=order, at=NOON + HOUR)
    tracking.hand_over(order=order, number="GP1", at=NOON + 2 * HOUR)
    again = partial(
        tracking.ship_again,
        order=order,
        lines={order.lines.get().pk: 1},
        carrier="simulator",
        number="GP000000002IE",
        by=None,
        at=NOON + 9 * HOUR,
    )

    with pytest.raises(operations.LotNeeded), transaction.atomic():
        again()

    state(order)
    again()


@pytest.mark.django_db
def test_an_unknown_lot_another_lines_lot_and_too_many_units_are_refused():
    lamp, mug = make_product(), make_product()
    make_lot(lamp)
    make_lot(mug, "M-1")
    order, other = make_order(lines=[(lamp, 2)]), make_order(lines=[(lamp, 2)])
    gone = make_order(status="cancelled", lines=[(lamp, 1)])

    with pytest.raises(operations.UnknownLot, match="26-999"):
        state(order, "26-999")
    with pytest.raises(operations.UnknownLot):
        state(order, "M-1")
    with pytest.raises(operations.UnknownLot):
        state(order, "26-117'; DROP TABLE partner_lot;--" * 9)
    for count in (-1, 3, 10**9):
        with pytest.raises(operations.TooMany):
            state(order, quantity=count)
    with pytest.raises(operations.NotTracked):
        operations.state(
            order=order,
            line_id=other.lines.get().pk,
            number="26-117",
            quantity=1,
            by=None,
            at=NOON,
        )
    with pytest.raises(operations.Over):
        state(gone)

    assert not StatedLot.objects.exists()


@pytest.mark.django_db
def test_a_lot_is_entered_once_with_its_papers_and_never_from_the_future():
    lamp = make_product()
    first = make_lot(lamp, " 26-117 ")

    assert make_lot(lamp) == first
    with pytest.raises(lots.LotKnown, match="26-117"):
        make_lot(lamp, document="Delivery note 99")
    with pytest.raises(lots.LotInTheFuture):
        make_lot(lamp, "26-118", received_at=NOON + HOUR)
    for number, document in (("", "Note"), ("26-118", "  "), ("9" * 41, "Note")):
        with pytest.raises(lots.LotRefused):
            make_lot(lamp, number, document=document)
    assert Lot.objects.get() == first


@pytest.mark.django_db
def test_a_copy_of_papers_is_kept_once_and_none_of_a_lot_that_is_refused(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path
    lamp = make_product()
    copy = uploads.Upload(b"%PDF-1.4 test report", "application/pdf", "pdf")
    enter = partial(
        lots.receive,
        stockrecord=lamp.stockrecords.get(), number="26-117", received_at=NOON, at=NOON, paper=copy,
    )  # fmt: skip

    first = enter(document="Delivery note 88")
    assert enter(document="Delivery note 88") == first
    with pytest.raises(lots.LotKnown):
        enter(document="Delivery note 99")

    assert [f"lots/{each.name}" for each in (tmp_path / "lots").iterdir()] == [first.paper.name]
    assert first.paper.read() == copy.content


@pytest.mark.django_db
def test_lots_of_what_had_left_are_put_into_their_parcel_with_the_upgrade():
    lamp, mug = make_product(), make_product()
    lot, other = make_lot(lamp), make_lot(mug)
    gone, here = make_order(lines=[(lamp, 1)]), make_order(lines=[(mug, 2)])
    for order, known in ((gone, lot), (here, other)):
        StatedLot.objects.create(
            line=order.lines.get(), lot=known, quantity=1, stated_at=NOON + HOUR
        )
    orders.pack(order=gone, at=NOON + HOUR)
    tracking.hand_over(order=gone, number="GP1", at=NOON + 2 * HOUR)
    StatedLot.objects.update(shipment=None)  # as they stood before

    name = "aftersales.lots.migrations.0003_what_had_left_has_its_parcel"
    importlib.import_module(name).put_into_parcels(apps, None)

    assert StatedLot.objects.get(lot=lot).shipment == gone.shipments.get()
    assert StatedLot.objects.get(lot=other).shipment is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_two_packers_at_once_state_no_more_units_than_there_are():
    lamp = make_product()
    make_lot(lamp)
    order = make_order(lines=[(lamp, 1)])

    outcomes = race(
        partial(state, order), partial(state, order), after="aftersales.lots.queries.stated_units"
    )

    assert sorted(type(each).__name__ for each in outcomes) == ["StatedLot", "TooMany"]
    assert StatedLot.objects.count() == 1


@pytest.fixture
def staff(client, monkeypatch):
    monkeypatch.setattr("storefront.core.requests.timezone.now", lambda: NOON + 5 * HOUR)
    someone = make_staff()
    client.force_login(someone)
    return someone


@pytest.mark.django_db
@pytest.mark.clause("LBT-5.3.3.7")
def test_staff_follow_a_lot_to_its_orders_and_an_order_back_to_supplier_and_papers(client, staff):
    lamp = make_product(title="Globe lamp", sku="GL-1")
    record = lamp.stockrecords.get()
    paper = SimpleUploadedFile("report.pdf", b"%PDF-1.4 test report", "application/pdf")
    entered = client.post(
        reverse("admin:partner_lot_add"),
        {
            "stockrecord": record.pk,
            "number": "26-117",
            "received_at_0": "2026-03-02",
            "received_at_1": "09:00",
            "document": "Delivery note 88, test report EN 60598",
            "copy": paper,
        },
    )
    assert entered.status_code == 302, words(entered)
    order = make_order(lines=[(lamp, 2)])
    make_order(lines=[(make_product(), 1)])

    # Shipping without the lot is refused, and the order's page leads to where it is stated.
    change = reverse("admin:order_order_change", args=[order.pk])
    here = reverse("admin:lots_statedlot_order", args=[order.pk])
    assert here in client.get(change).content.decode()
    line = order.lines.get()
    refused = client.post(here, {"line": line.pk, "number": "26-999", "quantity": 2})
    assert refused.status_code == 422
    assert "No lot 26-999 of these goods was received" in words(refused)
    stated = client.post(here, {"line": line.pk, "number": "26-117", "quantity": 2})
    assert stated.status_code == 302
    orders.pack(order=order, at=NOON + 5 * HOUR)

    # Forward: the lot's number leads to the orders.
    trace = client.get(reverse("admin:partner_lot_trace"), {"lot": "26-117"})
    assert order.number in words(trace)
    assert order.intent.email in words(trace)
    assert "Not recalled" in words(trace)
    # Backward: two clicks from the order to the supplier's paper.
    page = client.get(here)
    assert "Weir Pottery Ltd" in words(page)
    lot = Lot.objects.get()
    papers = reverse("admin:partner_lot_paper", args=[lot.pk])
    assert papers in page.content.decode()
    answer = client.get(papers)
    assert (answer["Content-Type"], answer.content) == ("application/pdf", b"%PDF-1.4 test report")

    unknown = client.get(reverse("admin:partner_lot_trace"), {"lot": "99-000"})
    assert unknown.status_code == 200
    assert "No lot of this number was ever received" in words(unknown)
    assert client.get(reverse("admin:partner_lot_change", args=[lot.pk])).status_code == 200
    assert client.get(reverse("admin:lots_statedlot_changelist")).status_code == 200


@pytest.mark.django_db
def test_lots_are_for_those_who_may_see_them(client):
    lamp = make_product()
    lot = make_lot(lamp)
    order = make_order(lines=[(lamp, 1)])
    client.force_login(make_staff(superuser=False))

    for url in (
        reverse("admin:partner_lot_trace"),
        reverse("admin:partner_lot_paper", args=[lot.pk]),
        reverse("admin:lots_statedlot_order", args=[order.pk]),
    ):
        assert client.get(url).status_code == 403


@pytest.mark.django_db
def test_following_a_lot_asks_no_more_for_many_orders(client, staff):
    lamp = make_product(stock=50)
    make_lot(lamp)

    def asked():
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("admin:partner_lot_trace"), {"lot": "26-117"})
        return [query["sql"] for query in captured if "partner" in query["sql"]]

    state(make_order(lines=[(lamp, 1)]))
    asked()
    few = asked()
    for _each in range(4):
        state(make_order(lines=[(lamp, 1)]))
    assert len(asked()) == len(few)


@pytest.mark.django_db
def test_a_lot_entered_for_the_wrong_goods_is_taken_back_and_they_are_packed_as_before(
    client, staff
):
    lamp, mug = make_product(), make_product()
    wrong = make_lot(lamp)
    order = make_order(lines=[(lamp, 1)])
    page = reverse("admin:partner_lot_change", args=[wrong.pk])
    assert "entered by mistake" in words(client.get(page))

    answer = client.post(page, {"partner_lot_take_back": "1"}, follow=True)

    assert "The lot is taken back" in words(answer)
    wrong.refresh_from_db()
    assert (wrong.taken_back_at, wrong.taken_back_by) == (NOON + 5 * HOUR, staff)
    assert operations.take_back_lot(lot=wrong, by=None, at=NOON + 9 * HOUR).taken_back_by == staff
    orders.pack(order=order, at=NOON + HOUR)
    assert make_lot(mug).number == wrong.number
    assert make_lot(lamp).pk != wrong.pk  # entered anew, it is another


@pytest.mark.django_db
def test_a_lot_of_which_something_was_packed_is_not_taken_back(client, staff):
    lamp = make_product()
    lot = make_lot(lamp)
    state(make_order(lines=[(lamp, 1)]))

    with pytest.raises(operations.LotUsed, match="26-117"):
        operations.take_back_lot(lot=lot, by=None, at=NOON + HOUR)

    page = client.get(reverse("admin:partner_lot_change", args=[lot.pk]))
    assert "entered by mistake" not in words(page)
    lot.refresh_from_db()
    assert lot.taken_back_at is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_a_lot_is_stated_or_taken_back_but_not_both():
    lamp = make_product()
    lot = make_lot(lamp)
    order = make_order(lines=[(lamp, 1)])

    race(
        partial(state, order),
        partial(operations.take_back_lot, lot=lot, by=None, at=NOON + HOUR),
        after=["aftersales.lots.queries.is_stated", "aftersales.lots.queries.stated_units"],
    )

    lot.refresh_from_db()
    assert StatedLot.objects.exists() is (lot.taken_back_at is None)


@pytest.mark.django_db
def test_a_lot_is_found_however_it_is_typed_and_never_guessed():
    lamp = make_product()
    make_lot(lamp)
    order = make_order(lines=[(lamp, 3)])

    assert state(order, "26 117", quantity=1).lot.number == "26-117"
    assert [lot.number for lot in lots.known_as("26117")] == ["26-117"]
    assert not lots.known_as("--")
    make_lot(lamp, "261-17")
    with pytest.raises(operations.UnknownLot):
        state(order, "26117", quantity=1)
    assert state(order, "261-17", quantity=1).lot.number == "261-17"
