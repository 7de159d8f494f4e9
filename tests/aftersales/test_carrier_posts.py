import json
from datetime import timedelta

import httpx
import pytest
from django.conf import settings
from django.utils import timezone
from standardwebhooks import Webhook

from aftersales.tracking import operations
from aftersales.tracking.carriers import simulator
from aftersales.tracking.models import Checkpoint, Kind, RefusedPost
from aftersales.tracking.simulator import depot, tasks
from aftersales.tracking.simulator.models import Scan
from tests.factories import make_order, make_product

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
DOOR = "/carriers/simulator/checkpoints/"


@pytest.fixture
def parcel():
    """A parcel that left some hours ago, by the clock on the wall: signatures are of today."""
    at = timezone.now() - 8 * HOUR
    order = make_order(status="packed", lines=[(make_product(at=at), 1)], at=at)
    return operations.hand_over(
        order=order, carrier="simulator", number="GP000000001IE", at=at + 4 * HOUR
    )


def checkpoint(parcel, *, event="e1", kind=Kind.IN_TRANSIT, **fields):
    moment = (timezone.now() - HOUR).isoformat()
    return {
        "event": event,
        "number": parcel.number,
        "kind": kind,
        "happened_at": moment,
        "place": "Dublin hub",
        **fields,
    }


def post(client, *checkpoints, signed_at=None, post_id="p1", body=None, **headers):
    body = body if body is not None else json.dumps({"checkpoints": list(checkpoints)})
    signed = simulator.sign(post_id=post_id, body=body, at=signed_at or timezone.now())
    headers = {**signed, **headers}
    return client.post(DOOR, body, content_type="application/json", headers=headers)


def test_a_signed_report_is_written_down(client, parcel):
    answer = post(client, checkpoint(parcel))

    assert (answer.status_code, answer.json()) == (200, {"received": 1})
    parcel.refresh_from_db()
    assert parcel.status == Kind.IN_TRANSIT
    assert parcel.checkpoints.get().place == "Dublin hub"


def test_the_same_post_again_is_welcome_and_changes_nothing(client, parcel):
    told = checkpoint(parcel)

    assert post(client, told).status_code == 200
    assert post(client, told).status_code == 200

    assert Checkpoint.objects.count() == 1
    assert not RefusedPost.objects.exists()


def forged(body, at):
    return simulator.sign(post_id="p1", body=body + " ", at=at)["webhook-signature"]


def by_another(body, at):
    return Webhook("whsec_" + "QQ" * 16).sign("p1", at, body)


@pytest.mark.parametrize("sign", [forged, by_another, lambda body, at: "", lambda body, at: "v1,%"])
def test_a_post_that_the_carrier_did_not_sign_is_refused_and_kept_for_staff(client, parcel, sign):
    body = json.dumps({"checkpoints": [checkpoint(parcel, kind=Kind.DELIVERED)]})

    answer = post(client, body=body, **{"webhook-signature": sign(body, timezone.now())})

    assert answer.status_code == 403
    kept = RefusedPost.objects.get()
    assert (kept.signed, kept.carrier, kept.body) == (False, "simulator", body)
    parcel.refresh_from_db()
    assert parcel.status == Kind.HANDED_OVER


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_post_signed_long_ago_or_ahead_is_refused(client, parcel, minutes):
    answer = post(client, checkpoint(parcel), signed_at=timezone.now() + timedelta(minutes=minutes))

    assert answer.status_code == 403
    assert not Checkpoint.objects.exists()
    assert RefusedPost.objects.count() == 1


def test_a_post_without_any_signature_is_refused(client, parcel):
    body = json.dumps({"checkpoints": [checkpoint(parcel)]})

    assert client.post(DOOR, body, content_type="application/json").status_code == 403
    assert not Checkpoint.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        "not json",
        "[]",
        "{}",
        '{"checkpoints": []}',
        '{"checkpoints": ["x"]}',
        '{"checkpoints": [{"event": "e"}]}',
    ],
)
def test_a_signed_post_that_cannot_be_read_is_refused_and_kept(client, parcel, body):
    assert post(client, body=body).status_code == 422

    assert RefusedPost.objects.get().signed


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "eaten"},
        {"kind": 7},
        {"event": ""},
        {"event": "e" * 121},
        {"happened_at": "yesterday"},
        {"happened_at": "2026-03-02T12:00:00"},
        {"place": "x" * 121},
        {"words": "a\0b"},
        {"number": None},
    ],
)
def test_a_report_with_a_field_that_is_wrong_is_refused(client, parcel, wrong):
    assert post(client, checkpoint(parcel) | wrong).status_code == 422

    assert not Checkpoint.objects.exists()


