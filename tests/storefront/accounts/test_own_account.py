import pytest
from django.core import mail
from django.urls import reverse

from storefront.accounts.models import User
from storefront.notices import operations as notices
from storefront.notices.models import Message
from tests.clock import NOON

pytestmark = pytest.mark.django_db
PASSWORD = "harbour violet ladder nine"


@pytest.fixture
def ada(client):
    ada = User.objects.create_user("ada", "ada@example.test", PASSWORD)
    client.force_login(ada)
    return ada


def test_a_visitor_opens_an_account_with_a_name_of_their_own_choice(client):
    answer = client.post(
        reverse("account_signup"),
        {"username": "seaglass", "email": "new@example.test", "password1": PASSWORD},
    )

    assert answer.status_code == 302
    assert User.objects.get().username == "seaglass"


def test_a_password_that_is_easy_to_guess_is_refused_and_says_why(client):
    answer = client.post(
        reverse("account_signup"),
        {"username": "seaglass", "email": "new@example.test", "password1": "password123"},
    )

    assert "easy to guess" in answer.content.decode()
    assert not User.objects.exists()


def test_one_signs_in_by_user_name_or_by_e_mail(client):
    User.objects.create_user("ada", "ada@example.test", PASSWORD)
    for login in ("ada", "ada@example.test"):
        answer = client.post(reverse("account_login"), {"login": login, "password": PASSWORD})
        assert (answer.status_code, answer.url) == (302, reverse("account:home")), login
        client.logout()


def test_an_address_in_other_letters_is_still_the_same_account(ada):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("ada2", "ADA@example.test", PASSWORD)


def test_a_stranger_is_asked_to_sign_in(client):
    for name in ("account:home", "account:details", "account:inbox"):
        answer = client.get(reverse(name))
        assert answer.status_code == 302, name
        assert reverse("account_login") in answer.url


def test_details_are_changed_and_shown(client, ada):
    page = client.post(
        reverse("account:details"),
        {"first_name": "Ada", "last_name": "Byron", "language": "zh-hans"},
        follow=True,
    )

    assert "Hello, Ada" in page.content.decode()
    ada.refresh_from_db()
    assert (ada.get_full_name(), ada.language) == ("Ada Byron", "zh-hans")


def test_a_chinese_name_is_greeted_whole_with_that_of_the_family_first(client, ada):
    User.objects.filter(pk=ada.pk).update(first_name="晓", last_name="林")

    page = client.get("/zh-hans/account/").content.decode()

    assert "<h1>您好，林晓</h1>" in page
    assert "林 晓" not in page
    assert "晓 林" not in page


def test_an_unknown_language_is_refused_and_nothing_is_changed(client, ada):
    answer = client.post(
        reverse("account:details"), {"first_name": "Eve", "last_name": "", "language": "xx"}
    )

    assert answer.status_code == 422
    ada.refresh_from_db()
    assert ada.first_name == ""


def test_the_inbox_shows_ones_own_messages_only(client, ada):
    bob = User.objects.create_user("bob", "bob@example.test", PASSWORD)
    for user in (ada, bob):
        Message.objects.create(
            kind="any",
            channel="account",
            user=user,
            dedupe_key=user.username,
            status="sent",
            made_at=NOON,
            next_at=NOON,
            sent_at=NOON,
            title=f"To {user.username}",
            words="Hello",
        )

    words = client.get(reverse("account:inbox")).content.decode()

    assert "To ada" in words
    assert "To bob" not in words


def test_a_lost_password_is_reset_through_the_outbox_and_the_link_is_not_kept(client, ada):
    client.logout()
    client.post(reverse("account_reset_password"), {"email": "ada@example.test"})

    message = Message.objects.get(kind="sign-in-mail")
    assert "/account/password/reset/" in message.context["body"]
    assert not mail.outbox, "nothing is sent from the request"

    notices.send(message_id=message.pk, at=message.next_at)

    message.refresh_from_db()
    assert "/account/password/reset/" in mail.outbox[0].body
    assert (message.status, message.words, message.context) == ("sent", "", {})
