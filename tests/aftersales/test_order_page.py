from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from aftersales.changes import operations as changes
from aftersales.rights import queries
from aftersales.rights.registry import last_moment
from aftersales.tracking import mine, operations
from aftersales.tracking.models import Kind
from checkout.order import access
from checkout.payments import operations as payments
from storefront.promises import operations as promises
from storefront.promises import queries as promise_queries
from tests.clock import NOON
from tests.factories import make_order, make_product, make_user

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def page_of(order):
    return reverse("orders:detail", args=[order.number])


def words_of(response):
    import re

    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def member(client):
    user = make_user()
    client.force_login(user)
    return user


@pytest.mark.parametrize(
    ("status", "says"),
    [
        ("paid", "We pack it and hand it over by Tue 3 Mar 2026"),
        ("packed", "It is packed and waits for the carrier"),
        ("dispatched", "It is on its way and comes by Thu 5 Mar 2026"),
        ("delivered", "It is with you since Wed 4 Mar 2026"),
        ("completed", "It is with you since Wed 4 Mar 2026"),
        ("cancelled", "This order is cancelled"),
    ],
)
def test_the_page_of_an_order_begins_with_how_it_stands(client, member, status, says):
    order = make_order(status=status, user=member, lines=[(make_product(), 2)])

    answer = client.get(page_of(order))

    assert answer.status_code == 200
    assert answer.context["sentence"] == says
    assert order.number in words_of(answer)


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        (Kind.OUT_FOR_DELIVERY, "It is on the van and comes today"),
        (Kind.FAILED_ATTEMPT, "The carrier came and could not hand it over"),
        (Kind.TO_COLLECT, "It waits for you at a pick-up point"),
        (Kind.LOST, "The carrier cannot find it, and we are sorry"),
        (Kind.RETURNED, "It is on its way back to us"),
    ],
)
def test_what_a_carrier_reports_is_the_first_thing_that_the_page_says(client, member, kind, says):
    order = make_order(status="dispatched", user=member, lines=[(make_product(), 1)])
    shipment = order.shipments.get()
    happened = NOON + 20 * HOUR
    operations.record_checkpoint(
        shipment=shipment,
        event_id="e1",
        kind=kind,
        happened_at=happened,
        at=happened,
        reason="nobody_in" if kind == Kind.FAILED_ATTEMPT else "",
        place="Galway",
    )

    answer = client.get(page_of(order))

    assert answer.context["sentence"] == says
    assert "Galway" in words_of(answer)


def test_promises_stand_as_they_went(client, member):
    order = make_order(status="dispatched", user=member, lines=[(make_product(), 1)])
    promises.break_overdue(at=NOON + timedelta(days=5))

    entries = client.get(page_of(order)).context["promises"]

    marks = {str(entry["title"])[:8]: entry["mark"] for entry in entries}
    assert marks["Hand eve"] == "kept"
    assert [entry["mark"] for entry in entries if entry["title"].startswith("Bring it to")] == [
        "broken"
    ]


def test_a_parcel_that_came_late_keeps_its_broken_mark(client, member):
    order = make_order(status="dispatched", user=member, lines=[(make_product(), 1)])
    late = NOON + timedelta(days=6)
    operations.record_checkpoint(
        shipment=order.shipments.get(),
        event_id="e1",
        kind=Kind.DELIVERED,
        happened_at=late,
        at=late,
    )

    entry = next(
        each
        for each in client.get(page_of(order)).context["promises"]
        if each["title"].startswith("Bring it to")
    )

    assert (entry["mark"], entry["mark_words"]) == ("broken", "Kept late")


def test_what_was_given_back_stands_in_the_costs(client, member):
    order = make_order(
        status="dispatched", user=member, lines=[(make_product(price="20.00"), 1)], delivery="4.90"
    )
    promises.break_overdue(at=NOON + timedelta(days=5))

    answer = client.get(page_of(order))

    assert [str(row["amount"]) for row in answer.context["totals"]] == ["20.00", "4.90", "-4.90"]
    assert str(answer.context["left_paid"]) == "20.00"
    words = words_of(answer)
    assert "We are late, and sorry" in words
    assert "We promised it by Thu 5 Mar 2026, and it is not there. The new day is" in words
    assert "€4.90 comes back to you by" in words
    assert "Cancel what has not come" in words


def test_promises_stand_in_the_order_of_their_days(client, member):
    order = make_order(user=member, lines=[(make_product(), 1)])

    entries = client.get(page_of(order)).context["promises"]

    assert len(entries) > 1
    assert [each["at"] for each in entries] == sorted(each["at"] for each in entries)


def test_what_its_buyer_cancelled_keeps_its_promises_as_lifted(client, member):
    order = make_order(user=member, lines=[(make_product(), 1)])
    changes.cancel_order(order=order, by=member, at=NOON)

    answer = client.get(page_of(order))

    marks = {each["mark_words"] for each in answer.context["promises"] if each["mark"] == "over"}
    assert marks == {"Lifted: you cancelled"}
    assert " lifted" in answer.context["promises_words"]


