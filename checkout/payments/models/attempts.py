import uuid
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from storefront.core import money
from storefront.core.lifecycle import Move

from .intents import Intent


class Status(models.TextChoices):
    PREPARED = "prepared", _("Prepared")
    SENT = "sent", _("Sent to the provider")
    CHALLENGE = "challenge", _("Bank asks for a code")
    PENDING = "pending", _("Waiting for the money")
    UNKNOWN = "unknown", _("Being checked")
    REVIEW = "review", _("Needs a look")
    CHARGED = "charged", _("Charged")
    DECLINED = "declined", _("Declined")
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", _("Run out")


# Under way at a provider: never two of one intent.
UNDER_WAY = (
    Status.PREPARED,
    Status.SENT,
    Status.CHALLENGE,
    Status.PENDING,
    Status.UNKNOWN,
)
# While one of these stands, no further attempt is made. One under review may stand beside one
# under way: money can come late for an attempt that was thought to be over.
OPEN = (*UNDER_WAY, Status.REVIEW)
_NOT_YET = {Status.CHALLENGE, Status.PENDING, Status.UNKNOWN, Status.REVIEW}
_ENDS = {Status.CHARGED, Status.DECLINED, Status.CANCELLED, Status.EXPIRED}


class Attempt(models.Model):
    """
    One of these is one try to collect the sum of an intent through one provider.

    It is written before the provider is asked and carries the key by which the provider knows it
    again, so a lost answer is asked for, never repeated. `amount` is in `currency`; `captured` and
    `refunded` are in `came_in_currency`, which is another one only under review. Only what a
    provider says moves it; what it said last, against expectation (money after "cancelled"),
    counts too, because money is a fact.
    """

    Status = Status
    MOVES = {
        Status.PREPARED: {Status.SENT, Status.CANCELLED, Status.EXPIRED},
        Status.SENT: _NOT_YET | _ENDS,
        Status.CHALLENGE: (_NOT_YET | _ENDS) - {Status.CHALLENGE},
        Status.PENDING: (_NOT_YET | _ENDS) - {Status.PENDING},
        Status.UNKNOWN: (_NOT_YET | _ENDS) - {Status.UNKNOWN},
        # Only a person takes it from there.
        Status.REVIEW: {Status.CHARGED, Status.CANCELLED},
        Status.DECLINED: {Status.CHARGED, Status.REVIEW},
        Status.CANCELLED: {Status.CHARGED, Status.REVIEW},
        Status.EXPIRED: {Status.CHARGED, Status.REVIEW},
        Status.CHARGED: set(),
    }
    # Staff had booked another's money here; see `operations.bookings`.
    BACK = {Status.CHARGED: {Status.CANCELLED}, Status.REVIEW: {Status.CANCELLED}}

    intent = models.ForeignKey(Intent, on_delete=models.PROTECT, related_name="attempts")
    n = models.PositiveSmallIntegerField(_("number"))
    method = models.CharField(_("way of paying"), max_length=32)
    provider = models.CharField(_("provider"), max_length=32)
    key = models.UUIDField(_("key"), unique=True, default=uuid.uuid4, editable=False)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.PREPARED)
    url = models.CharField(_("provider's page"), max_length=500, blank=True, default="")
    provider_reference = models.CharField(
        _("provider's reference"), max_length=120, null=True, blank=True, unique=True
    )
    reason = models.CharField(_("reason"), max_length=40, blank=True, default="")
    review_words = models.TextField(_("what is wrong"), blank=True, default="")
    captured = models.DecimalField(
        _("came in"), max_digits=12, decimal_places=2, default=Decimal("0.00")
    )
    captured_currency = models.CharField(_("came in as"), max_length=3, blank=True, default="")
    refunded = models.DecimalField(
        _("given back"), max_digits=12, decimal_places=2, default=Decimal("0.00")
    )
    made_at = models.DateTimeField(_("made at"))
    asked_at = models.DateTimeField(_("last asked at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    due_at = models.DateTimeField(_("waits until"), null=True, blank=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = [
            models.UniqueConstraint(fields=["intent", "n"], name="attempts_are_numbered"),
            models.UniqueConstraint(
                fields=["intent"],
                condition=Q(status__in=[str(each) for each in UNDER_WAY]),
                name="one_open_attempt_of_an_intent",
            ),
            models.CheckConstraint(
                condition=Q(refunded__lte=F("captured")),
                name="never_more_given_back_than_came_in",
            ),
            models.CheckConstraint(condition=Q(refunded__gte=0), name="given_back_is_no_debt"),
            models.CheckConstraint(
                condition=(Q(amount__gt=0) & ~Q(provider="nothing"))
                | Q(amount=0, provider="nothing"),
                name="an_attempt_asks_for_money",
            ),
        ]
        indexes = [
            models.Index(
                fields=["made_at"],
                name="open_attempts",
                condition=Q(status__in=[str(each) for each in OPEN]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.intent.reference}/{self.n}, {money.text(self.amount, self.currency)}"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_charged(self) -> bool:
        return self.status == Status.CHARGED

    @property
    def came_in_currency(self) -> str:
        return self.captured_currency or self.currency

    @property
    def left(self) -> Decimal:
        """What of it could still be given back, in `came_in_currency`."""
        return self.captured - self.refunded


class AttemptMove(Move):
    """One of these is one step of an attempt."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="moves")

    class Meta:
        verbose_name = _("step of a payment")
        verbose_name_plural = _("steps of a payment")
