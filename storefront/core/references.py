"""Public references: random, so that they tell nothing and cannot be guessed, yet can be said."""

import secrets

# No vowels, so no words; no 0, 1, 5 or letters that look like another.
ALPHABET = "2346789BCDFGHJKMNPQRTVWXZ"


def new(prefix: str, *, groups: int = 2) -> str:
    """Return a reference such as FH-7K3M-9QTX: four characters a group, about 18 bits each."""
    parts = ["".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(groups)]
    return "-".join([prefix, *parts])


def tidy(typed: str) -> str:
    """Bring what a person typed into the form in which a reference is stored."""
    return "".join(typed.replace("\0", "").upper().split())
