from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Choice(models.Model):
    """
    One of these is one yes or no to one purpose, as it was put; the latest one counts.

    Said by an account, or by a browser without one (`visitor` is a random key from its cookie).
    """

    purpose = models.CharField(_("purpose"), max_length=60)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="choices",
        verbose_name=_("account"),
    )
    visitor = models.CharField(_("browser"), max_length=64, blank=True, default="")
    granted = models.BooleanField(_("granted"))
    words = models.TextField(_("as it was put"))
    source = models.CharField(_("where"), max_length=60)
    chosen_at = models.DateTimeField(_("chosen at"))

    class Meta:
        verbose_name = _("privacy choice")
        verbose_name_plural = _("privacy choices")
        indexes = [
            models.Index(fields=["user", "purpose", "-chosen_at"], name="choice_of_account"),
            models.Index(fields=["visitor", "purpose", "-chosen_at"], name="choice_of_visitor"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False) | Q(visitor__gt=""), name="choice_is_somebodys"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose}: {'yes' if self.granted else 'no'}"
