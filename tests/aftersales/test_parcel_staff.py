from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from aftersales.tracking import numbering, operations, queries, undoing
from aftersales.tracking.models import Checkpoint, Kind, RefusedPost, Shipment, ShipmentLine
from checkout.order import operations as orders
from storefront.staff import tiles
from tests.clock import NOON
from tests.factories import make_order, make_product, make_staff, make_user

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def packer(client, settings):
    settings.CANDOUR_STAFF_NEEDS_SECOND_FACTOR = False
    user = make_staff()
    client.force_login(user)
    return user


def just_packed():
    at = timezone.now() - 3 * HOUR
    return make_order(status="packed", lines=[(make_product(at=at), 1)], at=at)


def test_staff_hand_a_packed_order_over(client, packer):
    order = just_packed()
    add = reverse("admin:tracking_shipment_add")
    chosen = client.post(add, {"order": order.number})
    assert chosen.url == f"{add}?order={order.number}"

    answer = client.post(chosen.url, {"carrier": "simulator", "number": ""})

    assert answer.status_code == 302
    order.refresh_from_db()
    assert order.status == "dispatched"
    assert order.moves.get(to_status="dispatched").moved_by == packer


def test_only_packed_orders_can_be_chosen_and_nothing_is_done_otherwise(client, packer):
    order = make_order(status="paid", lines=[(make_product(), 1)])
    given = {"order": order.number, "carrier": "simulator", "number": ""}

    answer = client.post(reverse("admin:tracking_shipment_add"), given)

    assert answer.status_code == 422
    assert not Shipment.objects.exists()


def test_staff_type_in_what_they_hear(client, packer):
    order = just_packed()
    shipment = operations.hand_over(order=order, number="X1", at=timezone.now() - HOUR)
    heard = timezone.localtime(timezone.now() - timedelta(minutes=20))
    given = {
        "kind": Kind.DELIVERED,
        "happened_at": f"{heard:%Y-%m-%d %H:%M}",
        "words": "Told by telephone",
    }

    answer = client.post(reverse("admin:tracking_shipment_report", args=[shipment.pk]), given)

    assert answer.status_code == 302, answer.context["form"].errors
    assert Checkpoint.objects.get().noted_by == packer
    order.refresh_from_db()
    assert order.status == "delivered"


def test_a_report_from_the_future_is_refused_at_the_form(client, packer):
    shipment = operations.hand_over(order=just_packed(), number="X1", at=timezone.now() - HOUR)
    given = {"kind": Kind.DELIVERED, "happened_at": "2099-01-01 10:00", "words": "A dream"}

    answer = client.post(reverse("admin:tracking_shipment_report", args=[shipment.pk]), given)

    assert answer.status_code == 422
    assert not Checkpoint.objects.exists()


@pytest.mark.parametrize("staff", [False, True])
def test_who_may_not_hand_over_does_not(client, settings, staff):
    settings.CANDOUR_STAFF_NEEDS_SECOND_FACTOR = False
    order = just_packed()
    shipment = operations.hand_over(order=order, number="X1", at=timezone.now() - HOUR)
    client.force_login(make_staff(superuser=False) if staff else make_user())

    for address in (
        reverse("admin:tracking_shipment_add"),
        reverse("admin:tracking_shipment_report", args=[shipment.pk]),
    ):
        assert client.post(address, {"kind": "delivered"}).status_code in (302, 403)

    assert Shipment.objects.count() == 1
    assert not Checkpoint.objects.exists()


def test_the_lists_of_staff_open(client, packer):
    order = make_order(status="delivered", lines=[(make_product(), 1)])
    RefusedPost.objects.create(carrier="simulator", why="forged", received_at=NOON)

    for address in (
        reverse("admin:tracking_shipment_changelist"),
        reverse("admin:tracking_shipment_changelist") + "?waits=parcels-stuck",
        reverse("admin:tracking_shipment_changelist") + "?look=doubt",
        reverse("admin:tracking_shipment_change", args=[order.shipments.get().pk]),
        reverse("admin:tracking_shipment_add"),
        reverse("admin:tracking_refusedpost_changelist") + "?waits=carrier-posts-refused",
    ):
        assert client.get(address).status_code == 200, address


def test_what_was_seen_leaves_the_start_page(client, packer):
    post = RefusedPost.objects.create(carrier="simulator", why="forged", received_at=NOON)
    tile = next(each for each in tiles.all_tiles() if each.key == "carrier-posts-refused")
    assert tile.count(NOON) == 1

    client.post(
        reverse("admin:tracking_refusedpost_changelist"),
        {"action": "mark_seen", "_selected_action": [post.pk]},
    )

    assert tile.count(NOON) == 0


