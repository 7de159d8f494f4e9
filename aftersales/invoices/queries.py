from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from checkout.order import queries as orders
from checkout.order.models import Order, Status
from checkout.payments.models import Refund

from .models import Kind, Series, TaxDocument

HAS_LEFT = (Status.DISPATCHED, Status.DELIVERED, Status.COMPLETED)


def of_order(order: Any) -> list[TaxDocument]:
    """Return the invoice of an order and its credit notes, the first issued on top."""
    return list(TaxDocument.objects.filter(order=order).order_by("issued_at", "pk"))


def invoice_of(order: Any) -> TaxDocument | None:
    return TaxDocument.objects.filter(order=order, kind=Kind.INVOICE).first()


def locked_series(kind: Kind, *, year: int) -> Series:
    """Return a row of numbers as it stands, locked until the transaction ends."""
    Series.objects.get_or_create(kind=kind, year=year)
    return Series.objects.select_for_update().get(kind=kind, year=year)


def left_at(order: Any) -> datetime | None:
    """Return when the last of an order left us; nothing while some of it is here."""
    return orders.taken_at(order, Status.DISPATCHED)


def to_invoice() -> QuerySet[Order]:
    """Return orders that have left without their invoice, the one that left first on top."""
    invoiced = TaxDocument.objects.filter(order=OuterRef("pk"), kind=Kind.INVOICE)
    return (
        Order.objects.filter(~Exists(invoiced), status__in=HAS_LEFT)
        .select_related("intent")
        .order_by("date_placed", "pk")
    )


def to_credit() -> QuerySet[Refund]:
    """Return refunds that were owed after the invoice and that no credit note tells of."""
    earlier = TaxDocument.objects.filter(
        order=OuterRef("order"), kind=Kind.INVOICE, supplied_at__lt=OuterRef("asked_at")
    )
    return (
        Refund.objects.filter(Exists(earlier), credit_note=None)
        .exclude(reason__in=Refund.NOT_THE_PRICE)
        .order_by("pk")
    )


def for_staff(order: Any) -> list[tuple[str, str]]:
    """Name the documents of an order with the pages where staff see them."""
    return [
        (
            f"{each.get_kind_display()} {each.number}",
            reverse("admin:invoices_taxdocument_change", args=[each.pk]),
        )
        for each in of_order(order)
    ]
