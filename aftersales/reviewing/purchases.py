"""What somebody received, by the parcels that came."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from aftersales.recalls import queries as recalls
from aftersales.returns import queries as returns
from aftersales.tracking.models import Kind, ShipmentLine
from checkout.order import access
from checkout.order import queries as orders
from storefront.reviews import queries as reviews
from storefront.reviews.registry import Purchase

Line = get_model("order", "Line")
PRIVATE = ("line1", "line2", "line3", "postcode", "phone_number", "last_name")


def of_order(request: HttpRequest, number: str) -> list[Purchase]:
    """Return what came with an order that this visitor may see; nothing for a stranger's."""
    try:
        order = access.order_for(request, number)
    except Http404:
        return []
    return received(order)


def of_visitor(request: HttpRequest) -> list[Purchase]:
    """Return what came with the orders that a visitor owns or holds a link to."""
    return _of_several(orders.seen_by(request))


def of_user(user: Any) -> list[Purchase]:
    """Return what came with the orders of an account, the latest order first."""
    return _of_several(orders.orders_of(user))


def received(order: Any) -> list[Purchase]:
    """Return what came of one order, one entry a product however many variants."""
    return _purchases(order, _came([order.pk])[order.pk])


def is_reviewed() -> Exists:
    """Return the condition on an order line that its buyer has reviewed what it is of."""
    sold_as = Coalesce(OuterRef("product__parent_id"), OuterRef("product_id"))
    return Exists(reviews.with_order(OuterRef("order__number")).filter(product_id=sold_as))


def lines_to_review(order: Any) -> dict[int, dict[str, str]]:
    """
    Return, by what was sold, where on its order's page a thing that came is reviewed, in words.

    Nobody is asked to review what is recalled. Of an order whose lines were read with
    `is_reviewed`; it asks nothing but what its page asks about recalls.
    """
    came = {
        line for parcel in order.shipments.all() if parcel.is_delivered for line, _n in parcel.holds
    }
    if not came:
        return {}
    recalled = {each.line_id for case in recalls.of_order(order) for each in case.lines.all()}
    found = {}
    for line in order.known_lines_left:
        sold_as = line.sold_as
        if line.pk not in came or sold_as is None:
            continue
        if line.pk in recalled and not line.reviewed:
            continue
        name = "reviews:own" if line.reviewed else "reviews:write"
        found[line.product_id] = {
            "url": reverse(name, args=[order.number, sold_as]),
            "words": _("Your review") if line.reviewed else _("Say how it is"),
        }
    return found


def with_something_to_review(shown: Iterable[Any]) -> set[int]:
    """Return which orders, by their key, have something in them that is not recalled."""
    found = list(shown)
    if not recalls.KNOWN.get():
        return {order.pk for order in found}
    rows = Line.objects.filter(order__in=found).annotate(is_recalled=recalls.of_line())
    return set(rows.filter(is_recalled=False).values_list("order_id", flat=True))


def _of_several(found: QuerySet[Any]) -> list[Purchase]:
    shown = list(found.select_related("intent", "user", "shipping_address"))
    came = _came([order.pk for order in shown])
    return [each for order in shown for each in _purchases(order, came[order.pk])]


def _came(order_ids: Iterable[int]) -> dict[int, list[tuple[Any, datetime]]]:
    """Return for each order the lines of which something came, with the moment of the last."""
    parts = (
        ShipmentLine.objects.filter(
            shipment__order__in=list(order_ids), shipment__status=Kind.DELIVERED
        )
        .values("line")
        .annotate(at=Max("shipment__delivered_at"))
    )
    at = {row["line"]: row["at"] for row in parts}
    found: dict[int, list[tuple[Any, datetime]]] = defaultdict(list)
    for line in _lines(at):
        found[line.order_id].append((line, at[line.pk]))
    return found


def _lines(ids: Iterable[int]) -> QuerySet[Any]:
    rows = Line.objects.filter(pk__in=list(ids), product__isnull=False)
    rows = rows.annotate(is_recalled=recalls.of_line())
    return rows.select_related("product__parent").order_by("pk")  # type: ignore[no-any-return]


def _sold_as(product: Any) -> int:
    """Return the product that has the page: of a variant it is the parent."""
    return int(product.parent_id or product.pk)


def _purchases(order: Any, lines: list[tuple[Any, datetime]]) -> list[Purchase]:
    by_product: dict[int, list[tuple[Any, datetime]]] = defaultdict(list)
    for line, at in lines:
        by_product[_sold_as(line.product)].append((line, at))
    if not by_product:
        return []
    going_back = returns.returning_units(order)
    found = []
    for product_id, parts in by_product.items():
        first = parts[0][0].product
        product = first.parent or first
        found.append(
            Purchase(
                order_number=order.number,
                product_id=product_id,
                slug=product.slug,
                title=product.get_title(),
                variant_id=first.pk if first.parent_id else None,
                bought_at=order.date_placed,
                received_at=max(at for _part, at in parts),
                email=order.intent.email,
                user=order.user,
                recalled=any(line.is_recalled for line, _when in parts),
                sent_back=all(going_back[line.pk] >= line.quantity for line, _when in parts),
                private=_private(order),
            )
        )
    return found


def _private(order: Any) -> tuple[str, ...]:
    address = order.shipping_address
    if address is None:
        return ()
    return tuple(str(words) for name in PRIVATE if (words := getattr(address, name, "")))