def test_a_parcel_of_which_nothing_is_heard_waits_for_somebody():
    order = make_order(status="dispatched", lines=[(make_product(), 1)])
    handed_over = order.shipments.get().handed_over_at

    assert not queries.stuck(handed_over + timedelta(days=3)).exists()
    assert queries.stuck(handed_over + timedelta(days=3, minutes=1)).count() == 1


def test_what_was_counted_for_one_order_sends_nothing_of_another(client, packer):
    at = timezone.now() - 3 * HOUR
    mugs = make_order(status="packed", lines=[(make_product(at=at), 2)], at=at)
    bowls = make_order(status="packed", lines=[(make_product(at=at), 4)], at=at)
    given = {"order": bowls.number, "carrier": "simulator", "number": ""}
    given[f"units_{mugs.lines.get().pk}"] = 1

    answer = client.post(f"{reverse('admin:tracking_shipment_add')}?order={mugs.number}", given)

    assert answer.status_code == 302
    parcel = Shipment.objects.get()
    assert (parcel.order, parcel.lines.get().quantity) == (mugs, 1)
    bowls.refresh_from_db()
    assert bowls.status == "packed"


def test_a_part_that_is_handed_over_by_two_presses_of_one_button_is_one_parcel(client, packer):
    at = timezone.now() - 3 * HOUR
    order = make_order(status="packed", lines=[(make_product(at=at), 3)], at=at)
    add = f"{reverse('admin:tracking_shipment_add')}?order={order.number}"
    units = f"units_{order.lines.get().pk}"

    def typed():
        key = client.get(add).context["form"]["key"].value()
        return {"carrier": "simulator", "number": "", units: 1, "key": str(key)}

    first = typed()
    answers = [client.post(add, first) for _twice in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert [row.quantity for row in ShipmentLine.objects.all()] == [1]
    client.post(add, typed())  # of a page opened anew, it is another parcel
    assert Shipment.objects.count() == 2
    order.refresh_from_db()
    assert order.status == "packed"


def test_a_report_is_written_down_once_by_two_presses_of_one_button(client, packer):
    shipment = operations.hand_over(order=just_packed(), number="X1", at=timezone.now() - HOUR)
    page = reverse("admin:tracking_shipment_report", args=[shipment.pk])
    key = client.get(page).context["form"]["key"].value()
    heard = timezone.localtime(timezone.now() - timedelta(minutes=20))
    typed = {
        "kind": Kind.FAILED_ATTEMPT, "reason": "nobody_in", "key": str(key),
        "happened_at": f"{heard:%Y-%m-%dT%H:%M}", "words": "Told by telephone",
    }  # fmt: skip

    answers = [client.post(page, typed) for _twice in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Checkpoint.objects.count() == 1


@pytest.mark.parametrize("key", ["abc", "0", "999999999"])
def test_a_step_of_a_parcel_that_is_not_there_is_not_found(client, packer, key):
    page = reverse("admin:tracking_shipment_changelist")
    number = reverse("admin:tracking_shipment_number", args=[7]).removeprefix(page)
    assert number == "7/number/"

    for step in ("report", "number", "packing-slip", "type-in-report", "correct-number"):
        assert client.get(f"{page}{key}/{step}/", follow=True).status_code == 404, step


def test_an_odd_report_that_was_taken_back_casts_no_doubt_on_its_parcel(client, packer):
    at = timezone.now()
    shipment = operations.hand_over(order=just_packed(), number="X1", at=at - 30 * HOUR)
    report = operations.record_checkpoint(
        shipment=shipment, event_id="e", kind=Kind.DELIVERED, happened_at=at - 20 * HOUR, at=at,
        by=packer,
    )  # fmt: skip
    odd = reverse("admin:tracking_shipment_changelist") + "?look=doubt"
    assert list(client.get(odd).context["cl"].queryset) == [shipment]

    undoing.take_back_report(checkpoint=report, why="Not so", by=packer, at=at)

    assert list(client.get(odd).context["cl"].queryset) == []


def test_a_parcel_of_nothing_is_refused_in_words(client, packer):
    order = just_packed()
    given = {"carrier": "simulator", "number": "", f"units_{order.lines.get().pk}": 0}

    answer = client.post(f"{reverse('admin:tracking_shipment_add')}?order={order.number}", given)

    assert answer.status_code == 422
    assert "Say at least one piece that goes into this parcel." in answer.content.decode()
    assert not Shipment.objects.exists()


def arrived(client, order, *, ago, words="The buyer has written so"):
    at = timezone.localtime(timezone.now() - ago)
    given = {"happened_at": f"{at:%Y-%m-%d %H:%M}", "words": words}
    return client.post(reverse("admin:tracking_delivered", args=[order.number]), given)


def test_who_marks_an_order_delivered_says_when_and_how_they_know(client, packer):
    order = just_packed()
    operations.hand_over(order=order, number="X1", at=timezone.now() - 2 * HOUR)
    assert arrived(client, order, ago=HOUR, words="").status_code == 422
    assert arrived(client, order, ago=-HOUR).status_code == 422
    order.refresh_from_db()
    assert order.status == "dispatched"

    answer = arrived(client, order, ago=HOUR)

    assert answer.status_code == 302
    order.refresh_from_db()
    move = order.moves.get(to_status="delivered")
    assert (move.moved_by, move.why) == (packer, "The buyer has written so")
    assert timezone.now() - move.moved_at > timedelta(minutes=59)


def test_an_order_is_not_marked_delivered_while_a_parcel_says_otherwise(client, packer):
    order = just_packed()
    shipment = operations.hand_over(order=order, number="X1", at=timezone.now() - 2 * HOUR)
    at = timezone.now() - HOUR
    operations.record_checkpoint(
        shipment=shipment, event_id="E1", kind=Kind.FAILED_ATTEMPT, happened_at=at, at=at
    )

    answer = arrived(client, order, ago=HOUR / 2)

    assert answer.status_code == 422
    assert "Parcel 1 says otherwise: Could not be delivered" in answer.content.decode()
    order.refresh_from_db()
    assert order.status == "dispatched"


# Carriers, and steps that were done already


def test_carriers_are_offered_by_the_name_that_the_order_was_promised(client, packer):
    order = just_packed()

    page = client.get(f"{reverse('admin:tracking_shipment_add')}?order={order.number}")

    assert page.context["form"].fields["carrier"].choices == [
        ("simulator", "Green Post: gives us its number by itself"),
        ("by_hand", "Green Post: its number is typed in here"),
    ]
    assert "imulated" not in page.content.decode()


def test_who_hands_over_or_marks_delivered_second_reads_who_was_first(client, packer):
    dara = make_staff(first_name="Dara", last_name="Furlong")
    order = just_packed()
    operations.hand_over(order=order, number="X1", by=dara, at=timezone.now() - 2 * HOUR)
    add = f"{reverse('admin:tracking_shipment_add')}?order={order.number}"

    answer = client.post(add, {"carrier": "by_hand", "number": "X2"}, follow=True)
    assert f"Order {order.number} was On its way before you pressed: by Dara Furlong" in (
        answer.content.decode()
    )
    assert Shipment.objects.count() == 1

    orders.deliver(order=order, by=dara, at=timezone.now() - HOUR)
    answer = client.post(
        reverse("admin:tracking_delivered", args=[order.number]), {"words": "x"}, follow=True
    )
    assert f"Order {order.number} was Delivered before you pressed: by Dara Furlong" in (
        answer.content.decode()
    )


def test_a_moment_to_come_and_one_before_it_left_are_refused_each_in_its_own_words(client, packer):
    shipment = operations.hand_over(order=just_packed(), number="X1", at=timezone.now() - HOUR)
    page = reverse("admin:tracking_shipment_report", args=[shipment.pk])
    given = {"kind": Kind.IN_TRANSIT, "words": "Told by telephone"}

    later = client.post(page, {**given, "happened_at": "2099-01-01T10:00"}).content.decode()
    before = client.post(page, {**given, "happened_at": "2020-01-01T10:00"}).content.decode()

    assert "This has yet to happen: it is" in later
    assert "the parcel was handed over only on" in before
    assert f"{timezone.localtime(shipment.handed_over_at):%Y-%m-%d}" not in before
    assert not Checkpoint.objects.exists()


# What was done by mistake


def test_staff_correct_a_number_on_its_page(client, packer):
    shipment = operations.hand_over(order=just_packed(), number="X1", at=timezone.now() - HOUR)
    page = reverse("admin:tracking_shipment_number", args=[shipment.pk])
    assert client.get(page).context["form"]["number"].value() == "X1"
    assert client.post(page, {"number": "X7", "why": ""}).status_code == 422

    answer = client.post(page, {"number": "x7", "why": "Read it again"}, follow=True)

    body = answer.content.decode()
    assert "The number is now X7, and the buyer is told." in body
    assert "Read it again" in body
    assert shipment.number_changes.get().changed_by == packer


def test_staff_take_a_report_back_on_its_page_and_it_stays_in_sight(client, packer):
    shipment = operations.hand_over(order=just_packed(), number="X1", at=timezone.now() - HOUR)
    at = timezone.now() - HOUR / 2
    wrong = operations.record_checkpoint(
        shipment=shipment, event_id="by-hand-1", kind=Kind.DELIVERED, happened_at=at, at=at,
        by=packer, words="Said the driver",
    )  # fmt: skip
    parcel = reverse("admin:tracking_shipment_change", args=[shipment.pk])
    page = reverse("admin:tracking_report_take_back", args=[shipment.pk, wrong.pk])
    assert page in client.get(parcel).content.decode()

    answer = client.post(page, {"why": "It was next door's"}, follow=True)

    body = answer.content.decode()
    assert "The parcel stands again at: Handed to the carrier." in body
    assert "Said the driver" in body
    assert "It was next door&#x27;s" in body
    assert page not in body


def test_staff_take_a_parcel_back_on_its_page_and_find_it_in_the_list(client, packer):
    order = just_packed()
    shipment = operations.hand_over(order=order, number="X1", at=timezone.now() - HOUR)
    page = reverse("admin:tracking_shipment_take_back", args=[shipment.pk])
    assert client.get(page).status_code == 200

    answer = client.post(page, {"why": "Wrong table"}, follow=True)

    assert "Parcel 1 is taken back" in answer.content.decode()
    order.refresh_from_db()
    assert order.status == "packed"
    listed = reverse("admin:tracking_shipment_changelist")
    assert "Taken back: it never left" in client.get(f"{listed}?status=taken_back").content.decode()
    shown = client.get(reverse("admin:tracking_shipment_change", args=[shipment.pk]))
    assert "Wrong table" in shown.content.decode()
    assert page not in shown.content.decode()


@pytest.mark.parametrize("staff", [False, True])
def test_who_may_not_hand_over_puts_nothing_right(client, settings, staff):
    settings.CANDOUR_STAFF_NEEDS_SECOND_FACTOR = False
    colleague = make_staff()
    shipment = operations.hand_over(order=just_packed(), number="X1", at=timezone.now() - HOUR)
    at = timezone.now() - HOUR / 2
    report = operations.record_checkpoint(
        shipment=shipment, event_id="e", kind=Kind.LOST, happened_at=at, at=at, by=colleague
    )
    client.force_login(make_staff(superuser=False) if staff else make_user())

    for address in (
        reverse("admin:tracking_shipment_number", args=[shipment.pk]),
        reverse("admin:tracking_shipment_take_back", args=[shipment.pk]),
        reverse("admin:tracking_report_take_back", args=[shipment.pk, report.pk]),
    ):
        answer = client.post(address, {"number": "X9", "why": "Because"})
        assert answer.status_code in (302, 403)

    shipment = Shipment.everything.get()
    assert (shipment.number, shipment.taken_back_at) == ("X1", None)
    assert Checkpoint.objects.filter(pk=report.pk).exists()


def test_the_history_says_who_did_what_nobody_of_staff_did(client, packer):
    order = just_packed()
    shipment = operations.hand_over(
        order=order, carrier="simulator", number="GP000000001IE", at=timezone.now() - HOUR
    )
    at = timezone.now() - HOUR / 2
    operations.record_checkpoint(
        shipment=shipment, event_id="GP1-1", kind=Kind.DELIVERED, happened_at=at, at=at,
        place="Galway", words="Handed over at the door",
    )  # fmt: skip

    of_order = client.get(reverse("admin:order_order_change", args=[order.pk])).content.decode()
    of_parcel = client.get(reverse("admin:tracking_shipment_change", args=[shipment.pk]))

    assert "the carrier" in of_order
    assert "Report about parcel GP000000001IE" in of_order
    assert "GP1-1" not in of_order + of_parcel.content.decode()
    assert "Galway: Handed over at the door" in of_parcel.content.decode()


def test_parcels_are_found_by_the_buyer_and_by_numbers_however_they_are_typed(client, packer):
    order = just_packed()
    shipment = operations.hand_over(order=order, number="X1-2", at=timezone.now() - HOUR)
    operations.hand_over(order=just_packed(), number="X9", at=timezone.now() - HOUR)
    numbering.correct_number(
        shipment=shipment, number="Z5-5", why="x", by=packer, at=timezone.now()
    )
    listed = reverse("admin:tracking_shipment_changelist")

    for said, many in (
        (order.number, 1), (order.number.replace("-", "").lower(), 1), ("z5-5", 1), ("X1-2", 1),
        (order.intent.email, 2), ("Maeve Doyle", 2), ("nobody@example.org", 0),
    ):  # fmt: skip
        found = client.get(listed, {"q": said}).context["cl"].result_list
        assert len(found) == many, said
