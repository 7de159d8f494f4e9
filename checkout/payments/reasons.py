"""Why a bank said no, in words that help; the codes are ours, each adapter translates to them."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "insufficient_funds": (
        _("There is not enough money on the account."),
        _("Another card or a bank transfer may work."),
    ),
    "expired_card": (
        _("The card has run out."),
        _("Please check the date on it, or use another one."),
    ),
    "limit_reached": (
        _("The limit for online payments is reached."),
        _("Many banks let you raise the limit in their app."),
    ),
    "wrong_code": (
        _("The one-time code was wrong too often."),
        _("Ask your bank whether it has blocked the card, or use another way."),
    ),
    "do_not_honour": (
        _("The bank gave no reason."),
        _("Only your bank can say why; the number is on the back of the card."),
    ),
    "cancelled": (
        _("The payment was stopped on the bank’s page."),
        _("You can start it again or choose another way."),
    ),
    "timed_out": (
        _("The bank’s page was open too long."),
        _("You can start again; what you typed here is kept."),
    ),
}


def words(code: str) -> tuple[object, object]:
    """Return what happened and what helps; never a provider's raw words."""
    return WORDS.get(code, WORDS["do_not_honour"])
