from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from storefront.core import marks
from storefront.core.lifecycle import Move


class Choice(models.TextChoices):
    """What can become of a parcel that did not reach its buyer."""

    AGAIN = "again", _("Come again on another day")
    ELSEWHERE = "elsewhere", _("Bring it to the right address")
    COLLECT = "collect", _("Keep it at a pick-up point for me")
    BACK = "back", _("I do not want it any more")
    RESEND = "resend", _("Send everything again")
    REFUND = "refund", _("Give me the money back")


class Status(models.TextChoices):
    OPEN = "open", _("Waits for the buyer")
    CHOSEN = "chosen", _("Chosen")
    DEFAULTED = "defaulted", _("Time decided")
    OVERTAKEN = "overtaken", _("Overtaken by events")


class Setback(models.Model):
    """
    One of these is a parcel that did not reach its buyer, and what is to become of it.

    `checkpoint` is the report that says why. Until `decide_by` the buyer chooses; then `otherwise`
    happens. `day` and `address` are what goes with the choice. `passed_on_at` is when the carrier
    heard of it, empty where it need not. `replacement` is the parcel that was sent again.
    """

    Status = Status
    MOVES = {
        Status.OPEN: {Status.CHOSEN, Status.DEFAULTED, Status.OVERTAKEN},
        # What was to be sent again, and is not needed any more.
        Status.CHOSEN: {Status.OVERTAKEN},
        Status.DEFAULTED: {Status.OVERTAKEN},
        Status.OVERTAKEN: set(),
    }
    # The report that overtook it was typed in by mistake.
    BACK = {Status.OVERTAKEN: {Status.OPEN}}

    shipment = models.ForeignKey(
        "tracking.Shipment",
        on_delete=models.PROTECT,
        related_name="setbacks",
        verbose_name=_("parcel"),
    )
    checkpoint = models.OneToOneField(
        "tracking.Checkpoint",
        on_delete=models.PROTECT,
        related_name="setback",
        verbose_name=_("report"),
    )
    options = models.JSONField(_("choices"), default=list)
    otherwise = models.CharField(_("what happens otherwise"), max_length=12, choices=Choice)
    decide_by = models.DateTimeField(_("choose by"))
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.OPEN)
    choice = models.CharField(_("choice"), max_length=12, choices=Choice, blank=True, default="")
    day = models.DateField(_("day"), null=True, blank=True)
    address = models.JSONField(_("right address"), null=True, blank=True)
    by_staff = models.BooleanField(_("by us"), default=False)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    refund = models.OneToOneField(
        "payments.Refund",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("refund"),
    )
    replacement = models.OneToOneField(
        "tracking.Shipment",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("sent again as"),
    )
    passed_on_at = models.DateTimeField(_("carrier told at"), null=True, blank=True)
    problem = models.CharField(_("last problem"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("setback on the way")
        verbose_name_plural = _("setbacks on the way")
        constraints = [
            models.UniqueConstraint(
                fields=["shipment"],
                condition=Q(status="open"),
                name="one_open_question_of_a_parcel",
            ),
            models.CheckConstraint(
                condition=Q(status="open", choice="")
                | Q(status="overtaken")
                | (Q(status__in=["chosen", "defaulted"]) & ~Q(choice="")),
                name="what_was_decided_is_a_choice",
            ),
        ]
        indexes = [
            models.Index(
                fields=["decide_by"], name="setbacks_to_decide", condition=Q(status="open")
            )
        ]

    def __str__(self) -> str:
        return marks.labelled(self.shipment, self.get_status_display())

    @property
    def is_open(self) -> bool:
        return self.status == Status.OPEN


class SetbackMove(Move):
    """One of these is one step of a setback: who decided it, or what overtook it."""

    setback = models.ForeignKey(Setback, on_delete=models.CASCADE, related_name="moves")

    class Meta:
        verbose_name = _("step of a setback")
        verbose_name_plural = _("steps of a setback")
