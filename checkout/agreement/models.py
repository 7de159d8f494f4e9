from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from storefront.core.refusal import Refusal


class Unchangeable(Refusal):
    words = _("An agreement is never changed.")


class Agreement(models.Model):
    """
    One of these is what buyer and shop agreed: everything the buyer was shown, at that moment.

    `sha256` is the fingerprint of `document` in its canonical form (`document.canonical`). The
    row is written once; the database itself refuses to change or delete it.
    """

    order = models.OneToOneField(
        "order.Order", on_delete=models.PROTECT, related_name="agreement", verbose_name=_("order")
    )
    document = models.JSONField(_("document"))
    sha256 = models.CharField(_("fingerprint"), max_length=64)
    language = models.CharField(_("language"), max_length=12)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")

    def __str__(self) -> str:
        return self.fingerprint

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Unchangeable()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise Unchangeable()

    @property
    def fingerprint(self) -> str:
        """The first sixteen signs in groups of four: short enough to compare by eye."""
        return " ".join(self.sha256[i : i + 4] for i in range(0, 16, 4))
