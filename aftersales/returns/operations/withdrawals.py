"""The statutory withdrawal (WDR, PRE-12): anyone states it, nobody refuses it."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftersales.changes import operations as changes
from aftersales.changes import queries as change_queries
from aftersales.returns import queries, telling, windows
from aftersales.returns.models import Return, ReturnParcel, Statement
from checkout.order import queries as orders
from checkout.payments.models import Refund
from storefront.core import references
from storefront.core.refusal import Refusal
from storefront.promises import operations as promises

from . import claims, opening, parcels

# PRE-12: "without undue delay"; ours is at once, and this is when we would have failed.
ACKNOWLEDGED_WITHIN = timedelta(minutes=15)
ALL_OF_IT = ""


class NotYet(Refusal):
    words = gettext_lazy(
        "This moment has yet to come. Enter when the letter was sent or the call was made: that "
        "decides whether it was in time."
    )


@transaction.atomic
def state(
    *,
    key: uuid.UUID,
    name: str,
    contract: str,
    email: str,
    language: str,
    at: datetime,
    order: Any = None,
    units: Mapping[int, int] | None = None,
    which: str = ALL_OF_IT,
    channel: str = Statement.Channel.WEB,
    stated_at: datetime | None = None,
    way_back: str = "",
    by: Any = None,
) -> Statement:
    """
    Take a statement to withdraw from a contract, and acknowledge it; no reason, no approval.

    `order` is given by whoever may see it, with `units` by the key of the order line (None is all
    that can still go back). Otherwise the order is found by its number and the address it was made
    with; a statement whose order is not found, or that names its things in words (`which`), counts
    all the same, and a person matches it. Pressing twice (`key`) is stating once. `stated_at` is
    when a letter was sent or a call came, where that was before now. `way_back` is given where the
    buyer has nothing to send, since the carrier has it still.

    :raises NotYet: if it is said to have been stated after now
    :raises opening.NotSoMany: if units are named that are not there to be sent back
    """
    if stated_at is not None and stated_at > at:
        raise NotYet()
    if order is None and not which:
        order = _find(contract, email)
    if order is not None:
        order = orders.locked(order)
    if found := Statement.objects.filter(key=key).first():
        return found
    stated = Statement(
        key=key,
        name=name,
        contract=contract,
        email=email,
        which=which,
        language=language,
        channel=channel,
        user=by if getattr(by, "pk", None) and channel == Statement.Channel.WEB else None,
        outcome=Statement.Outcome.UNMATCHED,
        stated_at=stated_at or at,
        entered_by=None if channel == Statement.Channel.WEB else by,
        entered_at=None if channel == Statement.Channel.WEB else at,
    )
    if order is not None:
        _open(stated, order, units, way_back=way_back, at=at, by=by)
    stated, is_new = _save_once(stated)
    if not is_new:
        return stated
    _promise_acknowledgement(stated, at=at)
    telling.acknowledge(stated, at=at)
    return stated


@transaction.atomic
def match(
    *,
    statement: Statement,
    order: Any,
    units: Mapping[int, int] | None,
    by: Any,
    at: datetime,
) -> Statement:
    """
    Give a statement the order that a person found for it; it counts from when it was stated.

    :raises opening.NotSoMany: if units are named that are not there to be sent back
    """
    order = orders.locked(order)
    statement = Statement.objects.select_for_update().get(pk=statement.pk)
    if statement.outcome != Statement.Outcome.UNMATCHED:
        return statement
    _open(statement, order, units, at=at, by=by)
    statement.save()
    telling.matched(statement, at=at)
    return statement


def _find(contract: str, email: str) -> Any:
    order = orders.by_number(references.tidy(contract)[:32])
    if order is None:
        return None
    known = {order.guest_email, order.intent.email, order.user.email if order.user else ""}
    return order if email.strip().lower() in {each.lower() for each in known if each} else None


def _save_once(stated: Statement) -> tuple[Statement, bool]:
    """Write a statement unless the other of two presses at once has done so."""
    if stated.pk:
        return stated, True
    values = {
        field.name: getattr(stated, field.name)
        for field in Statement._meta.concrete_fields
        if not field.primary_key and field.name != "key"
    }
    return Statement.objects.get_or_create(key=stated.key, defaults=values)


def _open(
    stated: Statement,
    order: Any,
    units: Mapping[int, int] | None,
    *,
    at: datetime,
    by: Any,
    way_back: str = "",
) -> None:
    """Find what becomes of a statement about an order, and open its return where it is in time."""
    stated.order = order
    window = windows.withdrawal_window(order)
    stated.last_day = window.last_day
    left = {pk: count for pk, count in queries.withdrawable_units(order).items() if count}
    if not left:
        stated.outcome = Statement.Outcome.NOTHING_LEFT
        return
    # A line that is gone already is a repeated statement, not a mistake.
    wanted = opening.check(left if units is None else units, left)
    outside = {line.pk for line in order.lines.all() if _is_outside(line, order)}
    wanted = {pk: count for pk, count in wanted.items() if pk not in outside}
    if not wanted:
        stated.outcome = Statement.Outcome.EXCLUDED
        return
    if not window.is_open(stated.stated_at):
        stated.outcome = Statement.Outcome.LATE
        return
    stated.outcome = Statement.Outcome.OPENED
    if not stated.pk:
        stated.save(force_insert=True)
    claims.give_way(order, wanted, at=at, by=by)
    _return_of(stated, order, wanted, way_back=way_back, at=at, by=by)


def _is_outside(line: Any, order: Any) -> bool:
    kind = queries.exclusion_of(order, line)
    return bool(kind) and windows.is_excluded(kind, order)


def _return_of(
    stated: Statement,
    order: Any,
    units: Mapping[int, int],
    *,
    way_back: str,
    at: datetime,
    by: Any,
) -> Return:
    common = {
        "order": order,
        "kind": Return.Kind.WITHDRAWAL,
        "units": units,
        "key": stated.key,
        "language": stated.language,
        "statement": stated,
        "status": Return.Status.ACCEPTED,
        "why": stated.reference,
        "by": by,
    }
    here = change_queries.units_here(order) if change_queries.may_be_cancelled(order) else {}
    if all(count <= here.get(pk, 0) for pk, count in units.items()):
        left_out = _leave_out(stated, order, units, at=at, by=by)
        if left_out is not None:
            refund = changes.refund_of(left_out)
            made = opening.write(
                parcel=ReturnParcel.Status.NOT_NEEDED,
                cancellation=left_out,
                way_back=Return.WayBack.NONE,
                at=stated.stated_at,
                **common,
            )
            made.settled_at, made.refund = at, refund
            if refund:
                made.settlement = [["cancelled", str(refund.amount)]]
            made.save(update_fields=["settled_at", "refund", "settlement"])
            return made
    if way_back == Return.WayBack.CARRIER:
        made = opening.write(
            parcel=ReturnParcel.Status.ON_THE_WAY, way_back=way_back, at=stated.stated_at, **common
        )
        parcels.promise_refund(made, at=at)
        return made
    return opening.write(
        send_back_by=windows.send_back_by(order, told_at=stated.stated_at),
        at=stated.stated_at,
        **common,
    )


def _leave_out(
    stated: Statement, order: Any, units: Mapping[int, int], *, at: datetime, by: Any
) -> Any:
    """
    Keep here what has not left; None where that cannot be, such as while no money has come.

    A withdrawal in time is never refused: whatever speaks against leaving things out, it stands,
    and they are sent back.
    """
    with translation.override(stated.language):
        why = _("you withdrew, statement %(reference)s") % {"reference": stated.reference}
    try:
        return changes.cancel_lines(
            order=order,
            units=units,
            by=by,
            reason=why,
            refund_reason=Refund.Reason.WITHDRAWAL,
            at=at,
        )
    except Refusal:
        return None


def _promise_acknowledgement(stated: Statement, *, at: datetime) -> None:
    with translation.override(stated.language):
        promises.make(
            kind="acknowledge_withdrawal",
            subject=stated,
            due_at=at + ACKNOWLEDGED_WITHIN,
            at=at,
            words=_("Confirm your withdrawal in writing, with its date and time"),
            basis=_("Directive 2011/83/EU, article 11a"),
            order_number=stated.order.number if stated.order else "",
            user=stated.user,
        )
