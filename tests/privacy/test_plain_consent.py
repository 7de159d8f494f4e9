"""Agreement is asked for in plain words, apart from everything else, and kept with its time."""

from datetime import datetime

import pytest
import time_machine
from django import forms
from django.urls import reverse
from oscar.core.loading import get_model

from storefront.policies import demo as policies
from storefront.purposes import queries, registry
from storefront.purposes.models import Choice
from tests.checkout.test_purchase import at_the_bank, press
from tests.checkout.test_steps import go_to, put_in, text_of
from tests.clock import NOON
from tests.factories import make_delivery_methods, make_product, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.clause("ISO10008-4.10")]
Order = get_model("order", "Order")
ABROAD = {"country": "DE", "postcode": "10115", "town": "Berlin", "region": "", "phone": ""}


@pytest.fixture
def mug():
    with time_machine.travel(NOON, tick=False):
        make_delivery_methods()
        policies.demo(NOON)
        yield make_product(title="Weir mug", price="20.00")


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({}, "Order with obligation to pay"),
        ({**ABROAD, "way": "europe"}, "Order with obligation to pay"),
    ],
)
def test_the_order_keeps_the_words_of_the_button_the_rules_and_the_moment(
    client, mug, answers, words
):
    client.force_login(make_user())
    put_in(client, mug.stockrecords.get())
    go_to(client, "review", **answers)
    assert words in text_of(client.get("/checkout/review/"))

    client.get(at_the_bank(client, press(client).url), follow=True)

    order = Order.objects.get()
    document = order.agreement.document
    (button,) = [each["words"] for each in document["said"] if each["key"] == "button"]
    assert button == words
    assert datetime.fromisoformat(document["agreed_at"]) == NOON
    terms = {each["slug"]: each for each in document["policies"]}["terms"]
    assert (terms["version"], terms["accepted"], len(terms["sha256"])) == (1, True, 64)
    page = client.get(reverse("agreement:detail", args=[order.number]))
    assert f"The button that was pressed {words}" in text_of(page)
    # Buying agrees to a purchase, and to no other use of anything.
    assert not Choice.objects.exists()


def test_each_use_has_its_own_switch_and_a_row_with_the_words_and_the_moment(client, mug):
    ada = make_user()
    client.force_login(ada)
    where = reverse("privacy:choose")

    assert client.get(where, {"purpose": "news", "granted": "yes"}).status_code == 405
    assert not Choice.objects.exists()
    client.post(where, {"purpose": "news", "granted": "yes"})

    choice = Choice.objects.get()
    news = registry.purpose_of("news")
    assert (choice.user, choice.granted, choice.chosen_at) == (ada, True, NOON)
    assert choice.words == f"{news.title}: {news.why}"
    others = {key: on for key, on in queries.standing(user=ada, at=NOON).items() if key != "news"}
    assert not any(
        on for key, on in others.items() if registry.purpose_of(key).basis == registry.CONSENT
    )


def test_nothing_that_needs_a_yes_is_ticked_beforehand():
    for purpose in registry.all_purposes():
        assert purpose.default is (purpose.basis != registry.CONSENT)
    ticked = {
        (form.__name__, name)
        for form in every_form(forms.BaseForm)
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.BooleanField) and field.initial is True
    }

    assert ticked == set()


def every_form(base: type) -> set[type]:
    """Return every form class of ours that anything has imported."""
    import storefront.config.urls  # noqa: F401  (all views, and so all forms)

    ours = ("storefront.", "checkout.", "aftersales.", "complaints.", "privacy.")
    found = set()
    for each in base.__subclasses__():
        found |= every_form(each)
        if each.__module__.startswith(ours) and ".admin" not in each.__module__:
            found.add(each)
    return found
