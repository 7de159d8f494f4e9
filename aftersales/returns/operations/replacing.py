"""What a replacement does to stock: set aside when granted, gone when sent, put back if neither."""

from collections import Counter

from django.db.models import F
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from aftersales.returns.models import Return
from checkout.holds import stock
from storefront.core.refusal import Refusal

StockRecord = get_model("partner", "StockRecord")


class NoneLeft(Refusal):
    words = _("There are not enough left to replace it. Grant another remedy; nothing was changed.")


def set_aside(returned: Return) -> None:
    """
    Keep the new things of a granted replacement from being sold; the caller holds the locks.

    :raises NoneLeft: if there are not enough
    """
    units = _units(returned)
    stock.lock(units)
    if not stock.set_aside(units):
        raise NoneLeft()


def hand_out(returned: Return) -> None:
    """Take out of stock what was set aside; the caller holds the locks."""
    units = _units(returned)
    stock.lock(units)
    stock.put_back(units)
    for pk, count in sorted(units.items()):
        StockRecord.objects.filter(pk=pk).update(num_in_stock=F("num_in_stock") - count)


def put_back(returned: Return) -> None:
    """Give back what was set aside for a replacement that will not be sent after all."""
    if returned.remedy == Return.Remedy.REPLACE and not returned.is_settled:
        units = _units(returned)
        stock.lock(units)
        stock.put_back(units)


def _units(returned: Return) -> Counter[int]:
    units: Counter[int] = Counter()
    for each in returned.lines.select_related("line"):
        if each.line.stockrecord_id:
            units[each.line.stockrecord_id] += each.quantity
    return units
