from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from storefront.core.lifecycle import Move


class Question(models.Model):
    """One of these is a question about a product, as it was asked, and the shop's answer."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waits for an answer")
        ANSWERED = "answered", _("Answered, shown to all")
        REFUSED = "refused", _("Not published")

    class Reason(models.TextChoices):
        """Why a question is not published: the only reasons there are."""

        OFF_TOPIC = "off_topic", _("It is not about this product")
        PERSONAL = "personal", _("It names a person or gives private data")
        UNLAWFUL = "unlawful", _("It is unlawful or insulting")
        ORDER = "order", _("It is about an order; we answered it by e-mail")
        OUTDATED = "outdated", _("Our answer does not hold any more")

    MOVES = {
        Status.WAITING: {Status.ANSWERED, Status.REFUSED},
        # An answer that is corrected stays one.
        Status.ANSWERED: {Status.ANSWERED, Status.REFUSED},
        Status.REFUSED: set(),
    }

    product = models.ForeignKey(
        "catalogue.Product", on_delete=models.CASCADE, related_name="questions"
    )
    text = models.CharField(_("question"), max_length=600)
    language = models.CharField(_("language"), max_length=12)
    author = models.CharField(_("name shown"), max_length=40, blank=True, default="")
    email = models.EmailField(_("e-mail"), blank=True, default="")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="product_questions",
        verbose_name=_("asked by"),
    )
    asked_at = models.DateTimeField(_("asked"))
    answer_due_at = models.DateTimeField(_("answer promised by"))
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.WAITING)
    answer = models.TextField(_("our answer"), blank=True, default="")
    answered_by_name = models.CharField(_("who answers"), max_length=60, blank=True, default="")
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    corrected_at = models.DateTimeField(_("answer corrected"), null=True, blank=True)
    reason = models.CharField(
        _("why not published"), max_length=12, choices=Reason, blank=True, default=""
    )

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        indexes = [
            models.Index(
                fields=["product", "-answered_at"],
                name="question_shown",
                condition=Q(status="answered"),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="answered") | Q(answered_at__isnull=False) & ~Q(answer=""),
                name="an_answered_question_has_an_answer",
            ),
            models.CheckConstraint(
                condition=~Q(status="refused") | ~Q(reason=""),
                name="a_refused_question_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "answered", "refused"]),
                name="question_status_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class QuestionMove(Move):
    """
    One of these is one step of a question: answered, corrected or refused, by whom and why.

    Of a correction, `why` keeps what the answer said before.
    """

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="moves")

    class Meta:
        verbose_name = _("step of a question")
        verbose_name_plural = _("steps of a question")
