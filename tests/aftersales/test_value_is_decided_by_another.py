"""Whoever packs notes that a return has come and how it is; what comes off is not theirs to say."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.urls import reverse

from aftersales.returns import operations, queries
from aftersales.returns.models import Return
from aftersales.returns.operations.valuing import Found
from checkout.payments.models import Refund
from storefront.accounts.demo import role
from tests.aftersales.test_return_goods import TOLD, claim, withdraw
from tests.factories import make_order, make_product, make_staff
from tests.racing import race

pytestmark = pytest.mark.django_db
BACK = TOLD + timedelta(days=4)


@pytest.fixture
def works_as(client, monkeypatch):
    monkeypatch.setattr("storefront.core.requests.timezone.now", lambda: BACK)

    def sign_in(name):
        person = make_staff(superuser=False)
        if name != "nobody":
            person.groups.add(role(name))
        client.force_login(person)
        return client

    return sign_in


def _sent_back(units=2):
    return withdraw(make_order(status="delivered", lines=[(make_product(price="20.00"), units)]))


def _step(returned, key):
    return reverse("admin:returns_return_step", args=[returned.pk, key])


def _found(line, **changes):
    found = {"received": line.quantity, "condition": "as_new", **changes}
    return {f"{name}_{line.pk}": value for name, value in found.items()}


def _worn(made, *, by=None, decides=False):
    line = made.lines.get()
    return operations.receive(
        returned=made,
        found={line.pk: Found(line.quantity, "used")},
        by=by or make_staff(),
        at=BACK,
        decides=decides,
    )


def test_a_packer_notes_that_it_came_and_unpacks_it_and_it_is_paid(works_as):
    made, desk = _sent_back(), works_as("packer")
    line = made.lines.get()
    page = desk.get(reverse("admin:returns_return_change", args=[made.pk])).content.decode()
    assert "It has come" in page
    assert "Unpack it" in page

    assert desk.post(_step(made, "arrived"), {}).status_code == 302
    form = desk.get(_step(made, "unpack"))
    assert "deduction_" not in form.content.decode()
    assert desk.post(_step(made, "unpack"), _found(line)).status_code == 302

    made.refresh_from_db()
    assert (made.parcel.status, Refund.objects.get().amount) == ("received", Decimal("44.90"))


def test_what_a_packer_finds_worn_waits_for_who_decides_about_money(works_as):
    made, desk = _sent_back(), works_as("packer")
    line = made.lines.get()
    typed = _found(line, condition="used", deduction="40.00", why="Mine to say")

    answer = desk.post(_step(made, "unpack"), typed, follow=True)

    assert "A colleague decides what it has lost in value." in answer.content.decode()
    assert not Refund.objects.exists()
    assert list(queries.to_value()) == [made]
    assert made not in queries.to_unpack()
    assert desk.get(_step(made, "value")).status_code == 403

    desk = works_as("service")
    assert (
        "Decide what it has lost"
        in desk.get(reverse("admin:returns_return_change", args=[made.pk])).content.decode()
    )
    assert desk.get(_step(made, "value")).status_code == 200
    off = {f"deduction_{line.pk}": "3.00", f"why_{line.pk}": "Stained"}
    assert desk.post(_step(made, "value"), off).status_code == 302

    made.refresh_from_db()
    assert (made.status, Refund.objects.get().amount) == ("part_accepted", Decimal("41.90"))
    assert made.lines.get().why == "Stained"
    assert not queries.to_value()


def test_a_packer_decides_no_claim_and_gives_no_money(works_as):
    made, desk = claim(make_order(status="delivered")), works_as("packer")

    for key in ("accept", "refuse", "doubt", "never-came", "put-right", "objection", "value"):
        assert desk.get(_step(made, key)).status_code == 403, key
        assert desk.post(_step(made, key), {"reasons": "No."}).status_code == 403, key
    page = desk.get(reverse("admin:returns_return_change", args=[made.pk])).content.decode()

    assert _step(made, "refuse") not in page
    assert Return.objects.get().status == "open"


@pytest.mark.parametrize("key", ["arrived", "unpack", "value", "no-such-step"])
def test_a_stranger_learns_nothing_of_a_return(works_as, key):
    made, desk = _sent_back(), works_as("nobody")

    assert desk.get(_step(made, key)).status_code == 403
    assert desk.post(_step(made, key), {}).status_code == 403
    made.refresh_from_db()
    assert made.parcel.status == "announced"


def test_nothing_worn_or_our_fault_leaves_nothing_to_decide():
    made = claim(make_order(status="delivered"))
    operations.accept(
        returned=made, remedy="refund", send_back=True, reasons="", by=make_staff(), at=TOLD
    )
    made.refresh_from_db()

    _worn(made)

    assert not queries.to_value()
    assert Refund.objects.count() == 1


def test_where_nobody_decides_in_time_it_is_paid_in_full():
    made = _sent_back()
    _worn(made)

    assert operations.settle_due(at=BACK) == 0
    assert operations.settle_due(at=BACK + timedelta(days=30)) == 1

    assert Refund.objects.get().amount == Decimal("44.90")
    with pytest.raises(operations.Valued):
        operations.value(returned=made, off={}, by=make_staff(), at=BACK + timedelta(days=31))


def test_a_sum_that_cannot_be_changes_nothing():
    made = _sent_back()
    _worn(made)
    line = made.lines.get()

    for off in ((Decimal("99.00"), "Stained"), (Decimal("3.00"), " "), (Decimal("-1.00"), "x")):
        with pytest.raises(operations.NotPossible):
            operations.value(returned=made, off={line.pk: off}, by=make_staff(), at=BACK)

    assert list(queries.to_value()) == [made]
    assert not Refund.objects.exists()


def test_neither_who_unpacked_nor_who_took_something_off_decides_the_objection():
    made, packer, clerk = _sent_back(), make_staff(), make_staff()
    line = _worn(made, by=packer).lines.get()
    operations.value(returned=made, off={line.pk: (Decimal("3.00"), "Stained")}, by=clerk, at=BACK)
    operations.object_to(returned=made, words="It was so.", at=BACK + timedelta(days=1))
    answer = {
        "returned": made,
        "give_back": True,
        "words": "Right.",
        "at": BACK + timedelta(days=2),
    }

    for involved in (packer, clerk):
        with pytest.raises(operations.SomebodyElse):
            operations.answer_objection(by=involved, **answer)

    assert operations.answer_objection(by=make_staff(), **answer).objection_answer == "Right."


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_does():
    made, clerk = _sent_back(), make_staff()
    line = _worn(made).lines.get()

    outcomes = race(
        *(
            partial(
                operations.value,
                returned=made,
                off={line.pk: (Decimal(sum_), "Stained")},
                by=clerk,
                at=BACK,
            )
            for sum_ in ("3.00", "5.00")
        ),
        after="aftersales.returns.operations.valuing.deduction",
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Return", "Valued"]
    assert Refund.objects.count() == 1
