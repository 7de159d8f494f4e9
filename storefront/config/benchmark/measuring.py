"""
Serving and measuring: the yardsticks first, then the shop, both with two workers.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import redis
from django.conf import settings

from storefront.config.embedded import addresses, postgres, processes

from . import databases, journey, meter, steps
from .browser import Browser, Unexpected
from .steps import Cost

# A browser that is somebody gets a page made for it, not the one that is kept for all.
SOMEBODY = {"basket-count": "0"}
WORDS = ("mug", "lamp", "oak", "linen", "bowl", "wool", "candle", "brush", "board", "toy")
TPCB_STATEMENTS = 7  # with BEGIN and END


@dataclass
class Findings:
    """
    What was measured of one application; `memory` is of its two workers, in bytes.
    """

    costs: dict[str, Cost] = field(default_factory=dict)
    wire: dict[str, dict[str, int]] = field(default_factory=dict)
    memory: int = 0
    steps_of_an_order: list[steps.Step] = field(default_factory=list)
    problem: str = ""


Work = Callable[[int], int]


@contextlib.contextmanager
def served(application: str, database: str) -> Iterator[tuple[int, int]]:
    """
    Serve with two workers; give the port and the server's process.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        *(sys.executable, "-m", "gunicorn", f"storefront.config.benchmark.{application}"),
        *("--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--workers", "2"),
        *("--threads", "4", "--preload", "--no-control-socket", "--log-level", "warning"),
        *("--keep-alive", "30"),
    ]
    log = addresses.data_folder(settings.BASE_DIR) / "log" / "benchmark.log"
    server = processes.spawn(
        command, log=log, cwd=settings.BASE_DIR, env=databases.environment(database)
    )
    try:
        listens = processes.wait_until(lambda: _listens(port), seconds=90)
        if not listens or server.poll() is not None:
            raise Unexpected(f"The server did not start:\n{processes.tail(log)}")
        yield port, server.pid
    finally:
        processes.stop(server, signals=[(signal.SIGTERM, 10)])


