"""
Who received what: told by the package that knows orders, which stands behind this one.

It registers one `Source` at start-up. Without it nobody can review anything, which is right: then
nobody could be checked.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest


@dataclass(frozen=True)
class Purchase:
    """
    One of these is a product that somebody received with an order, in one or more of its variants.

    `private` are words that are known to be private to the buyer: their street, their number.
    `sent_back` says that they gave all of it back; they had it in their hands all the same.
    `recalled` says that it is recalled for safety: nobody is asked how they like what is dangerous.
    """

    order_number: str
    product_id: int
    slug: str
    title: str
    variant_id: int | None
    bought_at: datetime
    received_at: datetime
    email: str
    user: Any = None
    sent_back: bool = False
    recalled: bool = False
    private: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Source:
    """
    One of these finds purchases.

    `of_order(request, number)` returns what came with an order that this visitor may see, nothing
    for a stranger's; `of_visitor(request)` what they can be seen to have received; `of_user(user)`
    what an account received.
    """

    of_order: Callable[[HttpRequest, str], list[Purchase]]
    of_visitor: Callable[[HttpRequest], list[Purchase]]
    of_user: Callable[[Any], list[Purchase]]


_sources: list[Source] = []


def register(source: Source) -> None:
    if source not in _sources:
        _sources.append(source)


def purchase_for(request: HttpRequest, number: str, product_id: int) -> Purchase:
    """
    Return what this visitor received of a product with an order.

    :raises Http404: for another's order, one that has not come, and one that does not exist
    """
    for source in _sources:
        for each in source.of_order(request, number):
            if each.product_id == product_id:
                return each
    raise Http404


def of_visitor(request: HttpRequest) -> list[Purchase]:
    """Return what a visitor can be seen to have received, the latest first."""
    return [each for source in _sources for each in source.of_visitor(request)]


def of_user(user: Any) -> list[Purchase]:
    """Return what an account received, the latest first."""
    return [each for source in _sources for each in source.of_user(user)]
