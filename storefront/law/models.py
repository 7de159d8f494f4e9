from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Confirmation(models.Model):
    """
    A person of the merchant vouches for one fact of one country, as it stood.

    The fingerprint is that of the fact: when the profile changes, the confirmation stays as a
    record and the question is open again. Rows are never changed.
    """

    country = models.CharField(_("country"), max_length=8)
    path = models.CharField(_("fact"), max_length=120)
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    words = models.TextField(_("as it stood"))
    note = models.TextField(_("how it was checked"))
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    confirmed_at = models.DateTimeField(_("confirmed at"))

    class Meta:
        verbose_name = _("confirmed fact of law")
        verbose_name_plural = _("confirmed facts of law")
        constraints = [
            models.UniqueConstraint(
                fields=["country", "path", "fingerprint"],
                name="a_fact_is_confirmed_once_as_it_stands",
            ),
            models.CheckConstraint(
                condition=~models.Q(note=""), name="a_confirmation_says_how_it_was_checked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country}: {self.path}"
