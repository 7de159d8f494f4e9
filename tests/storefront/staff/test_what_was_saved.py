"""What staff read once something was saved: one line, in our words, with the name of what it is."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from storefront.catalogue.models import Product
from tests.checkout.test_promotion_pages import page_of, typed
from tests.factories import make_class, make_product, make_promotion, make_staff
from tests.storefront.catalogue.test_staff import _form, _page

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(make_staff())
    return client


def lines(answer):
    return [strip_tags(str(message)) for message in answer.context["messages"]]


def test_a_new_product_is_named_and_said_to_be_a_draft(desk):
    blank = Product(title_en="Walker mug", product_class=make_class())

    answer = desk.post(
        reverse("admin:catalogue_product_add"), _form(blank, _continue="1"), follow=True
    )

    assert lines(answer) == ["Walker mug is kept as a draft: buyers see it once it is on sale."]
    assert LogEntry.objects.get().object_repr == "Walker mug"


def test_what_was_done_is_said_once(desk):
    mug = make_product(title="Weir mug", public=False)

    sale = desk.post(_page(mug), _form(mug, catalogue_product_publish_now="1"), follow=True)
    saved = desk.post(_page(mug), _form(mug, title_en="Weir cup"), follow=True)

    assert lines(sale) == ["It is on sale now."]
    assert lines(saved) == ["Weir cup is saved."]


def test_a_promotion_is_named_as_it_is_called_now(desk):
    promotion = make_promotion(status="draft", at=timezone.now(), days=(1, 9))

    answer = desk.post(page_of(promotion), typed(name_en="Cold days", seen=""), follow=True)

    assert lines(answer) == ["Cold days is saved."]
