"""Reads the worked cases in `vectors/`; a case is never changed to make a test pass."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from storefront.law import calendars, queries
from storefront.law.resolve import load_yaml

FOLDER = Path(__file__).parent / "vectors"

NOT_RUN: dict[str, str] = {}
"""Cases that are wrong, with the reason."""


def cases(file, *, asking=lambda given: True):
    """The cases of a file as parameters of a test, those that ask something else left out."""
    return [
        pytest.param(
            case["given"],
            case["expect"],
            id=case["id"],
            marks=[pytest.mark.skip(NOT_RUN[case["id"]])] if case["id"] in NOT_RUN else [],
        )
        for case in load_yaml(FOLDER / f"{file}.yaml")["cases"]
        if asking(case["given"])
    ]


def rules(given, on):
    """The rules of a case that lives in one country, on one of its days."""
    profile = given["profile"]
    return queries.rules_for(residence=profile, seat=profile, at=day(given[on]))


def calendar(given, residence):
    """The working days of a case: it brings its own holidays."""
    own = frozenset(day(text) for text in given.get("holidays", ()))
    return replace(calendars.of(residence), holidays=own)


def day(text):
    """A day of a case, or None."""
    return None if text is None else date.fromisoformat(str(text)[:10])


def moment(text):
    """An instant of a case, or None."""
    return None if text is None else datetime.fromisoformat(text)
