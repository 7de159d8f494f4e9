"""The rules of one order: every fact of the three countries, already joined for the buyer."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from storefront.law import citations
from storefront.law.facts import NONE, UNKNOWN, Fact
from storefront.law.fields import field_at
from storefront.law.merge import Decision

FROZEN_FORMAT = 1


@dataclass(frozen=True)
class Country:
    """Where a country's deadlines run: its zone, weekend, holiday calendar and languages of law."""

    id: str
    version: int
    status: str
    zone: str
    languages: tuple[str, ...]
    weekend: tuple[str, ...] | None
    holidays: str | None
    currency: str | None


@dataclass(frozen=True)
class Basis:
    """Why a rule holds, for display: the ids of the research note, the article, the country."""

    path: str
    rules: tuple[str, ...]
    source: str
    profile: str
    since: str | None
    sure: str
    confirm: bool

    def __str__(self) -> str:
        ids = ", ".join(self.rules)
        return f"{self.source} ({ids})" if self.source else ids

    @property
    def for_buyers(self) -> str:
        """The source written out; our own ids of rules say nothing to a buyer."""
        return citations.written_out(self.source)


@dataclass(frozen=True)
class Label:
    """
    Words that a law fixes, in the language in which they are fixed.

    `text` is None where no law fixes the words: there the shop uses its own. `language` may
    differ from `asked`: a legal label is never translated. `confirm`: a person should check it.
    """

    kind: str
    text: str | None
    language: str
    asked: str
    confirm: bool
    source: str | None

    @property
    def fixed(self) -> bool:
        """A law gives these words; nobody may change them."""
        return self.text is not None

    @property
    def as_asked(self) -> bool:
        """The words are in the language that was asked for."""
        return self.language == self.asked

    def __str__(self) -> str:
        return self.text or ""


@dataclass(frozen=True)
class Rules:
    """
    What the law asks for one order on one day.

    `sides` are the rules of the residence and of the ship-to country alone; they are needed
    only where two methods cannot be joined (the prior price) and both have to be computed.
    """

    residence: Country
    ship_to: Country
    seat: Country
    day: date
    facts: Mapping[str, Fact]
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    versions: Mapping[str, int] = field(default_factory=dict)
    sides: tuple["Rules", ...] = ()
    is_frozen: bool = False

    def fact(self, path: str) -> Fact:
        """
        The fact of a path such as `withdrawal.period`; `facts.UNKNOWN` where nobody has looked.

        :raises KeyError: if the schema has no such path, or if these rules were frozen with an
            order and the path belongs to the day of an event: ask `queries.rules_for` for that day
        """
        place = field_at(path)
        if self.is_frozen and place.at == "event":
            raise KeyError(f"{path} holds on the day of the event and is not frozen with an order")
        return self.facts.get(path, UNKNOWN)

    def value(self, path: str) -> Any:
        """The value alone: None is unknown, `facts.NONE` no such rule."""
        return self.fact(path).value

    def holds(self, path: str) -> bool:
        """True where a yes-or-no fact says yes; unknown and no such rule count as no."""
        return self.fact(path).value is True

    def basis(self, path: str) -> Basis:
        """The rule ids and the source of a path, for display."""
        fact = self.fact(path)
        return Basis(
            path=path,
            rules=tuple(id_ for id_ in fact.rule.split(",") if id_),
            source=fact.source or "",
            profile=fact.profile,
            since=fact.since,
            sure=fact.sure,
            confirm=fact.confirm,
        )

    def label(self, kind: str, language: str) -> Label:
        """
        The words that the law fixes for a `kind` such as `order_button`, in the language asked for.

        Where the law has no words in that language, those in a language of the buyer's country,
        then of the country of delivery, then English: the first that somebody has read.

        :raises KeyError: if the schema has no such label
        """
        field_at(f"labels.{kind}.en")
        asked = legal_language(language)
        languages = dict.fromkeys((asked, *self.residence.languages, *self.ship_to.languages, "en"))
        for tongue in languages:
            fact = self.facts.get(f"labels.{kind}.{tongue}", UNKNOWN)
            if fact.value == NONE:
                break
            if fact.known:
                return Label(kind, fact.value, tongue, asked, fact.confirm, fact.source)
        return Label(kind, None, asked, asked, False, None)

    def zone(self) -> ZoneInfo:
        """The buyer's zone, in which the last day of a right ends."""
        return ZoneInfo(self.residence.zone)

    def uncertain(self, paths: Iterable[str]) -> bool:
        """True when a person still has to confirm one of these paths."""
        return any(self.fact(path).confirm for path in paths)

    def frozen(self) -> dict[str, Any]:
        """
        Everything that an order keeps, ready for JSON: the known facts that are taken on its day.

        Facts of the day of an event (a breach, a complaint, a recall) are left out: for them the
        rules of that day count, not those of the order.
        """
        return dict(json.loads(self._written))

    @cached_property
    def _written(self) -> str:
        # The rules of a day are the same for all its orders, and long.
        kept = {
            path: {
                name: value
                for name, value in asdict(fact).items()
                if value not in (None, "", False)
            }
            | {"value": fact.value}
            for path, fact in sorted(self.facts.items())
            if fact.known and field_at(path).at == "order"
        }
        return json.dumps(
            {
                "format": FROZEN_FORMAT,
                "day": self.day.isoformat(),
                "residence": asdict(self.residence),
                "ship_to": asdict(self.ship_to),
                "seat": asdict(self.seat),
                "profiles": dict(self.versions),
                "facts": kept,
            }
        )


def thaw(data: Mapping[str, Any]) -> Rules:
    """
    The rules as they were frozen with an order.

    :raises ValueError: if the data was written in a format that this code does not read
    """
    if data["format"] != FROZEN_FORMAT:
        raise ValueError(f"frozen law in format {data['format']}")
    facts = {
        path: Fact(**{**kept, "value": _tuple(kept["value"])})
        for path, kept in data["facts"].items()
    }
    return Rules(
        residence=_country(data["residence"]),
        ship_to=_country(data["ship_to"]),
        seat=_country(data["seat"]),
        day=date.fromisoformat(data["day"]),
        facts=MappingProxyType(facts),
        versions=MappingProxyType(dict(data["profiles"])),
        is_frozen=True,
    )


def legal_language(code: str) -> str:
    """A language as the profiles write it: `zh-hans` becomes `zh-Hans`, `en-gb` becomes `en`."""
    tongue, _, rest = code.replace("_", "-").partition("-")
    script = rest.partition("-")[0]
    return f"{tongue.lower()}-{script.title()}" if len(script) == 4 else tongue.lower()


def _country(kept: Mapping[str, Any]) -> Country:
    weekend = kept["weekend"]
    return replace(
        Country(**kept),
        languages=tuple(kept["languages"]),
        weekend=None if weekend is None else tuple(weekend),
    )


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
