"""The locks on what a basket holds; in one order everywhere: basket, holds, stock by key."""

from oscar.core.loading import get_model

from storefront.core.prepared import PreparedLock

from .models import Hold

Basket = get_model("basket", "Basket")

_BASKET = PreparedLock(
    "basket_to_hold",
    lambda pk: Basket.objects.select_for_update(of=("self",), no_key=True).only("pk").filter(pk=pk),
)
_HOLDS = PreparedLock(
    "holds_to_change",
    lambda basket: (
        Hold.objects.held()
        .filter(basket=basket)
        .in_stock_order()
        .select_for_update(of=("self",), no_key=True)
    ),
)


def lock_basket(basket: object) -> None:
    """Let one thing at a time happen to a basket; lines with keys to it may still be read."""
    _BASKET.get(basket.pk)  # type: ignore[attr-defined]


def lock_holds(basket: object) -> list[Hold]:
    """Return what is held for a basket, whether or not its time is over, in stock order."""
    return _HOLDS.rows(basket.pk)  # type: ignore[attr-defined]
