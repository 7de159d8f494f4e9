"""
The settings of a test run: its own databases, its own Redis numbers, its own files.

A run takes a free slot, so two runs in one copy of the project do not meet; a worker of a run has a
database and a Redis number of its own. What is set here is put into the environment too, so that
a process which a test starts (a worker to be killed, say) works on the same database.
"""

import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from storefront.config.embedded import addresses, processes

PROJECT = Path(__file__).resolve().parents[1]
TEST_DATA = PROJECT / ".data" / "test"
SLOTS = 8
NUMBERS_A_SLOT = 100  # workers of one run

os.environ["CANDOUR_ENV"] = "development"
# Playwright keeps an event loop in the thread of the test, which Django would refuse.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

if "CANDOUR_TEST_SLOT" not in os.environ:
    for slot in range(SLOTS):
        # Never closed: the system gives the slot back when this process ends.
        _taken = processes.try_lock(TEST_DATA / f"slot-{slot}")
        if _taken is not None:
            break
    else:
        raise RuntimeError(f"{SLOTS} test runs are going on in {PROJECT} already.")
    os.environ["CANDOUR_TEST_SLOT"] = str(slot)
    os.environ["CANDOUR_TEST_POSTGRES"] = os.environ.get(
        "DATABASE_URL"
    ) or addresses.embedded_database_url(TEST_DATA, name="postgres")
    os.environ["CANDOUR_TEST_REDIS"] = os.environ.get("REDIS_URL", "")

SLOT = int(os.environ["CANDOUR_TEST_SLOT"])
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
WORKER_NUMBER = int(WORKER.removeprefix("gw"))

# The database that new ones are made from, by somebody who may make databases.
POSTGRES_URL = os.environ["CANDOUR_TEST_POSTGRES"]
TEST_DATABASE = f"test_candour_{SLOT}_{WORKER}"
os.environ["DATABASE_URL"] = urlunsplit(urlsplit(POSTGRES_URL)._replace(path=f"/{TEST_DATABASE}"))
if not os.environ["DATABASE_URL"].startswith("postgresql://"):
    raise RuntimeError(f"DATABASE_URL names no PostgreSQL: {os.environ['DATABASE_URL']}")

# A real Redis has 16 numbers as a rule, and 0 is left alone in case somebody lives there.
os.environ["REDIS_URL"] = (
    f"{os.environ['CANDOUR_TEST_REDIS'].rstrip('/').rpartition('/')[0]}/{1 + WORKER_NUMBER % 15}"
    if urlsplit(os.environ["CANDOUR_TEST_REDIS"]).path.strip("/").isdigit()
    else f"{os.environ['CANDOUR_TEST_REDIS'].rstrip('/')}/{1 + WORKER_NUMBER % 15}"
    if os.environ["CANDOUR_TEST_REDIS"]
    else addresses.embedded_redis_url(TEST_DATA, number=SLOT * NUMBERS_A_SLOT + WORKER_NUMBER)
)

from storefront.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = TEST_DATA / "media" / f"{SLOT}-{WORKER}"
shutil.rmtree(MEDIA_ROOT, ignore_errors=True)
# What a process remembers for a second would outlive the test that made it.
CANDOUR_REMEMBERED_SECONDS = 0
