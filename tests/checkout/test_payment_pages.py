"""The pages around paying, as a browser sees them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.urls import reverse

from checkout.holds import operations as holds
from checkout.order import access as order_access
from checkout.order.models import Order
from checkout.payments import operations
from checkout.payments.models import Attempt, Refund
from checkout.payments.providers.base import Answer
from checkout.payments.testbank.models import Payment as BankPayment
from storefront.notices.models import Message
from tests.factories import (
    make_attempt,
    make_basket,
    make_intent,
    make_order,
    make_product,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    from django.utils import timezone

    return timezone.now()


def remember(client, intent):
    session = client.session
    session["intents"] = [intent.reference]
    session.save()


@pytest.fixture
def paying(client, now):
    """A guest who stands on the bank's page."""
    intent = make_intent(at=now)
    remember(client, intent)
    attempt = operations.open_attempt(intent=intent, method="card", at=now)
    url = operations.start(attempt=attempt, at=now)
    return attempt, url


def use_card(client, url, card="good", behaviour="no_posts"):
    return client.post(url, {"card": card, "behaviour": behaviour})


def type_code(client, url, attempt):
    code = BankPayment.objects.get(key=attempt.key).code
    return client.post(url, {"code": f" {code[:3]} {code[3:]} "})


@pytest.mark.clause("LBT-6.2.5.2")
def test_a_guest_pays_with_a_code_and_comes_back_to_an_order(client, paying):
    attempt, url = paying
    assert b"Which card" in client.get(url).content
    assert use_card(client, url).url == url
    assert b"Your telephone" in client.get(url).content

    page = client.get(type_code(client, url, attempt).url, follow=True)

    order = Order.objects.get()
    assert page.redirect_chain[-1][0] == reverse("payments:placed", args=[order.number])
    assert order.number in page.content.decode()
    assert "Hand everything to Green Post" in page.content.decode()


def test_a_wrong_code_is_refused_and_the_right_one_still_works(client, paying):
    attempt, url = paying
    use_card(client, url)
    code = BankPayment.objects.get(key=attempt.key).code
    wrong = "111111" if code != "111111" else "222222"

    answer = client.post(url, {"code": wrong})

    assert answer.status_code == 422
    assert "4 tries are left" in answer.content.decode()
    for typed in ("", "1" * 400, "<script>", "0x10"):
        answer = client.post(url, {"code": typed})
        assert answer.status_code in (302, 422)
    attempt.refresh_from_db()
    assert not Order.objects.exists()


@pytest.mark.clause("LBT-6.2.5.4")
def test_a_refusal_says_why_until_when_things_are_held_and_how_to_go_on(client, paying):
    _attempt, url = paying

    page = client.get(use_card(client, url, "limit_reached").url, follow=True)

    words = page.content.decode()
    assert "The limit for online payments is reached." in words
    assert "No money has moved" in words
    assert "Held for you until" in words
    assert 'value="bank_transfer"' in words
    again = client.post(page.redirect_chain[-1][0], {"way": "card"})
    assert "/test-bank/pay/" in again.url
    assert Attempt.objects.count() == 2


def test_a_way_that_is_not_offered_is_refused_with_the_list_shown_again(client, paying):
    attempt, url = paying
    use_card(client, url, "expired_card")
    page = client.get(reverse("payments:return", args=[attempt.intent.reference, 1]), follow=True)

    for way in ("gold", "", "stripe"):
        answer = client.post(page.redirect_chain[-1][0], {"way": way})
        assert answer.status_code == 422
        assert 'value="bank_transfer"' in answer.content.decode()
    assert Attempt.objects.count() == 1


def test_while_the_bank_is_silent_the_page_says_so_and_then_shows_the_order(client, paying):
    attempt, url = paying
    use_card(client, url, behaviour="lost")

    page = client.get(type_code(client, url, attempt).url, follow=True)

    checking = reverse("payments:checking", args=[attempt.intent.reference])
    assert page.redirect_chain[-1][0] == checking
    assert "will not be charged twice" in page.content.decode()
    BankPayment.objects.update(silent_until=None)
    cache.delete(f"asked:{attempt.pk}")  # three seconds later
    page = client.get(checking, follow=True)
    placed = reverse("payments:placed", args=[Order.objects.get().number])
    assert page.redirect_chain[-1][0] == placed


def test_stopping_at_the_bank_and_leaving_opens_the_basket_again(client, paying):
    attempt, url = paying
    page = client.get(client.post(url, {"leave": "1"}).url, follow=True)
    assert "You stopped the payment" in page.content.decode()

    client.post(page.redirect_chain[-1][0], {"leave": "1"})

    attempt.intent.refresh_from_db()
    attempt.intent.basket.refresh_from_db()
    assert (attempt.intent.status, attempt.intent.basket.status) == ("abandoned", "Open")


# Strangers


def test_a_stranger_sees_no_purchase_and_no_order_of_others(client, now):
    attempt = make_attempt(at=now)
    order = make_order(user=make_user(), at=now)
    client.force_login(make_user())

    for url in (
        reverse("payments:return", args=[attempt.intent.reference, 1]),
        reverse("payments:checking", args=[attempt.intent.reference]),
        reverse("payments:refused", args=[attempt.intent.reference]),
        reverse("payments:placed", args=[order.number]),
        reverse("agreement:detail", args=[order.number]),
        reverse("agreement:pdf", args=[order.number]),
        reverse("agreement:json", args=[order.number]),
        reverse("payments:placed", args=["FH-AAAA-AAAA"]),
        reverse("payments:return", args=["FH-AAAA-AAAA", 9]),
        reverse("testbank:pay", args=["guessed"]),
    ):
        assert client.get(url).status_code == 404, url


