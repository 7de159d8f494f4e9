"""When money goes back after a withdrawal, how much of it, and what lateness adds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from storefront.law import calendars
from storefront.law.calculators import periods
from storefront.law.calendars import Calendar
from storefront.law.facts import NONE
from storefront.law.rules import Rules

PATHS = tuple(
    f"withdrawal.{name}" for name in ("refund_within", "refund_starts", "refund_may_wait_for_goods")
)
LEGAL_RATE: Literal["legal_rate"] = "legal_rate"
"""Interest at a rate that changes twice a year and stands in no profile."""

Surcharge = Decimal | Literal["legal_rate"]


@dataclass(frozen=True)
class Due:
    """
    The last day to repay.

    Without a day, `waiting_for` says what has to come first: `goods`, `goods_or_proof` of
    sending, or `none`, where the law names no number of days and the shop's promise stands alone.
    """

    due: date | None
    waiting_for: Literal["goods", "goods_or_proof", "none"] | None = None
    confirm: bool = False
    paths: tuple[str, ...] = PATHS


def refund_due(
    rules: Rules,
    *,
    withdrawn: date,
    goods_back: date | None = None,
    proof: date | None = None,
    seller_collects: bool = False,
    calendar: Calendar | None = None,
) -> Due:
    """
    The last day to repay after a withdrawal (WDR-03). What the shop owes never moves.

    `proof` is the day the buyer showed that the goods are on their way.
    """
    within = rules.fact("withdrawal.refund_within")
    confirm = rules.uncertain(PATHS)
    if not periods.has_length(within):
        return Due(None, "none", confirm)
    calendar = calendar or calendars.of(rules.residence)
    starts = rules.value("withdrawal.refund_starts")
    shown = min((day for day in (goods_back, proof) if day), default=None)

    if starts == "goods_back":
        if goods_back is None:
            return Due(None, "goods", confirm)
        return Due(periods.last_day(goods_back, within, calendar), confirm=confirm)
    if starts == "goods_back_or_proof" and not seller_collects:
        if shown is None:
            return Due(None, "goods_or_proof", confirm)
        return Due(periods.last_day(shown, within, calendar), confirm=confirm)

    due = periods.last_day(withdrawn, within, calendar)
    if seller_collects or not rules.holds("withdrawal.refund_may_wait_for_goods"):
        return Due(due, confirm=confirm)
    if shown is None:
        return Due(None, "goods_or_proof", confirm)
    return Due(max(due, shown), confirm=confirm)


@dataclass(frozen=True)
class Lateness:
    """
    What a late refund adds.

    `surcharge` is a percentage of the sum due or `legal_rate`; `add` is its amount, None where
    only the legal rate is owed. `interest` is what a fixed yearly rate gives.
    """

    days_late: int
    surcharge: Surcharge | None = None
    add: Decimal | None = None
    interest: Decimal | None = None
    confirm: bool = False


def lateness(
    rules: Rules,
    *,
    due: date,
    paid: date,
    amount: Decimal,
    section: Literal["withdrawal", "late_delivery"] = "withdrawal",
) -> Lateness:
    """
    What is added to a refund paid after its day (WDR-06, LAT-03), in the places of the amount.

    `paid` is today for what is still unpaid.
    """
    days = max(0, (paid - due).days)
    steps = rules.fact(f"{section}.late_refund_steps")
    interest = rules.fact("withdrawal.late_refund_interest")
    surcharge = _surcharge(steps.value, due, paid) if steps.exists else None
    add = amount * surcharge / 100 if isinstance(surcharge, Decimal) else None
    yearly = interest.exists and section == "withdrawal"
    return Lateness(
        days_late=days,
        surcharge=surcharge,
        add=None if add is None else _to_places(add, amount),
        interest=_to_places(amount * interest.amount / 100 * days / 365, amount)
        if yearly and days
        else None,
        confirm=(steps.exists and steps.confirm) or (yearly and interest.confirm),
    )


def _surcharge(steps: Sequence[dict[str, Any]], due: date, paid: date) -> Surcharge | None:
    reached: Surcharge | None = None
    for step in sorted(steps, key=lambda step: step["late_more_than_days"]):
        if (paid - due).days <= step["late_more_than_days"]:
            break
        if step["add"] == LEGAL_RATE:
            reached = LEGAL_RATE
            continue
        percent = Decimal(str(step["add"]))
        if step.get("each_month_started"):
            before = reached if isinstance(reached, Decimal) else Decimal(0)
            since = due + timedelta(days=step["late_more_than_days"])
            percent = min(before + percent * _months_begun(since, paid), Decimal(100))
        reached = percent
    return reached


def _months_begun(since: date, until: date) -> int:
    months = 1
    while periods.add_months(since, months) < until:
        months += 1
    return months


def refund_amount(
    rules: Rules, *, goods: Decimal, delivery_paid: Decimal, standard_delivery: Decimal
) -> Decimal:
    """
    What is repaid when a whole order is withdrawn from: the goods and the standard delivery.

    The surplus for a dearer delivery than the cheapest offered stays with the shop (WDR-04).
    Unread: the standard delivery is repaid.
    """
    if rules.value("withdrawal.refund_includes_standard_delivery") in (False, NONE):
        return goods
    return goods + min(delivery_paid, standard_delivery)


def _to_places(value: Decimal, like: Decimal) -> Decimal:
    return value.quantize(Decimal(1).scaleb(min(0, int(like.as_tuple().exponent))), ROUND_HALF_UP)
