"""What changed of a product, for buyers and for staff, in the language of each (LBT-6.1.3.e)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from storefront.core import marks, money
from storefront.partner.models import PriceChange

from .languages import in_language
from .models import FactKind, ProductSheet, SheetChange, SheetMove

SHOWN = 10
FACT = "fact:"

# What a version of a sheet is about is kept as a key, and told in words here.
TITLES = {
    "title": gettext_lazy("name"),
    "meta_description": gettext_lazy("summary"),
    "description": gettext_lazy("description"),
    "class": gettext_lazy("class"),
    "categories": gettext_lazy("categories"),
    "picture": gettext_lazy("picture"),
    "origin": gettext_lazy("country of origin"),
    "lot": gettext_lazy("lot"),
    "content": gettext_lazy("content"),
    "content_unit": gettext_lazy("content"),
    "pieces": gettext_lazy("pieces in the pack"),
    "weight_g": gettext_lazy("weight"),
    "size_mm": gettext_lazy("size"),
    "items": gettext_lazy("what can be bought"),
}


@dataclass(frozen=True)
class Change:
    at: datetime
    words: str


def changes(product_id: int, choices: Mapping[int, str]) -> list[Change]:
    """
    Return the latest changes of texts, facts and prices; two statements, three with facts.

    `choices` are {id of a stock record: what the choice is called}. A price that not all of them
    changed alike is told with their names.
    """
    stated = SheetChange.objects.filter(sheet__product=product_id).order_by("-changed_at", "-pk")
    latest = list(stated[:SHOWN])
    titles = kind_titles() if any(each.what.startswith(FACT) for each in latest) else {}
    found = [
        Change(each.changed_at, _("Changed: %(what)s") % {"what": told(each.what, titles)})
        for each in latest
    ]
    found += _of_prices(choices)
    return sorted(found, key=lambda each: each.at, reverse=True)[:SHOWN]


def _of_prices(choices: Mapping[int, str]) -> Iterator[Change]:
    before: dict[int, PriceChange] = {}
    alike: dict[Change, list[str]] = {}
    for each in PriceChange.objects.filter(stockrecord__in=choices).order_by("since", "pk"):
        if each.stockrecord_id in before:
            values = {
                "price": money.text(each.price, each.currency),
                "before": money.text(before[each.stockrecord_id].price, each.currency),
            }
            words = _("Price: %(price)s, before %(before)s") % values
            if why := in_language(each.reason):
                words = _("%(change)s. Reduced: %(why)s") % {"change": words, "why": why}
            alike.setdefault(Change(each.since, words), []).append(choices[each.stockrecord_id])
        before[each.stockrecord_id] = each
    for change, names in alike.items():
        if len(names) == len(choices):
            yield change
        else:
            yield Change(change.at, marks.labelled(marks.listed(names), change.words))


def for_staff(sheet: ProductSheet) -> list[tuple[datetime, Any, str]]:
    """Return all that was done to a product, the latest first: when, by whom, in words."""
    moved = [
        (each.moved_at, each.moved_by, _moved(each))
        for each in sheet.moves.select_related("moved_by")
    ]
    kinds = kind_titles()
    stated = [
        (
            each.changed_at,
            each.changed_by,
            _("Changed: %(what)s (version %(version)s)")
            % {"what": told(each.what, kinds), "version": each.version},
        )
        for each in sheet.changes.select_related("changed_by")
    ]
    return sorted([*moved, *stated], key=lambda each: each[0], reverse=True)


def _moved(move: SheetMove) -> str:
    words = str(ProductSheet.Status(move.to_status).label)
    return f"{words}. {_(move.why)}" if move.why else words


def kind_titles() -> dict[str, str]:
    return {kind.key: kind.title for kind in FactKind.objects.all()}


def told(what: str, kinds: dict[str, str]) -> str:
    """Say in words what a version is about: `title,lot` or `fact:maker`."""
    if what.startswith(FACT):
        key = what.removeprefix(FACT)
        return kinds.get(key, key)
    return marks.listed(dict.fromkeys(str(TITLES.get(key, key)) for key in what.split(",")))
