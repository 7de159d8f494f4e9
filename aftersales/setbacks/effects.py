"""What a decision does to stock, money, promises and carrier, in the decision's transaction."""

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftersales.changes import queries as changes
from aftersales.returns import operations as returns
from aftersales.returns import queries as return_queries
from aftersales.returns.models import Return, Statement
from aftersales.tracking import ending, late, parts
from aftersales.tracking import operations as tracking
from aftersales.tracking import telling as parcels_telling
from aftersales.tracking.models import Kind, Shipment
from checkout.holds import stock
from checkout.order.models import Status
from checkout.payments import operations as payments
from checkout.payments import queries as payment_queries
from checkout.payments.models import Refund
from storefront.core.refusal import Refusal
from storefront.core.templatetags.candour import day_words
from storefront.promises import operations as promises
from storefront.promises import queries as promise_queries
from storefront.promises.models import Promise

from . import terms
from .models import Choice, Setback

AGAIN = parts.AGAIN
# Working days from the wish to the door.
THERE_AGAIN_AFTER = 4


class OutOfStock(Refusal):
    words = gettext_lazy(
        "We are sorry: there are not enough left to send it again. Please take the money back; "
        "nothing else was changed."
    )


class NoWithdrawal(Refusal):
    words = gettext_lazy(
        "The law lets nobody withdraw from what was made for them alone, so it cannot simply be "
        "given back. Please choose something else here, or write to us."
    )


def carry_out(setback: Setback, *, key: uuid.UUID, by: Any, at: datetime) -> None:
    """Do what was decided; the caller holds the locks of order, parcel and setback."""
    if setback.choice == Choice.RESEND:
        _set_aside(setback.shipment)
        promises.withdraw(
            subject=setback.shipment, kind="refund_refused", at=at, why=setback.choice
        )
        _promise_again(setback, terms.SHOP.add_working_days(_today(at), THERE_AGAIN_AFTER), at=at)
    elif setback.choice == Choice.REFUND:
        _give_money_back(setback, by=by, at=at)
    elif setback.choice == Choice.BACK:
        _withdraw(setback, key=key, by=by, at=at)
    elif setback.choice == Choice.AGAIN and setback.day:
        _promise_if_later(setback, at=at)
    if setback.choice == Choice.AGAIN and setback.status == setback.Status.DEFAULTED:
        # That is what the carrier does by itself: nobody has to be told.
        setback.passed_on_at = at
        setback.save(update_fields=["passed_on_at"])
    elif setback.choice not in (Choice.RESEND, Choice.REFUND):
        from . import tasks

        tasks.pass_on.delay_on_commit(setback_id=setback.pk)


def units_of(shipment: Shipment) -> dict[int, int]:
    """Return how many counted units of each stock record are in a parcel."""
    rows = shipment.lines.select_related("line__product")
    return stock.counted((row.line, row.quantity) for row in rows)


def undo_resend(setback: Setback, *, at: datetime) -> None:
    """Put back what was set aside for a parcel that need not be sent again; its row has moved."""
    units = units_of(setback.shipment)
    stock.lock(units)
    stock.put_back(units)
    promises.withdraw(subject=setback, kind=AGAIN, at=at, why="not needed any more")


def sent_again_late(*, promise: Promise, at: datetime) -> None:
    """Give the delivery fee back, once for an order, and tell the buyer that it is late again."""
    order = late.locked_or_later(promise.subject.shipment.order_id)
    refund = late.give_back_for_lateness(order=order, at=at)
    fee = refund.pk if refund else None
    parcels_telling.late(order, promise, at=at, refund=fee, new_promise=None)


def _set_aside(shipment: Shipment) -> None:
    units = units_of(shipment)
    stock.lock(units)
    if not stock.set_aside(units):
        raise OutOfStock()


def _give_money_back(setback: Setback, *, by: Any, at: datetime) -> None:
    setback.refund = pay_back(setback.shipment, key=f"setback:{setback.pk}", by=by, at=at)


def comes_back(shipment: Shipment) -> Decimal:
    """
    Return what was paid for what is in a parcel, in the order's currency, as far as it is left.

    Delivery comes back with it where nothing else comes.
    """
    order = shipment.order
    others = order.shipments.filter(given_up_at=None).exclude(pk=shipment.pk)
    if order.status == Status.DISPATCHED and not others.exists():
        return Decimal(payment_queries.refundable(order))
    return ending.worth_of(order, [shipment])


