from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from storefront.core import marks
from storefront.core.refusal import Refusal


class Unchangeable(Refusal):
    words = _("What was done is never written anew.")


class What(models.TextChoices):
    MADE = "made", _("Made")
    CHANGED = "changed", _("Changed")
    PUBLISHED = "published", _("Published")
    STOPPED = "stopped", _("Stopped")
    RESUMED = "resumed", _("Taken up again")
    REMOVED = "removed", _("Removed")
    VERIFIED = "verified", _("Verified")


class Change(models.Model):
    """
    One of these is one change that a member of staff made to one row of the shop's own settings.

    `changed` are lists of a field's name with what it was and what it is, as text, lists or
    nothing; `title` is how the row was called then, for when it is gone. Never changed.
    """

    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    subject_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    title = models.CharField(_("about"), max_length=200)
    what = models.CharField(_("what"), max_length=12, choices=What, default=What.CHANGED)
    changed = models.JSONField(_("from what to what"), default=list)
    why = models.CharField(_("why"), max_length=300)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("by"),
    )
    changed_at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("change by staff")
        verbose_name_plural = _("changes by staff")
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="change_subject")]
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="a_change_by_staff_says_why"),
            models.CheckConstraint(
                condition=Q(what__in=What.values), name="a_change_by_staff_is_of_a_known_kind"
            ),
        ]

    def __str__(self) -> str:
        return marks.labelled(self.title, self.get_what_display())

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Unchangeable()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise Unchangeable()
