"""The prior price that a reduction has to show, and the percentage computed from it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Literal

from storefront.law.calculators import periods
from storefront.law.rules import Rules


@dataclass(frozen=True)
class Price:
    """
    A price in force from a day until the next one; of two on one day the later counts.

    `reduced`: it was announced as a reduction. `kind` is `list` for a price open to everybody, a
    public code included, or one that some laws leave out: `personal_voucher`, `loyalty`, `bundle`.
    """

    since: date
    amount: Decimal
    reduced: bool = False
    kind: str = "list"


@dataclass(frozen=True)
class Deal:
    """What somebody really paid on a day."""

    day: date
    amount: Decimal


@dataclass(frozen=True)
class Reference:
    """
    Whether a reduction may be announced, against which price and with which percentage.

    `claim`: `yes`; `no`, no reduction may be announced; `needs_date`, only with the date of the
    former price. `percent` is rounded down, so that it never overstates.
    """

    price: Decimal | None
    percent: int | None
    claim: Literal["yes", "no", "needs_date"]
    mode: str | None = None
    confirm: bool = False
    paths: tuple[str, ...] = ()


FORBIDDEN = Reference(None, None, "no")


def prior_price(
    rules: Rules,
    *,
    starts: date,
    price: Decimal,
    history: Iterable[Price],
    deals: Iterable[Deal] = (),
    claimed: Decimal | None = None,
    options: Mapping[str, bool] | None = None,
) -> Reference:
    """
    The prior price for a reduction to `price` from the day `starts` (PRI-01 to PRI-04, PRI-15).

    `claimed` is the former price that the shop wants to show, where the law judges a claim;
    without it, the price asked last. `options` are national options that a person confirmed:
    `progressive_keeps_first`, `new_product_shorter_window`.
    Where two countries use different methods, both are computed and the lower price counts.
    """
    mode = rules.fact("price.reference.mode")
    if not mode.exists:
        return _of_both(
            rules,
            starts=starts,
            price=price,
            history=list(history),
            deals=list(deals),
            claimed=claimed,
            options=options,
        )
    counted = _counted(rules, history, starts)
    wanted = claimed or (counted[-1].amount if counted else None)
    match mode.value:
        case "lowest_deal":
            found = _lowest_deal(rules, starts, price, list(deals))
        case "majority":
            found = _majority(rules, starts, price, counted, wanted)
        case "prevailing":
            found = _prevailing(rules, starts, price, counted, wanted)
        case _:
            found = _lowest_list(rules, starts, price, counted, options or {})
    paths = ("price.reference.mode", "price.reference.window")
    return replace(found, mode=mode.value, confirm=rules.uncertain(paths), paths=paths)


def _of_both(rules: Rules, **asked: object) -> Reference:
    found = [
        prior_price(side, **asked)  # type: ignore[arg-type]
        for side in rules.sides
        if side.fact("price.reference.mode").exists
    ]
    if not found or any(each.price is None for each in found):
        return replace(FORBIDDEN, confirm=True)
    lowest = min(found, key=lambda each: each.price or Decimal(0))
    claims = {each.claim for each in found}
    claim = next(word for word in ("no", "needs_date", "yes") if word in claims)
    return replace(lowest, claim=claim, confirm=True)


def _counted(rules: Rules, history: Iterable[Price], starts: date) -> list[Price]:
    """The prices that count, in order, those before the reduction only."""
    left_out = rules.fact("price.reference.not_a_reduction")
    kinds = left_out.value if left_out.exists else ()
    return sorted(
        (each for each in history if each.kind not in kinds and each.since < starts),
        key=lambda each: each.since,
    )


def _window(rules: Rules, ends: date) -> date:
    """The first day of the window that ends before a day; the house's where the law names none."""
    window = rules.fact("price.reference.window")
    if not periods.has_length(window):
        window = rules.fact("house.reference_window")
    if (months := periods.in_months(window)) is not None:
        return periods.add_months(ends, -months)
    return ends - timedelta(days=window.value * periods.DAYS[window.unit or "day"])


