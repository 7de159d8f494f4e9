"""The pages around signing in: ours to look at, allauth's to decide."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from storefront.accounts.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "three grey herons wade"
OPEN = ["account_login", "account_signup", "account_reset_password", "account_request_login_code"]
OWN = ["account_email", "account_change_password", "account_logout", "mfa_index"]


@pytest.fixture
def maeve():
    user = User.objects.create_user("maeve", "maeve@doyle.example", PASSWORD, first_name="Maeve")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def looks_like_the_shop(html):
    return (
        html.count("<h1") == 1
        and "storefront/shop" in html
        and not re.search(r"\sstyle=|<style|\son[a-z]+=\"|placeholder=\"(Pass|Email|User)", html)
    )


@pytest.mark.parametrize("name", OPEN)
def test_a_page_on_the_way_in_looks_like_the_shop(client, name):
    response = client.get(reverse(name))

    assert response.status_code == 200
    assert looks_like_the_shop(response.content.decode())


@pytest.mark.parametrize("name", OWN)
def test_a_page_of_ones_own_sign_in_looks_like_the_shop(client, maeve, name):
    client.force_login(maeve)

    response = client.get(reverse(name))

    assert response.status_code == 200
    assert looks_like_the_shop(response.content.decode())


def test_a_wrong_password_is_refused_in_the_summary_and_the_name_is_kept(client, maeve):
    response = client.post(reverse("account_login"), {"login": "maeve", "password": "no herons"})

    html = response.content.decode()
    assert 'class="error-summary"' in html
    assert 'value="maeve"' in html
    assert "no herons" not in html
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("login", ["maeve", "maeve@doyle.example"])
def test_one_signs_in_with_the_name_or_the_address(client, maeve, login):
    response = client.post(reverse("account_login"), {"login": login, "password": PASSWORD})

    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(maeve.pk)


def test_an_account_is_made_with_a_name_an_address_and_a_password_alone(client):
    answers = {"username": "orla", "email": "orla@keane.example", "password1": PASSWORD}

    response = client.post(reverse("account_signup"), answers)

    assert response.status_code == 302
    assert User.objects.get(username="orla").email == "orla@keane.example"


def test_a_password_that_is_easy_to_guess_makes_no_account(client):
    answers = {"username": "orla", "email": "orla@keane.example", "password1": "orla1234"}

    response = client.post(reverse("account_signup"), answers)

    assert "easy to guess" in response.content.decode()
    assert not User.objects.exists()


def test_asking_for_a_new_password_tells_nobody_who_has_an_account(client, maeve):
    known = client.post(reverse("account_reset_password"), {"email": maeve.email})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@doyle.example"})

    assert known.status_code == unknown.status_code == 302
    assert known["Location"] == unknown["Location"]


def test_adding_a_second_factor_asks_first_whether_it_is_still_you(client, maeve):
    client.post(reverse("account_login"), {"login": "maeve", "password": PASSWORD})

    asked = client.get(reverse("mfa_activate_totp"), follow=True)
    shown = client.post(asked.request["PATH_INFO"], {"password": PASSWORD}, follow=True)

    assert looks_like_the_shop(asked.content.decode())
    assert b"Is it still you?" in asked.content or b"data:image/svg" in shown.content
