"""What we decide about a claim: accepted with a remedy, or refused with reasons."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aftersales.returns import queries, sums, telling, windows
from aftersales.returns.models import Return, ReturnParcel
from aftersales.tracking import operations as tracking
from checkout.order import queries as orders
from checkout.payments import queries as payments
from storefront.core import lifecycle
from storefront.core.refusal import Refusal
from storefront.promises import operations as promises

from . import parcels, replacing, settling

PUT_RIGHT_WITHIN = timedelta(days=14)
PRICE_CUT, REFUND = Return.Remedy.PRICE_CUT, Return.Remedy.REFUND
# What is promised where a thing is put right.
PUT_RIGHT = {
    Return.Remedy.REPAIR: _("Repair it, free of charge"),
    Return.Remedy.REPLACE: _("Send you a new one, free of charge"),
}


class CannotRefuse(Refusal):
    words = _("A withdrawal in time needs no reason and is not ours to refuse.")


class NoReasons(Refusal):
    words = _("Write the reasons: the buyer reads them, and a complaint is judged by them.")


class NothingToReplace(Refusal):
    words = _("No replacement was granted, or it has gone already.")


class WrongSum(Refusal):
    words = _("The part of the price must be above zero and not above what was paid.")


@transaction.atomic
def accept(
    *,
    returned: Return,
    remedy: str,
    by: Any,
    at: datetime,
    send_back: bool = False,
    amount: Decimal | None = None,
    reasons: str = "",
) -> Return:
    """
    Grant a claim its remedy; money that waits for no parcel is ordered from the bank at once.

    `amount` is the part of the price that a price reduction gives back, in the order's currency.
    With `send_back` the buyer gets our label, free where the fault is ours.

    :raises lifecycle.IllegalMove: if it was accepted already
    :raises WrongSum: for a price reduction of nothing, or of more than is left
    :raises replacing.NoneLeft: for a replacement of which there are not enough
    """
    orders.locked(returned.order)
    returned = queries.locked(returned)
    if remedy == PRICE_CUT:
        _check_part(returned, amount)
    lifecycle.move(returned, to=Return.Status.ACCEPTED, by=by, at=at, why=reasons)
    if remedy == Return.Remedy.REPLACE:
        replacing.set_aside(returned)
    returned.remedy, returned.reasons, returned.decided_at = remedy, reasons, at
    if send_back:
        returned.send_back_by = windows.last_day_to_send(returned, told_at=at)
        lifecycle.move(returned.parcel, to=ReturnParcel.Status.ANNOUNCED, by=by, at=at)
        if returned.our_fault:
            returned.way_back = Return.WayBack.LABEL
            parcels.order_label(returned)
    returned.save(update_fields=["remedy", "reasons", "decided_at", "send_back_by", "way_back"])
    promises.keep(subject=returned, kind="answer_return", at=at, by=by)
    telling.about("return_decided", returned, at=at, again=str(returned.moves.count()))
    if remedy == PRICE_CUT:
        return settling.settle(returned=returned, part_of_price=amount, by=by, at=at)
    if remedy == REFUND:
        return returned if send_back else settling.settle(returned=returned, by=by, at=at)
    telling.promise(
        returned,
        "put_right",
        PUT_RIGHT[Return.Remedy(remedy)],
        at + PUT_RIGHT_WITHIN,
        at=at,
    )
    return returned


@transaction.atomic
def refuse(*, returned: Return, reasons: str, by: Any, at: datetime) -> Return:
    """
    Refuse a claim, with reasons and the way to complain; its things may be claimed again.

    :raises CannotRefuse: if it is a withdrawal
    :raises NoReasons: if none are given
    :raises lifecycle.IllegalMove: if it was refused already
    """
    orders.locked(returned.order)
    returned = queries.locked(returned)
    if returned.is_withdrawal or returned.is_settled:
        raise CannotRefuse()
    if not reasons.strip():
        raise NoReasons()
    replacing.put_back(returned)
    lifecycle.move(returned, to=Return.Status.REFUSED, by=by, at=at, why=reasons)
    returned.reasons, returned.decided_at = reasons, at
    returned.save(update_fields=["reasons", "decided_at"])
    promises.keep(subject=returned, kind="answer_return", at=at, by=by)
    promises.withdraw(subject=returned, at=at, why="refused")
    telling.about("return_decided", returned, at=at, again=str(returned.moves.count()))
    return returned


@transaction.atomic
def send_replacement(
    *, returned: Return, carrier: str = "", number: str = "", by: Any, at: datetime
) -> Return:
    """
    Hand the new things to a carrier, free of charge; sending them again finds the first parcel.

    :raises NothingToReplace: if no replacement was granted
    """
    order = orders.locked(returned.order)
    returned = queries.locked(returned)
    if returned.replacement:
        return returned
    if not queries.to_replace().filter(pk=returned.pk).exists():
        raise NothingToReplace()
    parcel = tracking.ship_again(
        order=order,
        lines={each.line_id: each.quantity for each in returned.lines.all()},
        carrier=carrier,
        number=number,
        by=by,
        at=at,
    )
    with translation.override(returned.language):
        words = gettext("A new one is on its way to you, as parcel %(n)s of your order.")
    returned = put_right(returned=returned, words=words % {"n": parcel.n}, by=by, at=at)
    returned.replacement = parcel
    returned.save(update_fields=["replacement"])
    return returned


@transaction.atomic
def put_right(*, returned: Return, by: Any, at: datetime, words: str = "") -> Return:
    """Record that the repaired or new thing has gone to the buyer; once."""
    orders.locked(returned.order)
    returned = queries.locked(returned)
    if returned.is_settled or returned.remedy not in (Return.Remedy.REPAIR, Return.Remedy.REPLACE):
        return returned
    if returned.remedy == Return.Remedy.REPLACE:
        replacing.hand_out(returned)
    returned.settled_at = at
    returned.save(update_fields=["settled_at"])
    promises.keep(subject=returned, kind="put_right", at=at, by=by, evidence={"how": words})
    telling.about("return_put_right", returned, at=at, how=words)
    return returned


def most_of_price(returned: Return) -> Decimal:
    """Return how much of the price of a claim can be given back, in the order's currency."""
    price = sum((sums.price_of(returned, each) for each in returned.lines.all()), Decimal(0))
    return min(price, payments.refundable(returned.order))


def _check_part(returned: Return, amount: Decimal | None) -> None:
    if amount is None or not 0 < amount <= most_of_price(returned):
        raise WrongSum()
