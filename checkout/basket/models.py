"""Oscar's basket, with its lines read in one statement and a strategy of its own accord."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import QuerySet
from django.utils.functional import cached_property
from modeltranslation.utils import build_localized_fieldname
from oscar.apps.basket.abstract_models import AbstractBasket
from oscar.core.loading import get_class

from checkout.promotions.engine import NOTHING
from storefront.core.prepared import PreparedQuery

# What a product's own page or a listing reads and no basket does: most of the weight of a row.
_LONG = ("description", "meta_title", "meta_description")
_OF_THE_PAGE = [
    *_LONG,
    *(build_localized_fieldname(name, code) for name in _LONG for code, _ in settings.LANGUAGES),
    *("upc", "code", "priority", "rating", "date_created", "date_updated"),
]
_OF_THE_LISTING = (
    *("slug", "titles", "product_class", "categories", "facets", "supplier", "picture"),
    *("from_price", "to_price", "was_price", "cut", "currency", "unit_price", "unit_base"),
    "reduced_why",
    *("swatches", "variants", "rating", "reviews", "published_at", "popularity", "changed_at"),
)
_UNREAD = [
    f"{product}__{name}"
    for product in ("product", "product__parent")
    for name in (*_OF_THE_PAGE, *(f"card__{each}" for each in _OF_THE_LISTING))
]


def _with_goods(basket: int) -> QuerySet[Any]:
    return (
        apps.get_model("basket", "Line")
        .objects.filter(basket=basket)
        .select_related(
            "stockrecord",
            "product__product_class__disclosure",
            "product__card",
            "product__parent__product_class__disclosure",
            "product__parent__card",
        )
        .defer(*_UNREAD)
        .order_by("pk")
    )


PREPARED = PreparedQuery("basket_lines", _with_goods)


class LinesOfOne(QuerySet[Any]):
    """
    All lines of one basket, read by a statement that is planned once.

    What is narrowed from it, or put in another order, is a query like any other.
    """

    basket: Any = None

    def _fetch_all(self) -> None:
        if self.basket is not None and self._result_cache is None:  # type: ignore[has-type]
            self._result_cache = PREPARED.rows(self.basket.pk)
            for row in self._result_cache:
                row.basket = self.basket
        super()._fetch_all()  # type: ignore[misc]


class Basket(AbstractBasket):
    """
    One of these is what one visitor means to buy; see `basket.operations` for every change.

    Frozen while it is being paid, submitted once it is an order. `promoted` is what promotions do
    for it, as it was last priced; see `checkout.discounts`.
    """

    promoted = NOTHING

    @cached_property
    def _own_strategy(self) -> Any:
        return get_class("partner.strategy", "Selector")().strategy()

    def _get_strategy(self) -> Any:
        return getattr(self, "_strategy", None) or self._own_strategy

    strategy = property(_get_strategy, AbstractBasket._set_strategy)

    def all_lines(self) -> QuerySet[Any]:
        """Return the lines, read once for as long as this object lives, in the order of adding."""
        if self.pk is None:
            return self.lines.model.objects.none()
        if self._lines is None:  # type: ignore[has-type]
            rows = _with_goods(self.pk)
            self._lines = LinesOfOne(rows.model, rows.query, rows.db)
            self._lines.basket = self
        return self._lines


from oscar.apps.basket.models import *  # noqa: E402, F403
