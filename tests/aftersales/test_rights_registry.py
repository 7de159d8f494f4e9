from datetime import UTC, timedelta

import pytest

from aftersales.rights import queries, registry
from aftersales.rights.registry import Right
from tests.clock import NOON


@pytest.fixture(autouse=True)
def _no_others(monkeypatch):
    monkeypatch.setattr(registry, "_sources", [])


def test_rights_stand_in_the_order_in_which_they_end_and_those_over_come_last():
    day = timedelta(days=1)
    registry.register(
        lambda order, at: [
            Right("complain", "Complain"),
            Right("change", "Change", until=at - day, open=False, why_not="It has left us."),
            Right("withdraw", "Withdraw", until=at + 14 * day),
        ]
    )
    registry.register(lambda order, at: [Right("cancel", "Cancel", until=at + day)])

    found = [right.key for right in queries.rights_of(None, NOON)]

    assert found == ["cancel", "withdraw", "complain", "change"]


def test_a_function_registered_twice_is_asked_once():
    def complain(order, at):
        return [Right("complain", "Complain")]

    registry.register(complain)
    registry.register(complain)

    assert len(queries.rights_of(None, NOON)) == 1


def test_the_best_answer_to_a_problem_comes_first_and_what_is_over_last():
    registry.register(
        lambda order, at: [
            Right("complain", "Complain", answers=("faulty", "treated"), order=90),
            Right("swap", "Swap", until=NOON, open=False, answers=("faulty",), order=1),
            Right("faulty", "Put right", answers=("faulty",), order=10),
            Right("cancel", "Cancel", answers=("changed_mind",)),
        ]
    )

    found = [right.key for right in queries.answers_to(None, "faulty", NOON)]

    assert found == ["faulty", "complain", "swap"]


def test_the_end_of_a_day_is_said_as_its_last_minute():
    midnight = NOON.astimezone(UTC).replace(hour=0)

    assert Right("a", "A", until=midnight).last_moment == midnight - timedelta(minutes=1)
    assert Right("a", "A", until=NOON).last_moment == NOON
    assert Right("a", "A").last_moment is None
