"""
The adapter to Stripe Checkout, for shops that install the extra `stripe`.

One session for an attempt; its id is the reference, the attempt's key its idempotency key. Stripe
is imported when it is called, so that a shop without it lacks nothing.
"""

import logging
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision
from django.conf import settings

from .base import (
    CANCELLED,
    CHARGED,
    DECLINED,
    DONE,
    FAILED,
    PENDING,
    Answer,
    Event,
    ForgedEvent,
    NoAnswer,
    Order,
    RefundAnswer,
    StartAgain,
)

log = logging.getLogger("candour.payments")


class Refused(Exception):
    """Stripe understood, said no, and did nothing."""


class Stripe:
    code = "stripe"

    def start(self, order: Order) -> Answer:
        try:
            session = self._open(order)
        except Refused as refused:
            # It said no before it opened anything, so another way may be tried at once.
            log.error("Stripe refused to open a payment for %s: %s", order.reference, refused)
            return Answer(DECLINED, reason="do_not_honour")
        return read_session(session)

    def _open(self, order: Order) -> dict[str, Any]:
        return self._call(
            "checkout.Session.create",
            mode="payment",
            client_reference_id=order.key,
            customer_email=order.email or None,
            locale="zh" if order.language.startswith("zh") else "auto",
            line_items=[
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": order.currency.lower(),
                        "unit_amount": to_minor(order.amount, order.currency),
                        "product_data": {"name": order.description},
                    },
                }
            ],
            payment_intent_data={"metadata": {"key": order.key}},
            metadata={"key": order.key},
            # The goods are held until then: nobody pays there for what is sold to another.
            **({"expires_at": int(order.due_at.timestamp())} if order.due_at else {}),
            success_url=order.return_url,
            cancel_url=order.return_url,
            idempotency_key=order.key,
        )

    def ask(self, key: str, reference: str) -> Answer:
        if not reference:
            # The first answer was lost, and with it the session's id: nothing is known yet.
            raise StartAgain("the session's id was lost; its key finds it when it is opened again")
        return read_session(self._call("checkout.Session.retrieve", reference))

    def cancel(self, key: str, reference: str) -> Answer:
        before = self.ask(key, reference)
        if before.status != PENDING:
            return before
        try:
            return read_session(self._call("checkout.Session.expire", reference))
        except Refused:  # it ended in this moment; how, it says itself
            return self.ask(key, reference)

    def refund(
        self, *, key: str, payment_key: str, reference: str, amount: Decimal, currency: str
    ) -> RefundAnswer:
        try:
            session = self._call("checkout.Session.retrieve", reference)
            made = self._call(
                "Refund.create",
                payment_intent=session["payment_intent"],
                amount=to_minor(amount, currency),
                metadata={"key": key},
                idempotency_key=key,
            )
        except Refused as refused:
            return RefundAnswer(FAILED, problem=str(refused)[:200])
        return read_refund(made)

    def ask_refund(self, *, key: str, reference: str, payment: str) -> RefundAnswer | None:
        try:
            if reference:
                return read_refund(self._call("Refund.retrieve", reference))
            # Its answer was lost, and Stripe may have forgotten the key of it by now.
            session = self._call("checkout.Session.retrieve", payment)
            made = self._call("Refund.list", payment_intent=session["payment_intent"], limit=100)
        except Refused as refused:
            # Nobody has denied the refund itself: it may be on its way all the same.
            raise NoAnswer(str(refused)) from refused
        ours = (each for each in made["data"] if (each.get("metadata") or {}).get("key") == key)
        found = next(ours, None)
        return read_refund(found) if found else None

    def read_webhook(self, *, headers: Mapping[str, str], body: bytes) -> Event:
        import stripe

        signature = {name.lower(): value for name, value in headers.items()}.get(
            "stripe-signature", ""
        )
        try:
            event = stripe.Webhook.construct_event(
                body, signature, settings.CANDOUR_STRIPE["webhook_secret"]
            )
        except (ValueError, stripe.SignatureVerificationError) as problem:
            raise ForgedEvent(str(problem)) from problem
        except (AttributeError, TypeError) as problem:  # signed, but no event at all
            raise ForgedEvent("signed, but not in the agreed form") from problem
        try:
            return self.read_kept(event.to_dict())
        except (KeyError, TypeError) as problem:
            raise ForgedEvent("signed, but not about a session of ours") from problem

    def read_kept(self, payload: Mapping[str, Any]) -> Event:
        session = payload["data"]["object"]
        return Event(
            id=payload["id"],
            kind=payload["type"],
            key=session["client_reference_id"],
            answer=read_session(session),
            payload=payload,
        )

    def _call(self, path: str, *args: Any, **asked: Any) -> Any:
        import stripe

        call: Any = stripe
        for name in path.split("."):
            call = getattr(call, name)
        try:
            said = call(*args, api_key=settings.CANDOUR_STRIPE["key"], **asked)
        except (stripe.InvalidRequestError, stripe.AuthenticationError, stripe.CardError) as no:
            raise Refused(str(no)) from no
        except stripe.StripeError as lost:
            raise NoAnswer(str(lost)) from lost
        return dict(said.to_dict())


def read_session(session: Mapping[str, Any]) -> Answer:
    """Say in our words how a Checkout session stands."""
    currency = str(session["currency"]).upper()
    if session["payment_status"] == "paid":
        taken = from_minor(session["amount_total"], currency)
        return Answer(CHARGED, session["id"], taken, currency)
    if session["status"] == "expired":
        return Answer(CANCELLED, session["id"], reason="cancelled")
    if session["status"] == "complete":  # done there, the money is on its way
        return Answer(PENDING, session["id"])
    return Answer(PENDING, session["id"], url=session.get("url") or "")


def read_refund(made: Mapping[str, Any]) -> RefundAnswer:
    """Say in our words how a refund stands."""
    status = {"succeeded": DONE, "failed": FAILED, "canceled": FAILED}.get(made["status"])
    return RefundAnswer(status or PENDING, made["id"], made.get("failure_reason") or "")


def to_minor(amount: Decimal, currency: str) -> int:
    """Return an amount in the smallest unit of its currency: 12.30 EUR is 1230, 500 JPY is 500."""
    return int(amount.scaleb(get_currency_precision(currency)))


def from_minor(amount: int, currency: str) -> Decimal:
    return Decimal(amount).scaleb(-get_currency_precision(currency))
