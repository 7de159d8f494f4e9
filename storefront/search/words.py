"""
How text becomes words that can be found: the same for what we index and for what is asked.

Width and case are folded (NFKC), accents are dropped from letters, Latin-script words are cut to
their stem, and Chinese, Japanese and Korean text, which has no spaces, becomes pairs of signs.
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import Stemmer

STEMMERS = {"en": "english", "de": "german", "fr": "french", "nl": "dutch", "it": "italian",
            "es": "spanish"}  # fmt: skip
LONGEST = 40

_own = threading.local()

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(rf"[{_CJK}々〆]+|(?:(?![{_CJK}々〆])[^\W_])+(?:-(?:(?![{_CJK}々〆])[^\W_])+)*")
_IS_CJK = re.compile(rf"[{_CJK}々〆]")
_MEASURE = re.compile(r"(\d+)([a-z]{1,3})")
_POSSESSIVE = re.compile(r"['’]s\b")
# Letters that Unicode does not take apart, as people type them who lack the key.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})

# Too frequent to tell one thing from another; dropped from what is asked when more is left.
COMMON = frozenset(
    ("a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "i", "in", "is", "it", "of")
    + ("on", "or", "that", "the", "this", "to", "with", "you", "your")
)


def fold(text: str) -> str:
    """Return the text without the differences that a searcher does not mean."""
    text = unicodedata.normalize("NFKC", text).casefold()
    apart = unicodedata.normalize("NFKD", text)
    bare = "".join(sign for sign in apart if not "\u0300" <= sign <= "\u036f")
    return unicodedata.normalize("NFC", bare).translate(_PLAIN)


@lru_cache(maxsize=100_000)
def stem(word: str, language: str) -> str:
    """Cut a folded word to the stem that its inflected forms share."""
    if not word.isascii() or not word.isalpha():
        return word
    # Latin words in a text of another script are mostly English ones.
    return str(_stemmer(STEMMERS.get(language, "english")).stemWord(word))


def _stemmer(name: str) -> Stemmer.Stemmer:
    # A stemmer holds the word that it cuts, so each thread has its own.
    if (own := getattr(_own, name, None)) is None:
        own = Stemmer.Stemmer(name)
        setattr(_own, name, own)
    return own


def runs(text: str) -> Iterator[str]:
    """Yield the folded words of a text as written; unspaced scripts come in whole runs."""
    for found in _RUN.finditer(_POSSESSIVE.sub("", fold(text))):
        yield found.group()[: LONGEST * 4]


def is_unspaced(run: str) -> bool:
    return bool(_IS_CJK.match(run))


def lexemes(text: str, language: str) -> Iterator[str]:
    """Yield everything under which a text can be found."""
    for run in runs(text):
        if is_unspaced(run):
            yield from run
            yield from pairs(run)
            continue
        parts = run.split("-")
        for part in parts:
            yield stem(part[:LONGEST], language)
            if measure := _MEASURE.fullmatch(part):
                yield from measure.groups()
        if len(parts) > 1:
            yield "".join(parts)[:LONGEST]


def pairs(run: str) -> list[str]:
    """Split a run of unspaced script into overlapping pairs of signs."""
    return [run[at : at + 2] for at in range(len(run) - 1)]


def plain(text: str) -> Iterator[str]:
    """Yield the words of a text as a reader would type them: folded, not cut to stems."""
    for run in runs(text):
        if not is_unspaced(run):
            yield from (part for part in run.split("-") if part.isalpha())
