"""The recall of the demo shop can be shown in every part that it speaks of."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from aftersales.recalls import demo, queries
from aftersales.recalls.models import Case, Recall
from storefront.notices.models import Message
from tests.aftersales.recalling import picture
from tests.factories import make_order, make_staff, make_user, make_variants, open_shop

DAY = timedelta(days=1)


@pytest.mark.django_db
def test_what_the_demo_shop_says_of_a_recall_is_there(client):
    at = timezone.now()
    open_shop(at - 90 * DAY)
    ink, butter, white = make_variants(
        title="Enamel pendant", values=("ink", "butter", "white"), at=at - 90 * DAY
    )
    picture(ink)
    for product, sku in ((ink, "pendant-ink"), (butter, "pendant-butter")):
        product.stockrecords.update(partner_sku=sku)
    for name in ("service", "manager", "packer"):
        make_staff(username=name)
    for days, (who, sku, _lot) in zip((44, 41, 39, 35, 13), demo.SOLD, strict=True):
        make_order(
            status="delivered",
            lines=[(ink if sku == "pendant-ink" else butter, 1)],
            user=make_user(username=who) if who else None,
            language="zh-hans" if who == "linxiao" else "en",
            at=at - days * DAY,
        )

    demo.demo(at)
    demo.demo(at)

    recall = Recall.objects.get()
    moves = [(move.to_status, move.moved_by.username) for move in recall.moves.order_by("pk")]
    assert moves == [("draft", "service"), ("to_approve", "service"), ("announced", "manager")]
    cases = {
        case.order.user.username if case.order.user else "": case for case in Case.objects.all()
    }
    assert set(cases) == {"maeve", "tomas", "jonas", ""}
    assert {who: bool(case.read_at) for who, case in cases.items()} == {
        "maeve": True,
        "tomas": False,
        "jonas": True,
        "": False,
    }
    assert cases["jonas"].remedy == "refund"
    assert (cases["tomas"].told, cases["maeve"].told) == (2, 1)
    assert queries.coverage(recall) == {"orders": 4, "told": 4, "read": 2, "chosen": 1, "units": 4}
    letters = Message.objects.filter(kind="recall_notice", channel="mail")
    assert {each.status for each in letters} == {"sent"}
    public = client.get(reverse("recalls:detail", args=[recall.reference])).content.decode()
    assert "BR-2551" in public
    ink.refresh_from_db()
    white.refresh_from_db()
    assert (ink.is_public, white.is_public) == (False, True)
    client.force_login(cases["tomas"].order.user)
    page = client.get(reverse("orders:detail", args=[cases["tomas"].order.number]))
    assert "Product safety recall: " in page.content.decode()
