from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

HOLD_FOR = timedelta(minutes=15)


class HoldQuerySet(models.QuerySet["Hold"]):
    def held(self) -> "HoldQuerySet":
        """Those whose units are still set aside, whether or not their time is over."""
        return self.filter(status=Hold.Status.HELD)

    def live(self, *, at: datetime) -> "HoldQuerySet":
        return self.held().filter(expires_at__gt=at)

    def due(self, *, at: datetime) -> "HoldQuerySet":
        """Those whose time is over and whose units nobody has put back yet."""
        return self.held().filter(expires_at__lte=at)

    def in_stock_order(self) -> "HoldQuerySet":
        """The one order in which rows about stock are locked, so that nobody waits in a ring."""
        return self.order_by("stockrecord_id", "pk")


class Hold(models.Model):
    """
    Units of one stock record set aside for one basket until a moment (LBT-6.2.1.3).

    While a hold is held, and after it is confirmed, its units are counted in the stock record's
    `num_allocated`: that one number guards every page. A hold that is released or expired has
    given them back.
    """

    class Status(models.TextChoices):
        HELD = "held", _("held")
        CONFIRMED = "confirmed", _("ordered")
        RELEASED = "released", _("given back")
        EXPIRED = "expired", _("run out")

    MOVES = {
        Status.HELD: {Status.CONFIRMED, Status.RELEASED, Status.EXPIRED},
        Status.CONFIRMED: set(),
        Status.RELEASED: set(),
        Status.EXPIRED: set(),
    }

    basket = models.ForeignKey("basket.Basket", on_delete=models.PROTECT, related_name="holds")
    stockrecord = models.ForeignKey(
        "partner.StockRecord", on_delete=models.PROTECT, related_name="holds"
    )
    quantity = models.PositiveIntegerField(_("quantity"))
    status = models.CharField(
        _("status"), max_length=12, choices=Status.choices, default=Status.HELD
    )
    taken_at = models.DateTimeField(_("taken at"))
    expires_at = models.DateTimeField(_("held until"))
    extended_at = models.DateTimeField(_("extended at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    why = models.CharField(_("why it ended"), max_length=120, blank=True, default="")

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("stock hold")
        verbose_name_plural = _("stock holds")
        indexes = [
            models.Index(fields=["expires_at"], name="hold_expiry", condition=Q(status="held")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["basket", "stockrecord"],
                condition=Q(status="held"),
                name="one_open_hold_per_basket_and_stockrecord",
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="hold_quantity_is_positive"),
            models.CheckConstraint(
                condition=Q(expires_at__gte=F("taken_at")), name="hold_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(status="held", ended_at__isnull=True)
                | (~Q(status="held") & Q(ended_at__isnull=False)),
                name="hold_is_open_or_has_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.stockrecord_id}: {self.status}"

    def is_live(self, at: datetime) -> bool:
        return self.status == self.Status.HELD and self.expires_at > at

    @property
    def may_be_extended(self) -> bool:
        return self.status == self.Status.HELD and self.extended_at is None