def _spans(prices: Sequence[Price], opens: date, ends: date) -> list[tuple[Price, date, date]]:
    """Each price with the first day and the day after the last on which it held in the window."""
    found = []
    changes = [each.since for each in prices[1:]] + [ends] * bool(prices)
    for price, until in zip(prices, changes, strict=True):
        first, after = max(price.since, opens), min(until, ends)
        if first < after:
            found.append((price, first, after))
    return found


def _lowest_list(
    rules: Rules,
    starts: date,
    price: Decimal,
    prices: Sequence[Price],
    options: Mapping[str, bool],
) -> Reference:
    ends = starts
    if _option(rules, options, "progressive_keeps_first"):
        ends = _first_step(prices, price) or starts
        prices = [each for each in prices if each.since < ends]
    opens = _window(rules, ends)
    whole = bool(prices) and prices[0].since <= opens
    if not prices or not (whole or _option(rules, options, "new_product_shorter_window")):
        return FORBIDDEN
    lowest = min(each.amount for each, _, _ in _spans(prices, opens, ends))
    return _against(lowest, price)


def _option(rules: Rules, options: Mapping[str, bool], name: str) -> bool:
    return rules.holds(f"price.reference.{name}") or options.get(name, False)


def _first_step(prices: Sequence[Price], price: Decimal) -> date | None:
    """The day on which one unbroken, growing reduction began."""
    first = None
    below = price
    for each in reversed(prices):
        if not each.reduced or each.amount < below:
            break
        first, below = each.since, each.amount
    return first


def _lowest_deal(rules: Rules, starts: date, price: Decimal, deals: Sequence[Deal]) -> Reference:
    before = sorted((deal for deal in deals if deal.day < starts), key=lambda deal: deal.day)
    recent = [deal.amount for deal in before if deal.day >= _window(rules, starts)]
    if recent:
        return _against(min(recent), price)
    if before and rules.value("price.reference.fallback") == "last_deal":
        last = before[-1].day
        return _against(min(deal.amount for deal in before if deal.day == last), price)
    return FORBIDDEN


def _majority(
    rules: Rules, starts: date, price: Decimal, prices: Sequence[Price], claimed: Decimal | None
) -> Reference:
    spans = _spans(prices, _window(rules, starts), starts)
    at_claimed = [(first, after) for each, first, after in spans if each.amount == claimed]
    if claimed is None or not at_claimed:
        return FORBIDDEN
    share = rules.fact("price.reference.majority_share")
    asked = sum((after - first).days for first, after in at_claimed)
    on_sale = sum((after - first).days for _, first, after in spans)
    used_last = at_claimed[-1][1] - timedelta(days=1)
    enough = (
        asked * 100 > on_sale * share.amount
        and asked >= _days(rules, "min_sold")
        and (starts - used_last).days <= _days(rules, "last_used_within")
    )
    return _against(claimed, price) if enough else FORBIDDEN


def _prevailing(
    rules: Rules, starts: date, price: Decimal, prices: Sequence[Price], claimed: Decimal | None
) -> Reference:
    days: dict[Decimal, int] = {}
    for each, first, after in _spans(prices, _window(rules, starts), starts):
        days[each.amount] = days.get(each.amount, 0) + (after - first).days
    if claimed is None or not days:
        return FORBIDDEN
    if days.get(claimed, 0) == max(days.values()):
        return _against(claimed, price)
    asked_before = any(each.amount == claimed for each in prices)
    if asked_before and rules.value("price.reference.fallback") == "state_date":
        found = _against(claimed, price)
        return replace(found, claim="needs_date") if found.claim == "yes" else found
    return FORBIDDEN


def _days(rules: Rules, name: str) -> int:
    fact = rules.fact(f"price.reference.{name}")
    return fact.value * periods.DAYS[fact.unit or "day"]


def _against(reference: Decimal, price: Decimal) -> Reference:
    percent = percent_off(reference, price)
    return Reference(reference, percent, "yes" if price < reference else "no")


def percent_off(reference: Decimal, price: Decimal) -> int:
    """The whole percentage by which a price lies below another, rounded down; never negative."""
    if reference <= 0 or price >= reference:
        return 0
    share = (reference - price) * 100 / reference
    return int(share.quantize(Decimal(1), ROUND_DOWN))
