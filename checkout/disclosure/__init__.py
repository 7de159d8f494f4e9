"""
What a buyer must know before the press, computed from the law, the delivery and the policies.

The eleven items of LBT-6.2.4.1 (a to k) and the pre-contract duties of PRE-01: each is a title with
sentences, made for this very order, so that no item can be forgotten by a template.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings

from storefront.law import queries as law
from storefront.law.rules import Rules

from . import binding, delivering, paying, records
from .item import Asked, Item
from .order_button import Button, button

log = logging.getLogger("candour.checkout")

# LBT-6.2.4.1.a to k, and what is left of ISO10008-C.3: guarantee, law, language and record.
NEEDED = {*"abcdefghijk", "guarantee", "law"}

MAKERS: list[Callable[[Asked], Item | None]] = [
    binding.total,
    binding.renewal,
    binding.ending,
    binding.guarantee,
    delivering.places,
    delivering.acceptance,
    delivering.dispatch,
    records.statement,
    records.statement_address,
    paying.other_charges,
    records.documents,
    paying.payment,
    binding.law,
]


class NotAllTold(LookupError):
    """Something that a buyer must be told before the press has no rule to come from."""


def rules_of(draft: Any, *, at: datetime) -> Rules:
    """Return the law of this order: the better rule of where the buyer lives and where it goes."""
    home = (draft.billing_address or {}).get("country") or draft.country
    return law.rules_for(residence=home, ship_to=draft.country, seat=settings.CANDOUR_SEAT, at=at)


def items(asked: Asked) -> list[Item]:
    """
    Return every item that applies, in the order of the standard.

    :raises NotAllTold: if one that must never be missing is; a real shop tells its staff instead
    """
    made = [each for make in MAKERS if (each := make(asked))]
    if missing := NEEDED - {each.key for each in made if each.words}:
        if not settings.PRODUCTION:
            raise NotAllTold(sorted(missing))
        log.error("The last page before ordering does not tell: %s", sorted(missing))
    return made


__all__ = ["Asked", "Button", "Item", "NotAllTold", "button", "items", "rules_of"]
