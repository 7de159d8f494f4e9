"""What a visitor chose to see of a list, read from the address and written back into it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.http import QueryDict

# Lower edges of the price bands after the first, in the shop's currency.
EDGES = (10, 25, 50, 100, 200, 500, 1000)
KIND, MAKER, PRICE, STOCK, SORT, PAGE, ASKED = (
    "kind",
    "maker",
    "price",
    "stock",
    "sort",
    "page",
    "q",
)
RESERVED = {KIND, MAKER, PRICE, STOCK, SORT, PAGE, ASKED, "csrfmiddlewaretoken"}
MOST_VALUES = 20
LAST_PAGE = 100_000
NEWEST, CHEAPEST, DEAREST, BEST = "newest", "price", "price-down", "best"
POPULAR = "popular"
SORTS = (BEST, NEWEST, POPULAR, CHEAPEST, DEAREST)


@dataclass(frozen=True)
class Narrowing:
    """
    One of these is the choice of filters, order and page; a value that means nothing is left out.
    """

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = NEWEST
    default_sort: str = NEWEST
    page: int = 1
    asked: str = ""

    def __bool__(self) -> bool:
        return bool(self.values)

    @property
    def number(self) -> int:
        return sum(len(each) for each in self.values.values())

    @property
    def key(self) -> tuple[object, ...]:
        """Everything that decides which things are in the list."""
        return tuple(sorted(self.values.items()))

    @property
    def options(self) -> dict[str, tuple[str, ...]]:
        return {code: values for code, values in self.values.items() if code not in RESERVED}

    def numbers(self, key: str) -> list[int]:
        return [int(value) for value in self.values.get(key, ())]

    def has(self, key: str, value: str) -> bool:
        return value in self.values.get(key, ())

    def without(self, key: str, value: str) -> "Narrowing":
        left = tuple(each for each in self.values.get(key, ()) if each != value)
        values = {**self.values, key: left} if left else _less(self.values, key)
        return replace(self, values=values, page=1)

    def cleared(self) -> "Narrowing":
        return replace(self, values={}, page=1)

    def pairs(self, *, page: bool = True, sort: bool = True) -> list[tuple[str, str]]:
        """Write it as the pairs of an address, in an order of their own, defaults left out."""
        found = [(ASKED, self.asked)] if self.asked else []
        found += [(key, each) for key, values in sorted(self.values.items()) for each in values]
        if sort and self.sort != self.default_sort:
            found.append((SORT, self.sort))
        if page and self.page > 1:
            found.append((PAGE, str(self.page)))
        return found

    def address(self, path: str) -> str:
        query = urlencode(self.pairs())
        return f"{path}?{query}" if query else path


def read(
    given: QueryDict,
    *,
    options: Mapping[str, Iterable[str]],
    default_sort: str = NEWEST,
    asked: str = "",
) -> Narrowing:
    """
    Read an address. Never fails: unknown keys and values that cannot be are left out (LBT-6.1.4).

    :param options: the values that each option facet has
    """
    values: dict[str, tuple[str, ...]] = {}
    for key in given:
        chosen = tuple(sorted(set(given.getlist(key)[:MOST_VALUES])))
        if key in (KIND, MAKER):
            chosen = tuple(each for each in chosen if _is_id(each))
        elif key == PRICE:
            chosen = tuple(each for each in chosen if each in _BANDS)
        elif key == STOCK:
            chosen = ("now",) if "now" in chosen else ()
        elif key in options and key not in RESERVED:
            known = set(options[key])
            chosen = tuple(each for each in chosen if each in known)
        else:
            continue
        if chosen:
            values[key] = chosen
    allowed = SORTS if default_sort == BEST else SORTS[1:]
    sort = given.get(SORT, "")
    return Narrowing(
        values=values,
        sort=sort if sort in allowed else default_sort,
        default_sort=default_sort,
        page=_page(given.get(PAGE, "")),
        asked=asked,
    )


_BANDS = {str(number) for number in range(len(EDGES) + 1)}


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _page(text: str) -> int:
    return max(1, min(int(text), LAST_PAGE)) if _is_id(text) else 1


def _less(values: Mapping[str, tuple[str, ...]], key: str) -> dict[str, tuple[str, ...]]:
    return {each: kept for each, kept in values.items() if each != key}
