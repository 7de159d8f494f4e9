"""
Which test proves which requirement, and which requirement nobody proves yet.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

REQUIREMENTS = Path(__file__).resolve().parents[2] / "requirements_ids.txt"


class Command(BaseCommand):
    help = "For each requirement id: the tests that prove it, then those without one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("prefix", nargs="?", default="", help="only ids that begin so: LBT-6.2")
        parser.add_argument("--app", default="", help="only requirements of this package")
        parser.add_argument("--open", action="store_true", help="only those without a test")

    def handle(self, *args: Any, prefix: str, app: str, **options: Any) -> None:
        proofs = collect_proofs()
        wanted = {
            clause: package
            for clause, package in requirements().items()
            if clause.startswith(prefix) and app in ("", package)
        }
        open_ones = [clause for clause in wanted if not any(map(_whole, proofs.get(clause, [])))]
        if not options["open"]:
            for clause in wanted:
                for test in proofs.get(clause, []):
                    self.stdout.write(f"{clause:18} {test}")
            self.stdout.write("")
        for clause in open_ones:
            how = "proved in part" if clause in proofs else "no test yet"
            self.stdout.write(f"{clause:18} {how} ({wanted[clause]})")
        proved = len(wanted) - len(open_ones)
        self.stdout.write(f"\n{proved} of {len(wanted)} requirements have a test")


def _whole(proof: str) -> bool:
    """Say whether a test proves all that its requirement asks for: others name what they lack."""
    return "(in part, without " not in proof


def requirements() -> dict[str, str]:
    """
    The id of every requirement, and the package that owes it.
    """
    lines = REQUIREMENTS.read_text().splitlines()
    return dict(line.split() for line in lines if line.strip())


def collect_proofs() -> dict[str, list[str]]:
    """
    The tests by the requirement ids that they carry as a mark; nothing is run.

    :raises CommandError: if the tests cannot be collected
    """
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "clauses.json")
        done = subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"),
                f"--clauses={target}",
            ],
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
        )
        if not target.exists():
            raise CommandError(f"The tests could not be collected:\n{done.stdout}{done.stderr}")
        return json.loads(target.read_text())
