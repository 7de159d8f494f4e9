"""Which stock record a buyer gets, at what price, and whether there is one left."""

from typing import Any

from oscar.apps.partner.strategy import *  # noqa: F403
from oscar.apps.partner.strategy import PurchaseInfo, Structured

from .availability import StockRequired, Unavailable
from .prices import GrossPrice
from .prices import Unavailable as UnavailablePrice


class Shop(Structured):
    """
    One stock record a product, gross price, free = in the warehouse minus set aside.

    Asks the database nothing where stock records (and a parent's children) were prefetched.
    """

    def fetch_for_line(self, line: Any, stockrecord: Any = None) -> PurchaseInfo:
        return self.fetch_for_product(line.product, line.stockrecord)

    def select_stockrecord(self, product: Any) -> Any:
        return next(iter(product.stockrecords.all()), None)

    def select_children_stockrecords(self, product: Any) -> list[tuple[Any, Any]]:
        prefetched = "children" in getattr(product, "_prefetched_objects_cache", {})
        children = product.children.all() if prefetched else product.get_public_children()
        if not prefetched:
            children = children.prefetch_related("stockrecords")
        return [(child, self.select_stockrecord(child)) for child in children if child.is_public]

    def pricing_policy(self, product: Any, stockrecord: Any) -> Any:
        if stockrecord is None or stockrecord.price is None:
            return UnavailablePrice()
        return GrossPrice(currency=stockrecord.price_currency, incl_tax=stockrecord.price)

    def parent_pricing_policy(self, product: Any, children_stock: list[tuple[Any, Any]]) -> Any:
        priced = [record for _child, record in children_stock if record and record.price]
        if not priced:
            return UnavailablePrice()
        return self.pricing_policy(product, min(priced, key=lambda record: record.price))

    def availability_policy(self, product: Any, stockrecord: Any) -> Any:
        if stockrecord is None or not product.is_public:
            return Unavailable()
        return StockRequired(max(0, stockrecord.net_stock_level))

    def parent_availability_policy(
        self, product: Any, children_stock: list[tuple[Any, Any]]
    ) -> Any:
        free = [record.net_stock_level for _child, record in children_stock if record]
        return StockRequired(max(0, *free)) if free else Unavailable()


class Selector:
    def strategy(self, request: Any = None, user: Any = None, **kwargs: Any) -> Shop:
        return Shop(None)
