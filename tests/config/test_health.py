import pytest
from django.core.cache import cache
from django.test import override_settings
from django.utils import timezone

from storefront.config import health
from tests.factories import open_shop


@pytest.fixture(autouse=True)
def _nothing_seen_yet(monkeypatch):
    monkeypatch.setattr(health, "_seen", (float("-inf"), {}))


def beat(*, seconds_ago=0):
    cache.set(health.HEARTBEAT, timezone.now().timestamp() - seconds_ago, 60)


@pytest.mark.django_db
def test_all_parts_alive_answer_200(client):
    beat()

    answer = client.get("/health/")

    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "web": "alive",
        "database": "alive",
        "redis": "alive",
        "worker": "alive",
        "sale": "closed",
    }
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_a_shop_that_has_said_what_a_buyer_must_know_is_open(client):
    beat()
    open_shop()

    assert client.get("/health/").json()["sale"] == "open"


@pytest.mark.django_db
@pytest.mark.parametrize("seconds_ago", [None, health.HEARTBEAT_MAY_BE + 1])
def test_a_worker_that_is_silent_makes_it_503(client, seconds_ago):
    if seconds_ago:
        beat(seconds_ago=seconds_ago)

    answer = client.get("/health/")

    assert answer.status_code == 503
    assert answer.json()["worker"] == "down"
    assert answer.json()["database"] == "alive"


@pytest.mark.django_db
def test_a_dead_redis_is_named_and_nothing_else_is_said(client, caplog):
    beat()
    with override_settings(REDIS_URL="unix:///nowhere/secret-place.sock"):
        answer = client.get("/health/")

    assert answer.status_code == 503
    assert answer.json()["redis"] == "down"
    assert "secret-place" not in answer.content.decode()


@pytest.mark.django_db
def test_a_dead_database_is_named(client, monkeypatch):
    beat()
    monkeypatch.setattr(
        type(health.connection),
        "get_connection_params",
        lambda self: {"host": "/nowhere", "dbname": "x"},
        raising=False,
    )

    answer = client.get("/health/")

    assert answer.status_code == 503
    assert answer.json()["database"] == "down"


@pytest.mark.django_db
def test_however_often_strangers_ask_the_database_is_asked_once_a_second(client, monkeypatch):
    beat()
    asked = []
    monkeypatch.setitem(health.CHECKS, "database", lambda: asked.append("database"))

    answers = [client.get("/health/").status_code for _each in range(5)]
    assert (answers, len(asked)) == ([200] * 5, 1)

    monkeypatch.setattr(health, "ASKED_EVERY", 0.0)
    client.get("/health/")
    assert len(asked) == 2
