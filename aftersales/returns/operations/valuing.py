"""What is taken off for lost value, once somebody has seen how the things are; then it is paid."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftersales.returns import queries, sums, windows
from aftersales.returns.models import Condition, Return
from checkout.order import queries as orders
from checkout.payments import queries as payments
from storefront.core import lifecycle, money
from storefront.core.refusal import Refusal

from . import settling

# Lost value is taken off for use beyond trying alone (Directive 2011/83/EU, article 14(2)).
WORN = (Condition.USED, Condition.UNSEALED)


class NotPossible(Refusal):
    words = gettext_lazy("This is not possible for this return as it stands.")


class Valued(Refusal):
    words = gettext_lazy("It is decided already what is taken off, or the money has gone out.")


@dataclass(frozen=True)
class Found:
    """One of these is what was found of a line: how many, how they are, what comes off and why."""

    received: int
    condition: str = Condition.AS_NEW
    deduction: Decimal = Decimal("0.00")
    why: str = ""


@transaction.atomic
def value(
    *, returned: Return, off: Mapping[int, tuple[Decimal, str]], by: Any, at: datetime
) -> Return:
    """
    Decide what is taken off what somebody else has unpacked, and have the rest paid at once.

    `off` is by the key of the return line: an amount in the order's currency, and why, as the
    buyer reads it. A line that is not named loses nothing, but for what the law takes off whole.

    :raises Valued: if nothing waits for this
    :raises NotPossible: if a deduction has no reason, is too much, or the thing is as new
    """
    orders.locked(returned.order)
    returned = queries.locked(returned)
    parcel = returned.parcel
    if not parcel.to_value or returned.is_settled:
        raise Valued()
    short = False
    for each in returned.lines.select_related("line").order_by("pk"):
        amount, why = off.get(each.pk, (Decimal("0.00"), ""))
        seen = Found(each.counted, each.condition, amount, why)
        each.deduction, each.why = deduction(returned, each, seen)
        each.save(update_fields=["deduction", "why"])
        short = short or each.counted < each.quantity or each.deduction > 0
    parcel.to_value, parcel.valued_by = False, by if getattr(by, "pk", None) else None
    parcel.save(update_fields=["to_value", "valued_by"])
    return pay(returned, in_part=short, by=by, at=at)


def may_be_worth_less(returned: Return) -> bool:
    """Say whether something may be taken off a return as it was found; the caller has locked it."""
    if returned.our_fault or returned.is_settled:
        return False
    return bool(returned.lines.filter(received__gt=0, condition__in=WORN).exists())


def pay(returned: Return, *, in_part: bool, by: Any, at: datetime) -> Return:
    """Pay what is accepted of a return that is locked and was looked at, if its money is here."""
    if in_part and returned.status == Return.Status.ACCEPTED and not returned.is_settled:
        lifecycle.move(returned, to=Return.Status.PART_ACCEPTED, by=by, at=at)
    accepted = returned.status in (Return.Status.ACCEPTED, Return.Status.PART_ACCEPTED)
    goes_back = accepted and returned.remedy in ("", Return.Remedy.REFUND)
    # Cash that a driver has not handed in yet: paid by the sweep as soon as it is recorded.
    if goes_back and payments.money_came_in(returned.order):
        return settling.settle(returned=returned, by=by, at=at)
    return returned


def deduction(returned: Return, each: Any, seen: Found) -> tuple[Decimal, str]:
    """
    Return what comes off a line as it was found, in the order's currency, and why.

    :raises NotPossible: if it has no reason, is more than the thing cost, or the thing is as new
    """
    if returned.is_settled or returned.our_fault or not seen.received:
        return Decimal("0.00"), ""
    price = sums.price_of(returned, each)
    kind = queries.exclusion_of(returned.order, each.line)
    broken = seen.condition == Condition.UNSEALED and kind
    if broken and windows.is_excluded(kind, returned.order, unsealed=True):
        with translation.override(returned.language):
            return price, seen.why or _("The seal is broken, so the law ends the right for it.")
    if not seen.deduction:
        return Decimal("0.00"), ""
    if seen.condition not in WORN:
        raise NotPossible(
            gettext_lazy(
                "Nothing is taken off what is as new or was only tried as in a shop: a deduction "
                "is for more use than that alone. Say how it is, or take nothing off."
            )
        )
    if seen.deduction < 0 or seen.deduction > price or not seen.why.strip():
        raise NotPossible(
            gettext_lazy("A deduction needs its reason, and cannot be more than the thing cost.")
        )
    return money.quantise(seen.deduction, returned.order.currency), seen.why[:300]
