"""The words of the order button."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from storefront.law.rules import Rules


@dataclass(frozen=True)
class Button:
    """The order button: its words, their language if it is not the reader's, and what they mean."""

    words: str
    language: str = ""
    meaning: str = ""


def button(rules: Rules, *, language: str) -> Button:
    """
    Return the words of the order button as the law fixes them, else our own (PRE-03).

    Words of the law are never translated: a reader of another language is told what they mean.
    """
    label = rules.label("order_button", language)
    own = _("Order with obligation to pay")
    if not label.fixed:
        return Button(own)
    words = _first_large(str(label))
    return Button(words) if label.as_asked else Button(words, label.language, own)


def _first_large(words: str) -> str:
    return words[:1].upper() + words[1:]
