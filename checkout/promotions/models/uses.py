"""Purchases with a promotion."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .promotion import Promotion


class Use(models.Model):
    """
    One of these is one purchase with a promotion: held while it is paid, used once it is ordered.

    `amount` is what was taken off, with tax, in the currency of the purchase.
    """

    class Status(models.TextChoices):
        HELD = "held", _("Being paid")
        USED = "used", _("Used")
        GIVEN_BACK = "given_back", _("Given back")

    COUNTS = (Status.HELD, Status.USED)

    promotion = models.ForeignKey(Promotion, on_delete=models.PROTECT, related_name="uses")
    intent = models.ForeignKey(
        "payments.Intent", on_delete=models.CASCADE, related_name="promotion_uses"
    )
    order = models.ForeignKey(
        "order.Order",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="promotion_uses",
        verbose_name=_("order"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="promotion_uses",
        verbose_name=_("buyer"),
    )
    amount = models.DecimalField(_("taken off"), max_digits=12, decimal_places=2)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.HELD)
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("use of a promotion")
        verbose_name_plural = _("uses of promotions")
        constraints = [
            models.UniqueConstraint(
                fields=["promotion", "intent"], name="one_use_of_a_promotion_in_a_purchase"
            ),
            models.CheckConstraint(condition=Q(amount__gte=Decimal(0)), name="use_gives_something"),
        ]
        indexes = [models.Index(fields=["promotion", "status"], name="promotion_uses")]

    def __str__(self) -> str:
        return f"{self.promotion_id}, {self.intent_id}"
