"""
Superlatives in what the shop says of itself: nothing goes out with one until somebody says why.

LBT-5.3.2.2. What was said is kept in the history of the row, with a name, and counts for just
that sentence: another one is asked about anew.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storefront.core import marks
from storefront.core.refusal import Refusal
from storefront.staff import history
from storefront.staff.models import Change, What

from .resolve import load_yaml

FILE = Path(__file__).parent / "superlatives.yaml"
CLAIM = "claim"
_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])|\n+")


class Unproven(Refusal):
    words = _("This claims to be first of all: %(said)s. Say why it is true, or say it otherwise.")


@cache
def _words(language: str) -> tuple[re.Pattern[str], re.Pattern[str] | None]:
    known = load_yaml(FILE)[language]
    return _any_of(known["words"]), _any_of(known["but"]) if known["but"] else None


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    edged = (
        rf"(?<!\w){re.escape(word)}(?!\w)" if word.isascii() else re.escape(word) for word in words
    )
    return re.compile("|".join(edged), re.IGNORECASE)


def sentences(words: str, language: str) -> list[str]:
    """Return the sentences of a text that hold a superlative of this language."""
    claims, but = _words(language)
    plain = words.replace("’", "'")
    found = (" ".join(each.split()) for each in _END.split(plain))
    return [each for each in found if claims.search(but.sub("", each) if but else each)]


def unproven(row: Model, texts: Iterable[Mapping[str, str]]) -> list[str]:
    """Return the sentences with a superlative of which nobody has said why they are true."""
    said = [
        sentence
        for words in texts
        for language, text in words.items()
        for sentence in sentences(text, language)
    ]
    if not said:
        return []
    proven = {sentence for change in _proofs(row) for sentence in change.changed[0][2]}
    return [each for each in dict.fromkeys(said) if each not in proven]


def settle(
    row: Model, texts: Iterable[Mapping[str, str]], *, proof: str, by: Any, at: datetime
) -> None:
    """
    Go on only if every superlative in these texts of a row, which is locked, is accounted for.

    `texts` are {language: words}; `proof` is why it is true, and is kept in the row's history.

    :raises Unproven: if there is one and `proof` says nothing
    """
    if not (open_ := unproven(row, texts)):
        return
    if not proof.strip():
        raise Unproven(said=marks.listed(f"“{each}”" for each in open_))
    history.record(
        row=row,
        before={},
        after={CLAIM: open_},
        why=proof,
        by=by,
        at=at,
        what=What.VERIFIED,
    )


def told(row: Model) -> list[Change]:
    """Return who said why of a row's superlatives, the latest first."""
    return list(_proofs(row).select_related("changed_by"))


def in_words(change: Change) -> str:
    """Say what was claimed and why it is true."""
    said = marks.listed(f"“{each}”" for each in change.changed[0][2])
    return gettext("Claimed: %(said)s. True because: %(why)s") % {"said": said, "why": change.why}


def _proofs(row: Model) -> Any:
    return history.of(row).filter(what=What.VERIFIED, changed__0__0=CLAIM)