def test_a_report_about_a_parcel_that_we_do_not_know_is_asked_for_again(client, parcel):
    answer = post(client, checkpoint(parcel, number="GP999999999IE"))

    assert answer.status_code == 404
    assert RefusedPost.objects.get().why == "we have no parcel GP999999999IE"


def test_a_report_from_the_future_is_refused(client, parcel):
    ahead = (timezone.now() + HOUR).isoformat()

    answer = post(client, checkpoint(parcel, kind=Kind.DELIVERED, happened_at=ahead))

    assert answer.status_code == 422
    parcel.refresh_from_db()
    assert parcel.status == Kind.HANDED_OVER


def test_a_reason_that_we_do_not_know_is_still_a_failed_try(client, parcel):
    told = checkpoint(parcel, kind=Kind.FAILED_ATTEMPT, reason="swallowed_by_whale")

    assert post(client, told).status_code == 200

    assert parcel.checkpoints.get().reason == "other"


def test_words_from_a_carrier_cannot_become_markup(client, parcel):
    hostile = "<script>alert(1)</script>\u202e'\";--"
    told = checkpoint(parcel, place=hostile, words=hostile)

    assert post(client, told).status_code == 200

    assert parcel.checkpoints.get().place == hostile


def test_a_post_that_is_too_large_and_a_carrier_that_is_not_ours_are_turned_away(client, parcel):
    assert post(client, body="x" * 70_000).status_code == 413
    assert client.post("/carriers/nobody/checkpoints/", "{}", "application/json").status_code == 404
    assert client.get(DOOR).status_code == 405
    assert not RefusedPost.objects.exists()


def test_a_flood_of_forged_posts_does_not_fill_the_tables(client, parcel, monkeypatch):
    monkeypatch.setattr("aftersales.tracking.inbox.REFUSED_PER_HOUR", 2)

    answers = [
        client.post(DOOR, f'{{"n": {n}}}', content_type="application/json").status_code
        for n in range(4)
    ]

    assert answers == [403, 403, 429, 429]
    assert RefusedPost.objects.count() == 2


def test_the_simulated_carrier_carries_a_parcel_to_its_buyer(client, parcel, monkeypatch):
    """Its postman posts over HTTP; here the test's own client takes the place of the wire."""

    class Answer:
        def __init__(self, status):
            self.status = status

        def raise_for_status(self):
            if self.status != 200:
                raise httpx.HTTPError(f"answered {self.status}")

    def over_the_wire(url, *, content, headers, timeout):
        assert url == f"{settings.CANDOUR_ORIGIN}{DOOR}"
        sent = client.post(DOOR, content, content_type="application/json", headers=headers)
        return Answer(sent.status_code)

    monkeypatch.setattr(httpx, "post", over_the_wire)
    order = parcel.order
    taken = depot.take_in(
        key=str(parcel.key),
        at=parcel.handed_over_at,
        town="Galway",
        who="Maeve Doyle",
        plan="nobody_in",
        an_hour=timedelta(minutes=1),
    )
    type(parcel).objects.filter(pk=parcel.pk).update(number=taken.number)

    assert tasks.report(at=timezone.now()) == 7

    order.refresh_from_db()
    parcel.refresh_from_db()
    assert (order.status, parcel.status, parcel.received_by) == (
        "delivered",
        "delivered",
        "Maeve Doyle",
    )
    assert parcel.checkpoints.filter(reason="nobody_in").count() == 1
    assert not Scan.objects.filter(sent_at=None).exists()
    assert tasks.report(at=timezone.now()) == 0


def test_a_scan_that_the_shop_did_not_take_is_sent_again(parcel, monkeypatch):
    def no_shop(*_args, **_kwargs):
        raise httpx.ConnectError("nobody there")

    monkeypatch.setattr(httpx, "post", no_shop)
    depot.take_in(key=str(parcel.key), at=timezone.now() - 2 * HOUR, an_hour=HOUR, plan="direct")

    assert tasks.report(at=timezone.now()) == 0

    scan = Scan.objects.order_by("due_at").first()
    assert (scan.tries, scan.sent_at) == (1, None)
    assert scan.next_at > timezone.now()
    assert "nobody there" in scan.problem
