"""
A recall of the demo shop: two lots of a lamp, whose buyers have read it, have not, or have chosen.

Made by the real operations at times that lie in the past: drafted by one, approved by another.
"""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from oscar.core.loading import get_model

from aftersales.lots import operations as stated
from aftersales.returns import operations as returns
from aftersales.returns.models import Return
from checkout.order.models import Order
from storefront.notices import operations as notices
from storefront.notices.models import Message, Status
from storefront.partner import lots
from storefront.partner.models import Lot

from . import operations, queries
from .models import Recall

StockRecord = get_model("partner", "StockRecord")

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PRODUCT = "pendant"
# SKU, lot, how many days ago it came in, the supplier's papers.
LOTS = [
    ("pendant-ink", "BR-2551", 80, "Delivery note 25/1187, test report EN 60598-1 no. 4471"),
    ("pendant-butter", "BR-2551", 80, "Delivery note 25/1187, test report EN 60598-1 no. 4471"),
    ("pendant-ink", "BR-2604", 30, "Delivery note 26/0212, test report EN 60598-1 no. 4609"),
]
BAD = "BR-2551"
# Who bought which, from which lot.
SOLD = [
    ("maeve", "pendant-ink", "BR-2551"),
    ("tomas", "pendant-butter", "BR-2551"),
    ("jonas", "pendant-ink", "BR-2551"),
    ("", "pendant-butter", "BR-2551"),
    ("linxiao", "pendant-ink", "BR-2604"),
]
TEXTS = {
    "hazard": {
        "en": "The clamp that holds the cable can come loose. The steel shade then becomes live: "
        "whoever touches it while the light is on gets an electric shock.",
        "zh-hans": "固定电线的夹子可能松脱，钢制灯罩会因此带电。开灯时触摸灯罩的人会触电。",
    },
    "instructions": {
        "en": "Switch the light off at the fuse and leave it off. Do not take it down yourself: "
        "have an electrician do it. We pay for that, too; keep the bill.",
        "zh-hans": "请在保险丝处断电，并保持断电。请勿自行拆下，请电工处理。"
        "费用也由我们承担，请保留账单。",
    },
}


def demo(at: datetime) -> None:
    """Make the recall, unless there is one or nothing of it was sold."""
    people = {user.username: user for user in get_user_model().objects.filter(is_staff=True)}
    record = StockRecord.objects.filter(partner_sku="pendant-ink").first()
    if Recall.objects.exists() or record is None or not {"service", "manager"} <= set(people):
        return
    orders = _state_lots(at, people.get("packer"))
    if not orders:
        return
    went_out = at - 6 * DAY - 3 * HOUR
    recall = operations.draft(
        recall=Recall(product=record.product.parent),
        texts=TEXTS,
        remedies=["refund", "replace"],
        lots=Lot.objects.filter(number=BAD),
        sold_from=timezone.localtime(at - 80 * DAY).date(),
        sold_until=timezone.localtime(went_out).date(),
        by=people["service"],
        at=went_out - 5 * HOUR,
    )
    operations.submit(recall=recall, by=people["service"], at=went_out - 4 * HOUR)
    with transaction.atomic():
        recall = operations.announce(recall=recall, by=people["manager"], at=went_out)
    operations.carry_out(recall=recall, at=went_out)
    _send(recall, at=went_out + timedelta(seconds=40))
    _read_and_choose(recall, orders, at=went_out)
    operations.tell_again(at=at - 3 * HOUR)
    _send(recall, at=at - 3 * HOUR)


def _state_lots(at: datetime, packer: Any) -> dict[str, Any]:
    """Enter the lots, and write down which of them went to whom, as it was packed."""
    for sku, number, days, document in LOTS:
        lots.receive(
            stockrecord=StockRecord.objects.get(partner_sku=sku),
            number=number,
            document=document,
            received_at=at - days * DAY,
            by=packer,
            at=at,
        )
    found = {}
    for who, sku, number in SOLD:
        order = (
            Order.objects.filter(lines__partner_sku=sku, user__username=who or None)
            .exclude(shipments=None)
            .select_related("intent", "user")
            .first()
        )
        if order is None:
            continue
        line = order.lines.get(partner_sku=sku)
        parcel = order.shipments.order_by("n").first()
        when = parcel.handed_over_at - HOUR if parcel else at
        stated.state(
            order=order,
            line_id=line.pk,
            number=number,
            quantity=line.quantity,
            shipment=parcel,
            by=packer,
            at=when,
        )
        found[who] = order
    return found


def _read_and_choose(recall: Recall, orders: dict[str, Any], *, at: datetime) -> None:
    """Maeve has read it, Jonas has chosen and sent his back; Tomás and the guest did neither."""
    cases = {case.order_id: case for case in queries.cases().filter(recall=recall)}
    if "maeve" in orders:
        maeve = orders["maeve"]
        operations.open_page(case=cases[maeve.pk], by=maeve.user, at=at + 9 * HOUR)
    if "jonas" not in orders:
        return
    case = operations.choose(
        case=cases[orders["jonas"].pk], remedy="refund", by=orders["jonas"].user, at=at + 20 * HOUR
    )
    operations.acknowledge(case=case, at=at + 20 * HOUR)
    if case.returned and case.returned.parcel.status == "announced":
        returned = Return.objects.get(pk=case.returned_id)
        returns.tell_sent(returned=returned, carrier="DHL", number="JJD 0117 448", at=at + 3 * DAY)


def _send(recall: Recall, *, at: datetime) -> None:
    """Send what was written by then, as the outbox would have, and follow it."""
    numbers = recall.cases.values_list("order__number", flat=True)
    waiting = Message.objects.filter(order_number__in=list(numbers), made_at__lte=at)
    for pk in waiting.exclude(status__in=[Status.SENT, Status.DEAD]).values_list("pk", flat=True):
        notices.send(message_id=pk, at=at)
    operations.follow_letters(at=at)
