"""Signed links: the right of whoever holds one to see one thing until a time."""

import re
from datetime import datetime, timedelta

from django.core import signing
from django.utils.translation import gettext_lazy as _

from .refusal import Refusal


class LinkRefused(Refusal):
    words = _("This link is not valid any more. You can ask for a new one.")


# What `sign` returns: the value, when it was signed, and the signature, as a link carries them.
_TOKEN = re.compile(r"[\w.%-]+(?::|%3A)[0-9A-Za-z]{5,8}(?::|%3A)[\w-]{40,}")
COVERED = "•••"


def covered(words: str) -> str:
    """Return words without the tokens of signed links: to be read by who must not use them."""
    return _TOKEN.sub(COVERED, words)


def sign(kind: str, value: str, *, at: datetime, lasts: timedelta) -> str:
    """Return a token that stands for the value, for this kind of link only, until `at + lasts`."""
    payload = {"v": value, "u": int((at + lasts).timestamp())}
    return signing.dumps(payload, salt=f"candour.link.{kind}", compress=True)


def read(kind: str, token: str, *, at: datetime) -> str:
    """
    Return the value that a token stands for.

    :raises LinkRefused: if it was forged, made for another kind of link, or is over
    """
    try:
        payload = signing.loads(token, salt=f"candour.link.{kind}")
    except signing.BadSignature as forged:
        raise LinkRefused() from forged
    if at.timestamp() >= payload["u"]:
        raise LinkRefused()
    return str(payload["v"])
