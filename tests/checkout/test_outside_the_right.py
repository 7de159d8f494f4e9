"""What is outside the right to withdraw is said before the order, and in it (CRD art. 6(1)(k))."""

import io

import pypdf
import pytest
import time_machine
from django.urls import reverse

from aftersales.rights import queries as rights
from checkout.agreement import pdf
from checkout.payments import operations as payments
from checkout.payments.models import Attempt
from checkout.payments.providers.base import Answer
from storefront.catalogue.models import Product
from storefront.law import queries as law
from storefront.policies import outside
from tests.checkout.factories import make_goods
from tests.checkout.test_steps import agreed_on, go_to, put_in, text_of
from tests.clock import NOON
from tests.factories import exclude, make_delivery_methods

pytestmark = pytest.mark.django_db
SEALED = "Only while its seal is unbroken: once you break it, this right ends for it."


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        make_delivery_methods()
        yield clock


@pytest.fixture
def salt():
    record = make_goods(title="Bath salt")
    exclude(Product.objects.get(pk=record.product_id).get_product_class(), "sealed_hygiene")
    return record


def test_it_stands_on_the_products_page(client, salt):
    product = Product.objects.get(pk=salt.product_id)
    page = reverse("catalogue:detail", kwargs={"product_slug": product.slug, "pk": product.pk})

    assert SEALED in text_of(client.get(page))


def test_of_what_cannot_go_back_at_all_no_days_are_promised(client, salt):
    product = Product.objects.get(pk=salt.product_id)
    exclude(product.get_product_class(), "made_to_specification")
    page = reverse("catalogue:detail", kwargs={"product_slug": product.slug, "pk": product.pk})

    words = text_of(client.get(page))

    assert "No right to withdraw: it is made to your wishes" in words
    assert "no reason needed" not in words


def test_it_stands_beside_the_button_in_the_agreement_and_on_the_order(client, salt):
    put_in(client, salt, 1)
    go_to(client, "review")
    review = client.get("/checkout/review/")
    assert f"Bath salt: {SEALED}" in text_of(review)

    client.post("/checkout/review/", {"agreed": agreed_on(review)})
    attempt = Attempt.objects.get()
    answer = Answer("charged", "TBP-1", attempt.amount, "EUR")
    order = payments.record_result(attempt=attempt, answer=answer, at=NOON).intent.order

    said = {each["key"]: each["words"] for each in order.agreement.document["said"]}
    assert f"Bath salt: {SEALED}" in said["c"]
    pages = pypdf.PdfReader(io.BytesIO(pdf.render(order.agreement))).pages
    words = " ".join("".join(page.extract_text() for page in pages).split())
    assert f"Changing your mind: {SEALED}" in words
    [right] = [each for each in rights.rights_of(order, NOON) if each.key == "withdraw"]
    assert right.words.endswith(f"Bath salt: {SEALED}")


def test_of_other_things_nothing_is_said(client):
    put_in(client, make_goods(title="Weir mug"), 1)
    go_to(client, "review")

    assert "seal" not in text_of(client.get("/checkout/review/"))


@pytest.mark.parametrize(
    ("country", "kind", "said"),
    [
        ("IE", "sealed_hygiene", "Only while its seal"),
        ("GB", "sealed_hygiene", "Only while its seal"),
        ("IE", "made_to_specification", "No right to withdraw"),
        # There the law asks for a word of the buyer about each thing, and we ask for none.
        ("CN", "sealed_hygiene", ""),
        ("IE", "", ""),
    ],
)
def test_no_more_is_taken_out_than_the_law_takes(country, kind, said):
    words = outside.words(law.rules_for(residence=country, at=NOON), kind)

    assert words.startswith(said)
    assert bool(words) == bool(said)
