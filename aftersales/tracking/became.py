"""What has become of the lines of an order since it was agreed: left out, or never there."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from aftersales.changes import queries as changes
from aftersales.changes.models import CancelledLine
from checkout.payments.models import Refund
from storefront.core import marks, money

from . import queries, standing
from .models import Shipment


def of_lines(
    order: Any, shipments: Sequence[Shipment], refunds: Sequence[Refund]
) -> list[dict[str, Any]]:
    """
    Return for each line of a gathered order, in their order, what has become of it.

    `words` are sentences, none where all of it is as it was agreed; `gone` says that none of it
    was, or will be, delivered.
    """
    left_out: dict[int, list[CancelledLine]] = defaultdict(list)
    rows = changes.left_out(order)
    for row in rows:
        left_out[row.line_id].append(row)
    back = _given_back(rows, refunds)
    ended = _ended(shipments)
    told = []
    for line in order.known_lines_left:
        words = [_left_out(row, line.bought, order, back=back) for row in left_out[line.pk]]
        if ended[line.pk]:
            words.append(_never_there(ended[line.pk], line.bought))
        stays = line.left - ended[line.pk]
        if words and stays > 0:
            words.append(_("%(n)s of %(all)s stay yours.") % {"n": stays, "all": line.bought})
        told.append({"words": words, "gone": stays <= 0})
    return told


def _left_out(row: CancelledLine, bought: int, order: Any, *, back: dict[int, bool]) -> str:
    made = row.cancellation
    values = {"n": row.quantity, "all": bought, "day": standing.day(made.asked_at)}
    if row.quantity == bought:
        words = _("We left it out on %(day)s") if made.by_staff else _("Left out on %(day)s")
    elif made.by_staff:
        words = _("We left out %(n)s of %(all)s on %(day)s")
    else:
        words = _("%(n)s of %(all)s left out on %(day)s")
    said = words % values
    if made.pk in back:
        sum_ = money.text(row.amount, order.currency)
        comes = _("%(sum)s has come back") if back[made.pk] else _("%(sum)s comes back")
        said = marks.joined([said, comes % {"sum": sum_}])
    return said + _(".")


def _never_there(units: int, bought: int) -> str:
    if units == bought:
        return _("It did not reach you; what you paid for it goes back to you.")
    return _("%(n)s of %(all)s did not reach you; what you paid for them goes back to you.") % {
        "n": units,
        "all": bought,
    }


def _given_back(rows: Iterable[CancelledLine], refunds: Sequence[Refund]) -> dict[int, bool]:
    """
    Return the cancellations (by key) whose price goes back whole, and whether the bank is done.

    Where part of the money had gone back before, less came back than the things had cost, and
    their price is not said to have done so.
    """
    worth: dict[int, Decimal] = defaultdict(Decimal)
    whole: dict[int, bool] = {}
    for row in rows:
        worth[row.cancellation_id] += row.amount
        whole[row.cancellation_id] = row.cancellation.whole
    back = {}
    for pk, amount in worth.items():
        key = f"{Refund.Reason.CANCELLED}:" if whole[pk] else f"cancellation:{pk}"
        made = [
            each
            for each in refunds
            if (each.told_once_as.startswith(key) if whole[pk] else each.told_once_as == key)
        ]
        if made and sum(each.amount for each in made) >= amount:
            back[pk] = all(each.is_done for each in made)
    return back


def _ended(shipments: Sequence[Shipment]) -> Counter[int]:
    """Count what was in parcels that are given up, but for what was sent again or goes back."""
    units: Counter[int] = Counter()
    for parcel in shipments:
        if parcel.is_delivered:
            # It came after its money had gone back: its page says what to do with it.
            continue
        if parcel.given_up_at and not queries.is_owed_still(parcel):
            for line, count in parcel.holds:
                units[line] += count
    return units
