import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from storefront.core import private
from storefront.core.lifecycle import Move


class About(models.TextChoices):
    GOODS = "goods", _("A thing I bought")
    DELIVERY = "delivery", _("Delivery")
    MONEY = "money", _("A refund or a payment")
    SERVICE = "service", _("How I was treated, or a decision you made")
    DATA = "data", _("My data")
    CODE = "code", _("A promise of our code of conduct that we broke")
    OTHER = "other", _("Something else")


class Channel(models.TextChoices):
    WEB = "web", _("On our pages")
    PHONE = "phone", _("By telephone")
    MAIL = "mail", _("By e-mail")
    LETTER = "letter", _("By letter")


class Remedy(models.TextChoices):
    """What we do about a complaint; an answer names one of them."""

    INFORMATION = "information", _("An explanation")
    APOLOGY = "apology", _("An apology")
    REFUND = "refund", _("Money back")
    REPLACEMENT = "replacement", _("A new one")
    REPAIR = "repair", _("A repair")
    COMPENSATION = "compensation", _("A sum for your trouble")
    CHANGE = "change", _("A change in how we work")
    NOTHING = "nothing", _("Nothing: we found no fault on our side")


class Status(models.TextChoices):
    RECEIVED = "received", _("We are looking into it")
    ANSWERED = "answered", _("Answered: your turn")
    REJECTED = "rejected", _("A second person looks into it")
    DECIDED = "decided", _("Decided again: your turn")
    SETTLED = "settled", _("Settled")
    UNRESOLVED = "unresolved", _("Not settled: outside bodies can help")
    WITHDRAWN = "withdrawn", _("Taken back by you")


class Complaint(models.Model):
    """
    One of these is somebody's dissatisfaction, about an order or not, and how far it is.

    `email` is where answers go; `order_number` is kept as given only when it is known to be the
    complainant's own. Safety comes first: `is_about_safety` puts it before all others.
    """

    MOVES = {
        Status.RECEIVED: {Status.ANSWERED, Status.WITHDRAWN},
        Status.ANSWERED: {Status.SETTLED, Status.REJECTED, Status.WITHDRAWN},
        Status.REJECTED: {Status.DECIDED, Status.WITHDRAWN},
        Status.DECIDED: {Status.SETTLED, Status.UNRESOLVED},
        # What was not settled may still be, after an outside body has spoken.
        Status.UNRESOLVED: {Status.SETTLED},
        Status.SETTLED: set(),
        Status.WITHDRAWN: set(),
    }

    reference = models.CharField(_("number"), max_length=16, unique=True)
    # Of the form that was sent: a second press finds the complaint that the first one made.
    key = models.UUIDField(_("sent once as"), default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="complaints",
        verbose_name=_("account"),
    )
    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language"), max_length=12, default="en")
    country = models.CharField(_("country whose law counts"), max_length=2)
    order_number = models.CharField(_("order"), max_length=32, blank=True, default="")
    about = models.CharField(_("about"), max_length=12, choices=About)
    wish = models.TextField(_("what would put it right"), blank=True, default="")
    is_about_safety = models.BooleanField(_("somebody could get hurt"), default=False)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.RECEIVED)
    received_at = models.DateTimeField(_("received at"))
    next_at = models.DateTimeField(_("next date"), null=True, blank=True)
    first_answer_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("first answered by"),
    )
    cause = models.CharField(_("cause"), max_length=60, blank=True, default="")
    channel = models.CharField(_("came"), max_length=8, choices=Channel, default=Channel.WEB)
    payment_reference = models.CharField(_("payment"), max_length=32, blank=True, default="")
    remedy = models.CharField(
        _("what we do"), max_length=12, choices=Remedy, blank=True, default=""
    )
    # Money that answers gave back, and what a colleague was asked to agree to before.
    goodwill = models.ManyToManyField(
        "refunds.Goodwill", related_name="complaints", verbose_name=_("given back")
    )
    proposals = models.ManyToManyField(
        "refunds.GoodwillProposal", related_name="complaints", verbose_name=_("proposed")
    )
    told_at = models.DateTimeField(_("last told how it stands"))

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        indexes = [
            models.Index(fields=["status", "next_at"], name="complaint_waiting"),
            models.Index(fields=["order_number"], name="complaint_order"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="complaint_status_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["received", "rejected"]) | Q(next_at__isnull=False),
                name="complaint_that_waits_for_us_has_a_date",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def waits_for_us(self) -> bool:
        return self.status in (Status.RECEIVED, Status.REJECTED)

    @property
    def waits_for_them(self) -> bool:
        return self.status in (Status.ANSWERED, Status.DECIDED)

    def is_late(self, at: datetime) -> bool:
        return self.waits_for_us and self.next_at is not None and self.next_at < at

    @property
    def is_over(self) -> bool:
        return not self.MOVES[Status(self.status)]


class ComplaintMove(Move):
    """One of these is one step of a complaint."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="moves")

    @property
    def to_words(self) -> object:
        return Status(self.to_status).label

    class Meta:
        verbose_name = _("step of a complaint")
        verbose_name_plural = _("steps of a complaint")


class Speaker(models.TextChoices):
    COMPLAINANT = "complainant", _("You")
    SHOP = "shop", _("We")
    NOTE = "note", _("Note among staff")


class Entry(models.Model):
    """One of these is one thing said about a complaint; it is never changed, only followed."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="entries")
    speaker = models.CharField(_("who"), max_length=12, choices=Speaker)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("by"),
    )
    words = models.TextField(_("words"))
    said_at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        indexes = [models.Index(fields=["complaint", "said_at"], name="entry_of_complaint")]

    def __str__(self) -> str:
        return f"{self.get_speaker_display()}: {self.words[:60]}"


class Evidence(models.Model):
    """One of these is a file that came with an entry; it was believed by its content."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="evidence")
    file = models.FileField(_("file"), upload_to="complaints", storage=private.storage)
    name = models.CharField(_("name"), max_length=120)
    mime = models.CharField(_("kind"), max_length=60)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")

    def __str__(self) -> str:
        return self.name

    @property
    def own_name(self) -> str:
        """Return the name under which it is handed out: ours, for theirs may be anything."""
        ending = self.file.name.rpartition(".")[2]
        return f"{self.entry.complaint.reference}-{self.pk}.{ending}"
