from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _


class FrontPageQuerySet(models.QuerySet["FrontPage"]):
    def in_force(self, at: datetime) -> "FrontPageQuerySet":
        """The version that buyers see comes first."""
        return self.filter(since__lte=at).order_by("-since", "-pk")


class FrontPage(models.Model):
    """
    One of these is one version of the front page, in every language: a draft until it has `since`.

    `told` is {"title": {language: words}, "lead": ..., "caption": ..., "scene": picture,
    "products": [ids], "shelves": [{"key", "title", "text", "scene", "products", "category"}],
    "thread": {"title", "text", "steps": [{"title", "text"}]}}. A new one replaces the one before;
    what has been in force is never changed.
    """

    name = models.CharField(
        _("name"), max_length=80, default="", help_text=_("What we call it among ourselves.")
    )
    told = models.JSONField(_("what it says"), default=dict)
    since = models.DateTimeField(_("shown from"), null=True, blank=True)

    objects = FrontPageQuerySet.as_manager()

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")

    def __str__(self) -> str:
        return self.name or (f"{self.since:%Y-%m-%d}" if self.since else str(self.pk))

    def is_out(self, at: datetime) -> bool:
        """Say whether buyers see it or have seen it, so that it stays as it is."""
        return self.since is not None and self.since <= at
