from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from storefront.core import references
from storefront.core.lifecycle import Move

ORDER_PREFIX = "FH"


def new_order_number() -> str:
    """Return a number that tells nothing: not how many orders there are, not which basket."""
    return references.new(ORDER_PREFIX)


class Intent(models.Model):
    """
    One of these is one press of the order button: exactly what the buyer agreed to, frozen.

    `snapshot` is all that the order and its agreement are made of, so nothing that changes
    afterwards can reach them. Amounts in it are text in the major unit of `currency`. A basket
    that was opened again has a further intent, with the next revision.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Being paid")
        PLACED = "placed", _("Ordered")
        ABANDONED = "abandoned", _("Left by the buyer")
        EXPIRED = "expired", _("Run out")

    # A payment that arrives late may still turn an expired one into an order.
    MOVES = {
        Status.OPEN: {Status.PLACED, Status.ABANDONED, Status.EXPIRED},
        Status.EXPIRED: {Status.PLACED},
        Status.ABANDONED: set(),
        Status.PLACED: set(),
    }

    reference = models.CharField(
        _("reference"), max_length=16, unique=True, default=new_order_number
    )
    basket = models.ForeignKey(
        "basket.Basket", null=True, on_delete=models.SET_NULL, related_name="intents"
    )
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="intents",
    )
    email = models.EmailField(_("e-mail"), blank=True, default="")
    phone = models.CharField(_("phone"), max_length=32, blank=True, default="")
    language = models.CharField(_("language"), max_length=12, default="en")
    country = models.CharField(_("delivered to"), max_length=2)
    currency = models.CharField(_("currency"), max_length=3)
    total = models.DecimalField(_("total"), max_digits=12, decimal_places=2)
    fingerprint = models.CharField(_("agreed to"), max_length=64)
    snapshot = models.JSONField(_("as shown"), default=dict)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.OPEN)
    order = models.OneToOneField(
        "order.Order",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="intent",
        verbose_name=_("order"),
    )
    made_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("expires at"))

    class Meta:
        verbose_name = _("purchase being paid")
        verbose_name_plural = _("purchases being paid")
        indexes = [
            models.Index(
                fields=["expires_at"], name="open_intent_expiry", condition=Q(status="open")
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["basket", "revision"], name="one_intent_a_revision_of_a_basket"
            ),
            models.UniqueConstraint(
                fields=["basket"],
                condition=Q(status="open"),
                name="one_open_intent_of_a_basket",
            ),
            models.CheckConstraint(condition=Q(total__gte=0), name="intent_total_is_not_negative"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def summary(self) -> dict[str, Any]:
        """The sums and lines as the buyer agreed to them; see `checkout.summary`."""
        return dict(self.snapshot["summary"])

    @property
    def delivery(self) -> dict[str, Any]:
        """The delivery that was promised: its name, window and dispatch time."""
        return dict(self.snapshot["summary"]["delivery"])

    @property
    def is_collected(self) -> bool:
        """The buyer fetches it: nobody comes to their door."""
        return self.delivery.get("kind") == "collection"

    @property
    def way(self) -> str:
        """The code of the way of paying that was agreed to; any other needs a new agreement."""
        return str(self.snapshot.get("payment_code", ""))

    @property
    def fee(self) -> Decimal:
        """What the chosen way of paying costs, in `currency`; a way that costs otherwise needs
        a new agreement."""
        return Decimal(str(self.snapshot["summary"].get("fee", "0")))


# What a press has led to, unless it was left or ran out.
LIVE = (Intent.Status.OPEN, Intent.Status.PLACED)


class IntentMove(Move):
    """One of these is one step of an intent."""

    intent = models.ForeignKey(Intent, on_delete=models.CASCADE, related_name="moves")

    class Meta:
        verbose_name = _("step of a purchase")
        verbose_name_plural = _("steps of a purchase")
