"""Why a promotion does not count for a basket, in words for its buyer."""

from datetime import datetime
from decimal import Decimal

from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from storefront.core import money
from storefront.core.refusal import Refusal
from storefront.core.templatetags.candour import when


class VoucherRefused(Refusal):
    """
    A code that is not known; what is known is refused by one of those below.

    `by_itself` says it of a promotion that nobody types in; nothing where there is nothing to say,
    since nobody could have expected it.
    """

    words = _("This voucher code is not known. Please check each letter and number.")
    by_itself: object = ""


class NotYet(VoucherRefused):
    words = _("This code is valid from %(when)s.")

    def __init__(self, begins: datetime) -> None:
        super().__init__(when=strip_tags(when(begins)))


class Over(VoucherRefused):
    words = _("This code is not valid any more.")


class UsedUp(VoucherRefused):
    words = _("This code was used as often as it could be, or what is left of it is too little.")
    by_itself = _("It was given as often as it could be, or what is left of it is too little.")


class YoursUsed(VoucherRefused):
    words = _("You have used this code already, as often as each buyer may.")
    by_itself = _("You have had it already, as often as each buyer may.")


class NeedsAccount(VoucherRefused):
    words = _("This code is for buyers with an account, so please sign in first.")
    by_itself = _("It is for buyers with an account, so please sign in first.")


class NotForThese(VoucherRefused):
    words = _("This code is not for the things in your basket.")


class NeedsMore(VoucherRefused):
    """`more` is the value that is missing, with tax, or `pieces` how many things."""

    words = _("This code needs %(more)s more of the things that it is for.")

    def __init__(self, *, more: Decimal | None = None, pieces: int = 0, currency: str = "") -> None:
        self.more, self.pieces = more, pieces
        super().__init__(more=pieces if more is None else money.text(more, currency))


class DeliveryIsFree(VoucherRefused):
    words = _("This delivery costs nothing already.")


class DeliveryIsCheaper(VoucherRefused):
    words = _("Another promotion takes as much off this delivery, or more.")


class BetterAlready(VoucherRefused):
    """`name` takes `more` off the same things; what is refused here would take `less`, with tax."""

    words = _("Something else already takes more off these things, and only the better one counts.")
    words_by_name = _(
        "%(name)s already takes %(more)s off; this code would take %(less)s, and only the better "
        "one counts."
    )

    def __init__(
        self,
        *,
        name: str = "",
        more: Decimal = money.ZERO,
        less: Decimal = money.ZERO,
        currency: str = "",
    ) -> None:
        if not name:
            super().__init__()
            return
        sums = {"more": money.text(more, currency), "less": money.text(less, currency)}
        super().__init__(self.words_by_name, name=name, **sums)
