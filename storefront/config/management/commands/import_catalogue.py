"""Bring products from a file into the shop: checked as a whole, then written as a whole."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from storefront.catalogue.importer import reading, run

SHOWN = 50
STEPS = {
    "check": "checking",
    "pictures": "making pictures",
    "write": "writing",
    "change": "changing",
    "cards": "preparing listings",
    "done": "done",
}


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a CSV file, or one packed with gzip")
        parser.add_argument(
            "--format", default="auto", choices=["auto", *reading.formats()], dest="name"
        )
        parser.add_argument("--encoding", default="", help="if it is not UTF-8")
        parser.add_argument("--pictures", type=Path, help="the folder that pictures lie in")
        parser.add_argument("--dry-run", action="store_true", help="check only, write nothing")
        parser.add_argument(
            "--publish", action="store_true", help="put on sale whatever lacks nothing"
        )

    def handle(self, *, file: Path, name: str, encoding: str, **options: Any) -> None:
        pictures = options["pictures"] or file.parent
        if not pictures.is_dir():
            raise CommandError(f"There is no folder {pictures}.")
        try:
            goods, problems = reading.goods(file, name=name, encoding=encoding)
            report = run.import_goods(
                goods,
                at=timezone.now(),
                pictures=pictures,
                problems=problems,
                publish=options["publish"],
                dry_run=options["dry_run"],
                source=file.name,
                progress=self._progress if sys.stderr.isatty() else lambda *_step: None,
            )
        except reading.FileRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        except run.ImportRefused as refusal:
            self._list("row, column: what is wrong", refusal.problems)
            raise CommandError(str(refusal)) from refusal
        self._tell(report, dry_run=options["dry_run"])

    def _tell(self, report: run.Report, *, dry_run: bool) -> None:
        self._list("passed over", report.notes)
        done = {
            "created": report.created,
            "changed": report.changed,
            "unchanged": report.unchanged,
        }
        would = "would be " if dry_run else ""
        self.stdout.write(would + ", ".join(f"{word} {number}" for word, number in done.items()))
        if dry_run:
            self.stdout.write("Nothing was written: this was a dry run.")
        elif report.created or report.changed:
            self.stdout.write(f"on sale {report.published}, drafts {report.drafts}")
        for words, number in sorted(report.lacking.items(), key=lambda each: -each[1])[:SHOWN]:
            self.stdout.write(f"  {number} drafts: {words}")

    def _list(self, title: str, problems: list[Any]) -> None:
        if problems:
            self.stderr.write(f"{title}:")
        for problem in problems[:SHOWN]:
            self.stderr.write(f"  {problem}")
        if len(problems) > SHOWN:
            self.stderr.write(f"  and {len(problems) - SHOWN} more")

    def _progress(self, step: str, done: int, of: int) -> None:
        share = f"{done} of {of}" if of else ""
        sys.stderr.write(f"\r\x1b[K{STEPS.get(step, step)} {share}")
        if step == "done":
            sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()
