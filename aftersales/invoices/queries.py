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


def standing() -> QuerySet[TaxDocument]:
    """Return the invoices that were not taken back."""
    whole = TaxDocument.objects.filter(credits=OuterRef("pk"), refund=None)
    return TaxDocument.objects.filter(~Exists(whole), kind=Kind.INVOICE)


def invoice_of(order: Any) -> TaxDocument | None:
    """Return the invoice of an order that counts."""
    return standing().filter(order=order).order_by("nth").last()


def locked_series(kind: Kind, *, year: int) -> Series:
    """Return a row of numbers as it stands, locked until the transaction ends."""
    Series.objects.get_or_create(kind=kind, year=year)
    return Series.objects.select_for_update().get(kind=kind, year=year)


def left_at(order: Any) -> datetime | None:
    """Return when the last of an order left us; nothing while some of it is here."""
    return orders.taken_at(order, Status.DISPATCHED)


def to_invoice() -> QuerySet[Order]:
    """Return orders that have left without their invoice, the one that left first on top."""
    invoiced = standing().filter(order=OuterRef("pk"))
    return (
        Order.objects.filter(~Exists(invoiced), status__in=HAS_LEFT)
        .select_related("intent")
        .order_by("date_placed", "pk")
    )


def to_take_back() -> QuerySet[Order]:
    """Return orders with an invoice of which a parcel turned out to be here."""
    invoiced = standing().filter(order=OuterRef("pk"))
    return (
        Order.objects.filter(Exists(invoiced), status=Status.PACKED)
        .select_related("intent")
        .order_by("pk")
    )


def to_credit() -> QuerySet[Refund]:
    """Return refunds that were owed after the invoice and that no credit note tells of."""
    earlier = standing().filter(order=OuterRef("order"), supplied_at__lt=OuterRef("asked_at"))
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
