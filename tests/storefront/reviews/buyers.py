"""Purchases for the tests of reviews, told as the package behind would tell them."""

from datetime import timedelta
from typing import Any

from django.utils import translation

from storefront.reviews import operations
from storefront.reviews.models import ReviewFacts
from storefront.reviews.registry import Purchase
from tests.clock import NOON
from tests.factories import make_product

SAID = {
    "score": 5,
    "title": "Honest weight",
    "body": "The foot is rough and I like it.",
    "used_for": "",
    "name": "Gwen",
    "delivery_score": None,
    "service_score": None,
    "stays": False,
}


def make_purchase(product: Any = None, *, order: str = "1001", **fields: Any) -> Purchase:
    """Return what somebody received: one mug of a guest unless told otherwise."""
    product = product or make_product(title="Hob mug")
    user = fields.get("user")
    return Purchase(
        **{
            "order_number": order,
            "product_id": product.pk,
            "slug": product.slug,
            "title": product.get_title(),
            "variant_id": None,
            "bought_at": NOON - timedelta(days=20),
            "received_at": NOON - timedelta(days=17),
            "email": user.email if user else f"buyer-{order}@example.org",
            **fields,
        }
    )


def write(purchase: Purchase | None = None, *, at: Any = NOON, **said: Any) -> ReviewFacts:
    """Draft a review and send it."""
    purchase = purchase or make_purchase()
    with translation.override("en"):
        operations.save_draft(purchase=purchase, said={**SAID, **said}, at=at)
    return operations.send(purchase=purchase, at=at)


def shown(purchase: Purchase | None = None, **said: Any) -> ReviewFacts:
    """Write a review and have its moment come."""
    facts = write(purchase, **said)
    operations.publish(facts=facts, by=None, at=NOON)
    facts.refresh_from_db()
    return facts
