"""Forgetting what somebody meant to buy; orders are not touched here."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from oscar.core.loading import get_model

from checkout.holds import operations as holds
from checkout.holds.models import Hold

from .models import CheckoutDraft

Basket = get_model("basket", "Basket")

# A basket that nobody has touched for so long is forgotten, with what was filled in.
KEPT_FOR = timedelta(days=30)


def baskets(user: Any, at: datetime) -> None:
    """Delete the baskets of an account that are not orders, and give back what they hold."""
    mine = Basket.objects.filter(owner=user)
    _forget(mine.filter(status__in=[Basket.OPEN, Basket.SAVED, Basket.MERGED]), at)
    mine.update(owner=None)


def old_baskets(*, at: datetime) -> int:
    """Delete the baskets and drafts that nobody has touched for KEPT_FOR; returns how many."""
    stale = CheckoutDraft.objects.filter(changed_at__lt=at - KEPT_FOR)
    return _forget(
        Basket.objects.filter(
            pk__in=stale.values("basket_id"), status__in=[Basket.OPEN, Basket.MERGED]
        ),
        at,
    )


@transaction.atomic
def _forget(rows: Any, at: datetime) -> int:
    pks = list(rows.order_by("pk").values_list("pk", flat=True)[:500])
    for basket in Basket.objects.filter(pk__in=pks):
        holds.release(basket=basket, at=at, why="basket forgotten")
    Hold.objects.filter(basket__in=pks).delete()
    Basket.objects.filter(pk__in=pks).delete()
    return len(pks)
