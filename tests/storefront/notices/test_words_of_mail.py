"""What people write stays what they wrote, in plain mail and in its HTML half."""

import uuid
from decimal import Decimal

import pytest

from aftersales.refunds import operations as refunds
from storefront.notices import wording
from storefront.notices.models import Message
from tests.clock import NOON
from tests.factories import make_order, make_product, make_staff

pytestmark = pytest.mark.django_db
WORDS = "It's Seán & Maeve's <mug>, see https://evil.example/now"


def _mail():
    refunds.give(
        order=make_order(lines=[(make_product(title="Seán's <cup> & saucer"), 1)]),
        amount=Decimal("2.00"),
        why=WORDS,
        key=uuid.uuid4(),
        by=make_staff(),
        at=NOON,
    )
    return wording.write(Message.objects.get(kind="goodwill", channel="mail"))


def test_plain_mail_holds_no_html():
    written = _mail()

    assert WORDS in written.words
    assert "&#x27;" not in written.words + written.title
    assert "&amp;amp;" not in written.html


def test_only_the_shops_own_addresses_can_be_followed(settings):
    written = _mail()

    assert 'href="https://evil.example' not in written.html
    assert f'href="{settings.CANDOUR_ORIGIN}/' in written.html


def test_a_link_ends_where_it_ends(settings):
    settings.CANDOUR_ORIGIN = "https://shop.example"

    html = wording.linked("Go to https://shop.example/orders/1/ or <b>https://shop.example.evil/")

    assert html == (
        'Go to <a href="https://shop.example/orders/1/">https://shop.example/orders/1/</a>'
        " or &lt;b&gt;https://shop.example.evil/"
    )
