"""What a form offers for an order: its lines, the ways back, the remedies that the law ranks."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from aftersales.changes import operations as cancelling
from aftersales.changes import queries as changes
from storefront.core import marks, money
from storefront.core.forms import Card
from storefront.policies import outside
from storefront.seller import queries as sellers

from . import queries, sums, windows
from .models import Return


def lines(order: Any, *, for_withdrawal: bool) -> list[Any]:
    """Return the lines of an order that something is left of, each with a note for its card."""
    ask = queries.withdrawable_units if for_withdrawal else queries.returnable_units
    left = ask(order)
    offered = []
    for line in order.lines.select_related("product").order_by("pk"):
        line.left, line.closed, line.note = left[line.pk], False, ""
        if not line.left:
            continue
        if line.left > 1:
            line.note = _("%(count)s pieces") % {"count": line.left}
        kind = queries.exclusion_of(order, line) if for_withdrawal else ""
        if but := outside.words(windows.rules_of(order), kind):
            line.closed, line.note = windows.is_excluded(kind, order), but
        offered.append(line)
    return offered


def worth_withdrawing(order: Any, units: Mapping[int, int]) -> tuple[Decimal, bool]:
    """
    Return what a withdrawal from these units brings back, in the order's currency.

    With it goes whether they have not left us, so that nothing has to be sent and nothing can come
    off. What comes off for lost value, or for our label, nobody knows yet; it is not in the sum.
    """
    here = changes.units_here(order) if changes.may_be_cancelled(order) else {}
    if here and all(count <= here.get(pk, 0) for pk, count in units.items()):
        try:
            return cancelling.comes_back(order=order, units=units), True
        except cancelling.OnlyAsAWhole:
            return money.ZERO, True
    return sums.planned(order, units, kind=Return.Kind.WITHDRAWAL).total, False


def ways_back(returned: Return) -> dict[str, Any]:
    price = windows.label_price(returned.order) if not returned.our_fault else None
    paid = price and money.text(price, "EUR")
    way = Return.WayBack
    seller = sellers.current()
    label = {
        way.LABEL: Card(
            _("With our label"),
            note=_("Hand the parcel in at any post office. We take the price off your refund.")
            if paid
            else _("Hand the parcel in at any post office. We pay."),
            aside=paid or money.text(money.ZERO, "EUR"),
        )
    }
    own = {
        way.OWN: Card(
            _("With a carrier of your choice"),
            note=_("You pay the carrier. Please keep the receipt.")
            if paid
            else _("We pay back what it cost; please keep the receipt."),
        ),
        way.WORKSHOP: Card(
            _("I bring it to the workshop"),
            note=f"{seller.place}{marks.mark('.')} {seller.hours}",
            aside=money.text(money.ZERO, "EUR"),
        ),
    }
    return {**label, **own}  # type: ignore[dict-item]


def wishes(order: Any, at: Any) -> list[tuple[str, Any]]:
    """
    Return the remedies in the order in which the law ranks them.

    Repair and replacement come first where the law says so; money at once where the buyer may
    still reject the goods.
    """
    rules = windows.rules_of(order)
    allowed = rules.value("guarantee.remedies") or ()
    ranked = [name for name in ("repair", "replace", "refund", "price_cut") if name in allowed]
    ranked = ranked or ["repair", "replace", "refund", "price_cut"]
    reject = windows.may_reject_until(order)
    early = reject is not None and windows.calendar_of(rules).local_date(at) <= reject
    if early and "refund" in ranked:
        ranked = ["refund", *[name for name in ranked if name != "refund"]]
    later = _(
        "If repair and replacement fail, take too long or are impossible, or if it is serious."
    )
    notes = {
        "repair": _("Free of charge, postage included."),
        "replace": _("The same again, free of charge."),
        "refund": _("At once, because it is still early.") if early else later,
        "price_cut": _("You keep it as it is.") if early else later,
    }
    named = dict(Return.Remedy.choices)
    cards = [(name, Card(named[name], note=notes[name])) for name in ranked]
    return [*cards, ("", Card(_("You decide"), note=_("We propose what is best for you.")))]
