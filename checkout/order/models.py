"""Oscar's order tables with our lifecycle in front of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from oscar.apps.order.abstract_models import AbstractOrder


class Status(models.TextChoices):
    """How far an order is; whether it is paid is asked of the ledger, not of this."""

    AWAITING_PAYMENT = "awaiting_payment", _("Waiting for your transfer")
    PLACED = "placed", _("Ordered")
    PAID = "paid", _("Paid")
    PACKED = "packed", _("Packed")
    DISPATCHED = "dispatched", _("On its way")
    DELIVERED = "delivered", _("Delivered")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("Cancelled")


class Order(AbstractOrder):
    """
    One of these is a sale that was agreed; its number is the reference of its intent.

    What Oscar has no column for stands beside it: `order.intent` (language, law, the delivery
    window as promised) and `order.agreement` (everything as it was shown). Its status changes
    only through `checkout.order.operations`.
    """

    Status = Status
    # Nothing is cancelled once a carrier has it: from there it is a return.
    MOVES = {
        Status.AWAITING_PAYMENT: {Status.PAID, Status.CANCELLED},
        Status.PLACED: {Status.PAID, Status.PACKED, Status.CANCELLED},
        Status.PAID: {Status.PACKED, Status.CANCELLED},
        Status.PACKED: {Status.DISPATCHED, Status.CANCELLED},
        Status.DISPATCHED: {Status.DELIVERED},
        Status.DELIVERED: {Status.COMPLETED},
        Status.COMPLETED: set(),
        Status.CANCELLED: set(),
    }
    # Steps that somebody has taken by mistake; see `undoing`.
    BACK = {
        Status.PAID: {Status.AWAITING_PAYMENT, Status.PLACED},
        Status.PACKED: {Status.AWAITING_PAYMENT, Status.PLACED, Status.PAID},
        Status.DISPATCHED: {Status.PACKED},
        Status.DELIVERED: {Status.DISPATCHED},
    }

    def __str__(self) -> str:
        return str(self.number)

    def get_status_display(self) -> str:
        known = self.status in Status.values
        return str(Status(self.status).label) if known else str(self.status)


from oscar.apps.order.models import *  # noqa: E402, F403
