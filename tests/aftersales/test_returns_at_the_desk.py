from datetime import time, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from aftersales.returns import desk, operations, windows
from aftersales.returns.models import Return, Statement
from checkout.payments.models import Refund
from tests.aftersales.test_return_goods import TOLD, claim, withdraw
from tests.aftersales.test_withdraw import state
from tests.clock import NOON
from tests.factories import make_order, make_product, make_staff, make_user

BACK = TOLD + timedelta(days=4)


@pytest.fixture
def staff(client, monkeypatch):
    monkeypatch.setattr("storefront.core.requests.timezone.now", lambda: BACK)
    client.force_login(make_staff())
    return client


def _do(client, returned, key, **given):
    return client.post(reverse("admin:returns_return_step", args=[returned.pk, key]), given)


@pytest.mark.django_db
def test_staff_unpack_a_parcel_and_it_is_paid(staff):
    made = withdraw(make_order(status="delivered", lines=[(make_product(price="20.00"), 2)]))
    line = made.lines.get()
    page = staff.get(reverse("admin:returns_return_step", args=[made.pk, "unpack"]))

    _do(
        staff,
        made,
        "unpack",
        **{
            f"received_{line.pk}": "2",
            f"condition_{line.pk}": "used",
            f"deduction_{line.pk}": "3.00",
            f"why_{line.pk}": "Stained",
        },
    )

    assert page.status_code == 200
    assert Refund.objects.get().amount == Decimal("41.90")
    shown = staff.get(reverse("admin:returns_return_change", args=[made.pk])).content.decode()
    assert "41.90" in shown


@pytest.mark.django_db
def test_a_sum_that_cannot_be_is_said_and_changes_nothing(staff):
    made = withdraw(make_order(status="delivered", lines=[(make_product(price="20.00"), 1)]))
    line = made.lines.get()

    answer = _do(
        staff,
        made,
        "unpack",
        **{
            f"received_{line.pk}": "1",
            f"condition_{line.pk}": "used",
            f"deduction_{line.pk}": "30.00",
            f"why_{line.pk}": "x",
        },
    )

    assert answer.status_code == 422
    assert (Return.objects.get().parcel.status, Refund.objects.count()) == ("announced", 0)


@pytest.mark.django_db
def test_staff_decide_a_claim_and_a_withdrawal_offers_no_refusal(staff):
    made = claim(make_order(status="delivered"))
    assert {step.key for step in desk.steps(made, at=BACK)} == {"accept", "refuse"}
    _do(staff, made, "refuse", reasons="It was dropped.")
    made.refresh_from_db()
    assert (made.status, made.reasons) == ("refused", "It was dropped.")

    withdrawn = withdraw(make_order(status="delivered"))
    assert "refuse" not in {step.key for step in desk.steps(withdrawn, at=BACK)}
    assert _do(staff, withdrawn, "refuse", reasons="No.").status_code == 422
    assert _do(staff, withdrawn, "no-such-step", reasons="No.").status_code == 404
    withdrawn.refresh_from_db()
    assert (withdrawn.status, withdrawn.reasons) == ("accepted", "")


@pytest.mark.django_db
def test_staff_match_a_statement_to_its_order(staff):
    order = make_order(status="delivered", lines=[(make_product(), 2)])
    made = state(contract="the mugs", at=NOON + timedelta(days=3))
    url = reverse("admin:returns_statement_match", args=[made.pk])

    assert staff.post(url, {"number": "FH-NONE-NONE"}).status_code == 422
    asked = staff.post(url, {"number": order.number})
    assert asked.status_code == 200
    line = order.lines.get()
    staff.post(url, {"number": order.number, f"units_{line.pk}": "1"})

    assert Statement.objects.get().outcome == "opened"
    assert Return.objects.get().lines.get().quantity == 1


@pytest.mark.django_db
def test_a_letter_counts_from_when_it_was_sent(staff):
    order = make_order(status="delivered", email="maeve@example.org")
    url = reverse("admin:returns_statement_add")
    page = staff.get(url)
    given = {
        "channel": "letter",
        "stated_at": "2026-03-06T10:00",
        "name": "Maeve Doyle",
        "contract": order.number,
        "email": "maeve@example.org",
        "language": "zh-hans",
        "key": str(page.context["form"]["key"].value()),
    }

    staff.post(url, given)
    staff.post(url, given)

    made = Statement.objects.get()
    assert (made.channel, made.outcome) == ("letter", "opened")
    assert made.stated_at.isoformat() == "2026-03-06T10:00:00+00:00"
    assert Return.objects.get().told_at == made.stated_at
    assert (made.language, made.entered_by.is_staff, made.entered_at) == ("zh-hans", True, BACK)
    shown = staff.get(reverse("admin:returns_statement_change", args=[made.pk])).content.decode()
    assert Return.objects.get().reference in shown
    assert made.entered_by.username in shown


