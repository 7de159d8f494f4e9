"""Who may see an order: its owner, or whoever came through a signed link to it."""

from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse

from storefront.core import grants, links, references

from . import queries
from .models import Order

LINK_KIND = queries.GRANT_KIND
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
    return grants.holds(request, LINK_KIND, order.number)


def grant(request: HttpRequest, number: str) -> None:
    """Let this browser see one order for a while."""
    grants.grant(request, LINK_KIND, number)


def link_to(order: Any, *, at: datetime) -> str:
    """Return the path of a signed link with which anyone who holds it sees the order."""
    token = links.sign(LINK_KIND, order.number, at=at, lasts=LINK_LASTS)
    return reverse("orders:enter", args=[token])
