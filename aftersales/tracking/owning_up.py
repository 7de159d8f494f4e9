"""What the page of a late order says first: that it is late, what came back, and the way out."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from checkout.payments.models import Refund
from storefront.core import marks, money
from storefront.promises.models import Promise
from storefront.promises.models import Status as PromiseStatus

from . import standing


def words(order: Any, promises: Sequence[Promise], refunds: Sequence[Refund]) -> str:
    """
    Own up to a promised day that has passed, in the order's currency; nothing where none has.

    Delivery policy, under "When we are late": the new day, and what comes back by itself.
    """
    if not standing.is_late(order, promises):
        return ""
    missed = [
        each for each in promises if each.kind == "deliver" and each.status == PromiseStatus.BROKEN
    ]
    said = [
        _("We promised it by %(day)s, and it is not there.")
        % {"day": standing.day(max(each.due_at for each in missed))}
    ]
    if new := standing.comes(promises, order.shipments.all()):
        said.append(_("The new day is %(day)s.") % {"day": standing.day(new.due_at)})
    for refund in refunds:
        if refund.reason == Refund.Reason.LATE:
            said.append(_given_back(refund))
    return marks.sentences(said)


def _given_back(refund: Refund) -> str:
    sum_ = money.text(refund.amount, refund.currency)
    if refund.is_done and refund.done_at:
        values = {"sum": sum_, "day": standing.day(refund.done_at)}
        return _("%(sum)s went back to you on %(day)s, because it is late.") % values
    values = {"sum": sum_, "day": standing.day(refund.due_at)}
    return _("%(sum)s comes back to you by %(day)s, because it is late.") % values
