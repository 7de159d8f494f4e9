"""Profiles as they are read from their files, and what holds in one country on one day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from storefront.law.facts import NONE, Fact

FOLDER = Path(__file__).parent / "profiles"


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Safe YAML whose dates stay text, so that a year alone can stand for a day not known."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in known if tag != "tag:yaml.org,2002:timestamp"]
    for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load_yaml(path: Path) -> Any:
    """Read one YAML file, dates as text."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe loader


@dataclass(frozen=True)
class Profile:
    """One jurisdiction: its dated facts by path, without those it inherits."""

    id: str
    parent: str | None
    meta: Mapping[str, Any]
    facts: Mapping[str, tuple[Fact, ...]]


@cache
def every_profile() -> Mapping[str, Profile]:
    """All profiles by id. They are read once: a profile never changes while the shop runs."""
    found = (read_profile(load_yaml(path)) for path in sorted(FOLDER.glob("*.yaml")))
    return MappingProxyType({profile.id: profile for profile in found})


def read_profile(document: Mapping[str, Any]) -> Profile:
    """A profile from its YAML document, which must fit the schema."""
    meta = document["meta"]

    def fact(node: Mapping[str, Any]) -> Fact:
        value = tuple(node["value"]) if isinstance(node["value"], list) else node["value"]
        return Fact(**{**node, "value": value}, profile=meta["id"])

    def leaves(node: Any, path: str) -> Iterator[tuple[str, tuple[Fact, ...]]]:
        if isinstance(node, list):
            yield path, tuple(fact(version) for version in node)
        elif "value" in node and "rule" in node:
            yield path, (fact(node),)
        else:
            for name, child in node.items():
                yield from leaves(child, f"{path}.{name}" if path else name)

    sections = {name: node for name, node in document.items() if name != "meta"}
    return Profile(meta["id"], meta["parent"], meta, dict(leaves(sections, "")))


def ancestry(profile_id: str) -> list[Profile]:
    """
    The profile and those it inherits from, nearest first.

    :raises KeyError: if there is no such profile
    """
    found = [every_profile()[profile_id]]
    while (parent := found[-1].parent) is not None:
        found.append(every_profile()[parent])
    return found


def resolve(profile_id: str, day: date) -> dict[str, Fact]:
    """
    What holds in a jurisdiction on a day, by path.

    A child's fact in force replaces its parent's. A fact not yet or no longer in force leaves
    the parent's; where none is in force the value is `NONE`. A path that is absent was never
    researched: unknown.

    :raises KeyError: if there is no such profile
    """
    found: dict[str, Fact] = {}
    for profile in reversed(ancestry(profile_id)):
        for path, versions in profile.facts.items():
            in_force = next((fact for fact in versions if fact.holds_on(day)), None)
            if in_force:
                found[path] = in_force
            elif path not in found:
                note = f"not in force on {day}"
                found[path] = replace(versions[0], value=NONE, unit=None, note=note)
    return found
