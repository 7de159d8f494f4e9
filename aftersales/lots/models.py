from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class StatedLot(models.Model):
    """
    One of these says of which lot so many units of one order line were packed, and who says so.

    `shipment` is the parcel that they left in; without one they are here still, and then it can be
    taken back, in sight.
    """

    line = models.ForeignKey("order.Line", on_delete=models.PROTECT, related_name="stated_lots")
    lot = models.ForeignKey(
        "partner.Lot", on_delete=models.PROTECT, related_name="stated", verbose_name=_("lot")
    )
    quantity = models.PositiveIntegerField(_("quantity"))
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("stated by"),
    )
    stated_at = models.DateTimeField(_("stated at"))
    shipment = models.ForeignKey(
        "tracking.Shipment",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="stated_lots",
        verbose_name=_("parcel"),
    )
    taken_back_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("taken back by"),
    )

    class Meta:
        verbose_name = _("lot that was packed")
        verbose_name_plural = _("lots that were packed")
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="a_stated_lot_has_units"),
            models.CheckConstraint(
                condition=Q(shipment=None) | Q(taken_back_at=None),
                name="what_has_left_stays_stated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.lot_id}"
