"""What a replacement does to stock: set aside when granted, gone when sent, put back if neither."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from aftersales.returns.models import Return
from checkout.holds import stock
from storefront.core.refusal import Refusal


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
    stock.take_out(units)


def put_back(returned: Return, *, but: Mapping[int, int] | None = None) -> None:
    """
    Give back what was set aside for a replacement that will not be sent after all.

    `but` is how many of each line, by the key of the return line, are sent all the same.
    """
    if returned.remedy == Return.Remedy.REPLACE and not returned.is_settled:
        units = _units(returned, but=but or {})
        stock.lock(units)
        stock.put_back(units)


def _units(returned: Return, *, but: Mapping[int, int] | None = None) -> dict[int, int]:
    lines = returned.lines.select_related("line__product")
    return stock.counted((each.line, each.quantity - (but or {}).get(each.pk, 0)) for each in lines)
