"""
What makes a person look at a review before it is shown.

Only words go in here. That no stars do is a rule of the house (REV-02), and a guard holds it.
"""

import re
from datetime import timedelta

from .models import ReviewFacts
from .models.facts import Signal

_LINK = re.compile(r"https?://|www\.|\b[\w-]{2,}\.(?:com|net|org|shop|info|biz|io|cn)\b", re.I)
# A review that nobody need look at is shown after this time, in which its author may think again.
PAUSE = timedelta(hours=1)
# One that somebody should look at is shown this long before the promised moment, looked at or not.
SPARE = timedelta(hours=1)


def found(*, words: str, covered: bool, product_id: int, of: int | None = None) -> list[str]:
    """
    Return why a person should look at these words; nothing as a rule.

    `of` is the key of the facts of the review that they are, where it is there already.
    """
    signals = []
    if covered:
        signals.append(Signal.COVERED)
    if _LINK.search(words):
        signals.append(Signal.LINK)
    same = ReviewFacts.objects.filter(product=product_id, review__body__iexact=words)
    if same.exclude(pk=of).exists():
        signals.append(Signal.AGAIN)
    return [str(each) for each in signals]
