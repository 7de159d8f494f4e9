from datetime import timedelta

import pytest

from storefront.accounts.models import User
from storefront.purposes import operations, queries, registry
from storefront.purposes.models import Choice
from tests.clock import NOON

pytestmark = pytest.mark.django_db


def _ada():
    return User.objects.create_user("ada", "ada@example.test", "x")


def test_what_needs_consent_is_off_until_it_is_switched_on():
    ada = _ada()
    assert queries.granted("news", user=ada, at=NOON) is False

    operations.record("news", user=ada, granted=True, at=NOON, source="account")

    assert queries.granted("news", user=ada, at=NOON) is True


def test_the_latest_choice_counts_and_every_one_is_kept():
    ada = _ada()
    for day, granted in enumerate([True, False]):
        operations.record(
            "news", user=ada, granted=granted, at=NOON + timedelta(days=day), source="account"
        )

    assert queries.granted("news", user=ada, at=NOON + timedelta(days=2)) is False
    assert queries.granted("news", user=ada, at=NOON) is True, "as it stood then"
    assert Choice.objects.count() == 2


def test_saying_the_same_again_adds_nothing():
    ada = _ada()
    operations.record("news", user=ada, granted=True, at=NOON, source="account")

    operations.record("news", user=ada, granted=True, at=NOON, source="checkout")

    assert Choice.objects.count() == 1


def test_what_the_purchase_needs_cannot_be_refused():
    with pytest.raises(operations.CannotBeRefused):
        operations.record("contract", user=_ada(), granted=False, at=NOON, source="account")

    assert not Choice.objects.exists()


def test_an_undeclared_use_is_refused_in_code():
    with pytest.raises(registry.Undeclared):
        queries.granted("sell-to-strangers", user=_ada(), at=NOON)


def test_a_choice_keeps_the_words_to_which_it_was_said():
    operations.record("news", visitor="browser-1", granted=True, at=NOON, source="footer")

    assert "at most twice a month" in Choice.objects.get().words
    assert queries.granted("news", visitor="browser-1", at=NOON) is True
    assert queries.granted("news", visitor="browser-2", at=NOON) is False
