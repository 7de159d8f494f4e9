"""Nothing is sold before a buyer can read who sells and by which rules."""

import pytest
from django.urls import reverse

from checkout import opening, operations
from checkout.agreement import wording
from checkout.models import CheckoutDraft
from checkout.payments import methods, snapshot
from checkout.payments import operations as payments
from checkout.shipping import demo as delivery
from checkout.shipping.models import DeliveryMethod
from checkout.summary import summarise
from checkout.terms import Terms
from storefront.core import lasting
from storefront.policies.models import PolicyVersion
from storefront.seller import operations as sellers
from storefront.seller.demo import FERNHILL
from tests.checkout.factories import make_goods
from tests.checkout.test_steps import put_in
from tests.clock import NOON
from tests.factories import fill_draft, make_basket, make_order, make_product, open_shop, put

pytestmark = pytest.mark.django_db


def a_basket():
    delivery.demo(NOON)
    basket = make_basket()
    put(basket, make_product(), 1)
    return basket


def test_an_empty_shop_says_on_the_basket_page_what_it_has_still_to_say(client):
    put_in(client, make_goods())

    page = client.get(reverse("basket:summary")).content.decode()

    assert "We do not take orders yet" in page
    assert "who sells here, its terms of sale, its privacy notice, its rules on returns" in page
    assert reverse("checkout:start") not in page


def test_a_checkout_that_is_begun_all_the_same_is_refused_and_changes_nothing(client):
    put_in(client, make_goods())

    answer = client.post(reverse("checkout:start"), follow=True)

    assert answer.redirect_chain[-1][0] == reverse("basket:summary")
    assert "does not take orders yet" in answer.content.decode()
    assert not CheckoutDraft.objects.exists()


@pytest.mark.parametrize("slug", ["terms", "privacy", "returns"])
def test_each_required_rule_is_waited_for(slug):
    basket = a_basket()
    open_shop()
    PolicyVersion.objects.filter(slug=slug).delete()
    lasting.move_on()

    with pytest.raises(opening.NotOpen):
        operations.start(basket=basket, language="en", at=NOON)

    assert not CheckoutDraft.objects.exists()


def test_a_rule_that_begins_later_does_not_open_the_sale_today():
    basket = a_basket()
    open_shop()
    PolicyVersion.objects.filter(slug="terms").update(valid_from=NOON.replace(year=2099))
    lasting.move_on()

    with pytest.raises(opening.NotOpen):
        operations.start(basket=basket, language="en", at=NOON)


def test_the_press_is_refused_too_if_the_shop_is_not_open():
    draft = fill_draft(a_basket())

    with pytest.raises(opening.NotOpen):
        payments.begin(draft=draft, agreed="x", at=NOON)


def test_without_an_account_nobody_is_offered_a_transfer():
    class Sum:
        total, fee = 50, 0
        is_collected = False

    sellers.state(values={**FERNHILL, "iban": "", "bic": ""}, why="no account", by=None, at=NOON)

    offered = {each.code for each in methods.methods_for(summary=Sum, country="IE")}

    assert offered == {"card", "on_delivery"}
    with pytest.raises(methods.NoSuchMethod):
        methods.get("bank_transfer")


def test_a_shop_without_a_way_of_paying_is_not_open(settings):
    open_shop()
    assert opening.lacking(at=NOON) == []

    settings.CANDOUR_PAYMENT_PROVIDERS = ["checkout.payments.providers.on_delivery.OnDelivery"]

    assert [str(each) for each in opening.lacking(at=NOON)] == ["how one can pay"]


def test_an_agreement_keeps_the_seller_as_it_was_and_a_new_one_has_the_new(client):
    open_shop()
    draft = fill_draft(a_basket())
    renamed = {**FERNHILL, "legal_name": "Fernhill Things Limited"}

    before = freeze(draft=draft)
    sellers.state(values=renamed, why="A new name", by=None, at=NOON)
    after = freeze(draft=draft)

    assert before["seller"]["name"] == "Fernhill Goods Limited"
    assert before["seller"]["version"] == 1
    assert after["seller"]["name"] == "Fernhill Things Limited"
    assert after["seller"]["vat"] == "IE1234567FA"


def test_an_agreement_keeps_what_a_change_of_mind_costs_and_brings_back():
    """The cheapest way to a door, free from 60 euro; the goods cost less."""
    open_shop()
    draft = fill_draft(a_basket(), delivery_code="express")

    assert freeze(draft=draft)["coming_back"] == {"standard_delivery": "4.90", "label": "4.90"}
    _retire(code="standard")
    assert freeze(draft=draft)["coming_back"]["standard_delivery"] == "9.90"
    _retire(kind="post")
    _retire(kind="courier")
    draft.delivery_code = "collection"
    assert freeze(draft=draft)["coming_back"]["standard_delivery"] == "0.00"


def test_the_paper_names_form_register_tax_number_and_contacts():
    open_shop()
    agreement = make_order().agreement
    agreement.document["seller"] = freeze(draft=fill_draft(a_basket()))["seller"]

    parties = dict(wording.for_paper(agreement)["parties"])

    assert parties["You buy from"] == (
        "Fernhill Goods Limited, Private company limited by shares, 9 Weir Lane, "
        "Kilmore, Co. Wexford, Ireland"
    )
    assert parties["Registered"] == (
        "Companies Registration Office, Dublin, no. 000000, VAT number IE1234567FA"
    )
    assert parties["How to reach us"].startswith("hello@fernhill.example, +353 1 555 0142, Mon")


def _retire(**which):
    for method in DeliveryMethod.objects.filter(**which):
        method.active = False
        method.save()


def freeze(*, draft):
    terms = Terms(at=NOON, language=draft.language)
    return snapshot.freeze(
        draft=draft,
        basket=draft.basket,
        summary=summarise(basket=draft.basket, draft=draft, at=NOON, terms=terms),
        terms=terms,
        sheets=lambda ids, **_asked: {},
        held_until=None,
        at=NOON,
    )
