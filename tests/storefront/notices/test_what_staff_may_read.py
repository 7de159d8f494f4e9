"""A message to somebody is theirs; one that opens an account is nobody else's."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from storefront.core import links
from storefront.notices import channels, operations
from storefront.notices.models import Message, Status
from storefront.notices.operations import Recipient
from tests.clock import NOON
from tests.factories import make_staff

pytestmark = pytest.mark.django_db


def _secret():
    operations.tell(
        kind="sign-in-mail",
        to=Recipient(email="boss@example.org"),
        context={"subject": "Your new password", "body": "https://shop.example/reset/SECRET/"},
        dedupe_key="reset",
        at=NOON,
    )
    return Message.objects.get()


def test_no_member_of_staff_reads_the_link_to_anothers_new_password(client):
    make_staff(email="boss@example.org")
    clerk = make_staff(superuser=False)
    clerk.user_permissions.add(Permission.objects.get(codename="view_message"))
    client.post(reverse("account_reset_password"), {"email": "boss@example.org"})
    message = Message.objects.get(kind="sign-in-mail")
    assert "password/reset" in message.context["body"]
    client.force_login(clerk)

    page = client.get(reverse("admin:notices_message_change", args=[message.pk]))

    assert page.status_code == 200
    assert "boss@example.org" in page.content.decode()
    assert "password/reset" not in page.content.decode()


def test_a_link_that_could_not_be_sent_is_forgotten_and_not_sent_again(monkeypatch):
    message = _secret()
    monkeypatch.setattr(channels, "hand_over", lambda *given: 1 / 0)
    for tried in range(len(operations.PAUSES) + 1):
        operations.send(message_id=message.pk, at=NOON + tried * timedelta(days=2))

    message.refresh_from_db()
    assert message.status == Status.DEAD
    assert (message.context, message.words) == ({}, "")
    with pytest.raises(operations.Forgotten):
        operations.try_again(message=message, at=NOON)


def test_staff_read_the_words_of_a_mail_but_not_the_key_of_its_link(client):
    token = links.sign("order", "FH-AB12-CD34", at=NOON, lasts=timedelta(days=60))
    operations.tell(
        kind="order_confirmed",
        to=Recipient(email="maeve@doyle.example"),
        dedupe_key="confirmed",
        at=NOON,
    )
    words = f"Thank you, Maeve. https://shop.example/orders/enter/{token}/ shows it: 10:30, a mug."
    Message.objects.update(words=words)
    client.force_login(make_staff())

    page = client.get(
        reverse("admin:notices_message_change", args=[Message.objects.get().pk])
    ).content.decode()

    assert "https://shop.example/orders/enter/•••/ shows it: 10:30, a mug." in page
    assert token not in page
