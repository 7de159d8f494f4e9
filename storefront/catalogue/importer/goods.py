"""What every format is turned into before anything else happens to it."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass
class PictureNamed:
    """A picture that a row names: where it should lie, and what is to be seen on it."""

    path: str
    alt: dict[str, str] = field(default_factory=dict)
    may_be_missing: bool = False


@dataclass
class Item:
    """One of these is a thing that can be bought: a variant, or the goods themselves."""

    row: int
    sku: str
    price: Decimal | None = None
    currency: str = ""
    stock: int = 0
    low_at: int | None = None
    options: dict[str, dict[str, str]] = field(default_factory=dict)  # {name: {language: label}}
    list_price: Decimal | None = None
    price_since: date | None = None
    reduced_why: dict[str, str] = field(default_factory=dict)
    pictures: list[PictureNamed] = field(default_factory=list)
    lot: str = ""
    content: Decimal | None = None
    content_unit: str = ""
    weight_g: int | None = None
    size_mm: str = ""


@dataclass
class Goods:
    """One of these is one product of a file, with all its variants."""

    row: int
    key: str
    title: dict[str, str] = field(default_factory=dict)
    summary: dict[str, str] = field(default_factory=dict)
    description: dict[str, str] = field(default_factory=dict)
    class_name: str = ""
    categories: list[str] = field(default_factory=list)  # "Table > Tea & coffee"
    supplier: str = ""
    facts: dict[str, tuple[dict[str, str], dict[str, str]]] = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)
    published: bool = False
    is_parent: bool = False
    items: list[Item] = field(default_factory=list)

    @property
    def stock(self) -> dict[str, int]:
        return {item.sku: item.stock for item in self.items}

    @property
    def checksum(self) -> str:
        """Equal for equal content, wherever in the file it stands."""
        content = _without_rows(asdict(self))
        written = json.dumps(content, sort_keys=True, default=str, ensure_ascii=False)
        return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()


def _without_rows(content: Any) -> Any:
    if isinstance(content, dict):
        return {key: _without_rows(each) for key, each in content.items() if key != "row"}
    if isinstance(content, list | tuple):
        return [_without_rows(each) for each in content]
    return str(content.normalize()) if isinstance(content, Decimal) else content


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong with a file: where, and in words. Row 1 is the header."""

    row: int
    column: str
    words: str

    def __str__(self) -> str:
        place = f"{self.row}, {self.column}" if self.column else str(self.row)
        return f"{place}: {self.words}"
