from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction

from storefront.accounts.models import User
from storefront.notices import channels, operations, queries, registry
from storefront.notices.models import Message, Status
from storefront.notices.operations import Recipient
from tests.clock import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kinds(monkeypatch, settings, tmp_path):
    folder = tmp_path / "notices"
    folder.mkdir()
    (folder / "parcel.subject.txt").write_text("Your parcel\n is on its way")
    (folder / "parcel.txt").write_text("Hello,\n\nit comes on {{ day }}.")
    settings.TEMPLATES = [
        {**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}
    ]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    monkeypatch.setitem(
        registry._kinds,
        "parcel",
        registry.Kind("parcel", "Parcel", build=lambda message: {"day": "Monday"}),
    )
    monkeypatch.setitem(registry._kinds, "offer", registry.Kind("offer", "Offer", purpose="news"))


def _tell(to, key="parcel-1", kind="parcel"):
    return operations.tell(kind=kind, to=to, dedupe_key=key, at=NOON)


def _ada():
    return User.objects.create_user("ada", "ada@example.test", "x")


def test_a_member_is_told_by_mail_and_in_the_account():
    messages = _tell(Recipient.of(_ada()))

    assert sorted(message.channel for message in messages) == ["account", "mail"]


def test_a_guest_is_told_by_mail_alone():
    [message] = _tell(Recipient(email="guest@example.test"))

    assert (message.channel, message.email) == ("mail", "guest@example.test")


def test_one_fact_is_told_once():
    guest = Recipient(email="guest@example.test")
    _tell(guest)

    assert _tell(guest) == []
    assert Message.objects.count() == 1


def test_what_was_rolled_back_is_not_told():
    with transaction.atomic():
        _tell(Recipient(email="guest@example.test"))
        transaction.set_rollback(True)

    assert not Message.objects.exists()


def test_a_message_is_sent_once_however_often_it_is_asked_for():
    [message] = _tell(Recipient(email="guest@example.test"))

    sent = [operations.send(message_id=message.pk, at=NOON) for _ in range(2)]

    assert sent == [True, False]
    [letter] = mail.outbox
    assert letter.subject == "Your parcel is on its way"
    assert "it comes on Monday." in letter.body
    assert Message.objects.get().words.startswith("Hello,")


def test_a_message_that_fails_is_tried_again_later_and_then_lies_where_staff_see_it(monkeypatch):
    def refuse(message, written):
        raise OSError("no route to the mail server")

    monkeypatch.setattr(channels, "hand_over", refuse)
    [message] = _tell(Recipient(email="guest@example.test"))
    at = NOON

    operations.send(message_id=message.pk, at=at)
    message.refresh_from_db()
    assert (message.status, message.next_at) == (Status.WAITING, NOON + timedelta(minutes=1))
    assert operations.send(message_id=message.pk, at=at) is False, "not before its time"

    for _ in operations.PAUSES:
        at = message.next_at
        operations.send_due(at=at)
        message.refresh_from_db()

    assert message.status == Status.DEAD
    assert "no route" in message.last_error
    assert message.attempts == len(operations.PAUSES) + 1


def test_a_worker_killed_while_sending_is_followed_by_another():
    [message] = _tell(Recipient(email="guest@example.test"))
    Message.objects.update(status=Status.SENDING, next_at=NOON + operations.CLAIMED_FOR)

    assert operations.send_due(at=NOON) == 0
    assert operations.send_due(at=NOON + operations.CLAIMED_FOR) == 1


def test_every_try_of_a_mail_carries_the_same_id():
    [message] = _tell(Recipient(email="guest@example.test"))
    operations.send(message_id=message.pk, at=NOON)
    Message.objects.update(status=Status.SENDING, next_at=NOON)

    operations.send(message_id=message.pk, at=NOON)

    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


def test_news_goes_only_to_those_who_said_yes():
    assert _tell(Recipient.of(_ada()), kind="offer") == []


def test_the_inbox_shows_what_was_sent_and_marks_it_read():
    ada = _ada()
    for message in _tell(Recipient.of(ada)):
        operations.send(message_id=message.pk, at=NOON)

    assert queries.unread(ada) == 1
    operations.mark_read(user=ada, at=NOON)
    assert queries.unread(ada) == 0
    assert queries.inbox(ada).get().title == "Your parcel is on its way"


def test_a_dead_message_can_be_sent_again_by_staff():
    [message] = _tell(Recipient(email="guest@example.test"))
    Message.objects.update(status=Status.DEAD, attempts=8)

    operations.try_again(message=message, at=NOON)

    assert operations.send(message_id=message.pk, at=NOON) is True
