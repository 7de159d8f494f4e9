import os

import pytest
from django.contrib.contenttypes.models import ContentType
from django.contrib.sites.models import Site
from django.core.cache import cache
from django.db import connection

from storefront.accounts.models import User
from tests import databases


@pytest.mark.django_db
def test_a_worker_has_a_database_of_its_own_and_tells_its_children():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        name = cursor.fetchone()[0]

    assert name.startswith("test_candour_")
    assert f"/{name}" in os.environ["DATABASE_URL"]


@pytest.mark.django_db(transaction=True)
def test_wiping_removes_what_a_test_wrote_and_keeps_what_the_migrations_wrote():
    types = set(ContentType.objects.values_list("pk", "model"))
    sites = list(Site.objects.order_by("pk").values())
    User.objects.create(username="left-over")
    Site.objects.update(domain="changed.example")
    ContentType.objects.create(app_label="no", model="such")

    databases.wipe()

    assert not User.objects.exists()
    assert list(Site.objects.order_by("pk").values()) == sites
    assert set(ContentType.objects.values_list("pk", "model")) == types


def test_one_test_counts_something_in_redis():
    cache.incr("machinery", 1) if cache.get("machinery") else cache.set("machinery", 1)

    assert cache.get("machinery") == 1


def test_and_the_next_finds_nothing_of_it():
    assert cache.get("machinery") is None
