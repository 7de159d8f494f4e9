"""What buyers are told about their money and their order: rows in the outbox."""

from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from checkout import addresses
from checkout.order import access
from checkout.order import queries as orders
from storefront.core import money
from storefront.notices import operations as notices
from storefront.notices.registry import Kind, register
from storefront.notices.wording import address_of
from storefront.seller import queries as sellers

from . import methods, queries, reasons
from .models import Attempt, Intent, Refund


def order_confirmed(intent: Intent, order: Any, *, at: datetime) -> None:
    _tell("order_confirmed", intent, f"order_confirmed:{order.number}", at=at)


def payment_received(intent: Intent, attempt: Attempt, *, at: datetime) -> None:
    # What was booked by mistake and taken back may come after all: that is another time.
    time = attempt.moves.filter(to_status=Attempt.Status.CHARGED).count()
    key = f"payment_received:{attempt.pk}:{time}"
    _tell("payment_received", intent, key, at=at, attempt=attempt.pk)


def payment_refused(intent: Intent, attempt: Attempt, *, at: datetime) -> None:
    _tell("payment_refused", intent, f"payment_refused:{attempt.pk}", at=at, attempt=attempt.pk)


def transfer_again(
    intent: Intent, attempt: Attempt, *, at: datetime, back: Refund | None = None
) -> None:
    """Tell a buyer that a transfer is waited for anew, until when, and what goes `back`."""
    facts = {"attempt": attempt.pk} | ({"refund": back.pk} if back else {})
    _tell("transfer_again", intent, f"transfer_again:{attempt.pk}", at=at, **facts)


def payment_taken_back(intent: Intent, attempt: Attempt, *, at: datetime) -> None:
    """Tell a buyer that their money is not here after all; `attempt` waits for it."""
    key = f"payment_taken_back:{attempt.pk}"
    _tell("payment_taken_back", intent, key, at=at, attempt=attempt.pk)


def refund_made(intent: Intent, refund: Refund, *, at: datetime) -> None:
    _tell("refund_made", intent, f"refund_made:{refund.pk}", at=at, refund=refund.pk)


def money_comes_back(intent: Intent, refund: Refund, *, at: datetime) -> None:
    """Say of money that came for nothing, or wrongly, why and by when it goes back by itself."""
    _tell("money_comes_back", intent, f"money_comes_back:{refund.pk}", at=at, refund=refund.pk)


def order_cancelled(
    *, order: Any, by: Any, at: datetime, why: str = "", by_staff: bool | None = None, **_facts: Any
) -> None:
    """Tell a buyer that an order has ended, and whether it was we who ended it."""
    intent = Intent.objects.select_related("user").filter(order=order).first()
    if by_staff is None:
        by_staff = bool(getattr(by, "is_staff", False) and by.pk != order.user_id)
    if intent is not None:
        key = f"order_cancelled:{order.number}"
        _tell("order_cancelled", intent, key, at=at, why=why, by_us=by_staff)


def link_to_order(order: Any, *, at: datetime) -> None:
    """Send the link to an order to the address that it was made with; once in a few minutes."""
    notices.tell(
        kind="order_link",
        to=recipient(order.intent),
        dedupe_key=f"order_link:{order.number}:{int(at.timestamp()) // 300}",
        at=at,
        context={"intent": order.intent.pk},
        order_number=order.number,
    )


def recipient(intent: Intent) -> notices.Recipient:
    """Return whom to tell about a purchase: the account or the guest, in the buyer's language."""
    return notices.Recipient(
        user=intent.user, email=intent.email, phone=intent.phone, language=intent.language
    )


def refund_promise(refund: Refund, language: str) -> str:
    with translation.override(language):
        return _("Give back %(sum)s the way you paid") % {
            "sum": money.text(refund.amount, refund.currency, language)
        }


