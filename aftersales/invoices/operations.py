"""
Issuing invoices and credit notes. Each: lock, check, write, tell.

They stand in transactions of their own, after the one that they tell of: the row of numbers is
locked for a moment and last of all, so that nobody who packs or pays waits for it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.changes.models import Cancellation
from checkout.agreement import canonical
from checkout.order import queries as orders
from checkout.order.models import Order
from checkout.payments import queries as payments
from checkout.payments.models import Refund
from storefront.core import sweeps
from storefront.core.refusal import Refusal
from storefront.core.working_time import Calendar

from . import amounts, document, queries, telling
from .amounts import Share
from .models import Kind, Series, TaxDocument

SHOP = Calendar(settings.CANDOUR_SEAT, settings.TIME_ZONE)
PREFIX = {Kind.INVOICE: "INV", Kind.CREDIT_NOTE: "CR"}


class StillHere(Refusal):
    words = _("The invoice is written when everything has left us.")


@transaction.atomic
def issue_invoice(*, order: Order, at: datetime) -> TaxDocument:
    """
    Write the invoice of an order that has left, with the next number; asking again finds it.

    One that says another day of leaving was of a parcel that had not left, and is taken back.
    Lines that were left out do not stand in it, and what was owed back for other reasons by the
    time it left is taken off.

    :raises StillHere: if some of it has yet to leave
    """
    order = orders.locked(order)
    left_at, found = queries.left_at(order), queries.invoice_of(order)
    if found and found.supplied_at == left_at:
        return found
    if left_at is None:
        raise StillHere()
    if found:
        _take_back(found, at=at)
    # These went back with the lines that they were for.
    lines = [f"cancellation:{each.pk}" for each in Cancellation.objects.filter(order=order)]
    before = payments.price_refunds_of(order).filter(asked_at__lte=left_at)
    series = next_number(Kind.INVOICE, at=at)
    content, shares = document.of_invoice(
        order=order,
        number=_number(series),
        before=list(before.exclude(told_once_as__in=lines)),
        left_at=left_at,
        at=at,
    )
    nth = TaxDocument.objects.filter(order=order, kind=Kind.INVOICE).count() + 1
    issued = _write(series, order, content, shares, supplied_at=left_at, at=at, nth=nth)
    telling.issued(issued, at=at)
    return issued


@transaction.atomic
def take_back_invoice(*, order: Order, at: datetime) -> TaxDocument | None:
    """
    Take back the invoice of an order of which a parcel had not left: a credit note for all of it.

    Nothing if it has none, or has left by now on the day that its invoice says; once it leaves, it
    has another invoice, with the day on which it did (2006/112/EC, articles 219 and 226(7)).
    """
    order = orders.locked(order)
    found = queries.invoice_of(order)
    if found is None or found.supplied_at == queries.left_at(order):
        return None
    return _take_back(found, at=at)


def _take_back(invoice: TaxDocument, *, at: datetime) -> TaxDocument | None:
    """Write the credit note; none where earlier ones have left nothing to take."""
    left = [each for each in document.left_of(invoice) if each.gross > 0]
    if not left:
        return None
    series = next_number(Kind.CREDIT_NOTE, at=at)
    content = document.of_taken_back(invoice=invoice, left=left, number=_number(series), at=at)
    issued = _write(
        series,
        invoice.order,
        content,
        left,
        supplied_at=invoice.supplied_at,
        at=at,
        credits=invoice,
    )
    telling.issued(issued, at=at)
    return issued


@transaction.atomic
def issue_credit_note(*, refund: Refund, at: datetime) -> TaxDocument | None:
    """
    Write the credit note for a refund that was owed after its order had left; once.

    Nothing for money that was never the price, and for what the invoice itself has taken off.

    :raises StillHere: if the order has no invoice, because some of it has yet to leave
    """
    if refund.order is None or not refund.is_of_the_price:
        return None
    order = orders.locked(refund.order)
    if found := TaxDocument.objects.filter(refund=refund).first():
        return found
    invoice = issue_invoice(order=order, at=at)
    left = document.left_of(invoice)
    amount = min(refund.amount, amounts.sums(left)["total"])
    if refund.asked_at <= invoice.supplied_at or amount <= 0:
        return None
    taken = amounts.take(left, amount, currency=invoice.currency)
    series = next_number(Kind.CREDIT_NOTE, at=at)
    content = document.of_credit_note(
        invoice=invoice, refund=refund, taken=taken, number=_number(series), at=at
    )
    issued = _write(
        series,
        order,
        content,
        taken,
        supplied_at=invoice.supplied_at,
        at=at,
        credits=invoice,
        refund=refund,
    )
    telling.issued(issued, at=at)
    return issued


def issue_due(*, at: datetime) -> int:
    """Write whatever its own task did not; return how many documents there are more."""
    return (
        sweeps.each(
            "invoices.mistakes",
            queries.to_take_back(),
            lambda order: take_back_invoice(order=order, at=at),
        )
        + sweeps.each(
            "invoices.orders", queries.to_invoice(), lambda order: issue_invoice(order=order, at=at)
        )
        + sweeps.each(
            "invoices.credits",
            queries.to_credit().select_related("order"),
            lambda refund: issue_credit_note(refund=refund, at=at),
        )
    )


def next_number(kind: Kind, *, at: datetime) -> Series:
    """
    Take the next number of a kind of document in the year of the shop's zone.

    It stays locked until the transaction ends: one that is rolled back gives its number back.
    """
    series = queries.locked_series(kind, year=SHOP.local_date(at).year)
    series.last += 1
    series.save(update_fields=["last"])
    return series


def _number(series: Series) -> str:
    return f"{PREFIX[Kind(series.kind)]}-{series.year}-{series.last:06d}"


def _write(
    series: Series,
    order: Order,
    content: Mapping[str, Any],
    shares: Sequence[Share],
    *,
    supplied_at: datetime,
    at: datetime,
    **more: Any,
) -> TaxDocument:
    return TaxDocument.objects.create(
        kind=series.kind,
        number=_number(series),
        year=series.year,
        place=series.last,
        order=order,
        currency=order.currency,
        language=order.intent.language,
        document=content,
        sha256=canonical.sha256(content),
        supplied_at=supplied_at,
        issued_at=at,
        **amounts.sums(shares),
        **more,
    )
