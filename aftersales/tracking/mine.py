"""An account's orders, each in one row: what it was, and how it stands."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import ngettext

from aftersales.reviewing import purchases as reviewing
from checkout.order import queries as orders
from storefront.promises.models import Promise

from . import goods, standing
from .models import Shipment

ON_ACCOUNT_PAGE = 3
LOOKED_AT = 12


def rows(shown: Iterable[Any]) -> list[dict[str, Any]]:
    """Return orders with sentence, first picture and what else was in them; few statements."""
    found = list(shown)
    promises: dict[str, list[Promise]] = defaultdict(list)
    for promise in Promise.objects.filter(
        order_number__in=[order.number for order in found]
    ).order_by("due_at", "pk"):
        promises[promise.order_number].append(promise)
    shipments: dict[int, list[Shipment]] = defaultdict(list)
    for shipment in Shipment.objects.filter(order__in=found).order_by("n"):
        shipments[shipment.order_id].append(shipment)
    first = {order.pk: next(iter(order.lines.all()), None) for order in found}
    to_review = reviewing.with_something_to_review(found)
    known = goods.pictures_of(line.product_id for line in first.values() if line)
    return [
        {
            "order": order,
            "sentence": standing.sentence(order, shipments[order.pk], promises[order.number]),
            "late": standing.is_late(order, promises[order.number]),
            "picture": known.get(getattr(first[order.pk], "product_id", 0), {}).get("picture"),
            "words": _what(list(order.lines.all()), known, language=order.intent.language),
            # Nobody is asked to review what is recalled.
            "came": order.pk in to_review
            and any(each.is_delivered for each in shipments[order.pk]),
        }
        for order in found
    ]


def _what(lines: list[Any], known: Mapping[int, Any], *, language: str) -> str:
    if not lines:
        return ""
    title = goods.titled(lines[0].title, known.get(lines[0].product_id), language=language)
    if len(lines) == 1:
        return title
    rest = len(lines) - 1
    return ngettext("%(first)s and %(rest)s more", "%(first)s and %(rest)s more", rest) % {
        "first": title,
        "rest": rest,
    }


def section(user: Any, at: datetime) -> dict[str, Any] | None:
    """Return the latest orders for the account page; there is always something to say."""
    latest = list(orders.orders_of(user)[:LOOKED_AT])
    # What is late stands first, however much was ordered since.
    found = sorted(rows(latest), key=lambda row: not row["late"])
    return {
        "orders": found[:ON_ACCOUNT_PAGE],
        "more": len(latest) > ON_ACCOUNT_PAGE,
    }
