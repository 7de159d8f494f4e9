"""The public door of the law: others import this module and the calculators, nothing else."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

from storefront.law import openings, vat
from storefront.law.facts import Fact
from storefront.law.merge import Side, join
from storefront.law.openings import Opening, Question
from storefront.law.resolve import ancestry, every_profile, resolve
from storefront.law.rules import Country, Rules, thaw

__all__ = [
    "NoProfile",
    "countries_with_vat",
    "country",
    "facts_to_confirm",
    "is_taxed",
    "known_countries",
    "open_countries",
    "rules_for",
    "thaw",
    "vat_rate",
]

LAYERS = frozenset({"base", "eu"})
"""Profiles that countries inherit from; nobody lives there."""


class NoProfile(LookupError):
    """Nobody has written down the law of this country, so the shop cannot sell to it."""


def rules_for(
    *, residence: str, ship_to: str | None = None, seat: str = "IE", at: date | datetime
) -> Rules:
    """
    The rules of one order: of residence and ship-to country the better one, field by field.

    Countries are ISO codes (`DE`, `us-ca`). Without `ship_to` the goods go to the residence. A
    moment counts as the day it is in the buyer's zone. Sections that the schema marks `order`
    are asked for the day of the order, those marked `event` for the day of the event.

    :raises NoProfile: if the law of one of the countries is not written down
    """
    home = country(residence).id
    day = at.astimezone(ZoneInfo(country(home).zone)).date() if isinstance(at, datetime) else at
    return _rules(home, country(ship_to or home).id, country(seat).id, day)


@lru_cache(maxsize=2048)
def _rules(residence: str, ship_to: str, seat: str, day: date) -> Rules:
    keys: dict[str, set[str]] = {}
    for key, each in (
        ("buyer_residence", residence),
        ("ship_to", ship_to),
        ("seller_seat", seat),
    ):
        keys.setdefault(each, set()).add(key)
    facts, log = join(
        [Side(each, frozenset(held), _facts(each, day)) for each, held in keys.items()]
    )
    versions = {layer.id: layer.meta["version"] for each in keys for layer in ancestry(each)}
    mixed = len({residence, ship_to}) > 1
    return Rules(
        residence=country(residence),
        ship_to=country(ship_to),
        seat=country(seat),
        day=day,
        facts=MappingProxyType(facts),
        decisions=MappingProxyType(log),
        versions=MappingProxyType(dict(sorted(versions.items()))),
        sides=tuple(_rules(each, each, seat, day) for each in (residence, ship_to))
        if mixed
        else (),
    )


@lru_cache(maxsize=512)
def _facts(profile_id: str, day: date) -> dict[str, Fact]:
    return resolve(profile_id, day)


def known_countries() -> list[str]:
    """The ids of every country whose law is written down, whether open or not."""
    return sorted(every_profile().keys() - LAYERS)


@lru_cache(maxsize=256)
def country(code: str) -> Country:
    """
    Zone, weekend, holiday calendar and languages of a country.

    :raises NoProfile: if its law is not written down
    """
    wanted = code.lower().replace("_", "-")
    if wanted not in every_profile() or wanted in LAYERS:
        raise NoProfile(f"no law profile for {code}")
    meta = every_profile()[wanted].meta
    return Country(
        id=wanted,
        version=meta["version"],
        status=meta["status"],
        zone=meta["time_zone"] or "UTC",
        languages=tuple(meta["languages"] or ()),
        weekend=None if meta["weekend"] is None else tuple(meta["weekend"]),
        holidays=meta["holiday_calendar"],
        currency=meta["currency"],
    )


def open_countries(at: date | datetime, *, seat: str = "IE") -> list[Opening]:
    """Every known country, whether the shop may sell to it that day, and what is in the way."""
    return [
        openings.opening(rules_for(residence=each, seat=seat, at=at), review_due=_review_due(each))
        for each in known_countries()
    ]


def facts_to_confirm(code: str, at: date | datetime, *, seat: str = "IE") -> list[Question]:
    """The facts that the shop uses for a country and that a named person still has to confirm."""
    return openings.questions(rules_for(residence=code, seat=seat, at=at))


def vat_rate(code: str, at: date | datetime) -> Fact:
    """
    The standard rate of value added tax in a country of delivery; its value is text in percent.

    :raises NoProfile: if no rate is written down for the country
    """
    wanted = code.lower()
    if wanted not in vat.every():
        raise NoProfile(f"no VAT rate for {code}")
    day = at.astimezone(ZoneInfo(country(wanted).zone)).date() if isinstance(at, datetime) else at
    return vat.rate(wanted, day)


def is_taxed(code: str, at: date | datetime) -> bool:
    """Say whether the shop takes value added tax for deliveries to a country."""
    try:
        fact = vat_rate(code, at)
    except NoProfile:
        return False
    return fact.known and Decimal(str(fact.value)) > 0


def countries_with_vat() -> frozenset[str]:
    """The ids of the countries of which a rate of value added tax is written down."""
    return frozenset(vat.every())


def _review_due(profile_id: str) -> str:
    return every_profile()[profile_id].meta["next_review_due"]
