"""A list of things as it is shown: cards, how it may be narrowed, and by what order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from babel.numbers import format_currency
from django.conf import settings
from django.core.paginator import Page, Paginator
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, gettext_lazy

from storefront.catalogue import generation, shown
from storefront.catalogue import queries as catalogue
from storefront.partner.models import Partner

from . import narrowing as chosen
from . import queries
from .narrowing import Narrowing

# A facet with more values than this shows its most frequent ones, and whatever is chosen.
MOST_SHOWN = 12
MOST_OPTIONS = 4

SORT_NAMES = {
    chosen.BEST: gettext_lazy("Best match"),
    chosen.NEWEST: gettext_lazy("Newest first"),
    chosen.POPULAR: gettext_lazy("Ordered most"),
    chosen.CHEAPEST: gettext_lazy("Price, low to high"),
    chosen.DEAREST: gettext_lazy("Price, high to low"),
}
REASONS = {
    chosen.BEST: gettext_lazy(
        "Best match counts words in the name most, then maker and choice, then facts, then the "
        "description; what is sold out stands last."
    ),
    chosen.NEWEST: gettext_lazy("“Newest first” means the day we first sold it."),
    chosen.POPULAR: gettext_lazy(
        "“Ordered most” counts the orders of the last 90 days, however many pieces were in them; "
        "cancelled and unpaid ones do not count. It is counted every hour."
    ),
    chosen.CHEAPEST: gettext_lazy("By the lowest price of each thing, VAT included."),
    chosen.DEAREST: gettext_lazy("By the lowest price of each thing, VAT included."),
}


@dataclass(frozen=True)
class Listing:
    """One of these is everything that a page with a list needs."""

    cards: list[SafeString]
    narrowing: Narrowing
    counts: queries.Counts
    page: Page
    facets: SafeString
    applied: list[dict[str, str]]
    clear_url: str
    whole_url: str
    sorts: list[tuple[str, object, bool]]
    keep: list[tuple[str, str]]
    reason: object

    @property
    def total(self) -> int:
        return self.counts.total

    @property
    def whole(self) -> int:
        return self.counts.whole

    @property
    def is_plain(self) -> bool:
        """Whether this is the list itself and not a narrowed or reordered view of it."""
        return not self.narrowing and self.narrowing.sort == self.narrowing.default_sort


def listing(
    scope: queries.Scope,
    narrowing: Narrowing,
    *,
    path: str,
    at: datetime,
    at_generation: int,
    labels: Mapping[str, tuple[str, Mapping[str, str]]],
    ranked: list[int] | None = None,
    note: str = "",
) -> Listing:
    """
    Take one page out of a scope. At most four statements, whatever its size.

    :param ranked: every product of the list, best first, where the order is by match
    """
    kept = ("counts", scope, narrowing.key)
    # How many are in stock changes with every hold, so such numbers are counted each time.
    live = narrowing.has(chosen.STOCK, "now")
    counts = (
        queries.counts(scope, narrowing)
        if live
        else generation.keep(
            kept, lambda: queries.counts(scope, narrowing), generation=at_generation
        )
    )
    reachable = len(ranked) if ranked is not None else counts.total
    page = Paginator(range(reachable), queries.A_PAGE).get_page(narrowing.page)
    offset = max(0, page.start_index() - 1)
    if ranked is not None:
        ids = ranked[offset : offset + queries.A_PAGE]
    elif not counts.total:
        ids = []
    elif live:
        ids = queries.page_ids(scope, narrowing, offset=offset)
    else:
        ids = generation.keep(
            ("ids", scope, narrowing.key, narrowing.sort, offset),
            lambda: queries.page_ids(scope, narrowing, offset=offset),
            generation=at_generation,
        )
    applied = _applied(narrowing, labels, path)
    draw = lambda: _facets(scope, narrowing, counts, labels, path)  # noqa: E731
    return Listing(
        cards=shown.cards(ids, at=at, level=2, note=note),
        narrowing=narrowing,
        counts=counts,
        page=page,
        facets=draw()
        if live
        else generation.keep(
            ("facets", *kept, narrowing.sort, narrowing.asked, path, get_language()),
            draw,
            generation=at_generation,
        ),
        applied=applied,
        whole_url=narrowing.cleared().address(path),
        clear_url=narrowing.cleared().address(path) if len(applied) > 1 else "",
        sorts=[
            (key, SORT_NAMES[key], key == narrowing.sort)
            for key in chosen.SORTS
            if key != chosen.BEST or narrowing.default_sort == chosen.BEST
        ],
        keep=narrowing.pairs(page=False, sort=False),
        reason=REASONS[narrowing.sort],
    )


def option_values(labels: Mapping[str, tuple[str, Mapping[str, str]]]) -> dict[str, Any]:
    """Return which values each option facet has."""
    return {code: values for code, (_name, values) in labels.items()}


def _facets(
    scope: queries.Scope,
    narrowing: Narrowing,
    counts: queries.Counts,
    labels: Mapping[str, tuple[str, Mapping[str, str]]],
    path: str,
) -> SafeString:
    tree = catalogue.category_tree()
    kinds = {
        str(pk): (tree[pk].name, counts.kinds.get(pk, 0))
        for pk in _kinds_within(scope.category, tree)
    }
    makers = _makers() if counts.makers or narrowing.numbers(chosen.MAKER) else {}
    facets = [
        _facet(chosen.KIND, gettext("Kind"), kinds, narrowing),
        *(
            _facet(
                code,
                name,
                {v: (label, counts.options.get(code, {}).get(v, 0)) for v, label in values.items()},
                narrowing,
            )
            for code, (name, values) in labels.items()
            if code not in chosen.RESERVED and (code in counts.options or code in narrowing.options)
        ),
        _facet(
            chosen.PRICE,
            gettext("Price"),
            {str(b): (band_label(b, get_language() or "en"), n) for b, n in counts.bands.items()},
            narrowing,
            in_order=True,
        ),
        _facet(
            chosen.MAKER,
            gettext("Maker"),
            {str(pk): (makers.get(pk, ""), n) for pk, n in counts.makers.items() if pk in makers},
            narrowing,
        ),
    ]
    now = {
        "value": "now",
        "label": gettext("Only what is in stock now"),
        "count": None,
        "chosen": narrowing.has(chosen.STOCK, "now"),
    }
    stock = {"name": gettext("Stock"), "key": chosen.STOCK, "options": [now]}
    keep = [(chosen.ASKED, narrowing.asked)] if narrowing.asked else []
    if narrowing.sort != narrowing.default_sort:
        keep.append((chosen.SORT, narrowing.sort))
    return render_to_string(
        "components/facets.html",
        {
            "facets": [*filter(None, facets), stock],
            "chosen": narrowing.number,
            "keep": keep,
            "action": path,
        },
    )


def _most_telling(
    counts: queries.Counts, narrowing: Narrowing, labels: Mapping[str, Any]
) -> list[str]:
    """Pick the options that most things have, and those of which something is chosen."""
    known = [code for code in counts.options if code in labels and code not in chosen.RESERVED]
    known.sort(key=lambda code: -sum(counts.options[code].values()))
    return list(dict.fromkeys([*narrowing.options, *known[:MOST_OPTIONS]]))


def _facet(
    key: str,
    name: str,
    values: Mapping[str, tuple[str, int]],
    narrowing: Narrowing,
    *,
    in_order: bool = False,
) -> dict[str, Any] | None:
    options: list[dict[str, Any]] = [
        {"value": value, "label": label, "count": count, "chosen": narrowing.has(key, value)}
        for value, (label, count) in values.items()
        if count or narrowing.has(key, value)
    ]
    if len(options) < 2 and not narrowing.values.get(key):
        return None  # one value narrows nothing
    if in_order:
        options.sort(key=lambda option: int(option["value"]))
    elif len(options) > MOST_SHOWN:
        options.sort(key=lambda option: (not option["chosen"], -option["count"]))
        options = options[: max(MOST_SHOWN, sum(1 for each in options if each["chosen"]))]
    return {"name": name, "key": key, "options": options}


def _kinds_within(category: int | None, tree: Mapping[int, Any]) -> list[int]:
    if category is None:
        return [pk for pk, branch in tree.items() if branch.depth == 1]
    return [pk for pk in tree[category].children if pk in tree] if category in tree else []


def _makers() -> dict[int, str]:
    return dict(Partner.objects.values_list("pk", "name"))


def _applied(
    narrowing: Narrowing, labels: Mapping[str, tuple[str, Mapping[str, str]]], path: str
) -> list[dict[str, str]]:
    if not narrowing:
        return []
    tree = catalogue.category_tree()
    makers = _makers() if narrowing.numbers(chosen.MAKER) else {}

    def label(key: str, value: str) -> str:
        if key == chosen.KIND:
            return tree[int(value)].name if int(value) in tree else gettext("Unknown kind")
        if key == chosen.MAKER:
            return makers.get(int(value)) or gettext("Unknown maker")
        if key == chosen.PRICE:
            return band_label(int(value), get_language() or "en")
        if key == chosen.STOCK:
            return gettext("In stock now")
        return labels[key][1][value]

    return [
        {"label": label(key, value), "url": narrowing.without(key, value).address(path)}
        for key, values in narrowing.values.items()
        for value in values
    ]


@lru_cache(maxsize=256)
def band_label(band: int, language: str) -> str:
    """Say which prices are in a band."""
    low, high = (_whole(edge, language) for edge in queries.lowest_edge(band))
    if not low:
        return gettext("Under %(price)s") % {"price": high}
    if not high:
        return gettext("%(price)s and more") % {"price": low}
    return gettext("%(low)s to %(high)s") % {"low": low, "high": high}


def _whole(amount: Any, language: str) -> str:
    if amount is None:
        return ""
    return str(
        format_currency(
            amount,
            settings.OSCAR_DEFAULT_CURRENCY,
            locale=language.replace("-", "_"),
            format="¤#,##0",
            currency_digits=False,
        )
    )
