from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from storefront.core import money

from .attempts import Attempt


class TakenBack(models.Model):
    """
    One of these is a booking of money that staff had made by mistake, as it was before.

    `amount` is in `currency`; `reference` is the bank's. `moved_to` is the payment on which the
    money was booked instead, in the same step; empty where nobody knows yet whose it is.
    """

    attempt = models.ForeignKey(
        Attempt, on_delete=models.PROTECT, related_name="taken_back", verbose_name=_("payment")
    )
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)
    reference = models.CharField(_("reference"), max_length=120, blank=True, default="")
    counted = models.BooleanField(_("had counted as paid"))
    booked_at = models.DateTimeField(_("booked at"), null=True, blank=True)
    moved_to = models.ForeignKey(
        Attempt,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="moved_here",
        verbose_name=_("booked instead on"),
    )
    why = models.CharField(_("why"), max_length=200)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("by"),
    )
    taken_back_at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("booking taken back")
        verbose_name_plural = _("bookings taken back")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="what_is_taken_back_is_money"),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {money.text(self.amount, self.currency)}"
