"""
Stripe as the shop meets it, for the contract test: localstripe, with a front before it.

localstripe keeps payments, cards, refunds and signed posts, but has neither Checkout sessions nor
idempotency keys (1.15 answers 404 and ignores the header). The front adds these two as Stripe's
documents describe them, on top of localstripe's own payments; everything else it passes on.
"""

import hashlib
import hmac
import json
import secrets
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx

KEY = "sk_test_candour"
SECRET = "whsec_of_the_contract"
GOOD, REFUSED, ASKS_CODE = "4242424242424242", "4000000000000341", "4000002500003155"


class Stripe:
    """One of these is a localstripe with its front, and the buyer on Stripe's page."""

    def __init__(self, folder: Path) -> None:
        self.sessions: dict[str, dict[str, Any]] = {}
        self.answers: dict[str, tuple[str, int, bytes]] = {}
        self.calls: list[str] = []
        self.silent = False
        self.refuse_key = ""
        port = _free_port()
        self.back = f"http://127.0.0.1:{port}"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "localstripe", "--port", str(port), "--from-scratch"],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._front = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self._front.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._front.server_port}"
        self._wait()

    def stop(self) -> None:
        self._front.shutdown()
        self._front.server_close()
        self._process.terminate()
        self._process.wait(10)

    # The buyer on Stripe's page

    def pay(self, session_id: str, card: str = GOOD) -> str:
        """Use a card on the page of a session; returns how the payment stands at localstripe."""
        session = self.sessions[session_id]
        number = {"number": card, "exp_month": "12", "exp_year": "2030", "cvc": "123"}
        method = self.ask_back(
            "POST",
            "/v1/payment_methods",
            {"type": "card", **{f"card[{name}]": value for name, value in number.items()}},
        )
        intent = self.ask_back(
            "POST",
            "/v1/payment_intents",
            {
                "amount": session["amount_total"],
                "currency": session["currency"],
                "payment_method": method["id"],
                "confirm": "true",
            },
        )
        if intent.get("error"):
            return "refused"
        if intent["status"] == "requires_action":
            intent = self.ask_back(
                "POST",
                f"/v1/payment_intents/{intent['id']}/_authenticate",
                {"client_secret": intent["client_secret"], "success": "true"},
            )
        if intent["status"] == "succeeded":
            session |= {
                "status": "complete",
                "payment_status": "paid",
                "payment_intent": intent["id"],
                "url": None,
            }
        return str(intent["status"])

    def post_about(self, session_id: str, kind: str = "checkout.session.completed") -> bytes:
        """Return what Stripe posts about a session."""
        event = {
            "id": f"evt_{session_id}",
            "object": "event",
            "type": kind,
            "created": int(time.time()),
            "data": {"object": self.sessions[session_id]},
        }
        return json.dumps(event).encode()

    def ask_back(self, method: str, path: str, data: Any = None) -> dict[str, Any]:
        """Ask localstripe itself."""
        answer = httpx.request(method, self.back + path, data=data, auth=(KEY, ""), timeout=10)
        return dict(answer.json())

    # What the front adds

    def answer(self, method: str, path: str, body: bytes, key: str) -> tuple[int, bytes]:
        self.calls.append(f"{method} {path}")
        known = f"{path} {key}"
        if key and known in self.answers:
            before, status, said = self.answers[known]
            if before != body.decode():
                return 400, _error("idempotency_error", "Keys can only be used with the same body")
            return status, said
        if path.startswith("/v1/checkout/sessions"):
            status, said = self._session(method, path, dict(parse_qsl(body.decode())))
        else:
            passed = httpx.request(
                method, self.back + path, content=body, auth=(KEY, ""), timeout=10,
                headers={"content-type": "application/x-www-form-urlencoded"},
            )  # fmt: skip
            status, said = passed.status_code, passed.content
        if key:
            self.answers[known] = (body.decode(), status, said)
        return status, said

    def _session(self, method: str, path: str, asked: dict[str, str]) -> tuple[int, bytes]:
        _none, _v1, _checkout, _sessions, *rest = path.split("/")
        if not rest:
            session = _new_session(asked)
            self.sessions[session["id"]] = session
            return 200, json.dumps(session).encode()
        session = self.sessions.get(rest[0], {})
        if not session:
            return 404, _error("invalid_request_error", "No such checkout.session")
        if rest[1:] == ["expire"]:
            if session["status"] != "open":
                return 400, _error("invalid_request_error", "Only open sessions can be expired")
            session |= {"status": "expired", "url": None}
        return 200, json.dumps(session).encode()

    def _wait(self) -> None:
        for _ in range(100):
            try:
                httpx.get(f"{self.back}/v1/customers", auth=(KEY, ""), timeout=1)
                return
            except httpx.TransportError:
                time.sleep(0.1)
        raise RuntimeError("localstripe did not start")


