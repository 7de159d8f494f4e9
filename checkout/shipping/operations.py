"""
How staff change the ways of delivery. What an order was agreed to be delivered for and by when
stands in its agreement, so a change holds for whoever has not ordered yet.

Every way is locked, in the order of their keys, and nothing else with them: whether a country is
left without one depends on all of them.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from storefront.catalogue.languages import LANGUAGES, column
from storefront.core import destination, marks, money
from storefront.core.refusal import Refusal
from storefront.staff import history
from storefront.staff.models import What

from .models import DeliveryMethod

TEXTS = ("name", "note", "tracking")
COLUMNS = [column(field, code) for field in TEXTS for code in LANGUAGES]
PLAIN = (
    "code", "kind", "carrier", "countries", "price", "currency", "free_from",
    "dispatch_days", "min_days", "max_days", "cutoff", "position",
)  # fmt: skip
MOST_DAYS = 60


class Wrong(Refusal):
    """Some of the terms cannot be; `problems` has the words by field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__(" ".join(self.problems.values()))


class LastWay(Refusal):
    words = _(
        "Then nothing is delivered any more to: %(countries)s. Say that this is meant, if it is."
    )


class AlreadySo(Refusal):
    words = _("This is so already.")


@transaction.atomic
def save_method(
    *,
    method: DeliveryMethod | None,
    values: Mapping[str, Any],
    why: str,
    by: Any,
    at: datetime,
    sure: bool = False,
    seen: int | None = None,
) -> DeliveryMethod:
    """
    Offer a new way of delivery, or change the terms of one for orders from now on.

    `values` has every name of `COLUMNS` and `PLAIN`; the price is with tax, in `currency`.
    `sure` says that a country to which we sell may lose its last way.

    :raises Wrong: naming each term that cannot be
    :raises LastWay: if a country to which we sell would have none, unless `sure`
    :raises history.ChangedMeanwhile: if it was changed after change `seen`
    """
    every = _locked()
    row = every[method.pk] if method else DeliveryMethod()
    if method:
        history.unless_changed(row, since=seen)
    if found := problems(values, method=row if method else None):
        raise Wrong(found)
    reached, before = _reached(every), as_it_is(row) if method else {}
    _write(row, {name: values[name] for name in (*COLUMNS, *PLAIN)})
    _unless_last(reached, _reached({**every, row.pk: row}), sure=sure)
    what = What.CHANGED if method else What.MADE
    history.record(row=row, before=before, after=as_it_is(row), what=what, why=why, by=by, at=at)
    return row


@transaction.atomic
def retire_method(
    *,
    method: DeliveryMethod,
    why: str,
    by: Any,
    at: datetime,
    sure: bool = False,
    seen: int | None = None,
) -> DeliveryMethod:
    """
    Offer a way of delivery to nobody any more; orders that go by it stay what was agreed.

    :raises LastWay: if a country to which we sell would have none, unless `sure`
    :raises AlreadySo: if it is not offered
    """
    every = _locked()
    row, reached = every[method.pk], _reached(every)
    history.unless_changed(row, since=seen)
    if not row.active:
        raise AlreadySo()
    row.active = False
    row.save(update_fields=["active"])
    _unless_last(reached, _reached(every), sure=sure)
    _record_switch(row, what=What.STOPPED, why=why, by=by, at=at)
    return row


@transaction.atomic
def offer_again(
    *, method: DeliveryMethod, why: str, by: Any, at: datetime, seen: int | None = None
) -> DeliveryMethod:
    """
    Offer a way of delivery that was retired, on the terms that it has.

    :raises AlreadySo: if it is offered
    """
    row = _locked()[method.pk]
    history.unless_changed(row, since=seen)
    if row.active:
        raise AlreadySo()
    row.active = True
    row.save(update_fields=["active"])
    _record_switch(row, what=What.RESUMED, why=why, by=by, at=at)
    return row


