from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from storefront.core import marks
from storefront.core.lifecycle import Move


class Status(models.TextChoices):
    MADE = "made", _("Promised")
    KEPT = "kept", _("Kept")
    BROKEN = "broken", _("Broken")
    KEPT_LATE = "kept_late", _("Kept, but late")
    WITHDRAWN = "withdrawn", _("No longer applies")


class Promise(models.Model):
    """
    One of these is something that the shop must do by a time, about one row.

    `words` is what the buyer was told, in the buyer's language; `basis` is the clause, law or
    policy that it rests on; `evidence` is how we know that it was kept.
    """

    MOVES = {
        Status.MADE: {Status.KEPT, Status.BROKEN, Status.WITHDRAWN},
        # Evidence that comes late may show that it was kept in time.
        Status.BROKEN: {Status.KEPT, Status.KEPT_LATE},
        Status.KEPT: set(),
        Status.KEPT_LATE: set(),
        Status.WITHDRAWN: set(),
    }
    # What was done turns out not to have been done.
    BACK = {
        Status.KEPT: {Status.MADE, Status.BROKEN},
        Status.KEPT_LATE: {Status.BROKEN},
        Status.WITHDRAWN: {Status.MADE},
    }

    kind = models.CharField(_("kind"), max_length=40)
    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    subject_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    order_number = models.CharField(_("order"), max_length=32, blank=True, default="")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="promises",
        verbose_name=_("made to"),
    )
    words = models.CharField(_("words"), max_length=300)
    basis = models.CharField(_("basis"), max_length=120, blank=True, default="")
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.MADE)
    made_at = models.DateTimeField(_("made at"))
    due_at = models.DateTimeField(_("due at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    evidence = models.JSONField(_("evidence"), default=dict, blank=True)

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="promise_subject"),
            models.Index(fields=["order_number"], name="promise_order"),
            models.Index(fields=["due_at"], name="promise_due", condition=Q(status="made")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "kind"],
                condition=Q(status="made"),
                name="one_open_promise_of_a_kind_about_a_thing",
            ),
            models.CheckConstraint(
                condition=Q(due_at__gte=F("made_at")), name="promise_is_due_after_it_is_made"
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="promise_status_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.words} {marks.bracketed(self.get_status_display())}"

    @property
    def is_open(self) -> bool:
        return self.status == Status.MADE


class PromiseMove(Move):
    """One of these is one step of a promise: kept, broken, kept late, withdrawn."""

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="moves")

    class Meta:
        verbose_name = _("step of a promise")
        verbose_name_plural = _("steps of a promise")
