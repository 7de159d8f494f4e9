"""
What the shop's pages cost beside a bare Django view, at two sizes of the catalogue.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from storefront.config.benchmark import databases, goods, measuring, report
from storefront.config.benchmark.browser import Unexpected


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--products", type=int, nargs="+", default=[200, 10_000])
        parser.add_argument("--requests", type=int, default=200, help="of each page")
        parser.add_argument("--orders", type=int, default=10)
        parser.add_argument("--fill", type=int, help="(used by itself) fill this database")

    def handle(
        self, *args: Any, products: list[int], requests: int, orders: int, **options: Any
    ) -> None:
        if options["fill"]:
            goods.fill(options["fill"], at=timezone.now(), say=self.say)
            return
        if not sys.platform.startswith("linux") or os.environ.get("DATABASE_URL"):
            raise CommandError("This measures the embedded PostgreSQL, and on Linux only.")
        try:
            databases.collect()
            names = {each: databases.prepare(each, say=self.say) for each in sorted(products)}
            results, bare = {}, {}
            for number, name in names.items():
                # Anew for each: a machine is seldom as fast as it was minutes ago.
                bare[number] = measuring.yardsticks(name)
                self.say("\n".join(report.yardsticks(bare[number])))
                results[number] = measuring.shop(name, requests=requests, orders=orders)
                self.say("\n".join(report.shop(number, results[number], bare[number])))
            self.say("\n".join(report.growth(results)))
        except (databases.NotFilled, Unexpected) as problem:
            raise CommandError(str(problem)) from problem

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
