"""Money that is owed back: from the moment it is written, and never more than came in."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from checkout.order import queries as order_queries
from checkout.order import registry as registry_of_orders
from checkout.payments import queries, telling
from checkout.payments.models import Attempt, Intent, Refund
from storefront.core import lifecycle
from storefront.core.refusal import Refusal
from storefront.promises import operations as promises

# WDR-03, LBT-6.3: what the law allows as the longest; our own promise is far shorter.
GIVEN_BACK_WITHIN = timedelta(days=3)


class TooMuch(Refusal):
    words = _("Of this payment only %(left)s %(currency)s can still be given back.")


class NotPaidYet(Refusal):
    words = _("Nothing was paid for this order yet, so there is nothing to give back.")


@transaction.atomic
def refund(
    *,
    order: Any,
    amount: Decimal,
    reason: str,
    key: str,
    at: datetime,
    due_at: datetime | None = None,
    by: Any = None,
    words: str = "",
) -> Refund:
    """
    Owe a buyer part of what an order cost; the money goes back the way it came.

    `key` names the fact that it is for ("withdrawal:12"): asking again returns the first refund.
    `amount` is in the order's currency. The promise is due at `due_at`, in three days by default.

    :raises TooMuch: if less than that is left of what came in
    :raises NotPaidYet: if nothing came in
    """
    order = order_queries.locked(order)
    charged = Attempt.objects.filter(intent__order=order, captured__gt=0)
    # The lock is on the money that came in: two refunds of it stand in line here.
    for attempt in charged.select_for_update(of=("self",), no_key=True).order_by("n"):
        if found := Refund.objects.filter(told_once_as=key).first():
            return found
        if attempt.is_charged and attempt.left >= amount:
            return _owe(
                attempt,
                order=order,
                amount=amount,
                reason=reason,
                key=key,
                words=words,
                due_at=due_at or at + GIVEN_BACK_WITHIN,
                by=by,
                at=at,
            )
    if not charged.exists():
        raise NotPaidYet()
    raise TooMuch(left=queries.refundable(order), currency=order.currency)


def give_back_at_once(
    attempt: Attempt,
    intent: Intent,
    reason: str,
    *,
    at: datetime,
    by: Any = None,
    amount: Decimal | None = None,
) -> Refund | None:
    """
    Owe all that is left of a payment, or `amount` of it; the caller holds the locks of both.

    Where nothing is left, as of a purchase for which a code had paid, nothing is owed.
    """
    if not attempt.left:
        return None
    return _owe(
        attempt,
        order=intent.order,
        amount=attempt.left if amount is None else amount,
        reason=reason,
        key=f"{reason}:{attempt.pk}",
        words="",
        due_at=at + GIVEN_BACK_WITHIN,
        by=by,
        at=at,
    )


def refund_cancelled(*, order: Any, by: Any, at: datetime, **_facts: Any) -> None:
    """Give back all that is left of what a cancelled order cost."""
    charged = Attempt.objects.filter(intent__order=order, status=Attempt.Status.CHARGED)
    for attempt in charged.select_for_update(of=("self",), no_key=True).order_by("n"):
        give_back_at_once(attempt, attempt.intent, Refund.Reason.CANCELLED, at=at, by=by)


def end_waiting_payments(*, order: Any, by: Any, at: datetime, **_facts: Any) -> None:
    """
    End the payments that a cancelled order still waited for: a transfer, or cash at the door.

    Money that comes all the same is a fact, and goes back.
    """
    end_waiting(order, why=gettext_noop("order cancelled"), by=by, at=at)


def end_waiting(order: Any, *, why: str, by: Any, at: datetime) -> None:
    """End every payment of an order that staff still wait for; the caller holds its lock."""
    waiting = Attempt.objects.filter(
        intent__order=order, provider__in=queries.BY_HAND, status=Attempt.Status.PENDING
    )
    for attempt in waiting.select_for_update(of=("self",), no_key=True).order_by("n"):
        lifecycle.move(
            attempt,
            to=Attempt.Status.CANCELLED,
            by=by,
            at=at,
            why=why,
            also={"ended_at": at},
        )


def _owe(
    attempt: Attempt,
    *,
    order: Any,
    amount: Decimal,
    reason: str,
    key: str,
    words: str,
    due_at: datetime,
    by: Any,
    at: datetime,
) -> Refund:
    attempt.refunded += amount
    attempt.save(update_fields=["refunded"])
    owed = Refund.objects.create(
        told_once_as=key,
        attempt=attempt,
        order=order,
        amount=amount,
        currency=attempt.came_in_currency,
        reason=reason,
        words=words,
        asked_at=at,
        asked_by=by if getattr(by, "pk", None) else None,
        due_at=due_at,
    )
    promises.make(
        kind="refund",
        subject=owed,
        due_at=due_at,
        at=at,
        words=telling.refund_promise(owed, attempt.intent.language),
        basis="LBT-6.3.3",
        order_number=order.number if order else "",
        user=attempt.intent.user,
    )
    if reason in (Refund.Reason.SOLD_OUT, Refund.Reason.LEFT, Refund.Reason.PAID_TWICE):
        telling.money_comes_back(attempt.intent, owed, at=at)
    if order:
        registry_of_orders.announce("refund_owed", order=order, by=by, at=at, refund=owed)
    if attempt.provider not in queries.BY_HAND:
        from checkout.payments import tasks

        tasks.send_refund.delay_on_commit(refund_id=owed.pk)
    return owed
