from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Cancellation(models.Model):
    """
    One of these is one request to leave out an order, or some of its lines, before it left.

    `whole` says that nothing of the order was left after it. `asked_by` is empty for a guest.
    """

    order = models.ForeignKey(
        "order.Order",
        on_delete=models.PROTECT,
        related_name="cancellations",
        verbose_name=_("order"),
    )
    whole = models.BooleanField(_("all that was left"))
    by_staff = models.BooleanField(_("by us"), default=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True, default="")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("asked for by"),
    )
    asked_at = models.DateTimeField(_("asked for at"))

    class Meta:
        verbose_name = _("cancellation")
        verbose_name_plural = _("cancellations")
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(whole=True),
                name="an_order_is_cancelled_whole_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.asked_at:%Y-%m-%d %H:%M}"


class CancelledLine(models.Model):
    """
    One of these is some units of one order line that were left out.

    `amount` is what the buyer had to pay for them, after reductions, in the order's currency.
    """

    cancellation = models.ForeignKey(Cancellation, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey("order.Line", on_delete=models.PROTECT, related_name="cancelled_lines")
    quantity = models.PositiveIntegerField(_("quantity"))
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("cancelled line")
        verbose_name_plural = _("cancelled lines")
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="something_was_cancelled"),
            models.UniqueConstraint(
                fields=["cancellation", "line"], name="a_line_stands_once_in_a_cancellation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.line_id}"


class DeliveryChange(models.Model):
    """
    One of these is one change of where an order goes, or whom the driver rings, before packing.

    `before` and `after` are addresses as `checkout.addresses` describes them, with their phone;
    the agreement keeps what was agreed. `asked_by` is empty for a guest.
    """

    order = models.ForeignKey(
        "order.Order",
        on_delete=models.PROTECT,
        related_name="delivery_changes",
        verbose_name=_("order"),
    )
    before = models.JSONField(_("address before"))
    after = models.JSONField(_("address after"))
    by_staff = models.BooleanField(_("by us"), default=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("asked for by"),
    )
    asked_at = models.DateTimeField(_("asked for at"))

    class Meta:
        verbose_name = _("change of delivery")
        verbose_name_plural = _("changes of delivery")

    def __str__(self) -> str:
        return f"{self.order_id}: {self.asked_at:%Y-%m-%d %H:%M}"