def test_an_order_that_ended_unpaid_says_so_of_its_promises_and_blames_nobody(client, member):
    order = make_order(
        paid=False, status="awaiting_payment", user=member, lines=[(make_product(), 1)]
    )
    payments.cancel_unpaid(at=NOON + timedelta(days=30))

    answer = client.get(page_of(order))

    shown = answer.context["promises"]
    assert {each["mark_words"] for each in shown if each["mark"] == "over"} == {
        "Over: no payment came"
    }
    assert "over, as no payment came" in answer.context["promises_words"]
    assert "you cancelled" not in answer.content.decode()


def test_a_promise_that_moved_with_the_address_is_not_lifted_by_the_cancellation(client, member):
    order = make_order(user=member, lines=[(make_product(), 1)])
    promises.withdraw(subject=order, kind="deliver", at=NOON, why="another address")
    promises.make(
        kind="deliver", subject=order, due_at=NOON + timedelta(days=3), at=NOON,
        words="Bring it to Cork", order_number=order.number, user=member,
    )  # fmt: skip
    changes.cancel_order(order=order, by=member, at=NOON + timedelta(minutes=5))

    shown = client.get(page_of(order)).context["promises"]

    over = [each["title"] for each in shown if each["mark"] == "over"]
    assert "Bring it to Cork" in over
    assert sum(title.startswith("Bring it") for title in over) == 1


def test_what_is_late_stands_first_on_the_account_page(client, member):
    late = make_order(status="dispatched", user=member, lines=[(make_product(), 1)])
    promises.break_overdue(at=NOON + timedelta(days=6))
    for _each in range(4):
        make_order(user=member, lines=[(make_product(), 1)], at=NOON + timedelta(days=6))

    shown = mine.section(member, NOON)["orders"]

    assert (len(shown), shown[0]["order"], shown[0]["late"]) == (3, late, True)


def test_a_strangers_order_is_not_there(client, member):
    order = make_order(user=make_user(), lines=[(make_product(), 1)])
    of_a_guest = make_order(lines=[(make_product(), 1)])

    for each in (order, of_a_guest):
        assert client.get(page_of(each)).status_code == 404
        assert client.get(reverse("rights:order", args=[each.number])).status_code == 404


@pytest.mark.parametrize("number", ["FH-0000-0000", "../admin", "' OR 1=1", "%00", "x" * 500])
def test_a_number_that_is_made_up_finds_nothing(client, member, number):
    assert client.get(f"/orders/{number}/").status_code == 404


def test_who_is_signed_out_is_asked_to_sign_in_whether_or_not_there_is_such_an_order(client):
    order = make_order(user=make_user(), lines=[(make_product(), 1)])

    answers = [client.get(f"/orders/{number}/") for number in (order.number, "FH-0000-0000")]

    assert [(each.status_code, each.url) for each in answers] == [
        (302, f"{reverse('account_login')}?next=/orders/{order.number}/"),
        (302, f"{reverse('account_login')}?next=/orders/FH-0000-0000/"),
    ]


def test_a_guest_sees_the_order_through_the_signed_link_and_only_that_one(client):
    order = make_order(status="dispatched", lines=[(make_product(), 1)])
    other = make_order(lines=[(make_product(), 1)])
    from django.utils import timezone

    answer = client.get(access.link_to(order, at=timezone.now()), follow=True)

    assert answer.status_code == 200
    assert answer.context["order"] == order
    assert "next=" in client.get(page_of(other)).url


def test_the_page_is_kept_by_nobody_and_found_by_no_search_engine(client, member):
    order = make_order(user=member, lines=[(make_product(), 1)])

    answer = client.get(page_of(order))

    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer.content.decode()


def test_hostile_words_of_a_carrier_stay_words(client, member):
    order = make_order(status="dispatched", user=member, lines=[(make_product(), 1)])
    happened = NOON + 20 * HOUR
    operations.record_checkpoint(
        shipment=order.shipments.get(),
        event_id="<img src=x>",
        kind=Kind.IN_TRANSIT,
        happened_at=happened,
        at=happened,
        place="<script>alert(1)</script>",
        words='"><svg onload=alert(1)>',
    )

    html = client.get(page_of(order)).content.decode()

    assert "<script>alert" not in html
    assert "<svg onload" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize(
    ("status", "goods"), [("paid", 1), ("dispatched", 2), ("delivered", 1), ("delivered", 6)]
)
def test_the_page_asks_the_database_at_most_fifteen_times(client, member, status, goods):
    order = make_order(
        status=status, user=member, lines=[(make_product(), 1) for _each in range(goods)]
    )
    client.get(page_of(order))
    ContentType.objects.get_for_model(order)

    with CaptureQueriesContext(connection) as asked:
        client.get(page_of(order))

    statements = [each["sql"] for each in asked]
    assert len(statements) <= 15, "\n".join(statements)


