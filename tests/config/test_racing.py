import threading
from functools import partial

import pytest
from django.contrib.sites.models import Site
from django.db import transaction

from tests.racing import race

IN = "tests.config.test_racing."


def seen(pk):
    return Site.objects.get(pk=pk).name


def seen_another_way(pk):
    return Site.objects.get(pk=pk).name


@transaction.atomic
def append(letter, *, pk, lock, look="seen"):
    if lock:
        Site.objects.select_for_update().get(pk=pk)
    name = globals()[look](pk)
    Site.objects.filter(pk=pk).update(name=name + letter)


@pytest.fixture
def site():
    return Site.objects.create(domain="race.example", name="")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_without_a_lock_one_of_two_writers_is_lost_every_time(site):
    for _ in range(3):
        Site.objects.filter(pk=site.pk).update(name="")

        race(*(partial(append, x, pk=site.pk, lock=False) for x in "ab"), after=IN + "seen")

        assert len(seen(site.pk)) == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_with_a_lock_both_writers_are_kept(site):
    race(*(partial(append, x, pk=site.pk, lock=True) for x in "ab"), after=IN + "seen")

    assert sorted(seen(site.pk)) == ["a", "b"]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_runners_that_take_different_ways_meet_too(site):
    race(
        partial(append, "a", pk=site.pk, lock=False),
        partial(append, "b", pk=site.pk, lock=False, look="seen_another_way"),
        after=[IN + "seen", IN + "seen_another_way"],
    )

    assert len(seen(site.pk)) == 1


def test_a_race_hands_back_what_was_raised():
    met = threading.Event()

    def refuse():
        raise ValueError("no")

    results = race(refuse, met.is_set, after="tests.config.test_racing.seen")

    assert [type(result) for result in results] == [ValueError, bool]
