import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from storefront.core import references
from storefront.core.lifecycle import Move

from .attempts import Attempt


def new_reference() -> str:
    return references.new("RF")


class Refund(models.Model):
    """
    One of these is money that goes back to a buyer the way it came.

    From the moment it is written the sum counts as given back (`Attempt.refunded`), so two
    refunds can never promise the same money. `told_once_as` makes a repeated request find the
    first one. Amounts are in `currency`.
    """

    class Status(models.TextChoices):
        OWED = "owed", _("Owed")
        SENT = "sent", _("On its way")
        UNKNOWN = "unknown", _("Being checked")
        DONE = "done", _("Given back")
        FAILED = "failed", _("Refused by the bank")

    class Reason(models.TextChoices):
        CANCELLED = "cancelled", _("Order cancelled")
        WITHDRAWAL = "withdrawal", _("Withdrawal from the contract")
        RETURN = "return", _("Goods sent back")
        FAULT = "fault", _("Faulty goods")
        LATE = "late", _("Late delivery")
        LOST = "lost", _("Parcel lost or not delivered")
        PRICE = "price", _("Price difference")
        RECALL = "recall", _("Recall")
        COMPLAINT = "complaint", _("Complaint")
        GOODWILL = "goodwill", _("Goodwill")
        PAID_TWICE = "paid_twice", _("Paid twice")
        SOLD_OUT = "sold_out", _("Sold out while you were paying")
        LEFT = "left", _("Paid after the purchase was left")
        WRONG_AMOUNT = "wrong_amount", _("Wrong amount")

    # Money that was never the price of anything: it came in wrongly, or for no order.
    NOT_THE_PRICE = (Reason.PAID_TWICE, Reason.SOLD_OUT, Reason.LEFT, Reason.WRONG_AMOUNT)
    MOVES = {
        Status.OWED: {Status.SENT},
        Status.SENT: {Status.DONE, Status.FAILED, Status.UNKNOWN},
        Status.UNKNOWN: {Status.DONE, Status.FAILED, Status.SENT},
        Status.FAILED: {Status.SENT, Status.DONE},
        Status.DONE: set(),
    }

    reference = models.CharField(_("reference"), max_length=16, unique=True, default=new_reference)
    told_once_as = models.CharField(_("asked for once as"), max_length=120, unique=True)
    attempt = models.ForeignKey(
        Attempt, on_delete=models.PROTECT, related_name="refunds", verbose_name=_("payment")
    )
    order = models.ForeignKey(
        "order.Order", null=True, blank=True, on_delete=models.SET_NULL, related_name="refunds"
    )
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)
    reason = models.CharField(_("reason"), max_length=16, choices=Reason)
    words = models.TextField(_("words"), blank=True, default="")
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.OWED)
    asked_at = models.DateTimeField(_("asked for at"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("asked for by"),
    )
    due_at = models.DateTimeField(_("promised by"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    bank_reference = models.CharField(_("bank reference"), max_length=64, blank=True, default="")

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_refund_is_money"),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="refunds_not_done", condition=~Q(status="done"))
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_done(self) -> bool:
        return self.status == self.Status.DONE

    @property
    def is_of_the_price(self) -> bool:
        """Say whether it makes what was bought cheaper; money that came in wrongly does not."""
        return self.reason not in self.NOT_THE_PRICE


class RefundMove(Move):
    """One of these is one step of a refund."""

    refund = models.ForeignKey(Refund, on_delete=models.CASCADE, related_name="moves")

    class Meta:
        verbose_name = _("step of a refund")
        verbose_name_plural = _("steps of a refund")


class RefundAttempt(models.Model):
    """
    One of these is one try to have a provider give money back, written before it is asked.

    One that the provider has named is asked about by its `provider_reference`, one whose answer
    was lost by its key; only one that was refused makes room for the next.
    """

    class Outcome(models.TextChoices):
        OPEN = "open", _("Open")
        DONE = "done", _("Given back")
        FAILED = "failed", _("Refused")

    refund = models.ForeignKey(Refund, on_delete=models.CASCADE, related_name="attempts")
    n = models.PositiveSmallIntegerField(_("number"))
    key = models.UUIDField(_("key"), unique=True, default=uuid.uuid4, editable=False)
    provider_reference = models.CharField(
        _("provider's reference"), max_length=120, blank=True, default=""
    )
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, default=Outcome.OPEN)
    made_at = models.DateTimeField(_("made at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    problem = models.CharField(_("problem"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("try to refund")
        verbose_name_plural = _("tries to refund")
        constraints = [
            models.UniqueConstraint(fields=["refund", "n"], name="refund_tries_are_numbered"),
            models.UniqueConstraint(
                fields=["refund"],
                condition=Q(outcome="open"),
                name="one_open_try_of_a_refund",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.refund_id}/{self.n}"
