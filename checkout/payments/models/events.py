from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ProviderEvent(models.Model):
    """
    One of these is one post of a provider at our door, kept whether it was believed or not.

    A believed one has an event id and is handled once, by whoever comes first; `refused` says why
    one was not believed (a bad signature, an old one), and then its content counts for nothing.
    """

    provider = models.CharField(_("provider"), max_length=32)
    event_id = models.CharField(_("event"), max_length=120, null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=60, blank=True, default="")
    payload = models.JSONField(_("content"), default=dict)
    received_at = models.DateTimeField(_("received at"))
    handled_at = models.DateTimeField(_("handled at"), null=True, blank=True)
    refused = models.CharField(_("refused because"), max_length=200, blank=True, default="")
    problem = models.TextField(_("last problem"), blank=True, default="")
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)

    class Meta:
        verbose_name = _("provider event")
        verbose_name_plural = _("provider events")
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "event_id"], name="a_provider_event_comes_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["received_at"],
                name="events_to_handle",
                condition=Q(handled_at=None, refused=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.event_id or self.refused}"
