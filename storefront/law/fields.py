"""What the schema says of each path: how it merges and whose country brings it in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

SCHEMA = Path(__file__).parent / "schema.json"


@dataclass(frozen=True)
class Field:
    """
    One path of the schema.

    `merge` is the word by which two countries are joined, `values` the allowed words (best for
    the buyer first), `keys` which of buyer_residence, ship_to and seller_seat bring it in, `at`
    whether it is looked up on the day of the order or on the day of the event.
    """

    merge: str
    values: tuple[str, ...]
    keys: frozenset[str]
    kind: str
    at: str
    description: str


@cache
def every() -> Mapping[str, Field]:
    """Every field by path; `labels.order_button.*` stands for all languages."""
    return MappingProxyType(read(json.loads(SCHEMA.read_text(encoding="utf-8"))))


def field_at(path: str) -> Field:
    """
    The field of a path, a language counting as `*`.

    :raises KeyError: if the schema has no such path
    """
    known = every()
    return known.get(path) or known[path.rpartition(".")[0] + ".*"]


def read(schema: Mapping[str, Any]) -> dict[str, Field]:
    """The fields of a schema by path."""
    found: dict[str, Field] = {}

    def walk(node: Mapping[str, Any], path: str, keys: frozenset[str], at: str) -> None:
        if "merge" in node:
            found[path] = Field(
                merge=node["merge"],
                values=tuple(node.get("values", ())),
                keys=frozenset(node.get("keys", keys)),
                kind=node["$ref"].rsplit("/", 1)[1],
                at=at,
                description=node.get("description", ""),
            )
            return
        for name, child in node.get("properties", {}).items():
            walk(child, f"{path}.{name}", keys, at)
        if isinstance(node.get("additionalProperties"), dict):
            walk(node["additionalProperties"], f"{path}.*", keys, at)

    for name, section in schema["properties"].items():
        if name != "meta":
            walk(section, name, frozenset(section["keys"]), section["at"])
    return found
