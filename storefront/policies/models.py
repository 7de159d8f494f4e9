from hashlib import sha256

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from storefront.core import marks


class PolicyVersion(models.Model):
    """One of these is one version of one policy in one language; `body` is Markdown."""

    slug = models.SlugField(_("policy"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"))
    language = models.CharField(_("language"), max_length=12)
    title = models.CharField(_("title"), max_length=160)
    summary = models.CharField(_("what changed"), max_length=300, blank=True, default="")
    body = models.TextField(_("text"))
    valid_from = models.DateTimeField(_("in force from"))

    class Meta:
        verbose_name = _("policy version")
        verbose_name_plural = _("policy versions")
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "version", "language"], name="one_text_of_a_version_in_a_language"
            ),
            models.CheckConstraint(
                condition=models.Q(version__gte=1), name="policy_versions_count_from_one"
            ),
        ]

    def __str__(self) -> str:
        return marks.joined([self.title, f"{_('version')} {self.version}"])

    @property
    def sha256(self) -> str:
        """The fingerprint by which an agreement names this very text."""
        return sha256(f"{self.title}\n{self.body}".encode()).hexdigest()


class Announcement(models.Model):
    """
    One of these is a version of a policy being announced, in every language, before it holds.

    `told_up_to` is the last account that was told, in the order of their keys; `told_at` says when
    all of them were.
    """

    slug = models.SlugField(_("policy"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"))
    valid_from = models.DateTimeField(_("in force from"))
    why = models.CharField(_("why"), max_length=300)
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("announced by"),
    )
    announced_at = models.DateTimeField(_("announced at"))
    told_up_to = models.PositiveBigIntegerField(default=0)
    told_at = models.DateTimeField(_("everybody told at"), null=True)

    class Meta:
        verbose_name = _("announcement of a policy")
        verbose_name_plural = _("announcements of policies")
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "version"], name="one_announcement_of_a_policy_version"
            ),
            models.CheckConstraint(condition=~models.Q(why=""), name="an_announcement_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.version}"
