"""What stands around a review: pictures, the shop's answer, appeals and reports."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from storefront.core import private

from .facts import Draft, Reason, ReviewFacts


class Photo(models.Model):
    """
    One of these is a picture that a buyer took, written anew by us without what its camera noted.

    It stands with a draft, then with the review. One that its author took away stays for staff.
    """

    facts = models.ForeignKey(
        ReviewFacts, null=True, blank=True, on_delete=models.CASCADE, related_name="photos"
    )
    draft = models.ForeignKey(
        Draft, null=True, blank=True, on_delete=models.SET_NULL, related_name="photos"
    )
    file = models.FileField(_("picture"), upload_to="reviews/", storage=private.storage)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    added_at = models.DateTimeField(_("added"))
    leaves = models.BooleanField(_("goes with the next change"), default=False)
    removed_at = models.DateTimeField(_("taken away"), null=True, blank=True)

    class Meta:
        verbose_name = _("picture of a review")
        verbose_name_plural = _("pictures of reviews")

    def __str__(self) -> str:
        return f"{self.pk}"


class Answer(models.Model):
    """One of these is our answer to a review, as it was at a time; the latest one is shown."""

    facts = models.ForeignKey(ReviewFacts, on_delete=models.CASCADE, related_name="answers")
    words = models.TextField(_("our answer"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("our answer to a review")
        verbose_name_plural = _("our answers to reviews")
        indexes = [models.Index(fields=["facts", "-id"], name="latest_answer_to_a_review")]

    def __str__(self) -> str:
        return self.words[:60]


class AppealStatus(models.TextChoices):
    OPEN = "open", _("A second person looks at it")
    GRANTED = "granted", _("It is shown again")
    REFUSED = "refused", _("It stays hidden")
    OVERTAKEN = "overtaken", _("Its author changed it or took it back")


class Appeal(models.Model):
    """One of these is an author's objection to hiding a review; another person decides it."""

    facts = models.ForeignKey(ReviewFacts, on_delete=models.CASCADE, related_name="appeals")
    words = models.TextField(_("why"), max_length=2_000)
    made_at = models.DateTimeField(_("made"))
    due_at = models.DateTimeField(_("answer promised by"))
    status = models.CharField(
        _("status"), max_length=12, choices=AppealStatus, default=AppealStatus.OPEN
    )
    answer = models.TextField(_("our decision, with reasons"), blank=True, default="")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints = [
            models.UniqueConstraint(
                fields=["facts"], condition=Q(status="open"), name="one_open_appeal_for_a_review"
            ),
            models.CheckConstraint(
                condition=Q(status__in=AppealStatus.values), name="appeal_status_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["granted", "refused"]) | ~Q(answer=""),
                name="a_decided_appeal_has_reasons",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.facts_id}: {self.get_status_display()}"


class ReportStatus(models.TextChoices):
    OPEN = "open", _("To look at")
    FOLLOWED = "followed", _("The review was hidden")
    DISMISSED = "dismissed", _("The review is in order")


class Report(models.Model):
    """One of these says that somebody thinks a review breaks one of the rules, and which."""

    facts = models.ForeignKey(ReviewFacts, on_delete=models.CASCADE, related_name="reports")
    reason = models.CharField(_("which rule"), max_length=12, choices=Reason)
    words = models.CharField(_("in their words"), max_length=600, blank=True, default="")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="review_reports",
        verbose_name=_("reported by"),
    )
    made_at = models.DateTimeField(_("reported"))
    status = models.CharField(
        _("status"), max_length=12, choices=ReportStatus, default=ReportStatus.OPEN
    )
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("looked at by"),
    )
    closed_at = models.DateTimeField(_("looked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("report of a review")
        verbose_name_plural = _("reports of reviews")
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__in=Reason.values), name="a_report_names_a_rule"
            ),
            models.CheckConstraint(
                condition=Q(status__in=ReportStatus.values), name="report_status_is_known"
            ),
            models.UniqueConstraint(
                fields=["facts", "user"],
                condition=Q(status="open", user__isnull=False),
                name="one_open_report_of_a_review_by_an_account",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.facts_id}: {self.get_reason_display()}"
