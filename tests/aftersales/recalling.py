"""What tests about recalls make, beside the factories."""

from datetime import date, timedelta
from unittest import mock

from aftersales.recalls import operations, queries
from aftersales.recalls.models import Recall
from storefront.catalogue.models import ProductPicture
from storefront.core import lasting
from storefront.partner import lots
from tests.clock import NOON
from tests.factories import make_product, make_staff, open_shop

DAY = timedelta(days=1)
# Long after the orders that the factories make: packed, sent and there.
THEN = NOON + 10 * DAY
TEXTS = {
    "hazard": {
        "en": "The foot can become live. Whoever touches it can get an electric shock.",
        "zh-hans": "灯座可能带电，触摸者可能触电。",
    },
    "instructions": {
        "en": "Pull the plug and keep it from children.",
        "zh-hans": "请拔下插头，并放在儿童接触不到的地方。",
    },
}


def make_lamp(**fields):
    lamp = make_product(**{"title": "Globe lamp", "stock": 20, "price": "98.00", **fields})
    return picture(lamp)


def picture(product):
    image = product.images.create(
        original=f"pictures/{product.pk}.webp", caption="A lamp", caption_en="A lamp"
    )
    ProductPicture.objects.create(
        image=image, width=640, height=640, sizes=[[640, "a.webp"]], checksum=f"{product.pk:064}"
    )
    return product


def make_lot(product, number="26-117", received_at=NOON - DAY):
    return lots.receive(
        stockrecord=product.stockrecords.get(),
        number=number,
        document="Delivery note 88, test report EN 60598",
        received_at=received_at,
        at=NOON,
    )


def make_recall(product, *, by=None, at=THEN, submitted=True, texts=None, **fields):
    """Draft a recall of a product and have it wait for its second person."""
    open_shop()
    recall = operations.draft(
        recall=Recall(product=product),
        texts=texts or TEXTS,
        by=by or make_staff(),
        at=at,
        **{"remedies": ["refund", "replace"], "sold_from": date(2026, 1, 15), **fields},
    )
    if submitted:
        operations.submit(recall=recall, by=by or make_staff(), at=at)
    return recall


def announce(recall, *, by=None, at=THEN, carry_out=True):
    """Let a recall go out, with what its task then does."""
    with mock.patch("aftersales.recalls.tasks.carry_out.delay_on_commit"):
        recall = operations.announce(recall=recall, by=by or make_staff(), at=at)
    if carry_out:
        operations.carry_out(recall=recall, at=at)
    lasting.move_on()
    return recall


def recalled(product, **fields):
    return announce(make_recall(product, **fields))


def case_of(order):
    return queries.cases().get(order=order)


def numbers(rows):
    return sorted(each.order.number for each in rows)
