from pathlib import Path

import pytest

from storefront.config.embedded import addresses

LONG = Path("/home/somebody with a very long name/" + "deep/" * 60)


@pytest.fixture(autouse=True)
def _no_servers_named(monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)


def test_a_named_server_is_used_as_it_is_named(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://shop:secret@db.example/shop")
    monkeypatch.setenv("REDIS_URL", "redis://cache.example:6379/3")

    assert addresses.database_url(LONG) == "postgresql://shop:secret@db.example/shop"
    assert addresses.redis_url(LONG) == "redis://cache.example:6379/3"
    assert addresses.broker_url(LONG) == "redis://cache.example:6379/3"


def test_a_socket_path_fits_however_long_the_project_path_is():
    folder = addresses.socket_folder(LONG / ".data")

    assert len(bytes(folder / "pg" / ".s.PGSQL.5432.lock")) < 100
    assert " " not in str(folder)


def test_two_copies_of_the_project_do_not_share_servers():
    assert addresses.database_url(Path("/srv/one")) != addresses.database_url(Path("/srv/two"))
    assert addresses.redis_url(Path("/srv/one")) != addresses.redis_url(Path("/srv/two"))


def test_celery_gets_the_embedded_redis_in_its_own_spelling():
    folder = addresses.socket_folder(Path("/srv/shop/.data"))

    assert addresses.redis_url(Path("/srv/shop")) == f"unix://{folder}/redis.sock?db=0"
    assert (
        addresses.broker_url(Path("/srv/shop"))
        == f"redis+socket://{folder}/redis.sock?virtual_host=0"
    )
