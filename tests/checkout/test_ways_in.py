"""The checkout is entered, reloaded and left in ways that nobody planned."""

from oscar.core.loading import get_model

from tests.checkout.factories import make_goods
from tests.checkout.test_steps import agreed_on, clock, go_to, put_in, shop, text_of

__all__ = ["clock", "shop"]


def test_who_types_the_address_of_the_checkout_comes_to_where_they_are(shop, client):
    assert client.get("/checkout/").url == "/basket/"

    put_in(client, make_goods())
    go_to(client, "delivery")

    assert client.get("/checkout/").url == "/checkout/delivery/"


def test_a_press_on_a_basket_that_was_emptied_elsewhere_says_that_nothing_was_ordered(shop, client):
    put_in(client, make_goods())
    go_to(client, "review")
    agreed = agreed_on(client.get("/checkout/review/"))
    get_model("basket", "Line").objects.all().delete()

    page = client.post("/checkout/review/", {"agreed": agreed}, follow=True)

    assert "Nothing was ordered" in text_of(page)


def test_the_summary_of_errors_names_the_field(shop, client):
    put_in(client, make_goods())
    go_to(client, "address")

    page = client.post(
        "/checkout/address/",
        {
            "email": "a@b.example",
            "name": "n" * 200,
            "country": "IE",
            "line1": "1 Quay",
            "town": "Cork",
        },
    )

    assert "Full name: " in text_of(page)
