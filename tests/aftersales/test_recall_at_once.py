"""Two at the same recall in the same moment: one does it, nothing is lost and nothing is twice."""

from datetime import timedelta
from functools import partial

import pytest

from aftersales.recalls import affected, operations, queries
from aftersales.recalls.models import Case, Recall
from aftersales.returns.models import Return
from checkout.order import operations as orders
from checkout.order.models import Order
from checkout.payments.models import Refund
from storefront.core import lifecycle
from storefront.partner.models import SaleStop
from tests.aftersales.recalling import (
    TEXTS,
    THEN,
    announce,
    case_of,
    make_lamp,
    make_recall,
    recalled,
)
from tests.factories import make_order, make_staff
from tests.racing import race

HOUR = timedelta(hours=1)
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def named(outcomes):
    return sorted(type(each).__name__ for each in outcomes)


def test_a_recall_that_two_let_go_out_at_once_goes_out_once(monkeypatch):
    monkeypatch.setattr("aftersales.recalls.tasks.carry_out.delay_on_commit", lambda **_k: None)
    recall, people = make_recall(make_lamp()), [make_staff(), make_staff()]

    outcomes = race(
        *(partial(operations.announce, recall=recall, by=by, at=THEN) for by in people),
        after="aftersales.recalls.affected.stockrecords",
    )

    assert named(outcomes) == ["Recall", "Recall"]
    assert recall.moves.filter(to_status="announced").count() == 1
    assert SaleStop.objects.count() == 1


def test_words_written_at_the_moment_of_asking_are_those_that_wait_or_are_refused():
    by, recall = make_staff(), make_recall(make_lamp(), submitted=False)
    texts = {**TEXTS, "hazard": {**TEXTS["hazard"], "en": ""}}

    def submit():
        try:
            return operations.submit(recall=recall, by=by, at=THEN)
        finally:
            # It is done: the other one, where nothing keeps it waiting, goes on only now.
            queries.may_be_written(recall)

    asked, _written = race(
        submit,
        partial(
            operations.draft,
            recall=Recall.objects.get(),
            texts=texts,
            remedies=["refund", "replace"],
            sold_from=recall.sold_from,
            by=by,
            at=THEN,
        ),
        after="aftersales.recalls.queries.may_be_written",
    )

    found = Recall.objects.get()
    if isinstance(asked, Exception):
        assert (type(asked).__name__, found.status, found.hazard_en) == ("Incomplete", "draft", "")
    else:
        assert (found.status, found.hazard_en) == ("to_approve", TEXTS["hazard"]["en"])


@pytest.mark.parametrize("dispose", [True, False])
def test_of_two_different_choices_at_once_one_is_taken(dispose):
    lamp = make_lamp()
    order = make_order(status="delivered", lines=[(lamp, 2)])
    recalled(
        lamp,
        dispose=dispose,
        remedies=["refund", "repair"] if not dispose else ["refund", "replace"],
    )
    other = "replace" if dispose else "repair"
    case = case_of(order)
    if dispose:
        operations.allow_sale(recall=case.recall, why="New cable.", by=make_staff(), at=THEN)

    outcomes = race(
        partial(operations.choose, case=case, remedy="refund", at=THEN),
        partial(operations.choose, case=case, remedy=other, at=THEN),
        after="aftersales.recalls.queries.left_to_put_right",
    )

    assert named(outcomes) == ["AlreadyChosen", "Case"]
    chosen = case_of(order).remedy
    assert Return.objects.get().remedy == chosen
    assert Refund.objects.count() == (1 if dispose and chosen == "refund" else 0)


def test_leaving_out_twice_at_once_pays_once():
    lamp = make_lamp()
    order = make_order(lines=[(lamp, 1), (make_lamp(title="Mug"), 1)])
    recalled(lamp)
    leave = partial(operations.leave_out, case=case_of(order), at=THEN)

    outcomes = race(leave, leave, after="aftersales.recalls.queries.case_as_it_stands")

    assert named(outcomes) == ["Case", "Case"]
    assert [str(each.amount) for each in Refund.objects.all()] == ["98.00"]


def test_what_is_cancelled_at_the_moment_of_the_recall_is_told_of_before_or_not_at_all():
    lamp = make_lamp()
    order = make_order(lines=[(lamp, 1)])
    recall, seen = announce(make_recall(lamp), carry_out=False), []

    def cancel():
        orders.cancel(order=order, at=THEN, why="Changed my mind")
        seen.append(Case.objects.count())
        # It is done: the run, where nothing keeps it waiting, goes on only now.
        affected.orders(recall, of=order)

    race(
        cancel,
        partial(operations.open_case, recall=recall, order=order, at=THEN),
        after="aftersales.recalls.affected.orders",
    )

    assert Order.objects.get().status == "cancelled"
    assert seen == [Case.objects.count()]


def test_closing_and_withdrawing_at_once_is_one_of_them():
    recall, by = recalled(make_lamp()), make_staff()

    outcomes = race(
        partial(operations.close, recall=recall, why="Most have chosen.", by=by, at=THEN),
        partial(operations.withdraw, recall=recall, why="It was wrong.", by=by, at=THEN),
        after="aftersales.recalls.queries.as_it_stands",
    )

    assert sum(isinstance(each, lifecycle.IllegalMove) for each in outcomes) == 1
    assert recall.moves.filter(to_status__in=["closed", "withdrawn"]).count() == 1
