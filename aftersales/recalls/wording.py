"""What the law has to say about the words of a recall: headline, banned words, remedies."""

import re
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from storefront.catalogue import languages
from storefront.core import marks
from storefront.law import queries as law
from storefront.law.rules import Rules, legal_language

LEAST_REMEDIES = 1


def rules_at(at: datetime, *, residence: str = settings.CANDOUR_SEAT) -> Rules:
    """Return the law of the day of a recall, by the seat of the shop or by a buyer's country."""
    try:
        return law.rules_for(residence=residence, at=at)
    except law.NoProfile:
        return law.rules_for(residence=settings.CANDOUR_SEAT, at=at)


def headline(at: datetime, *, residence: str = settings.CANDOUR_SEAT) -> str:
    """
    Return the headline of a notice: the words of the law where it has them in this language.

    A reader of another language gets our own words, with those of the law behind them, which
    nobody translates (SAF-04).
    """
    own = _("Product safety recall")
    label = rules_at(at, residence=residence).label("recall_headline", get_language() or "en")
    if not label.fixed:
        label = rules_at(at).label("recall_headline", get_language() or "en")
    if not label.fixed:
        return own
    return str(label) if label.as_asked or str(label) == own else f"{own} {marks.bracketed(label)}"


def least_remedies(at: datetime) -> int:
    """Return how many remedies a recall must offer (SAF-05)."""
    least = rules_at(at).value("safety.recall_remedies_min")
    return least if isinstance(least, int) else LEAST_REMEDIES


def softening(words: str, language: str, at: datetime) -> list[str]:
    """Return the words in a text that play a hazard down, as the law bans them (SAF-04)."""
    path = f"safety.recall_banned_words.{legal_language(language)}"
    banned = rules_at(at).value(path)
    return [each for each in banned or () if _stands_in(each, words)]


def texts(recall: Any, field: str) -> dict[str, str]:
    return languages.texts(recall, field)


def _stands_in(banned: str, words: str) -> bool:
    if not banned.isascii():
        return banned in words
    return re.search(rf"\b{re.escape(banned)}\b", words, re.IGNORECASE) is not None
