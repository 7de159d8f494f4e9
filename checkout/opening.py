"""
Whether anything may be sold: a buyer must be able to read who sells and by which rules.

The pages to look at need none of this; the sale begins only once all of it stands (PRE-01, PRE-08).
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from checkout.payments import methods
from storefront.core import marks
from storefront.core.refusal import Refusal
from storefront.policies import queries as policies
from storefront.seller import queries as sellers

_RULES = {
    "terms": _("its terms of sale"),
    "privacy": _("its privacy notice"),
    "returns": _("its rules on returns"),
}


class NotOpen(Refusal):
    words = _(
        "This shop does not take orders yet, because it has still to say: %(what)s. "
        "Your basket stays as it is."
    )


def lacking(*, at: datetime) -> list[object]:
    """Return what the shop has still to say before it may sell, in words for a buyer."""
    found: list[object] = []
    if sellers.missing(at):
        found.append(_("who sells here"))
    found += [_RULES[slug] for slug in policies.missing(at=at)]
    if not methods.any_everywhere():
        found.append(_("how one can pay"))
    return found


def check(*, at: datetime) -> None:
    """:raises NotOpen: naming what is still to be said"""
    if what := lacking(at=at):
        raise NotOpen(what=marks.listed(what))
