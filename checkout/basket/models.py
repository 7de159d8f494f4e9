"""Oscar's basket, with its lines read in one statement and a strategy of its own accord."""

from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from oscar.apps.basket.abstract_models import AbstractBasket
from oscar.core.loading import get_class


class Basket(AbstractBasket):
    """
    One of these is what one visitor means to buy; see `basket.operations` for every change.

    Frozen while it is being paid, submitted once it is an order.
    """

    @cached_property
    def _own_strategy(self) -> Any:
        return get_class("partner.strategy", "Selector")().strategy()

    def _get_strategy(self) -> Any:
        return getattr(self, "_strategy", None) or self._own_strategy

    strategy = property(_get_strategy, AbstractBasket._set_strategy)

    def all_lines(self) -> QuerySet[Any]:
        if self.pk is None:
            return self.lines.model.objects.none()
        if self._lines is None:  # type: ignore[has-type]
            self._lines = self.lines.select_related(
                "stockrecord__partner",
                "product__product_class",
                "product__card",
                "product__parent__product_class",
                "product__parent__card",
            ).order_by("pk")
        return self._lines


from oscar.apps.basket.models import *  # noqa: E402, F403
