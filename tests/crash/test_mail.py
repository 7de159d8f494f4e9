"""
A worker killed while it tells a buyer: the message is sent later, and known again if it was.
"""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone
from redis import Redis

from storefront.notices import operations as notices
from storefront.notices import tasks
from storefront.notices.models import Message
from tests.factories import make_order

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def confirmation():
    """
    The mail that an order placed a minute ago owes its buyer; a guest has no other channel.
    """
    make_order(at=timezone.now() - timedelta(minutes=1))
    return Message.objects.get(kind="order_confirmed", channel="mail")


def after_the_claim():
    return timezone.now() + notices.CLAIMED_FOR + timedelta(seconds=1)


def test_a_worker_killed_between_the_order_and_its_mail(confirmation, worker, was_killed, mailed):
    victim = worker("before", "storefront.notices.channels.hand_over")
    tasks.send.delay(message_id=confirmation.pk)
    assert was_killed(victim)

    confirmation.refresh_from_db()
    assert (confirmation.status, mailed()) == ("sending", [])
    notices.send_due(at=timezone.now())
    assert mail.outbox == []  # the dead worker's claim still holds

    notices.send_due(at=after_the_claim())
    notices.send_due(at=after_the_claim())

    confirmation.refresh_from_db()
    assert confirmation.status == "sent"
    sent = [letter for letter in mail.outbox if confirmation.order_number in letter.subject]
    assert len(sent) == 1


def test_a_worker_killed_between_sending_a_mail_and_marking_it(
    confirmation, worker, was_killed, mailed
):
    """
    No transaction can span a mail server, so it goes out again: with the same id, by which a
    mail server knows it.
    """
    victim = worker("after", "storefront.notices.channels.hand_over")
    tasks.send.delay(message_id=confirmation.pk)
    assert was_killed(victim)
    [first] = mailed()

    notices.send_due(at=after_the_claim())

    again = [letter for letter in mail.outbox if confirmation.order_number in letter.subject]
    assert [letter.extra_headers["Message-ID"] for letter in again] == [first["Message-ID"]]
    confirmation.refresh_from_db()
    assert confirmation.status == "sent"


def test_a_redis_that_forgot_everything_loses_no_mail(confirmation, worker, until, mailed):
    Redis.from_url(settings.REDIS_URL).flushdb()

    worker()
    tasks.send_due.delay()

    until(lambda: Message.objects.filter(pk=confirmation.pk, status="sent").exists())
    assert [confirmation.order_number in letter["Subject"] for letter in mailed()] == [True]
