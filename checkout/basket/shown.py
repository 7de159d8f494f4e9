"""What the basket page says of one line."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import forms, queries

FEW = 5


@dataclass(frozen=True)
class Picture:
    """A picture as components/picture.html reads it beside the name of what it shows."""

    src: str
    srcset: str
    width: int
    height: int


@dataclass(frozen=True)
class LineShown:
    """
    One line as its buyer sees it: what it is, what it costs and why, whether it is there.

    Two are equal that say the same. `free` counts no further than one line may ask for, and
    `refused` is the form that was refused, with what was typed.
    """

    pk: int = field(compare=False)
    product_id: int
    quantity: int
    title: str
    url: str
    picture: Picture | None
    unit: Decimal
    amount: Decimal
    full: Decimal
    currency: str
    was: Decimal | None
    basis: str
    sold: bool
    free: int
    held_until: datetime | None
    others_until: datetime | None
    price_before: Decimal | None = field(compare=False)
    variants: tuple[tuple[int, str], ...] = ()
    refused: forms.LineForm | None = field(default=None, compare=False)

    @property
    def prefix(self) -> str:
        """How the fields of its form begin."""
        return f"line-{self.pk}"

    @property
    def is_short(self) -> bool:
        return self.sold and self.free < self.quantity

    @property
    def is_last(self) -> bool:
        """So few that the buyer may want them set aside at once."""
        return self.sold and not self.is_short and self.free <= FEW and not self.held_until

    @property
    def stock_words(self) -> str:
        if not self.sold:
            return _("Not for sale any more. Please remove it.")
        if self.is_short and self.free and self.others_until:
            return _("Only %(n)s free at the moment; the rest is reserved until %(until)s.") % {
                "n": self.free,
                "until": queries.clock(self.others_until),
            }
        if self.is_short and self.others_until:
            return _("Reserved for somebody else until %(until)s.") % {
                "until": queries.clock(self.others_until)
            }
        if self.is_short and self.free:
            return _("There are only %(n)s left. Please take fewer.") % {"n": self.free}
        if self.is_short:
            return _("Sold out. Please remove it.")
        if self.held_until:
            return ""
        if self.free <= FEW:
            return ngettext(
                "%(n)s left, not held: we hold things from the moment you check out.",
                "%(n)s left, not held: we hold things from the moment you check out.",
                self.free,
            ) % {"n": self.free}
        return _("In stock.")
