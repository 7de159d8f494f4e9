"""
What is in a list, in which order, and how many of each kind: one statement each.

Written as SQL because one statement must answer for every facet at once. Every value is a
parameter; what is put together here are only our own fragments.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection

from storefront.catalogue.languages import in_language, texts
from storefront.catalogue.models import Category

from . import narrowing as chosen
from .narrowing import EDGES, Narrowing

A_PAGE = 24
# Beyond twenty pages nobody judges a best match; other orders have no end.
MOST_RANKED = 20 * A_PAGE

# Weights of description, facts, brand and option, title; 16 dampens long texts. Of what was tried
# on the judged queries this ordered best; see tests/storefront/search/test_judgements.py.
RANK = "ts_rank_cd('{0.1,0.2,0.4,1}', d.vector, %s::tsquery, 16)"

_FREE = """EXISTS (
    SELECT 1 FROM partner_stockrecord s JOIN catalogue_product p ON p.id = s.product_id
    WHERE (p.id = c.product_id OR p.parent_id = c.product_id) AND p.is_public
      AND s.num_in_stock > coalesce(s.num_allocated, 0))"""

ORDERS = {
    chosen.NEWEST: "c.published_at DESC NULLS LAST, c.product_id DESC",
    chosen.POPULAR: "c.popularity DESC, c.product_id",
    chosen.CHEAPEST: "c.from_price ASC NULLS LAST, c.product_id",
    chosen.DEAREST: "c.from_price DESC NULLS LAST, c.product_id",
}


NO_TEXTS = {"description": "", "meta_title": "", "meta_description": ""}


@dataclass(frozen=True)
class Scope:
    """What a list is taken from: a category, or what answers a question, or everything."""

    category: int | None = None
    language: str = ""
    query: str = ""  # a tsquery that must match
    exact: str = ""  # the tsquery that decides the order

    def where(self) -> tuple[str, list[Any]]:
        parts, values = ["c.public"], list[Any]()
        if self.category is not None:
            parts.append("c.categories @> %s::int[]")
            values.append([self.category])
        if self.query:
            parts.append(
                "c.product_id IN (SELECT d.product_id FROM search_searchdocument d"
                " WHERE d.vector @@ %s::tsquery AND d.language = %s)"
            )
            values += [self.query, self.language]
        return " AND ".join(parts), values


@dataclass
class Counts:
    """How many things there are: in all, as narrowed, and by each value of each facet."""

    whole: int = 0
    total: int = 0
    options: dict[str, dict[str, int]] = field(default_factory=dict)
    kinds: dict[int, int] = field(default_factory=dict)
    makers: dict[int, int] = field(default_factory=dict)
    bands: dict[int, int] = field(default_factory=dict)


def page_ids(scope: Scope, narrowing: Narrowing, *, offset: int = 0) -> list[int]:
    """Return the products of one page of a list, in its order. One statement."""
    where, values = scope.where()
    conditions = [where, *(sql for _key, sql, _values in _groups(narrowing))]
    values += [value for _key, _sql, each in _groups(narrowing) for value in each]
    return _ids(
        f"SELECT c.product_id FROM catalogue_productcard c WHERE {' AND '.join(conditions)}"  # noqa: S608
        f" ORDER BY {ORDERS[narrowing.sort]} LIMIT {A_PAGE} OFFSET %s",
        [*values, offset],
    )


def ranked_ids(scope: Scope, narrowing: Narrowing) -> list[int]:
    """
    Return the products that answer best, best first, what is sold out behind. One statement.

    The order is by what matched (name before brand and option, before facts, before description).
    """
    groups = _groups(narrowing)
    conditions = "".join(f" AND {sql}" for _key, sql, _values in groups)
    return _ids(
        f"""
        WITH best AS (
            SELECT c.product_id, {RANK} + 0.05 * {RANK} AS rank
            FROM search_searchdocument d JOIN catalogue_productcard c USING (product_id)
            WHERE d.vector @@ %s::tsquery AND d.language = %s AND c.public{conditions}
            ORDER BY rank DESC, c.product_id LIMIT {MOST_RANKED}
        )
        SELECT c.product_id FROM best c
        ORDER BY c.rank * CASE WHEN {_FREE} THEN 1 ELSE 0.3 END DESC, c.product_id
        """,  # noqa: S608
        [
            scope.exact,
            scope.query,
            scope.query,
            scope.language,
            *(value for _key, _sql, each in groups for value in each),
        ],
    )


def counts(scope: Scope, narrowing: Narrowing) -> Counts:
    """
    Count a list by every facet. One statement.

    A facet's own choice does not narrow its own numbers: they say what choosing more would add.
    """
    where, values = scope.where()
    groups = _groups(narrowing)
    flags = "".join(f", ({sql}) AS g{at}" for at, (_key, sql, _values) in enumerate(groups))
    # The flags stand before the WHERE, so their values come first.
    values = [value for _key, _sql, each in groups for value in each] + values
    names = {key: f"g{at}" for at, (key, _sql, _values) in enumerate(groups)}

    def others(own: str) -> str:
        return " AND ".join(flag for key, flag in names.items() if key != own) or "true"

    all_of_them = " AND ".join(names.values()) or "true"
    by_option = _by_option(names)
    sql = f"""
        WITH base AS MATERIALIZED (
            SELECT c.facets, c.categories, c.supplier_id,
                   width_bucket(c.from_price, %s::numeric[]) AS band{flags}
            FROM catalogue_productcard c WHERE {where}
        )
        SELECT 'whole', '', count(*) FROM base
        UNION ALL SELECT 'total', '', count(*) FROM base WHERE {all_of_them}
        UNION ALL SELECT 'option', value, count(*) FROM base, unnest(facets) value
            WHERE {by_option} GROUP BY value
        UNION ALL SELECT 'kind', value::text, count(*) FROM base, unnest(categories) value
            WHERE {others(chosen.KIND)} GROUP BY value
        UNION ALL SELECT 'maker', supplier_id::text, count(*) FROM base
            WHERE {others(chosen.MAKER)} AND supplier_id IS NOT NULL GROUP BY supplier_id
        UNION ALL SELECT 'band', band::text, count(*) FROM base
            WHERE {others(chosen.PRICE)} AND band IS NOT NULL GROUP BY band
        """  # noqa: S608
    found = Counts()
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(EDGES), *values, *_option_prefixes(names)])
        for kind, value, number in cursor.fetchall():
            _put(found, kind, value, number)
    return found


def _put(found: Counts, kind: str, value: str, number: int) -> None:
    if kind == "whole":
        found.whole = number
    elif kind == "total":
        found.total = number
    elif kind == "option":
        code, _, option = value.partition("=")
        found.options.setdefault(code, {})[option] = number
    elif kind == "kind":
        found.kinds[int(value)] = number
    elif kind == "maker":
        found.makers[int(value)] = number
    else:
        found.bands[int(value)] = number


def _by_option(names: dict[str, str]) -> str:
    """Narrow an option's numbers by everything that is chosen but its own group."""
    parts = [
        f"({flag} OR value LIKE %s)" if key not in chosen.RESERVED else flag
        for key, flag in names.items()
    ]
    return " AND ".join(parts) or "true"


