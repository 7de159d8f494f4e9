"""What people are told when a rule changes."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from storefront.core.templatetags.candour import day_words
from storefront.notices.wording import address_of


def of_a_change(message: Any) -> dict[str, Any]:
    """Return the day from which a version holds, and where it can be read, in their language."""
    said = message.context
    where = reverse("policies:version", args=[said["slug"], said["version"]])
    day = datetime.fromisoformat(said["from"]).date()
    return {"day": day_words(day), "url": address_of(where)}
