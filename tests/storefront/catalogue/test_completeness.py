"""What is stated of each product is counted, and old descriptions come back to staff."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from storefront.catalogue import disclosure, operations
from storefront.catalogue.models import Product, ProductSheet
from storefront.policies import operations as policies
from tests.checkout.test_steps import text_of
from tests.clock import NOON
from tests.factories import make_class, make_kind, make_product, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.clause("LBT-5.2.1.1.d")]
YEAR = timedelta(days=366)


def state(product, key: str, *, words: str = "Kilmore, Ireland", at=NOON) -> None:
    operations.state_fact(
        product=product,
        kind=make_kind(key),
        text={"en": words},
        source={"en": "The maker"},
        by=make_staff(),
        at=at,
    )


@pytest.fixture
def office():
    at_work = Client()
    at_work.force_login(make_staff())
    return at_work


def test_what_lacks_its_origin_is_half_stated_and_not_published(office):
    tableware = make_class("Tableware", requires=["maker", "origin"])
    mug = make_product(title="Weir mug", product_class=tableware, facts=False, public=False)
    state(mug, "maker")
    assert disclosure.completeness(Product.objects.get(pk=mug.pk)) == 50
    products = reverse("admin:catalogue_product_changelist")
    assert "50 %" in office.get(products).content.decode()

    with pytest.raises(operations.NotPublishable, match="Origin"):
        operations.publish(product=mug, by=None, at=NOON)
    state(mug, "origin")
    operations.publish(product=mug, by=None, at=NOON)

    assert "100 %" in office.get(products).content.decode()


def test_the_stamp_of_a_page_moves_with_every_edit(client):
    tableware = make_class("Tableware", requires=["maker"])
    mug = make_product(title="Weir mug", product_class=tableware)
    where = reverse("catalogue:detail", args=[mug.slug, mug.pk])
    rule = {"slug": "terms", "at": NOON}
    one, two = ({"en": {"title": "Terms", "body": body}} for body in ("One.", "Two."))
    policies.write_version(version=1, texts=one, valid_from=NOON - timedelta(40), **rule)
    with time_machine.travel(NOON, tick=False):
        state(mug, "maker", at=NOON - timedelta(days=9))
        before = text_of(client.get(where))
        state(mug, "maker", words="Weir Pottery, Kilmore", at=NOON - timedelta(days=1))
        policies.write_version(version=2, texts=two, valid_from=NOON - timedelta(1), **rule)
    # A page for strangers is kept for a second.
    with time_machine.travel(NOON + timedelta(seconds=5), tick=False):
        after, rules = text_of(client.get(where)), text_of(client.get("/rules/terms/"))

    assert "Version 2 of this description, checked on Sat 21 Feb 2026" in before
    assert "Version 3 of this description, checked on Sun 1 Mar 2026" in after
    assert "Version 2 , in force since Sun 1 Mar 2026" in rules


def test_descriptions_and_rules_that_nobody_looked_at_for_a_year_are_listed(office):
    old, fresh = make_product(title="Old bowl"), make_product(title="Fresh mug")
    ProductSheet.objects.filter(product=old).update(reviewed_at=NOON - YEAR)
    ProductSheet.objects.filter(product=fresh).update(reviewed_at=NOON - YEAR / 2)
    texts = {"en": {"title": "A rule", "body": "Words."}}
    rule = {"texts": texts, "version": 1, "at": NOON}
    policies.write_version(slug="returns", valid_from=NOON - YEAR, **rule)
    policies.write_version(slug="terms", valid_from=NOON - YEAR / 2, **rule)

    with time_machine.travel(NOON, tick=False):
        url = reverse("admin:catalogue_product_changelist") + "?waits=stale"
        listed = office.get(url).content.decode()
        start = office.get("/admin/").content.decode()

    assert "Old bowl" in listed
    assert "Fresh mug" not in listed
    for title in ("Descriptions to look at again", "Rules to look at again"):
        assert title in start


@pytest.mark.parametrize("words", ["n/a", "-", "xxx", "无"])
def test_words_that_fill_a_field_and_say_nothing_are_refused(words):
    mug = make_product(product_class=make_class("Tableware", requires=["origin"]), facts=False)

    with pytest.raises(operations.FactRefused):
        state(mug, "origin", words=words)

    assert disclosure.completeness(Product.objects.get(pk=mug.pk)) == 0
