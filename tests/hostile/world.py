"""A shop with one of everything that belongs to somebody, whose owner is Maeve."""

from __future__ import annotations

import io
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from PIL import Image

from aftersales.invoices import operations as invoices
from aftersales.returns import operations as returns
from aftersales.reviewing import purchases
from aftersales.tracking import operations as tracking
from checkout.order import access as order_access
from checkout.payments.models import Refund
from checkout.payments.testbank.models import Payment
from checkout.shipping import demo as delivery
from complaints.cases import operations as complaints
from storefront.core.uploads import Upload
from storefront.policies import demo as policies
from storefront.reviews import operations as reviews
from storefront.reviews.registry import Purchase
from tests.aftersales.recalling import announce, case_of, make_recall, picture
from tests.factories import make_order, make_product, make_user

PASSWORD = "a password that nobody guesses 4"


@dataclass
class World:
    """One of these is what there is to be stolen; `at` is now."""

    at: datetime
    owner: Any
    stranger: Any
    product: Any
    fresh: Any
    delivered: Any
    returned: Any
    complaint: Any
    invoice: Any
    failed: Any
    review: Any
    read: Any
    recalled: Any

    def as_owner(self) -> Client:
        return _signed_in(self.owner)

    def as_stranger(self) -> Client:
        return _signed_in(self.stranger)

    def as_guest_with_basket(self) -> Client:
        client = Client()
        client.post("/basket/add/", {"product": self.product.pk, "quantity": 1})
        return client

    def parameters(self) -> dict[str, dict[str, Any]]:
        """Return, by name space, what the addresses of Maeve's own things are made of."""
        payment = Payment.objects.order_by("pk").last()
        return {
            "orders": {
                "number": self.fresh.number,
                "token": order_access.link_to(self.fresh, at=self.at).rstrip("/").split("/")[-1],
            },
            "rights": {"number": self.delivered.number},
            "changes": {"number": self.fresh.number},
            "agreement": {"number": self.fresh.number},
            "payments": {
                "number": self.fresh.number,
                "reference": self.fresh.intent.reference,
                "n": self.fresh.intent.attempts.get().n,
            },
            "returns": {
                "number": self.delivered.number,
                "reference": self.returned.reference,
                "pk": 1,
                "token": "junk",
            },
            "cases": {
                "reference": self.complaint.reference,
                "token": "junk",
                "pk": self.complaint.entries.first().evidence.first().pk,
            },
            "testbank": {"token": payment.token if payment else "junk"},
            "privacy": {"form": "json"},
            "invoices": {"number": self.delivered.number, "document": self.invoice.number},
            "setbacks": {"number": self.failed.number, "n": 1},
            "refunds": {"reference": Refund.objects.get().reference},
            "reviews": {
                "number": self.review.order_number,
                "pk": self.review.product_id,
                "photo": self.review.photos.get().pk,
                "product_slug": self.review.product.slug,
                "token": "junk",
            },
            "recalls": {
                "reference": self.recalled.recall.reference,
                "number": self.recalled.order.number,
                "token": "junk",
            },
        }


def make_world(at: datetime) -> World:
    policies.demo(at)
    delivery.demo(at)
    owner = make_user(email="maeve@doyle.example", first_name="Maeve", last_name="Doyle")
    owner.set_password(PASSWORD)
    owner.save()
    stranger = make_user(email="stranger@example.org")
    product = make_product(title="Weir bowl", stock=50, at=at)
    fresh = make_order(user=owner, at=at - timedelta(hours=1))
    make_order(user=owner, status="cancelled", at=at - timedelta(hours=3))
    delivered = make_order(user=owner, status="delivered", at=at - timedelta(days=5))
    stated = returns.state(
        key=uuid.uuid4(),
        name="Maeve Doyle",
        contract=delivered.number,
        email=owner.email,
        language="en",
        order=delivered,
        at=at - timedelta(days=1),
    )
    complaint = complaints.receive(
        about="delivery",
        words="The van came three hours late.",
        email=owner.email,
        user=owner,
        language="en",
        country="IE",
        files=[complaints.File("note.pdf", Upload(b"%PDF-1.4\n%%EOF\n", "application/pdf", "pdf"))],
        at=at - timedelta(hours=2),
    )
    invoice = invoices.issue_invoice(order=delivered, at=at - timedelta(days=4))
    failed = make_order(user=owner, status="dispatched", at=at - timedelta(days=1, hours=6))
    tracking.record_checkpoint(
        shipment=failed.shipments.get(),
        event_id="nobody-in",
        kind="failed_attempt",
        reason="nobody_in",
        happened_at=at - timedelta(hours=1),
        at=at - timedelta(hours=1),
    )
    thing = picture(make_product(title="Globe lamp", stock=5, at=at))
    lamp = make_order(user=owner, status="delivered", lines=[(thing, 1)], at=at - timedelta(days=9))
    announce(make_recall(thing, at=at), at=at)
    return World(
        at,
        owner,
        stranger,
        product,
        fresh,
        delivered,
        stated.opened,
        complaint,
        invoice,
        failed,
        _review(purchases.received(delivered)[0], at=at - timedelta(hours=5)),
        _shown_review(product, at=at - timedelta(days=1)),
        case_of(lamp),
    )


def _review(purchase: Purchase, *, at: datetime) -> Any:
    """Write a review with a picture, and hide it: its author may object."""
    said = {"score": 2, "title": "Drips", "body": "It drips, and he is a fool.", "name": "Tea"}
    picture = Image.new("RGB", (8, 8))
    written = io.BytesIO()
    picture.save(written, "WEBP")
    upload = Upload(written.getvalue(), "image/webp", "webp")
    reviews.save_draft(purchase=purchase, said=said, photos=[(upload, (8, 8))], at=at)
    facts = reviews.send(purchase=purchase, at=at)
    return reviews.hide(facts=facts, reason="insult", words="“Fool”", by=None, at=at)


def _shown_review(product: Any, *, at: datetime) -> Any:
    """Write a review that everybody reads, by a guest of long ago."""
    purchase = Purchase(
        order_number="FH-GONE",
        product_id=product.pk,
        slug=product.slug,
        title=product.get_title(),
        variant_id=None,
        bought_at=at,
        received_at=at,
        email="ruth@guests.example",
    )
    said = {"score": 5, "title": "Pours", "body": "It pours as it should.", "name": "Ruth"}
    reviews.save_draft(purchase=purchase, said=said, at=at)
    return reviews.publish(facts=reviews.send(purchase=purchase, at=at), by=None, at=at)


def _signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client
