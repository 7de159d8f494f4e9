from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from storefront.core import money


class LateExtra(models.Model):
    """
    One of these is what we owe on top of a refund because it was late.

    `amount` is in `currency`; `basis` says which rule gave it: our own promise of 1 % a week
    begun, or the law of the order where that gives more. It is paid by hand (`bank_reference`).
    """

    refund = models.OneToOneField(
        "payments.Refund",
        on_delete=models.PROTECT,
        related_name="late_extra",
        verbose_name=_("refund"),
    )
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)
    basis = models.CharField(_("basis"), max_length=120)
    due_at = models.DateTimeField(_("the refund was due at"))
    worked_out_at = models.DateTimeField(_("worked out at"))
    paid_at = models.DateTimeField(_("paid at"), null=True, blank=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("paid by"),
    )
    bank_reference = models.CharField(_("bank reference"), max_length=64, blank=True, default="")

    class Meta:
        verbose_name = _("extra for lateness")
        verbose_name_plural = _("extras for lateness")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="an_extra_is_money"),
            models.CheckConstraint(
                condition=Q(paid_at__isnull=True) | ~Q(bank_reference=""),
                name="a_paid_extra_has_its_bank_reference",
            ),
        ]

    def __str__(self) -> str:
        return money.text(self.amount, self.currency)


class GoodwillProposal(models.Model):
    """
    One of these is goodwill above what one person may give: a second one decides about it.

    `amount` is in the order's currency. `key` is the press of the button. `goodwill` is the money
    that came of it; decided without any, it was turned down.
    """

    key = models.UUIDField(_("key"), unique=True)
    order = models.ForeignKey(
        "order.Order",
        on_delete=models.PROTECT,
        related_name="goodwill_proposals",
        verbose_name=_("order"),
    )
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    why = models.CharField(_("why, as the buyer reads it"), max_length=300)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("proposed by"),
    )
    proposed_at = models.DateTimeField(_("proposed at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    goodwill = models.OneToOneField(
        "refunds.Goodwill",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="proposal",
        verbose_name=_("goodwill"),
    )

    class Meta:
        verbose_name = _("proposed goodwill")
        verbose_name_plural = _("proposed goodwill")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="proposed_goodwill_is_money"),
            models.CheckConstraint(
                condition=Q(goodwill=None) | Q(decided_at__isnull=False),
                name="proposed_goodwill_is_given_by_a_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order.number}, {money.text(self.amount, self.order.currency)}"


class Goodwill(models.Model):
    """
    One of these is money that we gave back of our own accord: how much, why, who decided it.

    `amount` is in the order's currency. `key` is the press of the button.
    """

    key = models.UUIDField(_("key"), unique=True)
    order = models.ForeignKey(
        "order.Order", on_delete=models.PROTECT, related_name="goodwill", verbose_name=_("order")
    )
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    why = models.CharField(_("why, as the buyer reads it"), max_length=300)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("decided by"),
    )
    given_at = models.DateTimeField(_("given at"))
    refund = models.OneToOneField(
        "payments.Refund",
        on_delete=models.PROTECT,
        related_name="goodwill",
        verbose_name=_("refund"),
    )

    class Meta:
        verbose_name = _("goodwill")
        verbose_name_plural = _("goodwill")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="goodwill_is_money"),
        ]

    def __str__(self) -> str:
        return f"{self.order.number}, {money.text(self.amount, self.order.currency)}"
