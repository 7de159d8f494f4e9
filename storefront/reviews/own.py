"""A buyer's own reviews: what they may still write, and how it stands with what they wrote."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from . import queries, registry
from .models import ReviewFacts
from .registry import Purchase

ON_ACCOUNT_PAGE = 4


@dataclass(frozen=True)
class ToReview:
    """One of these is a thing that somebody received and has not reviewed."""

    title: str
    url: str
    received_at: datetime


def url_of(purchase: Purchase) -> str:
    """Return where a purchase is reviewed."""
    return reverse("reviews:write", args=[purchase.order_number, purchase.product_id])


def own_url(facts: ReviewFacts) -> str:
    """Return where its author sees how a review stands; nothing for one of no order we know."""
    if not facts.order_number:
        return ""
    return reverse("reviews:own", args=[facts.order_number, facts.product_id])


def in_account(user: Any, at: datetime) -> dict[str, Any] | None:
    """Give the account page its reviews, and what could be reviewed; nothing without either."""
    written = list(queries.of_user(user))
    known = {each.product_id for each in written}
    purchases: dict[int, Purchase] = {}
    for each in registry.of_user(user):
        if each.product_id not in known and not each.recalled:
            purchases.setdefault(each.product_id, each)
    if not (written or purchases):
        return None
    to_write = [ToReview(each.title, url_of(each), each.received_at) for each in purchases.values()]
    return {
        "written": [{"facts": each, "url": own_url(each)} for each in written],
        "to_write": to_write[:ON_ACCOUNT_PAGE],
    }
