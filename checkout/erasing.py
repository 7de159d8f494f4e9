"""Forgetting what somebody meant to buy; orders are not touched here."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from oscar.core.loading import get_model

from checkout.holds import operations as holds
from checkout.holds.models import Hold
from checkout.payments.models import Intent
from storefront.core import sweeps

from .models import CheckoutDraft

Basket = get_model("basket", "Basket")
Line = get_model("basket", "Line")

# A basket that nobody has touched for so long is forgotten, with what was filled in.
KEPT_FOR = timedelta(days=30)


def lock_purchases(user: Any) -> None:
    """
    Lock every press of the order button of an account, before the account and its baskets.

    Money may be coming in for one of them in this moment: it becomes an order first, or afterwards.
    """
    mine = Intent.objects.filter(Q(user=user) | Q(basket__owner=user)).order_by("pk")
    list(mine.select_for_update(of=("self",), no_key=True).only("pk"))


def baskets(user: Any, at: datetime) -> None:
    """Delete the baskets of an account that are not orders, and give back what they hold."""
    mine = Basket.objects.filter(owner=user)
    statuses = [Basket.OPEN, Basket.SAVED, Basket.MERGED]
    for pk in list(mine.filter(status__in=statuses).order_by("pk").values_list("pk", flat=True)):
        _forget(pk, statuses, at=at)
    # With what was filled in for one that is being paid: its order has it, or nobody needs it.
    CheckoutDraft.objects.filter(basket__owner=user).delete()
    mine.update(owner=None)


def old_baskets(*, at: datetime) -> int:
    """
    Delete the baskets and drafts that nobody has touched for KEPT_FOR; returns how many.

    Of an account, those that began a checkout: what somebody only laid in stays theirs.
    """
    since = at - KEPT_FOR
    statuses = [Basket.OPEN, Basket.MERGED]
    touched = Line.objects.filter(date_updated__gte=since).values("basket_id")
    of_guests = Q(owner=None, draft=None, date_created__lt=since) & ~Q(pk__in=touched)
    stale = Basket.objects.filter(Q(draft__changed_at__lt=since) | of_guests, status__in=statuses)
    forgotten = sweeps.each(
        "baskets.forget", stale.only("pk"), lambda basket: _forget(basket.pk, statuses, at=at)
    )
    # Whatever became of its basket, a draft is not kept longer than we say.
    CheckoutDraft.objects.filter(changed_at__lt=since).exclude(
        basket__status__in=[*statuses, Basket.FROZEN]
    ).delete()
    return forgotten


@transaction.atomic
def _forget(pk: int, statuses: list[str], *, at: datetime) -> bool:
    """Delete a basket if it still stands so: it may have been pressed for meanwhile."""
    # Forgetting it is written into what earlier presses led to, and they come before it.
    intents = Intent.objects.select_for_update(of=("self",), no_key=True)
    list(intents.filter(basket=pk).order_by("pk").only("pk"))
    open_ones = Basket.objects.select_for_update(of=("self",)).filter(pk=pk, status__in=statuses)
    basket = open_ones.first()
    if basket is None:
        return False
    holds.release(basket=basket, at=at, why="basket forgotten")
    Hold.objects.filter(basket=pk).delete()
    Basket.objects.filter(pk=pk).delete()
    return True
