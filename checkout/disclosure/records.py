"""What the buyer gets in writing, and where it goes."""

from django.urls import reverse
from django.utils.translation import gettext as _

from .item import Asked, Item


def statement(asked: Asked) -> Item:
    words = _(
        "A VAT invoice as a PDF, by e-mail to %(to)s and on the page of the order, as soon as "
        "everything has left us. Until then the agreement, with every sum and its VAT, is your "
        "receipt."
    )
    return Item("g", _("Invoice"), [words % {"to": asked.draft.email}])


def statement_address(asked: Asked) -> Item:
    return Item(
        "h",
        _("Where the invoice goes"),
        [_("You can change both addresses here; the page of the order keeps it ready.")],
        reverse("checkout:address"),
        _("Change it"),
    )


def documents(asked: Asked) -> Item:
    return Item(
        "j",
        _("What you get in writing"),
        [
            _("The agreement and the invoice as PDF, by e-mail and on the page of the order."),
            _("You can print both from there at any time, free of charge."),
        ],
    )
