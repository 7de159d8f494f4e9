"""What an invoice and a credit note say, as plain JSON: amounts are text, moments ISO 8601."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from aftersales.changes import queries as changes
from aftersales.returns import sums
from checkout.payments import methods
from checkout.payments import queries as payments
from checkout.payments.models import Refund
from storefront.seller import queries as sellers

from . import amounts
from .amounts import Share
from .models import Kind, TaxDocument

FORMAT = 1


def seller() -> dict[str, Any]:
    """Return who sells, as it stands at this moment; the one place where invoices ask for it."""
    return sellers.as_agreed(language=translation.get_language() or "en")


def of_invoice(
    *, order: Any, number: str, before: Sequence[Refund], left_at: datetime, at: datetime
) -> tuple[dict[str, Any], list[Share]]:
    """
    Return what the invoice of an order says, and its sums by rate.

    `before` are the refunds that were owed when the goods left, without those for lines that were
    left out: such lines simply do not stand in it.
    """
    intent, currency = order.intent, order.currency
    with translation.override(intent.language):
        rows = [*_goods(order), *_services(order)]
        left = amounts.by_rate(share for _row, share in rows)
        for refund in before:
            taken = amounts.take(left, refund.amount, currency=currency)
            left = amounts.less(left, taken)
            name = _("Given back: %(why)s") % {"why": refund.get_reason_display()}
            rows += [_row(name, Share(each.rate, -each.gross, -each.tax)) for each in taken]
        content = _common(order, Kind.INVOICE, number, at=at) | {
            "rows": [row for row, _share in rows],
            "payment": _payment(order),
        }
    return _with_sums(content, left, supplied_at=left_at), left


def of_credit_note(
    *, invoice: TaxDocument, refund: Refund, taken: Sequence[Share], number: str, at: datetime
) -> dict[str, Any]:
    """Return what a credit note says: from which invoice it takes how much, and why."""
    order = refund.order
    with translation.override(invoice.language):
        why = str(refund.get_reason_display())
        content = _common(order, Kind.CREDIT_NOTE, number, at=at) | {
            "buyer": invoice.document["buyer"],
            "credits": invoice.number,
            "credits_issued_at": invoice.document["issued_at"],
            "refund": refund.reference,
            "why": why,
            "parts": _parts_of(refund),
            "rows": [_row(why, each)[0] for each in taken],
        }
    return _with_sums(content, taken, supplied_at=invoice.supplied_at)


def of_taken_back(
    *, invoice: TaxDocument, left: Sequence[Share], number: str, at: datetime
) -> dict[str, Any]:
    """Return what a credit note says that takes back all of an invoice; no money goes with it."""
    with translation.override(invoice.language):
        why = _("Issued by mistake: the goods had not left us yet")
        content = _common(invoice.order, Kind.CREDIT_NOTE, number, at=at) | {
            "buyer": invoice.document["buyer"],
            "credits": invoice.number,
            "credits_issued_at": invoice.document["issued_at"],
            "refund": "",
            "why": why,
            "rows": [_row(why, each)[0] for each in left],
        }
    return _with_sums(content, left, supplied_at=invoice.supplied_at)


def _parts_of(refund: Refund) -> list[list[str]]:
    """Name the things that money goes back for, and what was taken off, where a return says so."""
    returned = getattr(refund, "paid_return", None)
    if returned is None:
        return []
    parts = sums.named(sums.settled(returned).parts)
    return [[str(part["name"]), str(part["amount"])] for part in parts]


def left_of(invoice: TaxDocument) -> list[Share]:
    """Return what credit notes have left of an invoice, by rate."""
    noted = TaxDocument.objects.filter(credits=invoice)
    return amounts.less(
        _shares_of(invoice), [share for note in noted for share in _shares_of(note)]
    )


def _shares_of(row: TaxDocument) -> list[Share]:
    return [Share.from_json(each) for each in row.document["vat"]]


def _common(order: Any, kind: Kind, number: str, *, at: datetime) -> dict[str, Any]:
    shot, goes_to = order.intent.snapshot, changes.goes_to(order)
    return {
        "format": FORMAT,
        "kind": str(kind),
        "number": number,
        "issued_at": at.isoformat(),
        "order": order.number,
        "ordered_at": order.date_placed.isoformat(),
        "currency": order.currency,
        "language": order.intent.language,
        "seller": seller(),
        "buyer": {
            "address": shot.get("billing_address") or goes_to,
            "email": order.intent.email,
        },
        "delivered_to": goes_to,
    }


def _with_sums(
    content: dict[str, Any], shares: Sequence[Share], *, supplied_at: datetime
) -> dict[str, Any]:
    return content | {
        "supplied_at": supplied_at.isoformat(),
        "vat": [each.as_json() for each in shares],
        **{name: str(value) for name, value in amounts.sums(shares).items()},
    }


def _goods(order: Any) -> list[tuple[dict[str, Any], Share]]:
    """Return a row for every line of which something was sent."""
    gone = changes.cancelled_units(order)
    rows = []
    for line in order.lines.order_by("pk"):
        units = line.quantity - gone[line.pk]
        if not units:
            continue
        price = line.line_price_incl_tax - changes.share_of(
            line, before=0, units=gone[line.pk], currency=order.currency
        )
        share = amounts.within(price, rate=Decimal(line.tax_code), currency=order.currency)
        row, share = _row(line.title, share)
        row |= {
            "sku": line.partner_sku,
            "quantity": units,
            "unit_price": str(line.unit_price_incl_tax),
            "reduction": str(line.unit_price_incl_tax * units - price),
        }
        rows.append((row, share))
    return rows


def _services(order: Any) -> list[tuple[dict[str, Any], Share]]:
    """Return the rows for delivery and for the way of paying, where they cost something."""
    rate = Decimal(str(order.intent.summary["tax_rate"]))
    found = [
        (order.shipping_method, order.shipping_incl_tax),
        (_("Fee for the way of paying"), order.intent.fee),
    ]
    return [
        _row(str(name), amounts.within(cost, rate=rate, currency=order.currency))
        for name, cost in found
        if cost
    ]


def _row(title: str, share: Share) -> tuple[dict[str, Any], Share]:
    return {"title": title, **share.as_json()}, share


def _payment(order: Any) -> dict[str, str]:
    attempt = payments.paying_attempt(order)
    way = methods.EVERY.get(attempt.method) if attempt else None
    charged = bool(attempt and attempt.is_charged)
    return {"method": str(way.title) if way else "", "paid": "yes" if charged else ""}
