"""Which providers there are; settings name them, so that a shop adds its own without a fork."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from .base import Provider


@cache
def _all() -> dict[str, Provider]:
    providers = [import_string(path)() for path in settings.CANDOUR_PAYMENT_PROVIDERS]
    return {provider.code: provider for provider in providers}


def get(code: str) -> Provider:
    """
    Return a provider.

    :raises KeyError: if the shop has no such provider
    """
    return _all()[code]


def codes() -> list[str]:
    return list(_all())
