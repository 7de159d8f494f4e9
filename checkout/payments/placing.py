"""Turning an agreement into an order: all rows of it, inside the caller's transaction."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from checkout import addresses
from checkout.agreement import operations as agreements
from checkout.models import CheckoutDraft
from checkout.order import creator, registry
from checkout.order.models import Order, Status
from checkout.promotions import operations as promotions
from checkout.shipping import naming
from storefront.core import lifecycle
from storefront.core.templatetags.candour import day_words
from storefront.core.working_time import Calendar
from storefront.promises import operations as promises

from . import ledger, telling
from .models import Attempt, Intent, OrderMove

Basket = get_model("basket", "Basket")

# LBT-6.2.6.1: the confirmation goes out at once; this is when we would have failed.
CONFIRMED_WITHIN = timedelta(minutes=15)
# The last minute of the day: a promise for Friday should not read as Saturday, 0:00.
LATEST = time(23, 59)
SHOP = Calendar(settings.CANDOUR_SEAT, settings.TIME_ZONE)


def place(
    intent: Intent, attempt: Attempt, *, paid: bool, counted: Collection[int], at: datetime
) -> Order:
    """
    Write order, ledger, agreement, promises, history and messages of an intent; once.

    The caller holds the intent's lock and has taken the goods; `counted` are the stock records
    whose units are allocated.
    """
    waits_for_money = not paid and attempt.provider == "bank_transfer"
    steps = [Status.AWAITING_PAYMENT if waits_for_money else Status.PLACED]
    if paid:
        steps.append(Status.PAID)
    order = creator.write(intent=intent, status=steps[0], stands=steps[-1], counted=counted, at=at)
    _write_history(order, steps, attempt, by=intent.user, at=at)
    Basket.objects.filter(pk=intent.basket_id).update(status=Basket.SUBMITTED, date_submitted=at)
    # What was filled in is in the order now, and stays nowhere else.
    CheckoutDraft.objects.filter(basket=intent.basket_id).delete()
    lifecycle.move(intent, to=Intent.Status.PLACED, at=at, also={"order": order})
    agreements.make(order=order, intent=intent, attempt=attempt, at=at)
    promised = [_confirmation(intent, at=at)]
    if not waits_for_money:
        promised += _deliveries(intent)
    _promise(order, intent, promised, at=at)
    promotions.settle(intent=intent, order=order, at=at)
    registry.announce("placed", order=order, by=intent.user, at=at)
    if paid:
        ledger.record_capture(order, attempt, at=at, first=True)
        registry.announce("paid", order=order, by=intent.user, at=at, at_once=True)
    elif not waits_for_money:
        ledger.record_promise(order, attempt, at=at)
    telling.order_confirmed(intent, order, at=at)
    return order


def _write_history(
    order: Order, steps: list[Status], attempt: Attempt, *, by: Any, at: datetime
) -> None:
    """
    Write down the steps that an order took as it was made.

    Nobody else can see the row yet, so no step of it can be taken by another.
    """
    OrderMove.objects.bulk_create(
        OrderMove(
            order=order,
            from_status=before,
            to_status=after,
            moved_by=by,
            moved_at=at,
            why=attempt.method if after == Status.PAID else "",
        )
        for before, after in zip(["", *steps], steps, strict=False)
    )


def promise_delivery(order: Order, intent: Intent, *, at: datetime) -> None:
    """Promise dispatch and delivery of an order whose money has come days after it was made."""
    _promise(order, intent, _deliveries(intent, came_at=at), at=at)


def _promise(order: Order, intent: Intent, made: list[dict[str, Any]], *, at: datetime) -> None:
    promises.make_several(
        subject=order, at=at, made=made, order_number=order.number, user=intent.user
    )


def _deliveries(intent: Intent, *, came_at: datetime | None = None) -> list[dict[str, Any]]:
    """
    Return the promises of dispatch and delivery as they were shown and agreed to.

    Where the agreement says that nothing leaves before the money has come, `came_at` is when it
    came: both move on by as many days, and to a working day.
    """
    delivery = intent.delivery
    came_on = SHOP.local_date(came_at or intent.made_at)
    moved = timedelta(days=max(0, (came_on - SHOP.local_date(intent.made_at)).days))
    leaves = datetime.fromisoformat(delivery["dispatch_by"])
    latest = date.fromisoformat(delivery["latest"])
    if moved:
        leaves = SHOP.close_of(SHOP.next_working_day(SHOP.local_date(leaves) + moved))
        latest = SHOP.next_working_day(latest + moved)
    with translation.override(intent.language):
        carrier = naming.carrier(delivery.get("carrier") or "") or _("the carrier")
        place, day = _place_of(intent), day_words(latest)
        if intent.is_collected:
            # Ready is all that we can promise: the rest of the way is the buyer's.
            return [
                {
                    "kind": "deliver",
                    "due_at": SHOP.at(latest, LATEST),
                    "words": _("Have it ready for you to collect by %(day)s") % {"day": day},
                    "basis": "LBT-6.2.1.5",
                }
            ]
        return [
            {
                "kind": "dispatch",
                "due_at": leaves,
                "words": _("Hand everything to %(carrier)s") % {"carrier": carrier},
                "basis": "LBT-6.2.4.1.f",
            },
            {
                "kind": "deliver",
                "due_at": SHOP.at(latest, LATEST),
                "words": _("Bring it to %(place)s by %(day)s") % {"place": place, "day": day},
                "basis": "LBT-6.2.1.5",
            },
        ]


def _confirmation(intent: Intent, *, at: datetime) -> dict[str, Any]:
    with translation.override(intent.language):
        return {
            "kind": "confirm",
            "due_at": at + CONFIRMED_WITHIN,
            "words": _("Send you the confirmation and the agreement"),
            "basis": "LBT-6.2.6.1",
        }


def _place_of(intent: Intent) -> str:
    address = intent.snapshot["shipping_address"]
    return addresses.in_short(address) or str(intent.country)
