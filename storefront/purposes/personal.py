"""
Where personal data is: each package declares its fields in its `personal_data.py`.

That module holds `PERSONAL`, a list of `PersonalData`. `privacy` reads the declarations to export
and to erase; a guard test fails for a model that looks personal and is declared nowhere.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from importlib import import_module, util
from typing import Any

from django.apps import apps

from .keeping import Period

PACKAGES = ("storefront", "checkout", "aftersales", "complaints", "privacy")

DELETE, BLANK, KEEP = "delete", "blank", "keep"


@dataclass(frozen=True)
class PersonalData:
    """
    One of these is the personal fields of one model.

    `model` is "label.Model"; `fields` maps each field to the words under which its owner sees it;
    `owner` is the look-up from the model to the account (such as "order__user"), empty when rows
    are found otherwise; `erasure` is what closing the account does: "delete" the rows, "blank" the
    fields, or "keep" for as long as the law says (then `kept_because` says so).
    `file` names the field that holds a file, which goes with the export. `rows(user)` replaces the
    look-up, `erase(user, at)` replaces the erasure, where either needs more than a filter.

    `kept` is the period after which nothing personal is left, counted from the moment at the
    look-up `since`: the rows are deleted, or get the values in `over`. `rows_over(before)` replaces
    the look-up where what began before a moment takes more than a filter to find.
    """

    model: str
    fields: dict[str, object]
    purpose: str
    keep: object
    erasure: str
    owner: str = ""
    title: object = ""
    kept_because: object = ""
    file: str = ""
    blank_with: dict[str, Any] = field(default_factory=dict)
    kept: Period | None = None
    since: str = ""
    over: dict[str, Any] | str = DELETE
    rows_over: Callable[[datetime], Any] | None = None
    rows: Callable[[Any], Iterable[Any]] | None = None
    erase: Callable[..., Any] | None = None

    def model_class(self) -> Any:
        return apps.get_model(self.model)

    def past(self, at: datetime) -> Any:
        """Return the rows whose time is over and that still say something of a person."""
        if self.kept is None:
            return self.model_class()._base_manager.none()
        before = self.kept.before(at)
        if self.rows_over:
            return self.rows_over(before)
        rows = self.model_class()._base_manager.filter(**{f"{self.since}__lt": before})
        return rows.exclude(**self.over) if isinstance(self.over, dict) else rows

    def rows_of(self, user: Any) -> Iterable[Any]:
        if self.rows:
            return self.rows(user)
        if not self.owner:
            return []
        return self.model_class()._base_manager.filter(**{self.owner: user}).order_by("pk")


@lru_cache(maxsize=1)
def declared() -> tuple[PersonalData, ...]:
    """Return every declaration of the house, in the order of the packages."""
    found: list[PersonalData] = []
    for package in PACKAGES:
        if util.find_spec(f"{package}.personal_data"):
            found += import_module(f"{package}.personal_data").PERSONAL
    return tuple(found)
