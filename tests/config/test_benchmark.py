import os
import subprocess
import sys
import time

import pytest
from django.test import RequestFactory

from storefront.config.benchmark import meter, report, steps
from storefront.config.benchmark.measuring import Findings
from storefront.config.benchmark.steps import Cost, Step

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads what Linux keeps")


@linux
def test_the_meter_counts_processor_time_and_not_waiting():
    before = meter.seconds(os.getpid())
    time.sleep(0.3)
    waited = meter.seconds(os.getpid()) - before

    began = time.process_time()
    while time.process_time() - began < 0.3:
        pass
    worked = meter.seconds(os.getpid()) - before - waited

    assert waited < 0.15
    assert worked == pytest.approx(0.3, abs=0.15)


@linux
def test_the_meter_counts_children_too():
    burn = "import time\nwhile time.process_time() < 0.3: pass\nprint(1, flush=True)\ninput()"
    before = meter.seconds(os.getpid())
    child = subprocess.Popen(
        [sys.executable, "-c", burn], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    child.stdout.readline()

    assert child.pid in meter.family(os.getpid())
    assert meter.seconds(os.getpid()) - before > 0.28
    child.communicate(b"\n")


@pytest.mark.django_db(transaction=True)  # the shop closes its connections by itself
def test_every_answer_of_the_measured_shop_says_how_many_statements_it_took():
    from storefront.config.benchmark import shop

    def ask(path):
        told = {}
        environ = RequestFactory().get(path).environ
        answer = shop.application(environ, lambda status, headers: told.update(headers))
        b"".join(answer)
        return int(told[shop.HEADER])

    assert ask("/nothing-here/") >= 0
    assert ask("/search/?q=mug") > 1


def test_the_report_says_what_is_reached_and_what_is_missed():
    bare = Findings(costs={"bare": Cost(0.5, 0, 0), "rows": Cost(1, 0, 1)}, memory=50_000_000)
    found = Findings(
        costs={"product, cold": Cost(6, 3, 5), "basket": Cost(3, 1, 9)},
        wire={"/": {"HTML": 9000, "CSS": 12000, "script": 0}},
        memory=200_000_000,
    )

    text = "\n".join(report.shop(200, found, bare))

    assert "18.0 (aim 20 bare: reached)" in text
    assert "4.0 (aim 3 rows: MISSED)" in text
    assert "21.0 KB (HTML 9.0, CSS 12.0, script 0.0) (aim 40 KB: reached)" in text
    assert "4.0 (aim 3 times: MISSED)" in text


def test_a_whole_order_is_told_request_by_request_and_the_banks_pages_apart():
    walks = [
        [
            Step("POST checkout:review", Cost(20 + more, 4, 36)),
            Step("GET testbank:pay", Cost(2, 1, 1)),
            Step("GET payments:return", Cost(10, 6, 34)),
        ]
        for more in (-2, 2)
    ]
    bare = Findings(memory=1)
    found = Findings(steps_of_an_order=steps.average(walks), memory=1)

    told = [" ".join(line.split()) for line in report.shop(200, found, bare)]

    assert "1 POST checkout:review 20.00 4.00 36.0" in told
    assert "2 GET testbank:pay 2.00 1.00 1.0 (the bank's server)" in told
    assert "the shop's own, 2 requests 30.00 10.00 70.0" in told
    assert "the test bank's, 1 requests 2.00 1.00 1.0" in told


def test_a_machine_that_became_half_as_fast_is_allowed_for(monkeypatch):
    took = iter([0.01] * 5 + [0.02])
    monkeypatch.setattr(meter, "_same_work", lambda: next(took))
    meter._first.cache_clear()
    meter._first()

    slow = meter.slowness()
    meter._first.cache_clear()

    assert slow == pytest.approx(2)
    assert Cost(8.0, 4.0, 6).at_pace(slow) == Cost(4.0, 2.0, 6)


def test_growth_is_told_from_the_smallest_catalogue_to_the_largest():
    small = Findings(costs={"search": Cost(5, 1, 1), "basket": Cost(8, 2, 7)})
    large = Findings(costs={"search": Cost(6, 1, 1), "basket": Cost(12, 3, 7)})

    told = list(report.growth({10_000: large, 200: small}))

    assert told[1] == "10000 products beside 200"
    assert "search" in told[2] and "1.17 (aim 1.3 times: reached)" in told[2]
    assert "basket" in told[3] and "1.50 (aim 1.3 times: MISSED)" in told[3]
    assert list(report.growth({200: small})) == []
