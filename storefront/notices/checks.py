"""Whether what we write to a telephone would reach anybody."""

from typing import Any

from django.conf import settings
from django.core import checks

from . import registry
from .channels import CONSOLE
from .models import Channel


def text_messages_are_sent(app_configs: Any, **_options: Any) -> list[checks.CheckMessage]:
    """Tell a shop that nobody sends its text messages: what they say goes by mail alone."""
    wanted = [kind.key for kind in registry.all_kinds() if Channel.SMS in kind.channels]
    if settings.CANDOUR_SMS != CONSOLE or not wanted:
        return []
    return [
        checks.Info(
            "Nobody sends text messages, so none is written.",
            hint=f"Name a class that sends them in CANDOUR_SMS; they tell: {', '.join(wanted)}.",
            id="notices.W001",
        )
    ]
