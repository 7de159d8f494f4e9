"""What carriers are called; a delivery method and an agreement keep the name as it was written."""

from django.utils.translation import gettext


def carrier(name: str) -> str:
    """Name a carrier in the reader's language; one that the shop has no word for by its own."""
    return gettext(name) if name else ""
