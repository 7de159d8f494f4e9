"""
What was bought at Fernhill so far: an order in every state, each made by the real operations.

Times lie in the past, so promises, rights and parcels stand as they would. Parcels of the simulated
carrier go on moving by themselves; two of them fast enough to watch.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import translation
from oscar.core.loading import get_model

from aftersales.tracking import operations
from aftersales.tracking.carriers import base
from aftersales.tracking.models import Shipment
from aftersales.tracking.simulator import depot
from aftersales.tracking.simulator.models import Scan
from checkout import operations as checkout
from checkout import summary as summaries
from checkout.basket import operations as baskets
from checkout.order import operations as orders
from checkout.order.models import Order
from checkout.payments import operations as payments
from checkout.payments.models import Refund
from checkout.payments.providers import registry as providers
from checkout.payments.providers.base import Answer
from checkout.payments.testbank import bank
from checkout.payments.testbank.models import Payment
from checkout.shipping import queries as shipping
from storefront.core import lifecycle
from storefront.demo import tables
from storefront.notices import operations as notices
from storefront.notices.models import Message, Status
from storefront.promises import operations as promises
from storefront.promises.models import Promise

StockRecord = get_model("partner", "StockRecord")
Basket = get_model("basket", "Basket")

HOUR = timedelta(hours=1)
PACKED_AFTER, LEFT_AFTER = 3 * HOUR, 6 * HOUR
GUEST = {
    "username": "", "first_name": "Ruth", "last_name": "Adebayo", "email": "ruth@guests.example",
    "language": "en", "phone": "+353 1 555 0177", "line1": "12 Canal Row", "line2": "",
    "postcode": "D08 0000", "city": "Dublin", "district": "", "region": "Co. Dublin",
    "country": "IE",
}  # fmt: skip


@dataclass(frozen=True)
class Sale:
    """
    One of these is one order: who, how long ago, what, and how far it has come.

    `until` is the last step that was taken; `plan` is what the simulated carrier does with the
    parcel, an hour of it taking `pace`.
    """

    who: str
    hours_ago: float
    goods: tuple[tuple[str, int], ...]
    until: str = "sent"
    plan: str = "direct"
    pace: timedelta = HOUR
    payment: str = "card"


SALES = [
    Sale("maeve", 45 * 24, (("hob-mug-moss", 2), ("bread-board-oak", 1)), until="completed"),
    Sale("maeve", 6 * 24, (("table-lamp-forest", 1),), plan="stuck"),
    Sale("maeve", 5 * 24, (("hob-mug-ink", 2),)),
    Sale("maeve", 20, (("wool-blanket-forest", 1),), until="paid"),
    Sale("tomas", 60 * 24, (("pull-duck-butter", 1),), until="completed"),
    Sale("tomas", 4 * 24, (("desk-lamp-sage", 1),)),
    Sale("tomas", 29, (("enamel-pot-brick", 1), ("apron-rust", 1))),
    Sale("jonas", 50, (("notebook-ink", 3), ("pen-tray-walnut", 1)), plan="nobody_in"),
    Sale("jonas", 34, (("tea-cups-sage", 2),), plan="nobody_in"),
    Sale("tomas", 70, (("tea-tin-forest", 1), ("hob-mug-ink", 1)), plan="lost"),
    Sale("linxiao", 12 * 24, (("tea-cups-rose", 1), ("tea-tin-forest", 1))),
    Sale("linxiao", 15, (("carafe-clear", 1),), until="placed", payment="bank_transfer"),
    Sale("guest", 26, (("everyday-bowl-sage", 4),), until="packed"),
    Sale("guest", 70, (("cake-stand-white", 1),), until="cancelled"),
    Sale("guest", 3 * 24, (("globe-lamp-oak", 1),), payment="on_delivery"),
    # A lamp of which two lots were recalled since.
    Sale("maeve", 44 * 24, (("pendant-ink", 1),), until="completed"),
    Sale("tomas", 41 * 24, (("pendant-butter", 1),), until="completed"),
    Sale("jonas", 39 * 24, (("pendant-ink", 2),), until="completed"),
    Sale("guest", 35 * 24, (("pendant-butter", 1),), until="completed"),
    Sale("linxiao", 13 * 24, (("pendant-ink", 1),)),
    # Handed over just now, and watched on their way: an hour takes ten seconds.
    Sale("maeve", 7, (("espresso-cup-white", 4),), pace=timedelta(seconds=10)),
    Sale("tomas", 8, (("towel-stack-sand", 1),), plan="nobody_in", pace=timedelta(seconds=10)),
]


def demo(at: datetime) -> None:
    """Make every sale, unless some order was made in this shop already."""
    if Order.objects.exists():
        return
    people = {row["username"]: row for row in tables.table("people")} | {"guest": GUEST}
    # The oldest first, so that stock and numbers tell the story in its order.
    for sale in sorted(SALES, key=lambda each: -each.hours_ago):
        row = people[sale.who]
        with translation.override(row["language"]):
            order = _buy(sale, row, at=at - sale.hours_ago * HOUR)
            _carry_on(sale, order, at=at)
    _let_promises_run_out(at)


def _buy(sale: Sale, row: dict[str, str], *, at: datetime) -> Any:
    user = get_user_model().objects.filter(username=row["username"] or None).first()
    basket = Basket.objects.create(owner=user)
    for sku, quantity in sale.goods:
        product = StockRecord.objects.get(partner_sku=sku).product
        baskets.add(basket=basket, product=product, quantity=quantity, at=at)
    draft = checkout.start(basket=basket, language=row["language"], at=at)
    draft = checkout.fill_address(
        draft=draft, email=row["email"], address=_address(row), billing=None, user=user, at=at
    )
    draft.refresh_from_db()
    code = shipping.methods(country=draft.country)[0].code
    checkout.choose_delivery(draft=draft, code=code, at=at)
    draft.refresh_from_db()
    shown = summaries.summarise(basket=basket, draft=draft, at=at)
    checkout.choose_payment(draft=draft, code=sale.payment, shown=shown, at=at)
    draft.refresh_from_db()
    agreed = summaries.summarise(basket=basket, draft=draft, at=at).fingerprint
    intent = payments.begin(draft=draft, agreed=agreed, at=at)
    _pay(intent, sale.payment, at=at)
    intent.refresh_from_db()
    _send_letters(intent.reference, at=at + timedelta(seconds=20))
    payments.keep_confirmations(at=at + timedelta(seconds=30))
    return intent.order


def _pay(intent: Any, method: str, *, at: datetime) -> None:
    attempt = payments.open_attempt(intent=intent, method=method, at=at)
    lifecycle.move(attempt, to="sent", at=at)
    answer = Answer("pending")
    if attempt.provider == "test_bank":
        payment = bank.open_payment(
            key=str(attempt.key),
            shop_reference=intent.reference,
            amount=attempt.amount,
            currency=attempt.currency,
            language=intent.language,
            return_url="/",
            at=at,
        )
        bank.use_card(payment=payment, card="good", behaviour=Payment.Behaviour.NO_POSTS, at=at)
        bank.confirm(payment=payment, code=payment.code, at=at)
        answer = providers.get("test_bank").ask(str(attempt.key), "")
    payments.record_result(attempt=attempt, answer=answer, at=at)


def _carry_on(sale: Sale, order: Any, *, at: datetime) -> None:
    placed = at - sale.hours_ago * HOUR
    if sale.until in ("placed", "paid"):
        return
    if sale.until == "cancelled":
        orders.cancel(order=order, at=placed + 2 * HOUR, why="changed my mind")
        _send_money(order, at=placed + 3 * HOUR)
        return
    orders.pack(order=order, at=placed + PACKED_AFTER)
    if sale.until != "packed":
        left = placed + LEFT_AFTER
        # Those to be watched leave as the shop opens, not some hours before.
        _send(sale, order, at=at if sale.pace < HOUR else left)
    report_what_has_happened(at)
    if sale.until == "completed":
        orders.complete(order=order, at=placed + timedelta(days=31))
    _send_letters(order.number, at=at)


def _send(sale: Sale, order: Any, *, at: datetime) -> None:
    with transaction.atomic():
        shipment = operations.hand_over(order=order, carrier="simulator", at=at)
        address = order.intent.snapshot["shipping_address"]
        parcel = depot.take_in(
            key=str(shipment.key),
            town=address["town"],
            country=address["country"],
            who=address["name"],
            at=at,
            plan=sale.plan,
            an_hour=sale.pace,
        )
        booking = base.Booking(parcel.number, expected_at=parcel.expected_at)
        operations.record_booking(shipment=shipment, booking=booking, at=at)
    _send_letters(order.number, at=at)


def report_what_has_happened(at: datetime) -> None:
    """Write down what carriers would have reported up to a moment, without the way over HTTP."""
    due = Scan.objects.filter(sent_at=None, due_at__lte=at).select_related("parcel")
    for scan in due.order_by("due_at", "pk"):
        shipment = Shipment.objects.select_related("order").get(number=scan.parcel.number)
        operations.record_checkpoint(
            shipment=shipment,
            event_id=scan.event_id,
            kind=scan.kind,
            happened_at=scan.due_at,
            at=scan.due_at,
            reason=scan.reason,
            place=scan.place,
            words=scan.words,
            received_by=scan.received_by,
        )
        Scan.objects.filter(pk=scan.pk).update(sent_at=scan.due_at)
        _send_letters(shipment.order.number, at=scan.due_at)


def _let_promises_run_out(at: datetime) -> None:
    """Break what was due and not done, at its own time, with what follows from it."""
    while (
        overdue := Promise.objects.filter(status="made", due_at__lt=at).order_by("due_at").first()
    ):
        then = overdue.due_at + timedelta(minutes=1)
        if not promises.break_overdue(at=then):
            return
        for refund in Refund.objects.filter(status="owed", asked_at__lte=then):
            _send_money(refund.order, at=then + HOUR)
        _send_letters(overdue.order_number, at=then)


def _send_money(order: Any, *, at: datetime) -> None:
    for refund in Refund.objects.filter(order=order, status="owed"):
        payments.send_refund(refund=refund, at=at)


def _send_letters(number: str, *, at: datetime) -> None:
    """Send what was written by then, as the outbox would have: in its own time."""
    waiting = Message.objects.filter(order_number=number, made_at__lte=at).exclude(
        status__in=[Status.SENT, Status.DEAD]
    )
    for pk in waiting.order_by("pk").values_list("pk", flat=True):
        notices.send(message_id=pk, at=at)


def _address(row: dict[str, str]) -> dict[str, str]:
    chinese = row["language"].startswith("zh")
    names = (
        (row["last_name"], row["first_name"]) if chinese else (row["first_name"], row["last_name"])
    )
    return {
        "name": ("" if chinese else " ").join(names),
        "company": "",
        "line1": row["line1"],
        "line2": row["line2"],
        "district": row["district"],
        "town": row["city"],
        "region": row["region"],
        "postcode": row["postcode"],
        "country": row["country"],
        "phone": row["phone"].replace(" ", ""),
    }