def test_the_owner_sees_the_order_and_a_guest_by_a_signed_link_only(client, now):
    buyer = make_user()
    mine, guests = make_order(user=buyer, at=now), make_order(at=now)

    page = reverse("payments:placed", args=[guests.number])
    assert client.get(page).status_code == 404
    client.get(order_access.link_to(guests, at=now))
    assert client.get(page).status_code == 200
    assert client.get(reverse("payments:placed", args=[mine.number])).status_code == 404

    client.force_login(buyer)
    assert client.get(reverse("payments:placed", args=[mine.number.lower()])).status_code == 200


def test_a_forged_or_old_link_leads_to_finding_the_order_anew(client, now):
    order = make_order(at=now)
    forged = reverse("orders:enter", args=["forged"])
    old = order_access.link_to(order, at=now - timedelta(days=61))

    for link in (forged, old):
        assert client.get(link).url == reverse("orders:find")
    assert client.get(reverse("payments:placed", args=[order.number])).status_code == 404


def test_a_grant_to_an_order_ends_after_a_week(client, now):
    order = make_order(at=now)
    session = client.session
    session["order_grants"] = {order.number: (now - timedelta(seconds=1)).timestamp()}
    session.save()

    assert client.get(reverse("payments:placed", args=[order.number])).status_code == 404


def test_finding_an_order_answers_the_same_whether_it_exists_or_not(client, now):
    order = make_order(at=now)
    find = reverse("orders:find")
    assert client.get(find).status_code == 200

    right = client.post(find, {"number": f" {order.number.lower()} ", "email": "Buyer@Example.org"})
    wrong = client.post(find, {"number": order.number, "email": "other@example.org"})
    none = client.post(find, {"number": "FH-AAAA-AAAA", "email": "other@example.org"})

    assert wrong.content == none.content
    assert right.status_code == wrong.status_code == 200
    assert Message.objects.filter(kind="order_link").count() == 1
    assert client.post(find, {"number": "", "email": "no"}).status_code == 422


def test_guessing_at_orders_is_stopped(client):
    find = reverse("orders:find")

    codes = [
        client.post(find, {"number": f"FH-{n}", "email": "a@b.ie"}).status_code for n in range(12)
    ]

    assert codes == [200] * 10 + [429] * 2


# The agreement


@pytest.mark.clause("ISO10008-C.3")
def test_the_agreement_is_shown_kept_as_a_file_and_can_be_checked(client, now):
    import hashlib

    buyer = make_user()
    order = make_order(user=buyer, at=now)
    client.force_login(buyer)

    page = client.get(reverse("agreement:detail", args=[order.number]))
    raw = client.get(reverse("agreement:json", args=[order.number]))
    pdf = client.get(reverse("agreement:pdf", args=[order.number]))

    assert "Unchanged" in page.content.decode()
    assert hashlib.sha256(raw.content).hexdigest() == order.agreement.sha256
    assert order.agreement.sha256 in page.content.decode()
    assert pdf.content[:5] == b"%PDF-"
    assert order.number in pdf["Content-Disposition"]


def test_a_payment_is_not_asked_about_for_a_stranger(client, paying, now):
    attempt, url = paying
    use_card(client, url)
    type_code(client, url, attempt)
    client.cookies.clear()

    back = reverse("payments:return", args=[attempt.intent.reference, 1])
    assert client.get(back).status_code == 404
    assert not Order.objects.exists()


def test_a_payment_that_arrives_elsewhere_meanwhile_is_shown_as_it_is(client, paying, now):
    attempt, url = paying
    answer = Answer("charged", "TBP-1", attempt.amount, "EUR")
    operations.record_result(attempt=attempt, answer=answer, at=now)

    refused = reverse("payments:refused", args=[attempt.intent.reference])
    page = client.post(refused, {"way": "card"}, follow=True)

    assert page.redirect_chain[-1][0] == reverse("payments:placed", args=[attempt.intent.reference])
    assert Attempt.objects.get().captured == Decimal("24.90")
    assert not Refund.objects.exists()


def test_who_was_charged_for_what_is_sold_out_reads_when_the_money_is_back(client, now):
    at = now - timedelta(hours=4)
    user, mug = make_user(), make_product(stock=1, at=at)
    attempt = make_attempt(intent=make_intent(lines=[(mug, 1)], user=user, at=at), at=at)
    holds.expire_due(at=now)
    holds.hold_basket(basket=make_basket(mug), at=now)
    charged = Answer("charged", "T-1", attempt.amount, "EUR")
    operations.record_result(attempt=attempt, answer=charged, at=now)
    refund = Refund.objects.get()
    client.force_login(user)

    page = client.get(f"/checkout/return/{attempt.intent.reference}/1/", follow=True)

    said = " ".join(page.content.decode().split())
    assert "Nothing was charged" not in said
    assert "€24.90 was taken, and goes back the way you paid by" in said
    assert refund.reference in said
