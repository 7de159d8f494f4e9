from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from storefront.core import references


def new_reference() -> str:
    return references.new("WD")


class Statement(models.Model):
    """
    One of these is a buyer's statement to withdraw from a contract, exactly as it came in.

    It counts from `stated_at`, whether or not its order was found (PRE-12): `outcome` says what
    became of it, and a person matches those that no order was found for. `key` is the press of the
    button, so pressing twice is stating once. It is never changed but for its order and outcome.

    `entered_by` and `entered_at` are who wrote down what came by letter or telephone, and when.
    """

    class Channel(models.TextChoices):
        WEB = "web", _("on our site")
        LETTER = "letter", _("by letter or e-mail")
        PHONE = "phone", _("by telephone")

    class Outcome(models.TextChoices):
        OPENED = "opened", _("Accepted")
        LATE = "late", _("Came after the last day")
        UNMATCHED = "unmatched", _("Order to be found by us")
        NOTHING_LEFT = "nothing_left", _("Nothing left to withdraw from")
        EXCLUDED = "excluded", _("Outside the right to withdraw")

    reference = models.CharField(_("reference"), max_length=16, unique=True, default=new_reference)
    key = models.UUIDField(_("key"), unique=True)
    order = models.ForeignKey(
        "order.Order",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="withdrawals",
        verbose_name=_("order"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="withdrawals",
    )
    name = models.CharField(_("name"), max_length=160)
    contract = models.CharField(_("contract"), max_length=160)
    email = models.EmailField(_("answer to"))
    which = models.CharField(_("which things"), max_length=500, blank=True, default="")
    language = models.CharField(_("language"), max_length=12)
    channel = models.CharField(_("came"), max_length=8, choices=Channel, default=Channel.WEB)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome)
    last_day = models.DateField(_("last day was"), null=True, blank=True)
    stated_at = models.DateTimeField(_("stated at"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("entered by"),
    )
    entered_at = models.DateTimeField(_("entered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("withdrawal statement")
        verbose_name_plural = _("withdrawal statements")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome="unmatched") | models.Q(order__isnull=False),
                name="a_statement_without_an_order_is_unmatched",
            ),
        ]

    def __str__(self) -> str:
        return self.reference