def _tell(kind: str, intent: Intent, key: str, *, at: datetime, **context: Any) -> None:
    notices.tell(
        kind=kind,
        to=recipient(intent),
        dedupe_key=key,
        at=at,
        context={"intent": intent.pk, **context},
        order_number=intent.reference,
    )


# What the words need, read afresh when a message is sent


def _build(message: Any) -> dict[str, Any]:
    context = message.context
    intent = Intent.objects.select_related("order", "user").get(pk=context["intent"])
    built: dict[str, Any] = {
        "intent": intent,
        "order": intent.order,
        "summary": intent.summary,
        "delivery": intent.delivery,
        "address_lines": addresses.in_lines(intent.snapshot["shipping_address"]),
        "account": sellers.current().account,
    }
    if intent.order:
        now = max(message.made_at, timezone.now())
        built["order_url"] = address_of(access.link_to(intent.order, at=now))
        attempt = queries.paying_attempt(intent.order)
        built["attempt"] = attempt
        built["method"] = methods.EVERY.get(attempt.method) if attempt else None
        built["promises"] = _promises(intent.order)
        built["change_until"] = orders.change_until(intent.order)
    if "attempt" in context:
        built["attempt"] = Attempt.objects.get(pk=context["attempt"])
        built["reason"], built["help"] = reasons.words(built["attempt"].reason)
        built["surplus"] = _surplus(built["attempt"])
    if "refund" in context:
        built["refund"] = Refund.objects.get(pk=context["refund"])
    return built


def _build_cancelled(message: Any) -> dict[str, Any]:
    """Say what goes back with the end of an order, and what of its price went back before."""
    built = _build(message)
    rows = list(queries.refunds_of(built["order"]))
    price = [each for each in rows if each.is_of_the_price]
    now = [each for each in price if each.asked_at == message.made_at]
    before = [each.amount for each in price if each.asked_at < message.made_at]
    why = message.context.get("why", "")
    return built | {
        # A reason that we gave by ourselves is told in the buyer's language.
        "why": _(why) if why else "",
        "back": sum((each.amount for each in now), start=money.ZERO),
        "back_by": max((each.due_at for each in now), default=None),
        "before": sum(before, start=money.ZERO),
        "besides": len(price) < len(rows),
    }


def _surplus(attempt: Attempt) -> Refund | None:
    """Return what came in with a payment above what was asked for, and goes back."""
    if not attempt.is_charged:
        return None
    return attempt.refunds.filter(reason=Refund.Reason.WRONG_AMOUNT).first()


def _promises(order: Any) -> list[Any]:
    """What was promised and is told here; the confirmation itself keeps its own promise."""
    from storefront.promises import queries as promises

    return [each for each in promises.about(order) if each.kind != "confirm"]


def _agreement(message: Any) -> list[tuple[str, str, bytes]]:
    from checkout.agreement import pdf

    intent = Intent.objects.select_related("order").get(pk=message.context["intent"])
    agreement = orders.by_number(intent.reference).agreement  # type: ignore[union-attr]
    return [(f"{intent.reference}.pdf", "application/pdf", pdf.render(agreement))]


KINDS = [
    Kind("order_confirmed", gettext_lazy("Your order"), build=_build, attach=_agreement),
    Kind("payment_received", gettext_lazy("Payment received"), build=_build),
    Kind("transfer_again", gettext_lazy("Waiting for your transfer"), build=_build),
    Kind("payment_taken_back", gettext_lazy("Payment not here yet"), build=_build),
    Kind("payment_refused", gettext_lazy("Payment refused"), build=_build),
    Kind("refund_made", gettext_lazy("Money given back"), build=_build),
    Kind("money_comes_back", gettext_lazy("Your money comes back"), build=_build),
    Kind("order_cancelled", gettext_lazy("Order cancelled"), build=_build_cancelled),
    Kind("order_link", gettext_lazy("Link to your order"), channels=("mail",), build=_build),
]


def register_kinds() -> None:
    for kind in KINDS:
        register(kind)
