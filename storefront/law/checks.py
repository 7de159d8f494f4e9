"""The shop refuses to start where it would sell without knowing the law."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.utils import timezone

from storefront.law import queries


def deliveries_are_lawful(
    *, app_configs: Sequence[AppConfig] | None, **_asked: Any
) -> list[CheckMessage]:
    """Every country that the shop delivers to is written down, open, and has a rate of tax."""
    today = timezone.localdate()
    openings = {each.country: each for each in queries.open_countries(today)}
    found: list[CheckMessage] = []
    for code in (settings.CANDOUR_SEAT, *settings.CANDOUR_DELIVERS_TO):
        opening = openings.get(code.lower())
        if opening is None:
            found.append(Error(f"{code} has no law profile", id="law.E001"))
        elif not opening.open:
            why = ", ".join(opening.blocked_by) or f"the profile is {opening.status}"
            found.append(Error(f"{code} is not open: {why}", id="law.E002"))
        if code.lower() not in queries.countries_with_vat():
            found.append(Error(f"{code} has no rate of value added tax", id="law.E003"))
    return found
