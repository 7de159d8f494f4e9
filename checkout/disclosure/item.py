"""One thing to know, and what it is computed from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from checkout.basket.queries import clock
from checkout.summary import Summary
from storefront.core import marks
from storefront.core.templatetags.candour import day_words
from storefront.law.rules import Rules
from storefront.policies import queries as policies


@dataclass(frozen=True)
class Item:
    """One of these is one thing to know: `key` is the letter of LBT-6.2.4.1 it answers, or ours."""

    key: str
    title: str
    words: list[str]
    url: str = ""
    url_words: str = ""
    is_right: bool = False


@dataclass(frozen=True)
class Asked:
    """What the items are computed from."""

    summary: Summary
    draft: Any
    way: Any
    rules: Rules
    held_until: datetime | None
    countries: set[str]
    at: datetime


def link_to(slug: str, words: str, at: datetime) -> tuple[str, str]:
    """Return a link to a policy with its words; nothing if nobody has written it."""
    if slug not in policies.slugs(at=at):
        return "", ""
    return reverse("policies:policy", kwargs={"slug": slug}), words


def moment(at: datetime) -> str:
    local = at.astimezone(ZoneInfo(settings.TIME_ZONE))
    return marks.joined([day_words(local.date()), clock(at)])
