"""What buyers and staff read when something has ended or is put right."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from aftersales.changes import operations as changes
from aftersales.returns import operations, queries, story
from aftersales.returns.operations.valuing import Found
from aftersales.returns.sums import settled
from storefront.core.templatetags.candour import day_words
from storefront.notices import wording
from storefront.notices.models import Message
from storefront.promises import operations as promises
from storefront.promises import queries as promised
from tests.aftersales.test_return_goods import BACK, TOLD, claim, withdraw
from tests.clock import NOON
from tests.factories import make_order, make_product, make_staff, make_user

HOUR = timedelta(hours=1)


def mail(kind):
    message = Message.objects.filter(kind=kind, channel="mail").latest("pk")
    return wording.write(message).words


@pytest.mark.django_db
def test_a_shop_that_cancels_says_so_is_sorry_and_does_not_hide_its_promises(client):
    user = make_user()
    order = make_order(paid=False, status="placed", user=user)
    changes.cancel_order(
        order=order, by=make_staff(), by_staff=True, reason="the kiln broke", at=NOON + HOUR
    )

    client.force_login(user)
    page = client.get(reverse("orders:detail", args=[order.number])).content.decode()

    assert "We cancelled this order, and are sorry" in page
    assert "Not kept: we cancelled" in page
    assert "not here yet" not in page
    assert "Nothing to pay" in page
    letter = mail("order_cancelled")
    assert "this is on us" in letter
    assert "the kiln broke" in letter
    assert f"{reverse('cases:new')}?order={order.number}" in letter


@pytest.mark.django_db
def test_a_cancellation_names_what_goes_back_with_it_and_what_went_back_before():
    mug, bowl = make_product(price="20.00"), make_product(price="7.00")
    order = make_order(lines=[(mug, 2), (bowl, 1)])
    line = order.lines.get(product=mug)
    changes.cancel_lines(order=order, units={line.pk: 1}, at=NOON + HOUR)

    changes.cancel_order(order=order, at=NOON + 2 * HOUR)

    letter = mail("order_cancelled")
    assert "€31.90 goes back the way you paid, by Thu 5 Mar 2026 at the latest" in letter
    assert "€20.00 of what you paid went back before, or is on its way already." in letter
    assert "51.90" not in letter


@pytest.mark.django_db
def test_an_order_that_its_buyer_withdrew_from_says_why_in_words_and_that_money_is_on_its_way():
    order = make_order(status="paid")
    made = withdraw(order, at=NOON + HOUR)

    letter = mail("order_cancelled")
    assert f"Why: you withdrew, statement {made.statement.reference}." in letter
    assert "this is on us" not in letter
    assert story.rows(order)[0]["title"] == "Your money is on its way to you"


@pytest.mark.django_db
def test_what_was_promised_for_a_return_is_true_after_a_deduction_too():
    order = make_order(status="delivered", lines=[(make_product(price="20.00"), 1)])
    made = withdraw(order)
    operations.arrive(returned=made, at=BACK)
    line = made.lines.get().pk
    operations.receive(
        returned=made, found={line: Found(1, "used", Decimal("5.00"), "scratched")}, at=BACK
    )

    made = queries.full().get(pk=made.pk)
    promise = promised.latest(subject=made, kind="return_refund")
    assert "less what it has lost in value" in promise.words
    assert settled(made).total == Decimal("19.90")
    told = story.of(made, at=BACK)
    assert told["events"][-1]["title"] == "Confirmed by our bank"
    assert "LBT" not in "".join(row.basis for row in told["promises"])


@pytest.mark.django_db
def test_a_replacement_names_its_day_and_what_becomes_of_the_old_thing(client):
    made = claim(make_order(status="delivered"))
    operations.accept(returned=made, remedy="replace", by=make_staff(), at=TOLD)

    due = promised.latest(subject=made, kind="put_right").due_at
    letter = mail("return_decided")
    assert f"by {day_words(due)} at the latest" in letter
    assert "You need not send yours back." in letter
    client.force_login(make_staff())
    page = client.get(reverse("admin:returns_return_change", args=[made.pk])).content.decode()
    assert "Nothing: it is put right" in page
    assert "Back to the buyer" not in page


@pytest.mark.django_db
def test_the_form_of_what_was_sent_says_that_one_proof_is_enough(client):
    user = make_user()
    made = withdraw(make_order(status="delivered", user=user))
    client.force_login(user)

    answer = client.post(reverse("returns:sent", args=[made.reference]), {"number": ""})

    assert answer.status_code == 422
    assert "one of the two is needed" in answer.content.decode()


@pytest.mark.django_db
def test_a_promise_made_good_waits_for_nobody_and_the_others_lead_to_their_order(client):
    order = make_order(status="dispatched")
    promises.break_overdue(at=NOON + timedelta(days=5))
    assert [each.kind for each in promised.not_made_good()] == ["confirm"]

    client.force_login(make_staff())
    waiting = promised.not_made_good().get()
    page = client.get(reverse("admin:promises_promise_change", args=[waiting.pk]))
    listed = client.get(reverse("admin:promises_promise_changelist"), {"waits": "promises-broken"})

    assert reverse("admin:order_order_change", args=[order.pk]) in page.content.decode()
    assert listed.context["cl"].result_count == 1
