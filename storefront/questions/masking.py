"""Private data that people write into public texts without meaning to (LBT-6.1.5)."""

import re

_MAIL = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>()]+")
# Seven digits or more, however they are set apart; measures and prices have fewer.
_NUMBER = re.compile(r"\+?\d(?:[\s().\-/]{0,2}\d){6,}")
MASK = "[…]"


def masked(text: str) -> str:
    """Return the text with e-mail addresses and phone numbers covered."""
    return _NUMBER.sub(MASK, _MAIL.sub(MASK, text))