@pytest.mark.django_db
def test_a_letter_that_is_said_to_be_sent_tomorrow_is_refused(staff):
    order = make_order(status="delivered", email="maeve@example.org")
    given = {
        "channel": "letter",
        "stated_at": (BACK + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"),
        "name": "Maeve Doyle",
        "contract": order.number,
        "email": "maeve@example.org",
        "language": "en",
        "key": "0e0f0d0c-0000-4000-8000-000000000000",
    }

    answer = staff.post(reverse("admin:returns_statement_add"), given)

    assert answer.status_code == 422
    assert "has yet to come" in answer.content.decode()
    assert not Statement.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("condition", ["as_new", "faulty"])
def test_nothing_is_taken_off_what_was_only_tried(staff, condition):
    made = withdraw(make_order(status="delivered", lines=[(make_product(price="20.00"), 1)]))
    line = made.lines.get()

    answer = _do(
        staff,
        made,
        "unpack",
        **{
            f"received_{line.pk}": "1",
            f"condition_{line.pk}": condition,
            f"deduction_{line.pk}": "5.00",
            f"why_{line.pk}": "Stained",
        },
    )

    assert answer.status_code == 422
    assert (Return.objects.get().parcel.status, Refund.objects.count()) == ("announced", 0)


@pytest.mark.django_db
def test_who_decides_sees_what_the_buyer_says_and_the_most_that_can_be_given(staff):
    made = claim(make_order(status="delivered", lines=[(make_product(price="20.00"), 1)]))

    page = staff.get(reverse("admin:returns_return_step", args=[made.pk, "accept"]))

    shown = page.content.decode()
    assert "The handle came off." in shown
    assert "€20.00 at most" in shown


@pytest.mark.django_db
def test_who_comes_second_reads_who_was_first_and_keeps_what_was_typed(staff):
    made = claim(make_order(status="delivered"))
    nell = make_staff(first_name="Nell", last_name="Costigan")
    operations.accept(returned=made, remedy="repair", by=nell, at=BACK)

    answer = _do(staff, made, "refuse", reasons="It was dropped, as the picture shows.")

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Nell Costigan" in shown and "It was dropped, as the picture shows." in shown
    assert Return.objects.get().status == "accepted"
    assert staff.get(reverse("admin:returns_return_step", args=[made.pk, "refuse"])).url == reverse(
        "admin:returns_return_change", args=[made.pk]
    )


@pytest.mark.django_db
def test_what_never_came_is_closed_from_a_day_that_is_named_before(staff, monkeypatch):
    made = withdraw(make_order(status="delivered"))
    assert "never-came" not in {step.key for step in desk.steps(made, at=BACK)}
    first = desk.given_up_from(made)
    page = staff.get(reverse("admin:returns_return_change", args=[made.pk])).content.decode()
    assert "it can be closed from" in page

    last = windows.SHOP.at(first, time(0)) - timedelta(seconds=1)
    assert "never-came" not in {step.key for step in desk.steps(made, at=last)}
    later = last + timedelta(seconds=1)
    assert "never-came" in {step.key for step in desk.steps(made, at=later)}
    assert operations.never_came(returned=made, by=None, at=later).status == "refused"


@pytest.mark.django_db
def test_money_is_given_by_those_alone_who_may_give_it(client, monkeypatch):
    monkeypatch.setattr("storefront.core.requests.timezone.now", lambda: BACK)
    clerk = make_staff(superuser=False)
    clerk.user_permissions.add(
        *Permission.objects.filter(codename__in=["view_return", "change_return"])
    )
    made = claim(make_order(status="delivered"))
    client.force_login(clerk)

    answer = _do(client, made, "accept", remedy="refund", amount="", reasons="")

    assert answer.status_code == 422
    assert "not among your rights" in answer.content.decode()
    assert (Return.objects.get().status, Refund.objects.count()) == ("open", 0)
    _do(client, made, "refuse", reasons="It was dropped.")
    assert Return.objects.get().status == "refused"


@pytest.mark.django_db
def test_staff_without_the_permission_and_buyers_are_kept_out(client):
    made = withdraw(make_order(status="delivered"))
    url = reverse("admin:returns_return_step", args=[made.pk, "arrived"])

    client.force_login(make_staff(superuser=False))
    assert client.post(url).status_code == 403
    client.force_login(make_user())
    assert client.post(url).status_code == 302
    assert Return.objects.get().parcel.status == "announced"


@pytest.mark.django_db
def test_the_start_page_counts_what_waits(staff):
    claim(make_order(status="delivered"))
    state(contract="?", at=NOON)

    page = staff.get(reverse("admin:index")).content.decode()

    assert "Claims to decide" in page and "Withdrawals to match" in page
    for name in ("return", "statement"):
        assert staff.get(reverse(f"admin:returns_{name}_changelist")).status_code == 200
