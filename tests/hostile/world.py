"""A shop with one of everything that belongs to somebody, whose owner is Maeve."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from aftersales.invoices import operations as invoices
from aftersales.returns import operations as returns
from aftersales.tracking import operations as tracking
from checkout.order import access as order_access
from checkout.payments.models import Refund
from checkout.payments.testbank.models import Payment
from checkout.shipping import demo as delivery
from complaints.cases import operations as complaints
from storefront.core.uploads import Upload
from storefront.policies import demo as policies
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
    )


def _signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client
