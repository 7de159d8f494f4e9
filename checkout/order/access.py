"""Who may see an order: its owner, or whoever came through a signed link to it."""

from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse

from storefront.core import links, references

from . import queries
from .models import Order

GRANTS = "order_grants"
GRANTED_FOR = timedelta(days=7)
LINK_KIND = "order"
LINK_LASTS = timedelta(days=60)


def order_for(request: HttpRequest, number: str) -> Order:
    """
    Return an order that this visitor may see.

    :raises Http404: for a stranger's order as for one that does not exist
    """
    order = queries.by_number(references.tidy(number))
    if order is None or not may_see(request, order):
        raise Http404
    return order


def may_see(request: HttpRequest, order: Order) -> bool:
    """Say whether the visitor owns the order or holds a grant to it that is not over."""
    user = request.user
    if order.user_id and user.is_authenticated and order.user_id == user.pk:
        return True
    until = request.session.get(GRANTS, {}).get(order.number, 0)
    return bool(until > request.at.timestamp())  # type: ignore[attr-defined]


def grant(request: HttpRequest, order: Order) -> None:
    """Let this browser see one order for a week."""
    until = (request.at + GRANTED_FOR).timestamp()  # type: ignore[attr-defined]
    request.session[GRANTS] = {**request.session.get(GRANTS, {}), order.number: until}


def link_to(order: Any, *, at: datetime) -> str:
    """Return the path of a signed link with which anyone who holds it sees the order."""
    token = links.sign(LINK_KIND, order.number, at=at, lasts=LINK_LASTS)
    return reverse("orders:enter", args=[token])
