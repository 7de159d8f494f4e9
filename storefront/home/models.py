from django.db import models
from django.utils.translation import gettext_lazy as _


class FrontPage(models.Model):
    """
    One of these is how the front page is set from a moment on, in every language.

    `told` is {"title": {language: words}, "lead": ..., "caption": ..., "scene": picture,
    "products": [ids], "shelves": [{"key", "title", "text", "scene", "products", "category"}],
    "thread": {"title", "text", "steps": [{"title", "text"}]}}. A new one replaces, none is changed.
    """

    told = models.JSONField(_("what it says"), default=dict)
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")

    def __str__(self) -> str:
        return f"{self.since:%Y-%m-%d}"