def _option_prefixes(names: dict[str, str]) -> list[str]:
    return [
        key.replace("\\", r"\\").replace("_", r"\_").replace("%", r"\%") + "=%"
        for key in names
        if key not in chosen.RESERVED
    ]


def _groups(narrowing: Narrowing) -> list[tuple[str, str, list[Any]]]:
    """Write each group of choices as a condition: one of a group is enough, all groups count."""
    found: list[tuple[str, str, list[Any]]] = []
    for code, values in sorted(narrowing.options.items()):
        wanted = [f"{code}={value}" for value in values]
        found.append((code, "c.facets && %s::varchar[]", [wanted]))
    if kinds := narrowing.numbers(chosen.KIND):
        found.append((chosen.KIND, "c.categories && %s::int[]", [kinds]))
    if makers := narrowing.numbers(chosen.MAKER):
        found.append((chosen.MAKER, "c.supplier_id = ANY(%s)", [makers]))
    if bands := narrowing.numbers(chosen.PRICE):
        sql = "width_bucket(c.from_price, %s::numeric[]) = ANY(%s)"
        found.append((chosen.PRICE, sql, [list(EDGES), bands]))
    if narrowing.has(chosen.STOCK, "now"):
        found.append((chosen.STOCK, _FREE, []))
    return found


def vocabulary(language: str) -> dict[str, int]:
    """Return every word that may be proposed, and how many products have it. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, count(*) FROM search_searchdocument d"
            " JOIN catalogue_productcard c USING (product_id), unnest(d.vocabulary) word"
            " WHERE d.language = %s AND c.public GROUP BY word",
            [language],
        )
        return dict(cursor.fetchall())


def newest(number: int) -> list[int]:
    """Return what was put on sale last. One statement."""
    return _ids(
        "SELECT c.product_id FROM catalogue_productcard c WHERE c.public"  # noqa: S608
        f" ORDER BY {ORDERS[chosen.NEWEST]} LIMIT %s",
        [number],
    )


def category_texts(pk: int) -> dict[str, str]:
    """Return what is said about a category, in the reader's language. One statement."""
    row = Category.objects.filter(pk=pk).first()
    if row is None:
        return NO_TEXTS
    return {field: in_language(texts(row, field)) for field in NO_TEXTS}


def lowest_edge(band: int) -> tuple[Decimal | None, Decimal | None]:
    """Return from which price on a band goes and up to which it does not."""
    low = Decimal(EDGES[band - 1]) if band else None
    high = Decimal(EDGES[band]) if band < len(EDGES) else None
    return low, high


def _ids(sql: str, values: list[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()]
