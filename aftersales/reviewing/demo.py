"""Reviews of the demo shop that come from its own orders, in every state that they can have."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from checkout.order.models import Order
from storefront.catalogue.models import ImportMark
from storefront.core import uploads
from storefront.demo import tables
from storefront.purposes import operations as purposes
from storefront.reviews import invitations, operations
from storefront.reviews.models import ReviewFacts

from . import inviting, purchases

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Wrote:
    """One of these is what somebody wrote of one thing, and how long ago."""

    who: str
    product: str
    said: dict[str, Any]
    ago: timedelta
    language: str = "en"
    photo: str = ""


WROTE = [
    Wrote(
        "maeve",
        "bread-board",
        {
            "score": 3,
            "title": "Longer than my worktop is deep",
            "body": "A good plank that lies flat. It is only too long for my kitchen, so it went "
            "back, which took two lines and no argument. Measure first.",
            "used_for": "Bread, for a week",
            "name": "M. from the coast",
            "delivery_score": 5,
            "service_score": 5,
            "stays": True,
        },
        ago=9 * DAY,
        photo="pictures/bread-board-2.webp",
    ),
    Wrote(
        "tomas",
        "pull-duck",
        {
            "score": 2,
            "title": "Do not buy here",
            "body": "The neighbour in the flat above, that idiot with the drum, would love it.",
            "name": "T.",
            "delivery_score": 3,
        },
        ago=4 * DAY,
    ),
    Wrote(
        "linxiao",
        "tea-cups",
        {
            "score": 5,
            "title": "小而稳",
            "body": "一口刚好。釉色比照片深一点，但更耐看。",
            "used_for": "喝乌龙茶，用了一个星期",
            "name": "茶边",
            "delivery_score": 4,
        },
        ago=2 * DAY,
        language="zh-hans",
    ),
    Wrote(
        "linxiao",
        "tea-tin",
        {
            "score": 3,
            "title": "盖子有点紧",
            "body": "密封很好，就是盖子要两只手。我的笔记在 www.example.org，可以来看。",
            "name": "茶边",
        },
        ago=timedelta(hours=3),
        language="zh-hans",
    ),
]
HIDDEN_WORDS = (
    "“That idiot” is somebody who can be known by it. The rest of it may stand: take the words out "
    "and send it again."
)
OBJECTION = (
    "Nobody can know who lives above me. And there is nothing else in it that breaks your rules."
)


def demo(at: datetime) -> None:
    """Write them once, where the orders that they are about have come."""
    if ReviewFacts.objects.exclude(order_number="").exists():
        return
    _invite("maeve", at=at - 20 * DAY)
    for each in WROTE:
        _write(each, at=at - each.ago)
    operations.publish_due(at=at)
    _hide_one(at)


def _invite(username: str, *, at: datetime) -> None:
    buyer: Any = get_user_model().objects.filter(username=username).first()
    order = Order.objects.filter(user=buyer, status="completed").first() if buyer else None
    if order:
        purposes.record(
            invitations.PURPOSE, granted=True, source="demo", user=buyer, at=at - 20 * DAY
        )
        inviting.invite(order=order, at=at)


def _write(wrote: Wrote, *, at: datetime) -> None:
    buyer = get_user_model().objects.filter(username=wrote.who).first()
    mark = ImportMark.objects.filter(key=wrote.product).first()
    came = [
        each
        for each in (purchases.of_user(buyer) if buyer else [])
        if mark and each.product_id == mark.product_id and each.received_at <= at
    ]
    if not came:
        return
    with translation.override(wrote.language):
        operations.save_draft(purchase=came[0], said=wrote.said, photos=_photo(wrote.photo), at=at)
        facts = operations.send(purchase=came[0], at=at)
    if facts.publish_at and facts.publish_at <= at + wrote.ago:
        operations.publish_due(at=facts.publish_at)


def _photo(name: str) -> list[Any]:
    path = tables.FOLDER / name
    if not name or not path.exists():
        return []
    return [uploads.photograph(SimpleUploadedFile(path.name, path.read_bytes()), longest=900)]


def _hide_one(at: datetime) -> None:
    service = get_user_model().objects.filter(username="service").first()
    facts = ReviewFacts.objects.filter(review__title="Do not buy here").first()
    if service and facts and facts.is_shown:
        operations.hide(
            facts=facts, reason="insult", words=HIDDEN_WORDS, by=service, at=at - 3 * DAY
        )
        operations.appeal(facts=facts, words=OBJECTION, at=at - 1 * DAY)
