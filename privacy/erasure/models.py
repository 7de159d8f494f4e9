from django.db import models
from django.utils.translation import gettext_lazy as _


class Closure(models.Model):
    """One of these says that an account was closed and what became of each kind of data."""

    account_number = models.PositiveBigIntegerField(_("account number"), unique=True)
    closed_at = models.DateTimeField(_("closed at"))
    done = models.JSONField(_("what was done"))

    class Meta:
        verbose_name = _("closed account")
        verbose_name_plural = _("closed accounts")

    def __str__(self) -> str:
        return str(self.account_number)
