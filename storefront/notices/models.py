from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    MAIL = "mail", _("E-mail")
    ACCOUNT = "account", _("Account inbox")
    SMS = "sms", _("Text message")


class Status(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    DEAD = "dead", _("Given up")


class Message(models.Model):
    """
    One of these is one message to one person through one channel.

    `context` holds ids and plain values only; words are made when it is sent, and then kept, so
    that both sides know what was said. `next_at` is when it may next be tried.
    """

    kind = models.CharField(_("kind"), max_length=60)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="messages",
        verbose_name=_("to account"),
    )
    email = models.EmailField(_("to e-mail"), blank=True, default="")
    phone = models.CharField(_("to phone"), max_length=32, blank=True, default="")
    language = models.CharField(_("language"), max_length=12, default="en")
    order_number = models.CharField(_("order"), max_length=32, blank=True, default="")
    context = models.JSONField(_("context"), default=dict, blank=True)
    dedupe_key = models.CharField(_("told once as"), max_length=160, unique=True)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    made_at = models.DateTimeField(_("written at"))
    next_at = models.DateTimeField(_("next try at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=300, blank=True, default="")
    words = models.TextField(_("words"), blank=True, default="")
    last_error = models.TextField(_("last error"), blank=True, default="")

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(
                fields=["next_at"], name="message_due", condition=~Q(status__in=["sent", "dead"])
            ),
            models.Index(fields=["user", "channel"], name="message_inbox"),
            models.Index(fields=["order_number"], name="message_order"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(channel="mail", email__gt="")
                | Q(channel="sms", phone__gt="")
                | Q(channel="account"),
                name="message_has_an_address_for_its_channel",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.channel})"
