"""Whoever received a thing reviews it from its order, as a member or by the order's link."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from aftersales.returns import operations as returns
from aftersales.reviewing import inviting, purchases
from aftersales.tracking import operations as tracking
from aftersales.tracking.models import Kind
from checkout.order import access
from privacy.erasure.operations import close_account
from storefront.notices.models import Message
from storefront.purposes import operations as purposes
from storefront.purposes import queries as granted
from storefront.reviews import invitations, operations, reading
from storefront.reviews.models import Draft, Photo, Report, ReviewFacts
from tests.clock import NOON
from tests.factories import make_order, make_product, make_staff, make_user, make_variants

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TYPED = {
    "score": "2",
    "title": "Drips",
    "body": "It drips when it is poured slowly.",
    "used_for": "Tea, for a week",
    "name": "Tea friend",
    "delivery_score": "4",
    "service_score": "",
}


@pytest.fixture(autouse=True)
def _plain(client):
    client.cookies["no-page-cache"] = "1"


@pytest.fixture
def member(client):
    user = make_user(username="gwendoline")
    client.force_login(user)
    return user


@pytest.fixture
def jug():
    return make_product(title="Jug")


@pytest.fixture
def order(member, jug):
    return make_order(status="delivered", user=member, lines=[(jug, 1)], at=NOON)


def words(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def at(name, order, product, *more):
    return reverse(f"reviews:{name}", args=[order.number, product.pk, *more])


def photo(name="jug.jpg") -> SimpleUploadedFile:
    written = io.BytesIO()
    picture = Image.new("RGB", (2000, 1000), "white")
    described = Image.Exif()
    described[0x010F] = "Camera of Gwen"
    picture.save(written, "JPEG", exif=described)
    return SimpleUploadedFile(name, written.getvalue())


def send(client, order, product, **typed):
    client.post(at("write", order, product), {**TYPED, **typed})
    return client.post(at("preview", order, product), follow=True)


@pytest.mark.clause("LBT-6.4.5")
def test_a_member_writes_looks_at_it_and_sends_it_from_the_page_of_the_order(
    client, member, order, jug
):
    shown = client.get(reverse("orders:detail", args=[order.number]))
    assert at("write", order, jug) in shown.content.decode()

    answer = client.post(at("write", order, jug), TYPED)
    assert answer.url == at("preview", order, jug)
    preview = words(client.get(answer.url))
    assert "It is not sent yet." in preview
    assert "It drips when it is poured slowly." in preview
    assert "Tea friend" in preview
    assert ReviewFacts.objects.count() == 0

    sent = client.post(answer.url, follow=True)
    assert "We have your review" in words(sent)
    facts = ReviewFacts.objects.get()
    assert (facts.review.user, facts.order_number) == (member, order.number)
    assert (facts.bought_at, facts.delivery_score) == (order.date_placed, 4)
    shown = client.get(reverse("orders:detail", args=[order.number]))
    assert at("own", order, jug) in shown.content.decode()
    account = words(client.get(reverse("account:home")))
    assert "Drips : Will be shown" in account


def test_a_guest_writes_by_the_link_to_the_order(client, jug):
    order = make_order(status="delivered", email="ruth@guests.example", lines=[(jug, 1)])
    assert client.get(at("write", order, jug)).status_code == 404

    client.get(access.link_to(order, at=NOON))
    from django.utils import timezone

    client.get(access.link_to(order, at=timezone.now()))
    sent = send(client, order, jug)

    assert "We have your review" in words(sent)
    review = ReviewFacts.objects.get().review
    assert (review.user, review.email) == (None, "ruth@guests.example")


def test_the_product_page_leads_a_buyer_to_their_review_and_tells_others_how(client, order, jug):
    begin = reverse("reviews:begin", args=[jug.slug, jug.pk])

    assert client.get(begin).url == at("write", order, jug)
    stranger = Client().get(begin)
    assert stranger.status_code == 200
    assert "Only people whose order we can see may review" in words(stranger)
    send(client, order, jug)
    assert client.get(begin).url == at("own", order, jug)


@pytest.mark.clause("LBT-6.4.5")
@pytest.mark.parametrize("status", ["paid", "packed", "dispatched", "cancelled"])
def test_what_has_not_come_cannot_be_reviewed(client, member, jug, status):
    order = make_order(status=status, user=member, lines=[(jug, 1)])

    assert client.get(at("write", order, jug)).status_code == 404
    assert client.post(at("write", order, jug), TYPED).status_code == 404
    assert client.post(at("preview", order, jug)).status_code == 404
    assert Draft.objects.count() == ReviewFacts.objects.count() == 0


def test_a_parcel_that_went_back_to_us_was_never_in_their_hands(client, member, jug):
    order = make_order(status="dispatched", user=member, lines=[(jug, 1)])
    tracking.record_checkpoint(
        shipment=order.shipments.get(),
        event_id="r1",
        kind=Kind.RETURNED,
        happened_at=NOON + DAY,
        at=NOON + DAY,
    )

    assert client.get(at("write", order, jug)).status_code == 404


def test_what_was_sent_back_may_be_reviewed_and_says_so(client, member, order, jug):
    import uuid

    returns.state(
        key=uuid.uuid4(),
        name="Gwen",
        contract=order.number,
        email=member.email,
        language="en",
        order=order,
        at=NOON + 3 * DAY,
    )

    send(client, order, jug)

    assert ReviewFacts.objects.get().sent_back
    assert "and sent back" in words(client.get(at("own", order, jug)))


def test_two_glazes_of_one_mug_are_one_thing_to_review(member):
    oat, moss = make_variants()
    order = make_order(status="delivered", user=member, lines=[(oat, 1), (moss, 1)])

    (bought,) = purchases.received(order)

    assert bought.product_id == oat.parent_id


@pytest.mark.clause("LBT-6.4.5")
def test_strangers_forgers_and_wrong_things_find_no_page(client, order, jug):
    other = make_product()
    send(client, order, jug)
    client.post(at("write", order, jug), {**TYPED, "photos": photo()})
    draft_photo = Photo.objects.get()
    for url in (
        at("write", order, other),
        at("own", order, other),
        reverse("reviews:write", args=["FH-0000", jug.pk]),
    ):
        assert client.get(url).status_code == 404
    stranger = Client()
    stranger.force_login(make_user())
    for name in ("own", "write", "preview"):
        assert stranger.get(at(name, order, jug)).status_code == 404
    for name in ("take_back", "appeal", "preview", "write"):
        assert stranger.post(at(name, order, jug), {"words": "It is mine."}).status_code == 404
    assert stranger.get(at("own_photo", order, jug, draft_photo.pk)).status_code == 404
    assert stranger.get(reverse("reviews:photo", args=[draft_photo.pk])).status_code == 404
    assert ReviewFacts.objects.get().status == "waiting"


def test_a_picture_is_written_anew_small_and_without_its_camera_and_seen_when_it_is_shown(
    client, order, jug
):
    send(client, order, jug, photos=photo())
    kept = Photo.objects.get()
    content = b"".join(client.get(at("own_photo", order, jug, kept.pk)))
    opened = Image.open(io.BytesIO(content))

    assert (opened.format, opened.size) == ("WEBP", (1280, 640))
    assert b"Camera of Gwen" not in content
    assert not opened.getexif()
    public = reverse("reviews:photo", args=[kept.pk])
    assert Client().get(public).status_code == 404
    operations.publish(facts=ReviewFacts.objects.get(), by=None, at=NOON + 3 * DAY)
    assert Client().get(public)["Content-Type"] == "image/webp"
    operations.hide(
        facts=ReviewFacts.objects.get(),
        reason="law",
        words="“Fool”",
        by=make_staff(),
        at=NOON + 4 * DAY,
    )
    assert Client().get(public).status_code == 404


def test_files_that_are_no_pictures_and_too_many_are_refused_and_what_was_typed_stays(
    client, order, jug
):
    liar = SimpleUploadedFile("jug.jpg", b"%PDF-1.4 no picture")

    answer = client.post(at("write", order, jug), {**TYPED, "photos": liar})
    assert answer.status_code == 422
    assert "It drips when it is poured slowly." in words(answer)
    many = client.post(at("write", order, jug), {**TYPED, "photos": [photo() for _n in range(5)]})
    assert many.status_code == 422
    for _n in range(2):
        last = client.post(
            at("write", order, jug), {**TYPED, "photos": [photo() for _n in range(3)]}
        )
    assert last.status_code == 422
    assert Photo.objects.count() == 3


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("score", ""), ("score", "6"), ("score", "0"), ("score", "-1"), ("score", "5.5"),
        ("title", ""), ("body", ""), ("body", "No"), ("name", ""), ("name", "gwendoline"),
        ("delivery_score", "9"), ("body", "x" * 5001),
    ],
)  # fmt: skip
def test_bad_input_is_named_and_nothing_is_kept(client, order, jug, field, value):
    answer = client.post(at("write", order, jug), {**TYPED, field: value})

    assert answer.status_code == 422
    assert "Error:" in words(answer)
    assert Draft.objects.count() == 0


def test_an_author_changes_takes_back_and_objects_on_their_own_page(client, order, jug):
    send(client, order, jug)
    facts = ReviewFacts.objects.get()
    operations.publish(facts=facts, by=None, at=NOON + 3 * DAY)
    changed = send(client, order, jug, title="Drips a little")
    assert "Your review is shown to all" in words(changed)
    assert "changed on" in words(changed)

    operations.hide(
        facts=facts, reason="insult", words="The last line.", by=make_staff(), at=NOON + 4 * DAY
    )
    own = words(client.get(at("own", order, jug)))
    assert "Your review is hidden" in own
    assert "It insults somebody" in own
    assert "The last line." in own
    assert client.post(at("appeal", order, jug), {"words": ""}).status_code == 422
    client.post(at("appeal", order, jug), {"words": "There is nobody named in it."})
    assert "A second person looks at it" in words(client.get(at("own", order, jug)))

    client.post(at("take_back", order, jug))
    facts.refresh_from_db()
    assert facts.status == "taken_back"
    assert facts.appeals.get().status == "overtaken"


def test_the_pages_cost_few_statements(client, order, jug):
    send(client, order, jug, photos=photo())
    for name, most in (("write", 16), ("own", 16)):
        client.get(at(name, order, jug))
        with CaptureQueriesContext(connection) as asked:
            client.get(at(name, order, jug))
        assert len(asked) <= most, name


# Being asked


def agree(user):
    purposes.record(invitations.PURPOSE, granted=True, source="test", user=user, at=NOON)


def test_whoever_agreed_is_asked_once_some_days_after_it_came(order, member):
    agree(member)

    assert inviting.invite_due(at=NOON + 11 * DAY) == 0
    assert inviting.invite_due(at=NOON + 12 * DAY) == 1
    assert inviting.invite_due(at=NOON + 13 * DAY) == 0
    assert {each.user for each in Message.objects.filter(kind=inviting.KIND)} == {member}


def test_nobody_is_asked_without_their_yes_or_about_what_they_reviewed(client, order, member, jug):
    assert inviting.invite_due(at=NOON + 12 * DAY) == 0
    agree(member)
    send(client, order, jug)
    assert inviting.invite_due(at=NOON + 12 * DAY) == 0
    assert not Message.objects.filter(kind=inviting.KIND).exists()


def test_one_press_stops_it_and_a_forged_link_does_nothing(client, member):
    agree(member)
    from django.utils import timezone

    now = timezone.now()
    link = invitations.stop_link(member, at=now)
    outside = Client()

    assert outside.get(link).status_code == 200
    assert granted.granted(invitations.PURPOSE, user=member, at=now)
    assert outside.post(reverse("reviews:stop", args=["forged"])).status_code == 302
    assert outside.post(link).status_code == 200
    assert not granted.granted(invitations.PURPOSE, user=member, at=timezone.now() + DAY)


# Leaving


def test_without_a_yes_a_review_is_hidden_with_the_account_and_nothing_of_its_author_is_left(
    client, order, member, jug
):
    send(client, order, jug, photos=photo())
    facts = ReviewFacts.objects.get()
    operations.publish(facts=facts, by=None, at=NOON + 3 * DAY)
    other = make_user()
    operations.report(facts=facts, reason="law", words="x", user=member, at=NOON + 3 * DAY)
    operations.vote(facts=facts, helped=True, by=other, at=NOON + 3 * DAY)

    close_account(user=member, at=NOON + 5 * DAY)
    close_account(user=other, at=NOON + 5 * DAY)

    facts.refresh_from_db()
    facts.review.refresh_from_db()
    assert facts.status == "taken_back"
    assert (facts.review.user, facts.review.name, facts.mail_key) == (None, "", "")
    assert facts.review.total_votes == 0
    assert Photo.objects.count() == 0
    assert Report.objects.get().user is None
    assert reading.of(jug.pk).count == 0


def test_with_a_yes_it_stays_under_the_name_that_was_chosen(client, order, member, jug):
    send(client, order, jug, stays="on")
    facts = ReviewFacts.objects.get()
    operations.publish(facts=facts, by=None, at=NOON + 3 * DAY)

    close_account(user=member, at=NOON + 5 * DAY)

    (found,) = reading.of(jug.pk).shown
    assert (found.who, found.title) == ("Tea friend", "Drips")
    facts.review.refresh_from_db()
    assert facts.review.user is None
