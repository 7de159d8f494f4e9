import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _


def new_number() -> str:
    return f"GP{secrets.randbelow(10**9):09d}IE"


class SimulatedParcel(models.Model):
    """One of these is one parcel in the books of the simulated carrier; `key` is its sender's."""

    key = models.UUIDField(_("key"), unique=True)
    number = models.CharField(_("number"), max_length=32, unique=True, default=new_number)
    taken_in_at = models.DateTimeField(_("taken in at"))
    expected_at = models.DateTimeField(_("expected at"))

    class Meta:
        verbose_name = _("simulated parcel")
        verbose_name_plural = _("simulated parcels")

    def __str__(self) -> str:
        return self.number


class Scan(models.Model):
    """One of these is one thing that happens to a simulated parcel, and its report to the shop."""

    parcel = models.ForeignKey(SimulatedParcel, on_delete=models.CASCADE, related_name="scans")
    event_id = models.CharField(_("event"), max_length=64, unique=True)
    kind = models.CharField(_("what happens"), max_length=20)
    place = models.CharField(_("place"), max_length=120, blank=True, default="")
    words = models.CharField(_("words"), max_length=300, blank=True, default="")
    reason = models.CharField(_("reason"), max_length=20, blank=True, default="")
    received_by = models.CharField(_("taken in by"), max_length=120, blank=True, default="")
    due_at = models.DateTimeField(_("happens at"))
    sent_at = models.DateTimeField(_("reported at"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_at = models.DateTimeField(_("next try at"))
    problem = models.CharField(_("last problem"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("simulated scan")
        verbose_name_plural = _("simulated scans")
        indexes = [
            models.Index(
                fields=["next_at"],
                name="simulated_scans_to_send",
                condition=models.Q(sent_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"
