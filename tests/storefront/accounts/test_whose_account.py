"""An account belongs to whoever holds the mailbox of its address, and is shared with nobody."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from storefront.accounts.models import User
from storefront.notices.models import Message
from tests.factories import make_staff

pytestmark = pytest.mark.django_db
MAEVE = "maeve@doyle.example"
PASSWORD = "orbit mango trellis viola 77"
HOME = reverse("account:home")


@pytest.fixture
def stranger():
    """Somebody who signed up with Maeve's address, and set all that can be set."""
    browser = Client()
    browser.post(
        reverse("account_signup"), {"username": "mal", "email": MAEVE, "password1": PASSWORD}
    )
    user = User.objects.get(username="mal")
    Authenticator.objects.create(user=user, type="recovery_codes", data={"seed": "x"})
    EmailAddress.objects.create(user=user, email="mal@example.org", verified=False)
    return browser


def last_mail():
    return Message.objects.filter(kind="sign-in-mail").order_by("-pk").first()


def by_code(browser, email):
    browser.post(reverse("account_request_login_code"), {"email": email})
    code = re.search(r"\b[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}\b", last_mail().context["body"])
    if code:
        browser.post(reverse("account_confirm_login_code"), {"code": code.group()})
    return bool(code)


def is_in(browser):
    return browser.get(HOME).status_code == 200


def link_in_mail(part):
    return re.search(rf"https?://[^/]+(/\S*{part}\S*)", last_mail().context["body"]).group(1)


def test_who_enters_by_a_code_has_the_account_alone(stranger):
    assert is_in(stranger)
    maeve = Client()

    by_code(maeve, MAEVE)

    assert (is_in(maeve), is_in(stranger)) == (True, False)
    user = User.objects.get(username="mal")
    assert not user.has_usable_password()
    assert not Authenticator.objects.filter(user=user).exists()
    addresses = EmailAddress.objects.filter(user=user).values_list("email", "verified")
    assert list(addresses) == [(MAEVE, True)]


def test_who_sets_a_new_password_by_mail_has_the_account_alone(stranger):
    maeve = Client()
    maeve.post(reverse("account_reset_password"), {"email": MAEVE})
    page = maeve.get(link_in_mail("reset"), follow=True)
    new = {"password1": "seven quiet lamps glow", "password2": "seven quiet lamps glow"}
    maeve.post(page.redirect_chain[-1][0], new)

    user = User.objects.get(username="mal")
    assert user.check_password("seven quiet lamps glow")
    assert not is_in(stranger)
    assert not Authenticator.objects.filter(user=user).exists()
    assert list(EmailAddress.objects.filter(user=user).values_list("email", "verified")) == [
        (MAEVE, True)
    ]


def test_who_confirms_an_address_in_their_own_session_keeps_all_that_they_set(client):
    answers = {"username": "maeve", "email": MAEVE, "password1": PASSWORD}
    client.post(reverse("account_signup"), answers)

    client.post(link_in_mail("confirm-email"))

    user = User.objects.get()
    assert EmailAddress.objects.get(user=user).verified
    assert user.check_password(PASSWORD)
    assert is_in(client)
    elsewhere = Client()
    by_code(elsewhere, MAEVE)
    user.refresh_from_db()
    assert user.check_password(PASSWORD), "the address was proved before: nothing is dropped"
    assert (is_in(client), is_in(elsewhere)) == (True, True)


def test_the_link_in_a_mail_confirms_nothing_for_whoever_is_not_in_the_account(stranger):
    link = link_in_mail("confirm-email")
    maeve = Client()

    answer = maeve.post(link)
    assert answer.status_code == 302
    assert reverse("account_login") in answer.url
    maeve.force_login(User.objects.create_user("other", "other@example.test", PASSWORD))
    maeve.post(link)

    assert not EmailAddress.objects.filter(verified=True).exists()


def test_an_address_that_was_only_written_down_opens_nothing():
    ada = User.objects.create_user("ada", "ada@example.test", PASSWORD)
    EmailAddress.objects.create(user=ada, email=ada.email, verified=True, primary=True)
    EmailAddress.objects.create(user=ada, email="mistyped@example.test", verified=False)
    reader = Client()

    assert by_code(reader, "mistyped@example.test") is False
    reader.post(reverse("account_reset_password"), {"email": "mistyped@example.test"})

    assert "/reset/key/" not in last_mail().context["body"]
    assert not is_in(reader)


def test_an_account_of_staff_keeps_its_second_factor(client):
    boss = make_staff(email="boss@example.test")
    EmailAddress.objects.create(user=boss, email=boss.email, verified=False, primary=True)
    Authenticator.objects.create(user=boss, type="recovery_codes", data={"seed": "x"})

    by_code(client, boss.email)

    assert Authenticator.objects.filter(user=boss).exists()
