"""
Where an order goes, and whom the driver rings: changed until packing begins (LBT-6.2.6.2).

The agreement says what was agreed and never changes; a change stands beside it as a row of its own,
with what it was before. Deliveries are priced by country, so what stays in the country costs the
same; another country would be another agreement.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftersales.rights.registry import Right
from checkout import addresses
from checkout.order import creator
from checkout.order import queries as orders
from checkout.order.models import Order, Status
from storefront.core.refusal import Refusal
from storefront.core.templatetags.candour import day_words
from storefront.promises import operations as promises
from storefront.promises import queries as promise_queries

from . import queries, telling
from .models import DeliveryChange

BEFORE_PACKING = (Status.AWAITING_PAYMENT, Status.PLACED, Status.PAID)


class PackingHasBegun(Refusal):
    words = gettext_lazy(
        "It is being packed, so the address cannot be changed any more. Nothing was changed. "
        "You can cancel it until it leaves us, or withdraw afterwards, both without cost."
    )


class TimeIsOver(Refusal):
    words = gettext_lazy(
        "The time for changing the address is over, because packing may begin at any moment. "
        "Nothing was changed. Write to us: until it is packed we can still change it for you."
    )


class AnotherCountry(Refusal):
    words = gettext_lazy(
        "In another country delivery costs something else and other rights hold, so this would be "
        "another order. Nothing was changed. Cancel this one without cost and order again there."
    )


class IsCollected(Refusal):
    words = gettext_lazy("You collect this order from us, so there is no address to change.")


class NothingNew(Refusal):
    words = gettext_lazy("This is what we have written down already.")


@transaction.atomic
def change_delivery(
    *,
    order: Order,
    address: Mapping[str, str],
    at: datetime,
    by: Any = None,
    by_staff: bool = False,
) -> DeliveryChange:
    """
    Send an order to another address in its country, or have the driver ring another number.

    `address` is one of ours (`checkout.addresses`), with its phone. Staff may do it for the buyer
    until it is packed; a buyer until the time that the page names, if that is sooner. The promise
    of delivery moves with it, on the same day.

    :raises PackingHasBegun: if it is packed, has left, or is cancelled
    :raises TimeIsOver: if the buyer's time has passed
    :raises AnotherCountry: if it leaves the country
    :raises IsCollected: if an address is named for what is collected from us
    :raises NothingNew: if nothing would change
    """
    order = orders.locked(order)
    if order.status not in BEFORE_PACKING:
        raise PackingHasBegun()
    until = orders.change_until(order)
    if not by_staff and until is not None and at >= until:
        raise TimeIsOver()
    before, after = queries.goes_to(order), dict(address)
    if after["country"] != before["country"]:
        raise AnotherCountry()
    if after == before:
        raise NothingNew()
    if is_collected(order) and {**after, "phone": ""} != {**before, "phone": ""}:
        raise IsCollected()
    made = DeliveryChange.objects.create(
        order=order,
        before=before,
        after=after,
        by_staff=by_staff,
        asked_by=by if getattr(by, "pk", None) else None,
        asked_at=at,
    )
    creator.write_address(order.shipping_address, after)
    if not is_collected(order):
        _promise_there(order, after, at=at)
    telling.delivery_changed(made, at=at)
    return made


def is_collected(order: Order) -> bool:
    return bool(order.intent.delivery.get("kind") == "collection")


def _promise_there(order: Order, address: Mapping[str, str], *, at: datetime) -> None:
    """Promise the same day at the new place."""
    open_ = promise_queries.latest(subject=order, kind="deliver")
    if open_ is None or not open_.is_open:
        return
    promises.withdraw(promise=open_, at=at, why="another address")
    with translation.override(order.intent.language):
        place = addresses.in_short(dict(address))
        day = day_words(orders.local_day(open_.due_at))
        words = _("Bring it to %(place)s by %(day)s") % {"place": place, "day": day}
    promises.make(
        kind="deliver",
        subject=order,
        due_at=open_.due_at,
        at=at,
        words=words,
        basis=open_.basis,
        order_number=order.number,
        user=order.user,
    )


def rights_of(order: Any, at: datetime) -> list[Right]:
    """Return the right to change where it goes; once it is packed, cancelling says the rest."""
    if order.status == Status.CANCELLED:
        return []
    until = orders.change_until(order)
    packed_at = orders.taken_at(order, Status.PACKED)
    ended = min((each for each in (until, packed_at) if each), default=None)
    may = order.status in BEFORE_PACKING and (until is None or at < until)
    collected = is_collected(order)
    title = (
        _("Change the phone number") if collected else _("Change the address or the phone number")
    )
    words = _("Until then, or until we pack it if that is sooner. It costs nothing.")
    if until is None:
        words = _("Until an hour after your money is here. It costs nothing.")
    return [
        Right(
            key="change_delivery",
            title=title,
            until=until if may else ended,
            open=may,
            why_not="" if may else _why_over(order, packed_at),
            url=reverse("changes:delivery", args=[order.number]),
            action=_("Change it"),
            basis=_("Our delivery rules: without cost until packing begins"),
            words=words if may else "",
            end_words=_("An hour after your money") if until is None else "",
            order=8,
        )
    ]


def _why_over(order: Order, packed_at: Any) -> str:
    """Say why it is over as a state: the refusals speak to somebody who has just pressed."""
    if order.status == Status.CANCELLED:
        return _("The order is cancelled.")
    if packed_at:
        return _("Packing has begun.")
    return _("The time for it is over. Write to us: until it is packed we can still do it for you.")


def countries_of(order: Any) -> list[tuple[str, str]]:
    """Return the one country that an order can go to, as a form offers it."""
    code = queries.goes_to(order)["country"]
    return [(code, addresses.country_name(code))]
