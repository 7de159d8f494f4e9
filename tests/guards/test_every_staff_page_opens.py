"""Every page of the staff site opens: each list, each form to add, each page of one row."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from checkout.order.models import Order
from storefront.questions import operations as questions
from storefront.staff.site import site
from tests.factories import make_promotion, make_staff
from tests.hostile.world import make_world

# Fewer, and the shop of the test has lost something that staff look at.
FEWEST_ROWS_LOOKED_AT = 25


@pytest.fixture
def office(db):
    now = timezone.now()
    world = make_world(now)
    make_promotion(at=now)
    questions.ask(product=world.product, text="Is it heavy when full?", language="en", at=now)
    client = Client(raise_request_exception=False)
    client.force_login(make_staff())
    return client


def test_every_page_of_every_model_opens_for_a_manager(office):
    pages, wrong, looked_at = [reverse("admin:index")], [], 0
    request = office.get(reverse("admin:index")).wsgi_request
    for model, page in site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        pages.append(reverse(f"{name}_changelist"))
        if page.has_add_permission(request):
            pages.append(reverse(f"{name}_add"))
        row = model._default_manager.order_by("-pk").first()
        if row is not None:
            looked_at += 1
            pages.append(reverse(f"{name}_change", args=[row.pk]))
    for url in pages:
        status = office.get(url).status_code
        if status != 200:
            wrong.append(f"{url} gives {status}")

    assert wrong == []
    assert looked_at >= FEWEST_ROWS_LOOKED_AT


def test_the_add_page_that_is_about_an_order_opens_with_its_number(office):
    number = Order.objects.filter(status="paid").latest("pk").number
    for name in ("changes_cancellation", "changes_deliverychange", "refunds_goodwill"):
        shown = office.get(reverse(f"admin:{name}_add"), {"order": number})
        assert (name, shown.status_code) == (name, 200)
        assert number in shown.content.decode()
