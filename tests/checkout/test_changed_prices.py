"""A price that changes is said wherever its buyer laid the thing, and never paid unseen."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from checkout.payments.models import Intent
from tests.checkout.factories import later
from tests.checkout.test_steps import agreed_on, go_to, put_in, text_of
from tests.clock import NOON
from tests.factories import make_class, make_delivery_methods, make_product, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.clause("LBT-6.1.3.e")]
Basket = get_model("basket", "Basket")


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        make_delivery_methods()
        yield traveller


@pytest.fixture
def mug(clock):
    return make_product(
        title="Weir mug", price="20.00", product_class=make_class("Mugs", requires=["maker"])
    )


def set_price(admin_client, product, price: str) -> None:
    """Change a price as staff do."""
    record = product.stockrecords.get()
    url = reverse("admin:partner_stockrecord_change", args=[record.pk])
    counts = {
        f"{part}-{name}": "0"
        for part in ("price_changes", "stock_counts")
        for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    said = {"new_price": price, "new_count": "", "low_at": "", "why": "Clay is dearer", **counts}
    said["price_seen"] = admin_client.get(url).context["adminform"].form["price_seen"].value()
    assert admin_client.post(url, said).status_code == 302


@pytest.fixture
def office():
    at_work = Client()
    at_work.force_login(make_staff())
    return at_work


def test_basket_list_and_page_say_the_old_price_and_the_new_one(client, office, clock, mug):
    put_in(client, mug.stockrecords.get())
    other = make_product(title="Low bowl", price="30.00")
    put_in(client, other.stockrecords.get())
    kept = Basket.objects.get().lines.get(product=other)
    client.post(f"/basket/kept/{kept.pk}/", {"keep": "1"})
    clock.move_to(later(60))

    set_price(office, mug, "22.00")
    set_price(office, other, "27.00")

    words = text_of(client.get("/basket/"))
    assert "Changed since you put it in" in words
    assert "Weir mug: now €22.00, it was €20.00. You pay today’s price." in words
    assert "Now €27.00, it was €30.00." in words
    changes = reverse("catalogue:changes", args=[mug.slug, mug.pk])
    history = text_of(client.get(changes))
    assert "Price: €22.00, before €20.00" in history
    assert "2 Mar 2026" in history
    assert (
        changes in client.get(reverse("catalogue:detail", args=[mug.slug, mug.pk])).content.decode()
    )


def test_the_old_price_is_not_paid_before_the_new_one_is_agreed_to(client, office, clock, mug):
    put_in(client, mug.stockrecords.get())
    go_to(client, "review")
    old = agreed_on(client.get("/checkout/review/"))
    clock.move_to(NOON + timedelta(minutes=5))

    set_price(office, mug, "22.00")
    answer = client.post("/checkout/review/", {"agreed": old})

    assert answer.status_code == 409
    assert "Weir mug: now €22.00, it was €20.00." in text_of(answer)
    assert not Intent.objects.exists()

    client.post("/checkout/review/", {"agreed": agreed_on(answer)})
    assert Intent.objects.get().total == Decimal("26.90")
