from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from storefront.core.refusal import Refusal


class Unchangeable(Refusal):
    words = _("What was stated of the seller is never changed. State it anew instead.")


class SellerVersion(models.Model):
    """
    One of these is what the merchant stated of itself at one moment; the newest one holds.

    `facts` has the keys of `facts.FACTS`, cleaned by `facts.clean`. Rows are never changed.
    """

    version = models.PositiveIntegerField(_("version"), unique=True)
    facts = models.JSONField(_("facts"))
    why = models.CharField(_("what changed"), max_length=300)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("stated by"),
    )
    written_at = models.DateTimeField(_("stated at"))

    class Meta:
        verbose_name = _("statement of who sells")
        verbose_name_plural = _("who sells")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(version__gte=1), name="seller_versions_count_from_one"
            ),
            models.CheckConstraint(
                condition=~models.Q(why=""), name="a_seller_version_says_what_changed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.facts.get('legal_name', '')}, {_('version')} {self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Unchangeable()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise Unchangeable()
