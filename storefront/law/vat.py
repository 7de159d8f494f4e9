"""Standard rates of value added tax by country of delivery, dated."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from storefront.law.facts import UNKNOWN, Fact
from storefront.law.resolve import load_yaml

FILE = Path(__file__).parent / "vat.yaml"


@cache
def every() -> Mapping[str, tuple[Fact, ...]]:
    """The succession of standard rates by country id, in percent."""
    document = load_yaml(FILE)
    return MappingProxyType(
        {
            country: tuple(Fact(**rate, unit="percent", profile=country) for rate in rates)
            for country, rates in document["standard"].items()
        }
    )


def rate(country: str, day: date) -> Fact:
    """
    The rate in force on a day; unknown before the first one written down.

    :raises KeyError: if the country is not in the file
    """
    return next((fact for fact in every()[country] if fact.holds_on(day)), UNKNOWN)
