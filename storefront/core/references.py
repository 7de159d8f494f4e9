"""Public references: random, so that they tell nothing and cannot be guessed, yet can be said."""

import secrets

# No vowels, so no words; no 0, 1, 5 or letters that look like another.
ALPHABET = "2346789BCDFGHJKMNPQRTVWXZ"


def new(prefix: str, *, groups: int = 2) -> str:
    """Return a reference such as FH-7K3M-9QTX: four characters a group, about 18 bits each."""
    parts = ["".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(groups)]
    return "-".join([prefix, *parts])


def checked(prefix: str) -> str:
    """Return a reference such as `new` does, whose last sign shows whether it was mistyped."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(7))
    return f"{prefix}-{signs[:4]}-{signs[4:]}{_check_of(signs)}"


def is_whole(reference: str) -> bool:
    """Say whether the last sign of a `checked` reference fits the others."""
    signs = reference.partition("-")[2].replace("-", "")
    return len(signs) == 8 and set(signs) <= set(ALPHABET) and _check_of(signs[:7]) == signs[7]


def _check_of(signs: str) -> str:
    # No weight shares a factor with 25, so one wrong sign always shows.
    weights = (2, 3, 4, 6, 7, 8, 9)
    total = sum(w * ALPHABET.index(sign) for w, sign in zip(weights, signs, strict=True))
    return ALPHABET[total % len(ALPHABET)]


def dashed(typed: str) -> str:
    """
    Return a reference with its dashes, however it was typed, with a prefix or without.

    Nothing for what cannot be one.
    """
    bare = "".join(each for each in typed.upper() if each.isascii() and each.isalnum())
    if not 8 <= len(bare) <= 12:
        return ""
    return "-".join(filter(None, (bare[:-8], bare[-8:-4], bare[-4:])))


def in_groups(typed: str) -> str:
    """
    Write what a person typed as `new` writes it, where it can be one: fh 2rw2 6c3p, FH2RW26C3P.

    It says nothing of whether there is such a reference; what can be none stays as it was typed.
    """
    signs = "".join(each for each in tidy(typed) if each.isalnum())
    if len(signs) == 10 and signs[:2].isalpha() and set(signs[2:]) <= set(ALPHABET):
        return f"{signs[:2]}-{signs[2:6]}-{signs[6:]}"
    return typed


def tidy(typed: str) -> str:
    """Bring what a person typed into the form in which a reference is stored."""
    return "".join(typed.replace("\0", "").upper().split())
