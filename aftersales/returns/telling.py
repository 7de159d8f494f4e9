"""What a buyer is told about a return; rows in the outbox, nothing is sent here."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation

from checkout.order import access
from checkout.payments import telling
from storefront.core import links
from storefront.notices import operations as notices
from storefront.notices import registry
from storefront.notices.registry import Kind
from storefront.notices.wording import address_of
from storefront.promises import operations as promises
from storefront.promises import queries as promised

from . import gone, queries, sums
from .models import Return, Statement
from .signing import STATEMENT_LASTS, STATEMENT_LINK


def acknowledge(stated: Statement, *, at: datetime) -> None:
    """Confirm a withdrawal on a durable medium, to the address that the buyer named (PRE-12)."""
    _about_statement("withdrawal_received", stated, f"withdrawal_received:{stated.pk}", at=at)


def matched(stated: Statement, *, at: datetime) -> None:
    _about_statement("withdrawal_matched", stated, f"withdrawal_matched:{stated.pk}", at=at)


def about(kind: str, returned: Return, *, at: datetime, again: str = "", **context: Any) -> None:
    """Tell the buyer of a return, once; `again` tells apart what may happen more than once."""
    to = telling.recipient(returned.order.intent)
    if returned.statement and returned.statement.email.lower() != to.email.lower():
        # Who withdrew may read another address than who ordered.
        notices.tell(
            kind=kind,
            to=notices.Recipient(email=returned.statement.email, language=returned.language),
            subject=returned,
            context=context,
            dedupe_key=f"{kind}:{returned.pk}:{again}:named",
            order_number=returned.order.number,
            at=at,
        )
    notices.tell(
        kind=kind,
        to=to,
        subject=returned,
        context=context,
        dedupe_key=f"{kind}:{returned.pk}:{again}",
        order_number=returned.order.number,
        at=at,
    )


def promise(returned: Return, kind: str, words: Any, due_at: datetime, *, at: datetime) -> None:
    with translation.override(returned.language):
        promises.make(
            kind=kind,
            subject=returned,
            due_at=due_at,
            at=at,
            words=str(words),
            order_number=returned.order.number,
            user=returned.order.user,
        )


def _about_statement(kind: str, stated: Statement, key: str, *, at: datetime) -> None:
    notices.tell(
        kind=kind,
        to=notices.Recipient(user=stated.user, email=stated.email, language=stated.language),
        subject=stated,
        dedupe_key=key,
        order_number=stated.order.number if stated.order else "",
        at=at,
    )


# What the words need, read afresh when a message is sent


def of_statement(message: Any) -> dict[str, Any]:
    stated = Statement.objects.select_related("order").get(pk=message.context["subject_id"])
    returned = queries.full().filter(statement=stated).first()
    now = max(message.made_at, timezone.now())
    token = _token(stated, now)
    known = returned is not None and _is_buyers(stated)
    nothing = stated.outcome == Statement.Outcome.NOTHING_LEFT
    return {
        "stated": stated,
        "returned": returned,
        "lines": returned.lines.all() if returned else [],
        # Whoever only named an order is not told what has become of it.
        "nothing_left": gone.words(stated.order) if nothing and _is_buyers(stated) else "",
        "receipt_url": address_of(reverse("returns:stated", args=[token])),
        "order_url": address_of(access.link_to(stated.order, at=now)) if known else "",
    }


def _token(stated: Statement, now: datetime) -> str:
    return links.sign(STATEMENT_LINK, stated.reference, at=now, lasts=STATEMENT_LASTS)


def _is_buyers(stated: Statement) -> bool:
    """Say whether the answer goes to the address of the order, which may open its page."""
    return stated.order is not None and _is_of_order(stated.email, stated.order)


def _is_of_order(email: str, order: Any) -> bool:
    """Say whether an address is one that an order was made with: its own, or its account's."""
    own = {order.intent.email.lower(), getattr(order.user, "email", "").lower()}
    return bool(email) and email.lower() in own


def of_return(message: Any) -> dict[str, Any]:
    from . import story  # it stands on the operations, which tell
    from .operations import settling

    returned = queries.full().get(pk=message.context["subject_id"])
    now = max(message.made_at, timezone.now())
    made = sums.settled(returned) if returned.is_settled else None
    known = _is_of_order(message.email, returned.order)
    return {
        "returned": returned,
        "order": returned.order,
        "lines": returned.lines.all(),
        "told": story.told(returned),
        "object_until": settling.last_day_to_object(returned),
        "refund": returned.refund,
        "made": made,
        "parts": sums.named(made.parts) if made else [],
        "currency": returned.order.currency,
        # Whoever stated a withdrawal need not be the buyer: only the buyer gets the order's key.
        "order_url": address_of(access.link_to(returned.order, at=now)) if known else "",
        "return_url": address_of(
            reverse("returns:detail", args=[returned.reference])
            if known
            else reverse("returns:stated", args=[_token(returned.statement, now)])
        ),
        "door_url": address_of(reverse("returns:withdraw")),
        "put_right": promised.latest(subject=returned, kind="put_right"),
    }


def slip(message: Any) -> list[tuple[str, str, bytes]]:
    """Put the return slip to the message where there is a parcel to pack."""
    from . import slips

    returned = of_statement(message)["returned"]
    if returned is None or returned.parcel.status == "not_needed" or returned.carrier_has_it:
        return []
    return [(f"{returned.reference}.pdf", "application/pdf", slips.render(returned))]


def register(titles: dict[str, Any]) -> None:
    for key, title in titles.items():
        stated = key.startswith("withdrawal_")
        kind = Kind(
            key,
            title,
            build=of_statement if stated else of_return,
            **({"attach": slip} if stated else {}),  # type: ignore[arg-type]
        )
        registry.register(kind)
