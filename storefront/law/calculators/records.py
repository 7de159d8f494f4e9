"""Whether a record is kept or erased when the person asks for erasure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from storefront.law import calendars
from storefront.law.calculators import periods
from storefront.law.facts import Fact
from storefront.law.fields import every
from storefront.law.rules import Rules


@dataclass(frozen=True)
class Retention:
    """
    What becomes of a record.

    `keep`: restricted until the last day, then erased. `erase`: nothing holds it, or no longer.
    `unknown`: nobody has read how long, or from when, so a person decides.
    """

    decision: Literal["keep", "erase", "unknown"]
    keep_until: date | None = None
    confirm: bool = False
    path: str | None = None


def retention(
    rules: Rules,
    what: str,
    *,
    on: date,
    document: date | None = None,
    delivered: date | None = None,
    completed: date | None = None,
    contract_ended: date | None = None,
    starts_on: date | None = None,
    amount: Decimal | None = None,
) -> Retention:
    """
    Whether a kind of record (`invoices`, `contracts`, ...) is still held on a day (REC-xx).

    A kind that no law names is erased. The period starts with the event that the profile names;
    `starts_on` is used where the profile does not know it. `amount` decides where a hold begins at
    an amount only, and must be in that amount's currency.
    """
    path = f"records.{what}"
    if path not in every():
        return Retention("erase")
    fact = rules.fact(path)
    if not fact.known:
        return Retention("unknown", confirm=True, path=path)
    if not fact.exists or (what == "large_contracts" and _is_small(rules, amount)):
        return Retention("erase", path=path)
    start = {
        "document": document,
        "end_of_calendar_year": date(document.year, 12, 31) if document else None,
        "completion": completed,
        "delivery": delivered,
        "end_of_contract": contract_ended,
    }.get(fact.starts or "") or starts_on
    if start is None:
        return Retention("unknown", confirm=True, path=path)
    if not periods.has_length(fact):
        return Retention("keep", None, fact.confirm, path)
    until = periods.last_day(start, fact, calendars.NOT_NEEDED)
    return Retention("keep" if on <= until else "erase", until, fact.confirm, path)


def _is_small(rules: Rules, amount: Decimal | None) -> bool:
    limit: Fact = rules.fact("records.large_contract_from")
    return amount is not None and limit.exists and amount < limit.amount
