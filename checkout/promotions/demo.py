"""Fernhill's promotions: one that runs, one with a code, one to come, one that waits, one over."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from oscar.core.loading import get_model

from . import operations
from .models import Promotion

# The code that visitors of the demo shop may try; the README names it.
CODE = "FERNHILL10"

PROMOTIONS: list[dict[str, Any]] = [
    {
        "days": (-10, 14),
        "name": {"en": "A round for the table", "zh-hans": "一桌茶具"},
        "about": {
            "en": "Mugs and pots are used together, so they are cheaper together.",
            "zh-hans": "杯与壶一起用，一起买更便宜。",
        },
        "gives": "percent",
        "percent": Decimal(20),
        "from_quantity": 3,
        "in": "Tea & coffee",
    },
    {
        "days": (-30, 60),
        "name": {"en": "A tenth off from €40", "zh-hans": "满 €40 享九折"},
        "about": {"en": "", "zh-hans": ""},
        "gives": "percent",
        "percent": Decimal(10),
        "from_value": Decimal("40.00"),
        "code": CODE,
    },
    {
        "days": (5, 19),
        "name": {"en": "Light for long evenings", "zh-hans": "长夜灯光"},
        "about": {"en": "", "zh-hans": ""},
        "gives": "percent",
        "percent": Decimal(15),
        "in": "Light",
    },
    {
        "days": (2, 9),
        "name": {"en": "A week of free delivery", "zh-hans": "免运费一周"},
        "about": {"en": "", "zh-hans": ""},
        "gives": "delivery",
        "from_value": Decimal("30.00"),
        "most_discount": Decimal("500.00"),
        "waits": True,
    },
    {
        "days": (-60, -25),
        "name": {"en": "Three for two in linen", "zh-hans": "亚麻买三付二"},
        "about": {"en": "", "zh-hans": ""},
        "gives": "many",
        "take": 3,
        "pay": 2,
        "in": "Textile",
    },
]


def demo(at: datetime) -> None:
    """Write each that is not there yet: by service, and signed off by the manager."""
    people = get_user_model().objects
    author, manager = people.get(username="service"), people.get(username="manager")
    for each in PROMOTIONS:
        if not Promotion.objects.filter(name_en=each["name"]["en"]).exists():
            _make(dict(each), author=author, manager=manager, at=at)
    operations.end_what_is_over(at=at)


def _make(said: dict[str, Any], *, author: Any, manager: Any, at: datetime) -> None:
    begins, ends = said.pop("days")
    shelf, waits = said.pop("in", None), said.pop("waits", False)
    if shelf:
        shelves = get_model("catalogue", "Category").objects.filter(name_en=shelf)
        said["categories"] = frozenset(shelves.values_list("pk", flat=True))
    written = min(at, _midnight(at, begins)) - timedelta(days=2)
    if waits:
        written = at - timedelta(hours=20)
    promotion = operations.write(
        said=operations.Said(starts_at=_midnight(at, begins), ends_at=_midnight(at, ends), **said),
        by=author,
        at=written,
    )
    operations.ask(promotion=promotion, by=author, at=written + timedelta(hours=1))
    if not waits:
        operations.approve(promotion=promotion, by=manager, at=written + timedelta(hours=4))


def _midnight(at: datetime, days: int) -> datetime:
    day = timezone.localtime(at).date() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time()))