def cost(server: int, work: Work, *, times: int, at_once: int = 20) -> Cost:
    """
    What one piece of work costs, at the machine's pace of the start; so many weighed `at_once`.

    `work` gets its number and returns its statements.
    """
    for number in range(max(4, times // 10)):
        work(number)
    database, found = databases.postmaster(), steps.NOTHING
    slow = meter.slowness()
    for first in range(0, times, at_once):
        web_before, database_before = meter.seconds(server), meter.seconds(database)
        statements = sum(work(number) for number in range(first, min(first + at_once, times)))
        taken = Cost(
            web=(meter.seconds(server) - web_before) * 1000,
            database=(meter.seconds(database) - database_before) * 1000,
            statements=statements,
        )
        before, slow = slow, meter.slowness()
        found += taken.at_pace((before + slow) / 2)
    return found / times


def yardsticks(database: str) -> Findings:
    found = Findings()
    with served("bare:application", database) as (port, server):
        browser = Browser(port)

        def fetch(path: str) -> Work:
            return lambda _number: browser.get(path).statements

        for name in ("bare", "select", "rows"):
            found.costs[name] = cost(server, fetch(f"/{name}/"), times=2000, at_once=100)
        found.memory = meter.resident(server)
    found.costs["tpcb"] = _tpcb()
    return found


def _tpcb(transactions: int = 3000) -> Cost:
    """
    pgbench's own transaction, on a database of its own; as web counts what pgbench itself uses.
    """
    data = addresses.data_folder(settings.BASE_DIR)
    pgbench = postgres.find_installed() / "bin" / "pgbench"
    where = ["-h", str(addresses.socket_folder(data) / "pg"), "-U", addresses.USER]
    name = "benchmark_tpcb"
    with databases.server() as cursor:
        databases.run(cursor, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        databases.run(cursor, "CREATE DATABASE {}", name)
    _quietly([pgbench, "-i", "-q", "-s", "10", *where, name])
    postmaster, slow = databases.postmaster(), meter.slowness()
    before, own = meter.seconds(postmaster), os.times()
    _quietly([pgbench, "-n", "-c", "2", "-t", str(transactions // 2), *where, name])
    after, now = meter.seconds(postmaster), os.times()
    slow = (slow + meter.slowness()) / 2
    client = now.children_user + now.children_system - own.children_user - own.children_system
    with databases.server() as cursor:
        databases.run(cursor, "DROP DATABASE {} WITH (FORCE)", name)
    taken = Cost(client * 1000, (after - before) * 1000, TPCB_STATEMENTS * transactions)
    return taken.at_pace(slow) / transactions


def _quietly(command: list) -> None:
    subprocess.run(command, capture_output=True, check=True)  # noqa: S603


def shop(database: str, *, requests: int, orders: int) -> Findings:
    found = Findings()
    pages, products = databases.goods_in(database)
    kept = redis.Redis.from_url(databases.redis_url())
    with served("shop:application", database) as (port, server):
        kept.flushdb()
        nobody, somebody = Browser(port), Browser(port, dict(SOMEBODY))

        def fetch(browser: Browser, *paths: str) -> Work:
            return lambda number: _seen(browser, paths[number % len(paths)])

        searches = [f"/search/?q={word}" for word in WORDS]
        for name, work, times in (
            ("home, cold", fetch(somebody, "/"), requests),
            ("home, kept", fetch(nobody, "/"), requests * 4),
            ("listing, 24 cards", fetch(somebody, "/shop/"), requests),
            ("listing, kept", fetch(nobody, "/shop/"), requests * 4),
            ("search", fetch(somebody, *searches), requests),
            ("product, cold", fetch(somebody, *pages), requests),
            ("product, kept", fetch(nobody, pages[0]), requests * 4),
        ):
            found.costs[name] = cost(server, work, times=times)
        for path in ("/", "/shop/", pages[0], searches[0]):
            found.wire[path] = _weight(nobody, path)
        try:
            _sale(found, port, server, pages, products, kept, requests, orders)
        except Unexpected as problem:
            found.problem = str(problem)
        found.memory = meter.resident(server)
    return found


def _sale(
    found: Findings,
    port: int,
    server: int,
    pages: list[str],
    products: list[int],
    kept: redis.Redis,
    requests: int,
    orders: int,
) -> None:
    buyer, postmaster = Browser(port), databases.postmaster()

    def scales() -> tuple[float, float]:
        return meter.seconds(server), meter.seconds(postmaster)

    def add(number: int) -> int:
        if number % 50 == 0:
            _forget_tries(kept)
        if number % 5 == 0:
            buyer.cookies.clear()
        return journey.add(buyer, products[number % len(products)]).statements

    walks: list[list[steps.Step]] = []

    def order(number: int) -> int:
        _forget_tries(kept)
        guest, place = steps.Weighing(port, scales=scales), number % len(products)
        slow = meter.slowness()
        journey.order(guest, products[place], pages[place])
        slow = (slow + meter.slowness()) / 2
        walks.append([steps.Step(each.name, each.cost.at_pace(slow)) for each in guest.steps])
        return guest.statements

    found.costs["add to basket"] = cost(server, add, times=requests)
    found.costs["basket"] = cost(server, lambda _: _seen(buyer, "/basket/"), times=requests)
    found.costs["whole order"] = cost(server, order, times=orders, at_once=1)
    found.steps_of_an_order = steps.average(walks[-orders:])


def _forget_tries(kept: redis.Redis) -> None:
    """Let the one buyer go on who acts for many; what else is kept stays, as it does in a shop."""
    for name in kept.scan_iter("*:limit:*"):
        kept.delete(name)


def _seen(browser: Browser, path: str) -> int:
    answer = browser.get(path)
    if answer.status != 200:
        raise Unexpected(f"{path} answers {answer.status} {answer.leads_to}")
    return answer.statements


def _weight(browser: Browser, path: str) -> dict[str, int]:
    """
    Bytes that a first visit to a page moves, without pictures.
    """
    page = browser.get(path)
    weight = {"HTML": page.wire, "CSS": 0, "script": 0}
    for tag in re.findall(r"<(?:link|script)[^>]+>", page.text):
        address = re.search(r'(?:href|src)="([^"]+)"', tag)
        if address and tag.startswith("<script"):
            weight["script"] += browser.get(urlsplit(address.group(1)).path).wire
        elif address and 'rel="stylesheet"' in tag:
            weight["CSS"] += browser.get(urlsplit(address.group(1)).path).wire
    return weight


def _listens(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0