def test_the_list_of_orders_asks_no_more_for_ten_than_for_one(client, member):
    for _each in range(3):
        make_order(user=member, lines=[(make_product(), 1), (make_product(), 2)])

    with CaptureQueriesContext(connection) as asked:
        answer = client.get(reverse("orders:mine"))

    assert len(answer.context["orders"]) == 3
    assert len(asked) <= 12


def test_the_account_page_shows_the_latest_orders(client, member):
    order = make_order(status="delivered", user=member, lines=[(make_product(title="Mug"), 1)])

    words = words_of(client.get(reverse("account:home")))

    assert "It is with you since Wed 4 Mar 2026" in words
    assert order.number in words


def test_the_pages_speak_chinese(client, member):
    order = make_order(status="dispatched", user=member, lines=[(make_product(), 1)])

    answer = client.get(f"/zh-hans{page_of(order)}")

    assert answer.status_code == 200
    assert 'lang="zh-hans"' in answer.content.decode().lower()


def test_an_order_made_in_english_names_its_things_in_chinese_for_who_reads_chinese(client, member):
    mug = make_product(title="Hob mug", title_zh="炉边马克杯")
    order = make_order(status="dispatched", user=member, lines=[(mug, 2)])

    english = words_of(client.get(page_of(order)))
    chinese = words_of(client.get(f"/zh-hans{page_of(order)}"))
    listed = words_of(client.get("/zh-hans/orders/"))

    assert "Hob mug" in english
    assert "炉边马克杯" not in english
    assert "内含：2 × 炉边马克杯" in chinese
    assert "Hob mug" not in chinese
    assert "炉边马克杯" in listed
    assert "Hob mug" not in listed


def test_what_the_simulated_carrier_reports_is_read_in_ones_own_language(client, member):
    order = make_order(status="dispatched", user=member, lines=[(make_product(), 1)])
    for n, (place, words) in enumerate(
        [("Dublin hub", "Sorted"), ("Galway depot", "Arrived at the depot near you"), ("X", "Y")]
    ):
        operations.record_checkpoint(
            shipment=order.shipments.get(),
            event_id=f"e{n}",
            kind=Kind.IN_TRANSIT,
            happened_at=NOON + (9 + n) * HOUR,
            at=NOON + (9 + n) * HOUR,
            place=place,
            words=words,
        )

    english = words_of(client.get(page_of(order)))
    chinese = words_of(client.get(f"/zh-hans{page_of(order)}"))

    assert "Dublin hub: Sorted" in english
    assert "Galway depot: Arrived at the depot near you" in english
    assert "都柏林分拣中心：已分拣" in chinese
    assert "Galway站点：已到达您附近的站点" in chinese
    # What nobody has a word for stands as it came.
    assert "X：Y" in chinese


@pytest.mark.clause("LBT-6.3.1.a")
def test_an_open_page_learns_that_something_changed_and_only_then(client, member):
    order = make_order(status="dispatched", user=member, lines=[(make_product(), 1)])
    version = client.get(page_of(order)).context["version"]
    state = reverse("orders:state", args=[order.number])

    def asked():
        return client.get(state, headers={"If-None-Match": version})

    assert asked().status_code == 304
    operations.record_checkpoint(
        shipment=order.shipments.get(),
        event_id="e1",
        kind=Kind.IN_TRANSIT,
        happened_at=NOON + 9 * HOUR,
        at=NOON + 9 * HOUR,
        place="Dublin hub",
    )

    assert asked().status_code == 200
    assert asked()["ETag"] == client.get(page_of(order)).context["version"] != version
    assert "Dublin hub" in words_of(client.get(page_of(order)))
    client.force_login(make_user())
    assert asked().status_code == 404


def test_the_end_of_a_day_is_said_as_that_day():
    midnight = NOON.replace(hour=0) + timedelta(days=1)

    assert last_moment(midnight).date() == NOON.date()


def test_a_right_whose_end_hangs_on_the_delivery_says_when_that_is_as_planned(client):
    order = make_order(user=make_user())
    client.force_login(order.user)

    page = words_of(client.get(page_of(order)))

    cancel, withdraw = (
        next(each for each in queries.rights_of(order, NOON) if each.key == key)
        for key in ("cancel", "withdraw")
    )
    assert (cancel.until, withdraw.until) == (None, None)
    assert cancel.expected == promise_queries.latest(subject=order, kind="dispatch").due_at
    comes = promise_queries.latest(subject=order, kind="deliver").due_at
    assert withdraw.expected > comes + timedelta(days=14)
    assert page.count("as planned") == 2
    assert "Consumer Rights Directive 2011/83/EU article 9(1)" in page
    assert "WDR-01" not in page


def test_an_end_that_hangs_on_what_is_still_to_come_is_not_called_endless(client, member):
    order = make_order(user=member, paid=False, status="awaiting_payment")

    ends = [
        (right.key, render_to_string("components/right_end.html", {"right": right}))
        for right in queries.rights_of(order, NOON)
        if right.open and not right.last_moment and not right.planned_moment
    ]

    assert {key for key, words in ends if "No end date" in words} == {"complain"}
    assert "Until it leaves us" in dict(ends)["cancel"]
