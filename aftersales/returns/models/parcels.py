from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from storefront.core.lifecycle import Move

from .returns import Return


class ReturnParcel(models.Model):
    """
    One of these is the parcel of a return, on its way to us.

    `sent_at` is when the buyer showed us that it was sent, from which on we owe the money;
    `received_at` is when it came, whoever told us so. `label_number` is what our carrier's label
    says, with which nothing is paid at the counter; there is none until the carrier has given it.
    `to_value` is set where whoever unpacked does not decide about money, and value may be lost.
    """

    class Status(models.TextChoices):
        NOT_NEEDED = "not_needed", _("Nothing to send back")
        ANNOUNCED = "announced", _("With you")
        ON_THE_WAY = "on_the_way", _("On its way to us")
        RECEIVED = "received", _("With us")
        NEVER_CAME = "never_came", _("Never came")

    MOVES = {
        Status.NOT_NEEDED: {Status.ANNOUNCED},
        Status.ANNOUNCED: {
            Status.ON_THE_WAY,
            Status.RECEIVED,
            Status.NEVER_CAME,
            Status.NOT_NEEDED,
        },
        # Staff who find that a receipt shows nothing put it back.
        Status.ON_THE_WAY: {Status.RECEIVED, Status.NEVER_CAME, Status.ANNOUNCED},
        Status.NEVER_CAME: {Status.RECEIVED},
        Status.RECEIVED: set(),
    }

    of = models.OneToOneField(Return, on_delete=models.CASCADE, related_name="parcel")
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.ANNOUNCED)
    carrier = models.CharField(_("carrier"), max_length=80, blank=True, default="")
    number = models.CharField(_("tracking number"), max_length=80, blank=True, default="")
    label_carrier = models.CharField(_("label of"), max_length=32, blank=True, default="")
    label_number = models.CharField(_("label"), max_length=40, blank=True, default="")
    label_at = models.DateTimeField(_("label made at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("shown to be sent at"), null=True, blank=True)
    received_at = models.DateTimeField(_("came at"), null=True, blank=True)
    unpacked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("unpacked by"),
    )
    to_value = models.BooleanField(_("what it has lost in value is to be decided"), default=False)
    valued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("value decided by"),
    )

    class Meta:
        verbose_name = _("parcel of a return")
        verbose_name_plural = _("parcels of returns")
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="received") | Q(received_at__isnull=False),
                name="a_parcel_with_us_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(label_number="", label_at=None)
                | (Q(label_at__isnull=False) & ~Q(label_number="")),
                name="a_label_has_its_number_and_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.of_id}: {self.get_status_display()}"

    @property
    def is_with_us(self) -> bool:
        return bool(self.status == self.Status.RECEIVED)


class ReturnParcelMove(Move):
    """One of these is one step of a parcel of a return."""

    parcel = models.ForeignKey(ReturnParcel, on_delete=models.CASCADE, related_name="moves")

    class Meta:
        verbose_name = _("step of a parcel of a return")
        verbose_name_plural = _("steps of parcels of returns")
