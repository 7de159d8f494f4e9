from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from storefront.core import references
from storefront.core.lifecycle import Move


def new_reference() -> str:
    return references.new("RC")


class Remedy(models.TextChoices):
    """What a buyer can have, free of charge (SAF-05)."""

    REFUND = "refund", _("All the money back")
    REPLACE = "replace", _("The same again, safe")
    REPAIR = "repair", _("Repair")


class Status(models.TextChoices):
    DRAFT = "draft", _("Draft")
    TO_APPROVE = "to_approve", _("Waits for a second person")
    ANNOUNCED = "announced", _("Announced")
    CLOSED = "closed", _("Closed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Recall(models.Model):
    """
    One of these is a recall of a product for safety, or of some of its variants or lots.

    Without variants it is all of them, without lots every lot. With `dispose` nothing has to be
    sent back. `sale_allowed_at` is when the recall let what is safe be sold again.
    """

    Status = Status
    Remedy = Remedy
    MOVES = {
        Status.DRAFT: {Status.TO_APPROVE, Status.WITHDRAWN},
        Status.TO_APPROVE: {Status.DRAFT, Status.ANNOUNCED, Status.WITHDRAWN},
        Status.ANNOUNCED: {Status.CLOSED, Status.WITHDRAWN},
        Status.CLOSED: set(),
        Status.WITHDRAWN: set(),
    }

    reference = models.CharField(_("reference"), max_length=16, unique=True, default=new_reference)
    product = models.ForeignKey(
        "catalogue.Product",
        on_delete=models.PROTECT,
        related_name="recalls",
        verbose_name=_("product"),
    )
    variants = models.ManyToManyField(
        "catalogue.Product", blank=True, related_name="+", verbose_name=_("only these variants")
    )
    lots = models.ManyToManyField(
        "partner.Lot", blank=True, related_name="recalls", verbose_name=_("only these lots")
    )
    hazard = models.TextField(_("what the danger is"), blank=True, default="")
    instructions = models.TextField(_("what to do now"), blank=True, default="")
    remedies = ArrayField(
        models.CharField(max_length=12, choices=Remedy),
        verbose_name=_("remedies offered"),
        default=list,
        blank=True,
    )
    dispose = models.BooleanField(_("nothing has to be sent back"), default=False)
    sold_from = models.DateField(_("sold since"), null=True, blank=True)
    sold_until = models.DateField(_("sold until"), null=True, blank=True)
    contact_email = models.EmailField(_("contact by e-mail"), blank=True, default="")
    contact_phone = models.CharField(_("contact by phone"), max_length=40, blank=True, default="")
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.DRAFT)
    announced_at = models.DateTimeField(_("announced at"), null=True, blank=True)
    sale_allowed_at = models.DateTimeField(_("sale allowed again at"), null=True, blank=True)

    class Meta:
        verbose_name = _("product safety recall")
        verbose_name_plural = _("product safety recalls")
        permissions = [("announce_recall", _("Can let a recall go out, and end it"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="recall_status_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["announced", "closed"]) | Q(announced_at__isnull=False),
                name="a_recall_was_announced_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_public(self) -> bool:
        """Whether a stranger may read of it: it was announced, whatever became of it."""
        return self.announced_at is not None

    @property
    def stands(self) -> bool:
        """Whether buyers still have what it offers; withdrawing it ends that, closing does not."""
        return self.status in (Status.ANNOUNCED, Status.CLOSED)


class RecallMove(Move):
    """One of these is one step of a recall: who drafted, approved or ended it, and why."""

    recall = models.ForeignKey(Recall, on_delete=models.CASCADE, related_name="moves")

    class Meta:
        verbose_name = _("step of a recall")
        verbose_name_plural = _("steps of a recall")


class Case(models.Model):
    """
    One of these is one order that recalled goods were sent with, or were to be.

    `told` counts how often its buyer was told, `told_at` is the last time; `reached_at` is when a
    message really went out. `looked_at` is when its page was first opened, which the filter of a
    mailbox does too; `read_at` is when we know that a person read it: they pressed something, were
    signed in, or were told in person. `seen_at` is when they pressed that they had seen it. What
    became of it is `returned` or, of what had not left, `cancellation`.
    """

    recall = models.ForeignKey(Recall, on_delete=models.PROTECT, related_name="cases")
    order = models.ForeignKey(
        "order.Order",
        on_delete=models.PROTECT,
        related_name="recall_cases",
        verbose_name=_("order"),
    )
    opened_at = models.DateTimeField(_("found at"))
    told = models.PositiveSmallIntegerField(_("times told"), default=0)
    told_at = models.DateTimeField(_("last told at"), null=True, blank=True)
    reached_at = models.DateTimeField(_("a message went out at"), null=True, blank=True)
    looked_at = models.DateTimeField(_("page opened at"), null=True, blank=True)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    told_in_person_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("told in person by"),
    )
    seen_at = models.DateTimeField(_("said to have seen it at"), null=True, blank=True)
    remedy = models.CharField(_("chosen"), max_length=12, choices=Remedy, blank=True, default="")
    chosen_at = models.DateTimeField(_("chosen at"), null=True, blank=True)
    returned = models.OneToOneField(
        "returns.Return",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="recall_case",
        verbose_name=_("return"),
    )
    cancellation = models.OneToOneField(
        "changes.Cancellation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="recall_case",
        verbose_name=_("cancellation"),
    )

    class Meta:
        verbose_name = _("order with recalled goods")
        verbose_name_plural = _("orders with recalled goods")
        constraints = [
            models.UniqueConstraint(
                fields=["recall", "order"], name="an_order_has_one_case_of_a_recall"
            ),
            models.CheckConstraint(
                condition=Q(remedy="", chosen_at=None, returned=None)
                | (~Q(remedy="") & Q(chosen_at__isnull=False, returned__isnull=False)),
                name="a_chosen_remedy_is_carried_out",
            ),
        ]
        indexes = [models.Index(fields=["told_at"], name="cases_unread", condition=Q(read_at=None))]

    def __str__(self) -> str:
        return f"{self.recall_id}: {self.order_id}"

    @property
    def units_sent(self) -> int:
        return sum(each.sent for each in self.lines.all())

    @property
    def units_here(self) -> int:
        return sum(each.here for each in self.lines.all())

    @property
    def waits_for_buyer(self) -> bool:
        """Whether something of it has still to be chosen or left out."""
        return bool(
            (self.units_sent and not self.remedy) or (self.units_here and not self.cancellation_id)
        )


class CaseLine(models.Model):
    """
    One of these is how many units of one order line are affected, the most that ever was found.

    `sent` are with the buyer or on their way, `here` have not left us. `lots` names those stated.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey("order.Line", on_delete=models.PROTECT, related_name="recalled")
    sent = models.PositiveIntegerField(_("sent"), default=0)
    here = models.PositiveIntegerField(_("not sent yet"), default=0)
    lots = models.CharField(_("lots"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("recalled thing")
        verbose_name_plural = _("recalled things")
        constraints = [
            models.UniqueConstraint(fields=["case", "line"], name="a_line_is_once_in_a_case"),
            models.CheckConstraint(
                condition=Q(sent__gt=0) | Q(here__gt=0), name="something_is_recalled"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sent} + {self.here} x {self.line_id}"


def remedies_of(recall: Any) -> list[tuple[str, Any]]:
    """Return what a recall offers, in the order in which it is shown."""
    return [(value, label) for value, label in Remedy.choices if value in recall.remedies]