def pay_back(shipment: Shipment, *, key: str, by: Any, at: datetime) -> Refund | None:
    """
    Owe all that was paid for what is in a parcel; see `comes_back`.

    Nobody waits for it any more. Returns nothing where nothing had been paid, or is left.
    """
    order, refund = shipment.order, None
    kept = promise_queries.latest(subject=shipment, kind="refund_refused")
    amount = comes_back(shipment)
    if amount > 0:
        refund = payments.refund(
            order=order, amount=amount, reason=Refund.Reason.LOST, key=key, by=by, at=at
        )
    if kept:
        evidence = {"refund": refund.reference} if refund else {}
        promises.keep(promise=kept, at=at, by=by, evidence=evidence)
    _give_up(shipment, at=at)
    tracking.deliver_if_all_is_there(order, by=by)
    return refund


def _withdraw(setback: Setback, *, key: uuid.UUID, by: Any, at: datetime) -> None:
    """Withdraw from what is in the parcel, as the buyer says; the carrier brings it back."""
    order = setback.shipment.order
    returning = return_queries.withdrawable_units(order)
    units = {
        row.line_id: min(row.quantity, returning.get(row.line_id, 0))
        for row in setback.shipment.lines.all()
    }
    units = {pk: count for pk, count in units.items() if count}
    if units:
        stated = returns.state(
            key=key,
            name=changes.goes_to(order)["name"],
            contract=order.number,
            email=order.intent.email,
            language=order.intent.language,
            order=order,
            units=units,
            way_back=Return.WayBack.CARRIER,
            by=by,
            at=at,
        )
        if stated.outcome != Statement.Outcome.OPENED:
            raise NoWithdrawal()
    _give_up(setback.shipment, at=at)


def _give_up(shipment: Shipment, *, at: datetime) -> None:
    shipment.given_up_at = at
    shipment.save(update_fields=["given_up_at"])
    promise_no_delivery(shipment, at=at)


def promise_no_delivery(shipment: Shipment, *, at: datetime) -> None:
    """Withdraw the promise to bring a parcel, and that of the order where nothing else comes."""
    order = shipment.order
    parts.give_up(shipment, at=at)
    others = order.shipments.filter(given_up_at=None).exclude(pk=shipment.pk)
    if not others.exclude(status=Kind.DELIVERED).exists():
        promises.withdraw(subject=order, kind="deliver", at=at, why="not awaited any more")


def _promise_if_later(setback: Setback, *, at: datetime) -> None:
    """Move the promise to a day that the buyer has chosen, where that is the later one."""
    order = setback.shipment.order
    open_ = promise_queries.latest(subject=order, kind="deliver")
    if open_ and open_.is_open and setback.day and terms.SHOP.end_of(setback.day) > open_.due_at:
        _promise(setback, setback.day, at=at)


def _promise_again(setback: Setback, day: Any, *, at: datetime) -> None:
    """
    Promise the new parcel for a day of its own.

    The day that was promised first stays in the ledger, with what lateness gives: that a parcel
    was lost is not the buyer's doing.
    """
    _make(AGAIN, setback, setback.shipment.order, setback.shipment.n, day, at=at)


def _promise(setback: Setback, day: Any, *, at: datetime) -> None:
    order = setback.shipment.order
    promises.withdraw(subject=order, kind="deliver", at=at, why=setback.choice)
    _make("deliver", order, order, setback.shipment.n, day, at=at)


def _make(kind: str, subject: Any, order: Any, n: int, day: Any, *, at: datetime) -> None:
    with translation.override(order.intent.language):
        words = _("Bring parcel %(n)s by %(day)s") % {"n": n, "day": day_words(day)}
    promises.make(
        kind=kind,
        subject=subject,
        due_at=terms.SHOP.end_of(day),
        at=at,
        words=words,
        basis="LBT-6.3.2.2.d",
        order_number=order.number,
        user=order.user,
    )


def _today(at: datetime) -> Any:
    return terms.SHOP.local_date(at)
