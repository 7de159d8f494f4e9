import secrets
import uuid
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


def new_token() -> str:
    return secrets.token_urlsafe(24)


def new_code() -> str:
    return f"{secrets.randbelow(1_000_000):06d}"


class Payment(models.Model):
    """
    One of these is one payment at the test bank, as the bank sees it.

    `key` is the shop's; the buyer's page is found by `token`. `behaviour` is how the bank's
    answers travel; `silent_until` is until when it answers nobody. Amounts are in `currency`.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        CHALLENGE = "challenge", _("Code asked for")
        CHARGED = "charged", _("Charged")
        DECLINED = "declined", _("Declined")
        CANCELLED = "cancelled", _("Cancelled")
        EXPIRED = "expired", _("Run out")

    class Behaviour(models.TextChoices):
        NORMAL = "normal", _("At once, as it should")
        LOST = "lost", _("The answer is lost on the way")
        LATE = "late", _("Half a minute late")
        TWICE = "twice", _("Twice")
        REORDERED = "reordered", _("In the wrong order")
        NO_POSTS = "no_posts", _("Not at all by post")

    key = models.UUIDField(_("key"), unique=True)
    token = models.CharField(max_length=48, unique=True, default=new_token)
    reference = models.CharField(_("reference"), max_length=40, unique=True, null=True)
    shop_reference = models.CharField(_("the shop's reference"), max_length=40)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)
    # What the bank really takes; differs from `amount` only when the demonstration asks for it.
    taken = models.DecimalField(_("taken"), max_digits=12, decimal_places=2, null=True)
    given_back = models.DecimalField(
        _("given back"), max_digits=12, decimal_places=2, default=Decimal("0.00")
    )
    language = models.CharField(max_length=12, default="en")
    return_url = models.CharField(max_length=500)
    status = models.CharField(max_length=12, choices=Status, default=Status.OPEN)
    reason = models.CharField(_("reason"), max_length=40, blank=True, default="")
    behaviour = models.CharField(max_length=12, choices=Behaviour, default=Behaviour.NORMAL)
    code = models.CharField(max_length=6, default=new_code)
    code_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    open_until = models.DateTimeField()
    silent_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("test bank payment")
        verbose_name_plural = _("test bank payments")
        constraints = [
            models.CheckConstraint(
                condition=Q(given_back__lte=F("taken")) | Q(given_back=0),
                name="test_bank_gives_back_what_it_took",
            )
        ]

    def __str__(self) -> str:
        return f"{self.shop_reference} {self.amount} {self.currency}"

    @property
    def is_over(self) -> bool:
        return self.status not in (self.Status.OPEN, self.Status.CHALLENGE)


class GivenBack(models.Model):
    """One of these is one refund at the test bank; the shop's key makes it happen once."""

    key = models.UUIDField(unique=True)
    payment = models.ForeignKey(Payment, on_delete=models.CASCADE, related_name="refunds")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    reference = models.CharField(max_length=40, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("test bank refund")
        verbose_name_plural = _("test bank refunds")

    def __str__(self) -> str:
        return self.reference


class Callback(models.Model):
    """One of these is one post that the bank owes the shop."""

    payment = models.ForeignKey(Payment, on_delete=models.CASCADE, related_name="callbacks")
    event_id = models.CharField(max_length=60, default=uuid.uuid4)
    body = models.JSONField()
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("test bank post")
        verbose_name_plural = _("test bank posts")
        indexes = [models.Index(fields=["due_at"], name="callbacks_due", condition=Q(sent_at=None))]

    def __str__(self) -> str:
        return str(self.event_id)
