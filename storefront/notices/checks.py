"""Whether what we write to a telephone would reach anybody."""

from typing import Any

from django.conf import settings
from django.core import checks

from . import registry
from .models import Channel

CONSOLE = "storefront.notices.channels.ConsoleSms"


def text_messages_are_sent(app_configs: Any, **_options: Any) -> list[checks.CheckMessage]:
    """Find a shop that would write text messages, with what they say, to its log."""
    wanted = [kind.key for kind in registry.all_kinds() if Channel.SMS in kind.channels]
    if settings.CANDOUR_SMS != CONSOLE or not wanted:
        return []
    return [
        checks.Warning(
            "Text messages are written to the log and reach nobody.",
            hint=f"Name a class that sends them in CANDOUR_SMS; they tell: {', '.join(wanted)}.",
            id="notices.W001",
        )
    ]
