"""
Public holidays by country and year.

The library that knows them loads 240 countries to tell of one: 15 MB of every web worker. The days
of the countries that we deliver to are therefore written down beside this, by the command
`public_holidays`; a test compares them with the library's. It is asked for all others.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

WRITTEN = Path(__file__).with_name("public_holidays.json")
PLACES = ("IE", "GB", "GB-ENG", "DE", "FR", "NL", "IT", "ES", "CN")
YEARS = range(2020, 2036)


@dataclass(frozen=True)
class Days:
    """One of these is every public holiday of a country, or of a part of it that has its own."""

    country: str
    region: str | None = None

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and day in days(self.country, day.year, self.region)


@lru_cache(maxsize=256)
def days(country: str, year: int, region: str | None = None) -> frozenset[date]:
    """
    Return the public holidays of one year; a region that the library lacks is ignored.

    :raises NotImplementedError: if nobody has written down those of the country
    """
    place = f"{country}-{region}" if region else country
    if place in PLACES and year in YEARS:
        return _written()[place].get(year, frozenset())
    return ask(country, year, region)


def ask(country: str, year: int, region: str | None = None) -> frozenset[date]:
    """Return the same as the library has it."""
    import holidays  # heavy, and seldom needed by the web

    known = holidays.list_supported_countries().get(country, ()) if region else ()
    subdiv = region if region in known else None
    return frozenset(holidays.country_holidays(country, subdiv=subdiv, years=year))


def write() -> None:
    """Write down anew what the library says."""
    told = {}
    for place in PLACES:
        country, _, region = place.partition("-")
        found: Iterable[date] = (
            day for year in YEARS for day in ask(country, year, region or None)
        )
        told[place] = sorted(day.isoformat() for day in found if day.year in YEARS)
    WRITTEN.write_text(json.dumps(told, indent=0) + "\n")


@lru_cache(maxsize=1)
def _written() -> dict[str, dict[int, frozenset[date]]]:
    found: dict[str, dict[int, frozenset[date]]] = {}
    for place, texts in json.loads(WRITTEN.read_text()).items():
        by_year: dict[int, set[date]] = {}
        for text in texts:
            day = date.fromisoformat(text)
            by_year.setdefault(day.year, set()).add(day)
        found[place] = {year: frozenset(each) for year, each in by_year.items()}
    return found
