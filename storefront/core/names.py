"""Names of people, as they are written: a Chinese family name comes first, without a space."""

import re

HAN = re.compile("[\u3400-\u9fff]")


def full(given: str, family: str) -> str:
    """Write both parts of a name after one another, in the order of its own script."""
    if HAN.search(given) and HAN.search(family):
        return f"{family}{given}"
    return f"{given} {family}".strip()


def greeted(given: str, family: str) -> str:
    """Write a name as its owner is greeted: by the given one, but in Chinese by the whole."""
    return full(given, family) if HAN.search(given) else given
