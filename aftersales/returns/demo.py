"""
What went back to Fernhill so far: a withdrawal at every stage, a claim with a picture, a refusal.

Made of the orders of the demo shop by the real operations, at times that lie in the past.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile

from checkout.order.models import Order
from checkout.payments import operations as payments
from checkout.payments.models import Refund
from storefront import demo as goods
from storefront.core import uploads
from storefront.notices import operations as notices
from storefront.notices.models import Message, Status

from . import acknowledging, operations, queries, windows
from .models import Return, Statement
from .operations.valuing import Found

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def demo(at: datetime) -> None:
    """Make the returns, unless there are some already or nothing was bought."""
    if Return.objects.exists() or Statement.objects.exists():
        return
    staff = {user.username: user for user in get_user_model().objects.filter(is_staff=True)}
    _finished(at, staff)
    _on_its_way(at)
    _still_with_the_buyer(at)
    _claim_with_a_picture(at)
    _refused(at, staff)
    _unmatched(at)
    acknowledging.keep_sent(at=at)


def _finished(at: datetime, staff: Mapping[str, Any]) -> None:
    """A board that came back scratched: part of it was taken off, the rest was paid."""
    order = _bought("bread-board-oak", "maeve")
    if order is None:
        return
    told = _came(order) + 6 * DAY
    made = _withdraw(order, {"bread-board-oak": 1}, at=told)
    operations.choose_way(returned=made, way=Return.WayBack.OWN, at=told + HOUR)
    operations.tell_sent(returned=made, carrier="An Post", number="LX 4472 118 IE", at=told + DAY)
    back = windows.SHOP.at(
        windows.SHOP.next_working_day(windows.SHOP.local_date(told + 4 * DAY)),
        windows.SHOP.opens,
    )
    line = made.lines.get()
    found = {line.pk: Found(1, "used", Decimal("9.00"), "Two deep cuts of a knife, see the board.")}
    operations.receive(returned=made, found=found, by=staff.get("packer"), at=back + 2 * HOUR)
    _send(order, at=back + 3 * HOUR)


def _on_its_way(at: datetime) -> None:
    """A lamp on its way with the buyer's own carrier; the money is promised from the receipt on."""
    order = _bought("desk-lamp-sage", "tomas")
    if order is None:
        return
    told = max(_came(order) + 2 * HOUR, at - 20 * HOUR)
    made = _withdraw(order, {"desk-lamp-sage": 1}, at=told)
    operations.choose_way(returned=made, way=Return.WayBack.OWN, at=told + HOUR / 2)
    operations.tell_sent(
        returned=made, carrier="An Post", number="LX 4472 360 IE", at=told + 3 * HOUR
    )
    _send(order, at=at)


def _still_with_the_buyer(at: datetime) -> None:
    """Cups from far away: withdrawn from, and not sent yet."""
    order = _bought("tea-cups-rose", "linxiao")
    if order is None:
        return
    told = max(_came(order) + 3 * HOUR, at - 6 * HOUR)
    _withdraw(order, {"tea-cups-rose": 1}, at=told)
    _send(order, at=at)


def _claim_with_a_picture(at: datetime) -> None:
    """A mug that lost its handle: claimed with a picture, waiting for our answer."""
    order = _bought("hob-mug-ink", "maeve")
    if order is None:
        return
    operations.claim(
        order=order,
        kind=Return.Kind.FAULTY,
        units=_units(order, {"hob-mug-ink": 1}),
        words="The handle of one came off this morning. I was not even holding it.",
        wish=Return.Remedy.REPLACE,
        files=[("handle.webp", _picture("hob-mug-ink"))],
        key=_key(order, "claim"),
        language=order.intent.language,
        by=order.user,
        at=max(_came(order) + HOUR, at - 9 * HOUR),
    )
    _send(order, at=at)


def _refused(at: datetime, staff: Mapping[str, Any]) -> None:
    """A mug of long ago: asked for after the last day, and refused with reasons."""
    order = _bought("hob-mug-moss", "maeve")
    if order is None:
        return
    asked = _came(order) + 33 * DAY
    made = operations.claim(
        order=order,
        kind=Return.Kind.GOODWILL,
        units=_units(order, {"hob-mug-moss": 2}),
        words="They do not go with the new kitchen. We have used them every day.",
        key=_key(order, "late"),
        language=order.intent.language,
        by=order.user,
        at=asked,
    )
    operations.refuse(
        returned=made,
        reasons="The last day was almost three weeks before, and mugs that were used every day "
        "cannot be sold again. If one is faulty, that is another matter: tell us.",
        by=staff.get("service"),
        at=asked + 5 * HOUR,
    )
    _send(order, at=asked + 6 * HOUR)


def _unmatched(at: datetime) -> None:
    """A statement that names no order: it counts, and a person looks for what it means."""
    stated_at = at - 2 * HOUR
    stated = operations.state(
        key=uuid.uuid5(uuid.NAMESPACE_URL, "demo:unmatched"),
        name="R. Adebayo",
        contract="the globe lamp that came last week",
        email="r.adebayo@elsewhere.example",
        language="en",
        at=stated_at,
    )
    for message in Message.objects.filter(dedupe_key=f"withdrawal_received:{stated.pk}:mail"):
        notices.send(message_id=message.pk, at=stated_at + timedelta(seconds=15))


def _bought(sku: str, username: str) -> Any:
    """Return the order of a thing by somebody, if it has come."""
    return (
        Order.objects.filter(
            lines__partner_sku=sku, user__username=username, status__in=queries.DELIVERED
        )
        .select_related("intent", "agreement", "user", "shipping_address")
        .first()
    )


def _came(order: Any) -> datetime:
    return max(moment for moment in windows.receipts_of(order) if moment)


def _units(order: Any, wanted: Mapping[str, int]) -> dict[int, int]:
    lines = {line.partner_sku: line.pk for line in order.lines.all()}
    return {lines[sku]: count for sku, count in wanted.items()}


def _withdraw(order: Any, wanted: Mapping[str, int], *, at: datetime) -> Return:
    stated = operations.state(
        key=_key(order, "withdrawal"),
        name=order.intent.snapshot["shipping_address"]["name"],
        contract=order.number,
        email=order.intent.email,
        language=order.intent.language,
        order=order,
        units=_units(order, wanted),
        by=order.user,
        at=at,
    )
    _send(order, at=at + timedelta(seconds=12))
    return queries.full().get(statement=stated)


def _send(order: Any, *, at: datetime) -> None:
    """Send letters and money that were due by then, as worker and bank would have."""
    for refund in Refund.objects.filter(order=order, status="owed", asked_at__lte=at):
        payments.send_refund(refund=refund, at=at)
    waiting = Message.objects.filter(order_number=order.number, made_at__lte=at).exclude(
        status__in=[Status.SENT, Status.DEAD]
    )
    for pk in waiting.order_by("pk").values_list("pk", flat=True):
        notices.send(message_id=pk, at=at)


def _picture(name: str) -> uploads.Upload:
    content = (Path(goods.__file__).parent / "pictures" / f"{name}.webp").read_bytes()
    return uploads.picture(SimpleUploadedFile(f"{name}.webp", content))


def _key(order: Any, what: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"demo:{order.number}:{what}")
