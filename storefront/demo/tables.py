"""The tables of the demo shop, as dicts."""

import csv
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def table(name: str) -> list[dict[str, str]]:
    """Return the rows of one table, such as `suppliers`."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def by_language(row: dict[str, str], field: str) -> dict[str, str]:
    """Read `name_en`, `name_zh` of a row into {language: words}."""
    found = {"en": row.get(f"{field}_en", ""), "zh-hans": row.get(f"{field}_zh", "")}
    return {language: words for language, words in found.items() if words}