@dataclass
class Post:
    headers: dict[str, str]
    body: bytes


def catch_a_post(stripe: Stripe) -> Post:
    """Have localstripe itself post about a payment, and return what it sent."""
    caught: list[Post] = []
    there = threading.Event()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            caught.append(Post(dict(self.headers), body))
            self.send_response(200)
            self.end_headers()
            there.set()

        def log_message(self, *_args: Any) -> None:
            pass

    door = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=door.serve_forever, daemon=True).start()
    httpx.post(
        f"{stripe.back}/_config/webhooks/candour",
        json={"url": f"http://127.0.0.1:{door.server_port}/", "secret": SECRET},
        timeout=10,
    ).raise_for_status()
    session = _new_session(
        {
            "mode": "payment",
            "line_items[0][price_data][unit_amount]": "100",
            "line_items[0][price_data][currency]": "eur",
            "line_items[0][quantity]": "1",
            "client_reference_id": "",
            "metadata[key]": "",
            "success_url": "",
            "cancel_url": "",
        }
    )
    stripe.sessions[session["id"]] = session
    stripe.pay(session["id"])
    there.wait(20)
    door.shutdown()
    door.server_close()
    return caught[0]


def signed(body: bytes, *, secret: str = SECRET, at: float | None = None) -> dict[str, str]:
    """Return the header with which Stripe proves that a post is its own."""
    moment = int(time.time() if at is None else at)
    code = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return {"Stripe-Signature": f"t={moment},v1={code}"}


def _new_session(asked: dict[str, str]) -> dict[str, Any]:
    name = f"cs_test_{secrets.token_hex(12)}"
    price = "line_items[0][price_data]"
    return {
        "id": name,
        "object": "checkout.session",
        "mode": asked["mode"],
        "status": "open",
        "payment_status": "unpaid",
        "amount_total": int(asked[f"{price}[unit_amount]"]) * int(asked["line_items[0][quantity]"]),
        "currency": asked[f"{price}[currency]"],
        "client_reference_id": asked["client_reference_id"],
        "customer_email": asked.get("customer_email"),
        "metadata": {"key": asked["metadata[key]"]},
        "payment_intent": None,
        "success_url": asked["success_url"],
        "cancel_url": asked["cancel_url"],
        "url": f"https://checkout.stripe.com/c/pay/{name}",
    }


def _error(kind: str, message: str) -> bytes:
    return json.dumps({"error": {"type": kind, "message": message}}).encode()


def _free_port() -> int:
    import socket

    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def _handler(stripe: Stripe) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _do(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            key = self.headers.get("Idempotency-Key", "")
            if stripe.refuse_key and stripe.refuse_key in self.headers.get("Authorization", ""):
                status, said = 401, _error("invalid_request_error", "Invalid API Key provided")
            else:
                status, said = stripe.answer(self.command, self.path, body, key)
            if stripe.silent:  # done there, but the answer is lost
                self.close_connection = True
                return
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        do_GET = do_POST = do_DELETE = _do  # noqa: N815

        def log_message(self, *_args: Any) -> None:
            pass

    return Handler