def problems(values: Mapping[str, Any], *, method: DeliveryMethod | None) -> dict[str, str]:
    """Return what cannot be of these terms, in words, by field; of one there is, or a new one."""
    found: dict[str, str] = {}
    code = str(values["code"] or "")
    others = DeliveryMethod.objects.exclude(pk=method.pk if method else None)
    if not re.fullmatch(r"[a-z0-9-]{1,32}", code):
        found["code"] = now_("Small letters, digits and dashes, 32 at the most.")
    elif others.filter(code=code).exists():
        found["code"] = now_("There is another way of this code.")
    elif method and code != method.code and _in_orders(method.code):
        found["code"] = now_("Orders name this code, so it stays.")
    for field in TEXTS:
        found |= _unwritten(field, values)
    if values["currency"] != settings.OSCAR_DEFAULT_CURRENCY:
        words = now_("Goods are priced in %(currency)s, so their delivery is.")
        found["currency"] = words % {"currency": settings.OSCAR_DEFAULT_CURRENCY}
    for name in ("price", "free_from"):
        if words := _not_an_amount(values[name], name, settings.OSCAR_DEFAULT_CURRENCY):
            found[name] = words
    known = {key for key, _name in destination.every()}
    if not values["countries"]:
        found["countries"] = now_("Tick where it goes to.")
    elif unknown := sorted(set(values["countries"]) - known):
        found["countries"] = now_("No country that we know: %(codes)s.") % {
            "codes": ", ".join(unknown)
        }
    return found | _impossible_days(values)


def as_it_is(row: DeliveryMethod) -> dict[str, Any]:
    return {name: getattr(row, name) for name in (*PLAIN, *COLUMNS, "active")}


def _impossible_days(values: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for name in ("dispatch_days", "min_days", "max_days"):
        if values[name] is None or values[name] < 0:
            found[name] = now_("Write a number of working days.")
    if not found:
        if values["max_days"] < values["min_days"]:
            found["max_days"] = now_("It cannot be there sooner than at the least.")
        elif values["max_days"] > MOST_DAYS:
            found["max_days"] = now_("We promise nothing that takes longer than sixty days.")
        if values["dispatch_days"] > MOST_DAYS:
            found["dispatch_days"] = now_("We promise nothing that takes longer than sixty days.")
    if values["cutoff"] is None:
        found["cutoff"] = now_("Say until when an order leaves the same day.")
    return found


def _unwritten(field: str, values: Mapping[str, Any]) -> dict[str, str]:
    """A name is written in every language; what else is written in one is written in all."""
    written = [code for code in LANGUAGES if (values[column(field, code)] or "").strip()]
    if not written and field != "name":
        return {}
    return {
        column(field, code): now_("Write it in %(language)s too: buyers read it.")
        % {"language": get_language_info(code)["name_translated"]}
        for code in LANGUAGES
        if code not in written
    }


def _not_an_amount(amount: Decimal | None, name: str, currency: str) -> str:
    if amount is None:
        return "" if name == "free_from" else now_("Write what it costs; nought for nothing.")
    if not amount.is_finite() or amount != money.quantise(amount, currency):
        return now_("%(currency)s has no such fractions.") % {"currency": currency}
    if amount >= 10**6:
        return now_("This is more than anybody would pay.")
    if name == "free_from" and amount <= 0:
        return now_("Leave it empty, or write a sum above nought.")
    return now_("A price is not below nought.") if amount < 0 else ""


def _locked() -> dict[int, DeliveryMethod]:
    return {row.pk: row for row in DeliveryMethod.objects.select_for_update().order_by("pk")}


def _reached(every: Mapping[int, DeliveryMethod]) -> set[str]:
    """Return the countries to which we sell and which some way that is offered reaches."""
    served = {settings.CANDOUR_SEAT, *settings.CANDOUR_DELIVERS_TO}
    return {code for row in every.values() if row.active for code in row.countries} & served


def _unless_last(before: set[str], after: set[str], *, sure: bool) -> None:
    if (lost := sorted(before - after)) and not sure:
        raise LastWay(countries=marks.listed(destination.name(code) for code in lost))


def _write(row: DeliveryMethod, values: Mapping[str, Any]) -> None:
    # The column without a language follows the first one, whatever the writer reads.
    with translation.override(LANGUAGES[0]):
        for name, value in values.items():
            setattr(row, name, value if value is not None or name == "free_from" else "")
        row.save()


def _in_orders(code: str) -> bool:
    return bool(get_model("order", "Order").objects.filter(shipping_code=code).exists())


def _record_switch(row: DeliveryMethod, *, what: str, why: str, by: Any, at: datetime) -> None:
    history.record(
        row=row,
        before={"active": not row.active},
        after={"active": row.active},
        what=what,
        why=why,
        by=by,
        at=at,
    )
