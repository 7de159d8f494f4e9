"""
Product cards as they stand in lists.

A card's words are made once for what it says and kept under exactly that: a card that says
anything else is another one, so none can be old. What is read anew each time is one statement.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from storefront.core import money
from storefront.core.prepared import Prepared

from . import queries, units

NEW_FOR = timedelta(days=30)
# Cards that a reader sees before scrolling fetch their picture at once.
SEEN_AT_ONCE = 2

_COLUMNS = (
    "product_id, slug, titles, from_price, to_price, was_price, cut, currency, unit_price,"
    " unit_base, picture, reduced_why, variants, published_at"
)

LIVE = Prepared(
    "cards_now",
    ("bigint[]",),
    f"""
    SELECT {_COLUMNS}, coalesce(now.free, 0), coalesce(now.low_at, 0)
    FROM catalogue_productcard c LEFT JOIN (
        SELECT each.shown,
               sum(greatest(coalesce(s.num_in_stock, 0) - coalesce(s.num_allocated, 0), 0))
                   ::int AS free,
               max(coalesce(s.low_stock_threshold, 0)) AS low_at
        FROM (
            SELECT id AS shown, id FROM unnest($1) id
            UNION ALL
            SELECT p.parent_id, p.id FROM catalogue_product p
            WHERE p.parent_id = ANY($1) AND p.is_public
        ) each JOIN partner_stockrecord s ON s.product_id = each.id
        GROUP BY each.shown
    ) now ON now.shown = c.product_id
    WHERE c.public AND c.product_id = ANY($1)
    """,  # noqa: S608
)


def cards(
    product_ids: Sequence[int], *, at: datetime, level: int = 3, note: str = ""
) -> list[SafeString]:
    """
    Return the cards of these products that are public, in this order. One statement.

    :param note: what is true of all of them, such as when they arrive
    """
    drawn = by_product(product_ids, at=at, level=level, note=note)
    return [drawn[pk] for pk in product_ids if pk in drawn]


def by_product(
    product_ids: Sequence[int], *, at: datetime, level: int = 3, note: str = ""
) -> dict[int, SafeString]:
    """Return the cards by product. One statement."""
    if not product_ids:
        return {}
    place = {pk: number for number, pk in enumerate(product_ids)}
    language = get_language() or ""
    return {
        row[0]: _drawn(
            row[:-3],
            _is_new(row[-3], at),
            live.state,
            live.words if live.state != queries.IN_STOCK else "",
            note,
            language,
            level,
            place[row[0]] < SEEN_AT_ONCE,
        )
        for row in _rows(list(product_ids))
        for live in [queries.Live(row[-2], row[-1])]
    }


@dataclass(frozen=True)
class Line:
    """A thing in one line: its name, its lowest price, where it is."""

    name: str
    price: Decimal
    currency: str
    url: str


def lines(product_ids: Sequence[int]) -> list[Line]:
    """Return these products that are public, in this order. One statement."""
    rows = {row[0]: row for row in _rows(list(product_ids))} if product_ids else {}
    return [
        Line(
            name=queries.in_language(json.loads(row[2])),
            price=row[3],
            currency=row[7],
            url=_url(row[1], pk),
        )
        for pk, row in ((pk, rows[pk]) for pk in product_ids if pk in rows)
    ]


def _rows(ids: list[int]) -> list[tuple[Any, ...]]:
    """Read cards with what is free at this moment, over all variants that are sold."""
    return LIVE.rows(ids)


def _is_new(published_at: datetime | None, at: datetime) -> bool:
    return published_at is not None and at - published_at < NEW_FOR


@lru_cache(maxsize=8_192)
def _drawn(
    row: tuple[Any, ...],
    is_new: bool,
    state: str,
    stock_words: str,
    note: str,
    language: str,
    level: int,
    eager: bool,
) -> SafeString:
    pk, slug, titles, low, high, was, cut, currency, *measured, picture, why, variants = row
    sold_out = state == queries.SOLD_OUT
    card = {
        "name": queries.in_language(json.loads(titles)),
        "url": _url(slug, pk),
        "picture": _picture(picture),
        "price": {
            **_price(low, high, was, cut, currency, *measured),
            "why": queries.in_language(json.loads(why)) if cut else "",
        }
        if low is not None
        else None,
        "note": _note(variants, stock_words, "" if sold_out else note),
        "tag": gettext("Reduced") if cut else gettext("New") if is_new else "",
        "sold_out": sold_out,
    }
    context = {"card": card, "level": level, "eager": eager}
    return render_to_string("components/product_card.html", context)


def _url(slug: str, pk: int) -> str:
    return reverse("catalogue:detail", kwargs={"product_slug": slug, "pk": pk})


def _picture(written: str | None) -> dict[str, Any] | None:
    if not written:
        return None
    picture = json.loads(written)
    return {**picture, "alt": queries.in_language(picture["alt"])}


def _price(
    low: Any, high: Any, was: Any, cut: int | None, currency: str, unit: Any, unit_base: str
) -> dict[str, Any]:
    basis = []
    if high is not None and high > low:
        basis.append(gettext("up to %(price)s") % {"price": money.text(high, currency)})
    if unit is not None and unit_base != "1_piece":
        basis.append(f"{money.text(unit, currency)} {units.title(unit_base)}")
    if was is not None:
        basis.append(
            gettext("%(price)s was the lowest price in the 30 days before")
            % {"price": money.text(was, currency)}
        )
    return {
        "now": low,
        "was": was,
        "cut": cut,
        "currency": currency,
        "basis": gettext("; ").join(basis),
    }


def _note(variants: int, stock_words: str, note: str) -> str:
    choice = (
        ngettext("%(number)d to choose from", "%(number)d to choose from", variants)
        % {"number": variants}
        if variants > 1
        else ""
    )
    return gettext(". ").join(part for part in (choice, stock_words, note) if part)
