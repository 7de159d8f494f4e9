"""A review as it was written, what is known of it, and how it stands."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from storefront.core.lifecycle import Move


class Status(models.TextChoices):
    WAITING = "waiting", _("Will be shown")
    SHOWN = "shown", _("Shown to all")
    HIDDEN = "hidden", _("Hidden under a rule")
    TAKEN_BACK = "taken_back", _("Taken back by its author")


class Reason(models.TextChoices):
    """Why a review may be hidden: the only reasons there are, as the published rules say them."""

    LAW = "law", _("It breaks the law")
    PRIVATE = "private", _("It gives away private data")
    INSULT = "insult", _("It insults somebody")
    OFF_TOPIC = "off_topic", _("It is not about the thing")
    ADVERT = "advert", _("It advertises something")


class Signal(models.TextChoices):
    """What makes a person look at a review before it is shown; the stars are none of it."""

    COVERED = "covered", _("Private data was covered")
    LINK = "link", _("It has a web address")
    AGAIN = "again", _("Somebody else wrote the same words")
    WAS_HIDDEN = "was_hidden", _("It was hidden, and its author changed it")


class Said(models.Model):
    """What a buyer says: the words, the stars (1 to 5), and the name they chose to be shown."""

    score = models.PositiveSmallIntegerField(_("stars"))
    title = models.CharField(_("headline"), max_length=120)
    body = models.TextField(_("words"))
    used_for = models.CharField(_("used for"), max_length=160, blank=True, default="")
    name = models.CharField(_("name shown"), max_length=40)
    delivery_score = models.PositiveSmallIntegerField(_("delivery"), null=True, blank=True)
    service_score = models.PositiveSmallIntegerField(_("our service"), null=True, blank=True)
    stays = models.BooleanField(_("stays when the account is closed"), default=False)

    class Meta:
        abstract = True


WORDS = ("score", "title", "body", "used_for", "name", "delivery_score", "service_score", "stays")
_STARS = Q(score__gte=1, score__lte=5)


class ReviewFacts(models.Model):
    """
    One of these is what is known of a review beside its words, and how it stands.

    `bought_at` is empty where nobody could check that the writer bought the goods, and the page
    says so (REV-01). `publish_at` is when it is shown by itself while it waits. `mail_key` stands
    for the address that the order was made with, so that a guest has one review of a thing, too.
    """

    Status = Status
    MOVES = {
        Status.WAITING: {Status.SHOWN, Status.HIDDEN, Status.TAKEN_BACK},
        Status.SHOWN: {Status.HIDDEN, Status.TAKEN_BACK},
        # Its author may change what was hidden, and a second look may find it in order.
        Status.HIDDEN: {Status.SHOWN, Status.WAITING, Status.TAKEN_BACK},
        Status.TAKEN_BACK: {Status.WAITING},
    }

    review = models.OneToOneField(
        "reviews.ProductReview", on_delete=models.CASCADE, related_name="facts"
    )
    product = models.ForeignKey(
        "catalogue.Product",
        on_delete=models.CASCADE,
        related_name="review_facts",
        verbose_name=_("product"),
    )
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.WAITING)
    language = models.CharField(_("language"), max_length=12, default="en")
    written_at = models.DateTimeField(_("written"))
    changed_at = models.DateTimeField(_("changed"), null=True, blank=True)
    publish_at = models.DateTimeField(_("shown by itself at"), null=True, blank=True)
    signals = ArrayField(
        models.CharField(max_length=12, choices=Signal),
        verbose_name=_("why somebody should look"),
        default=list,
        blank=True,
    )
    looked_at = models.DateTimeField(_("looked at by staff"), null=True, blank=True)
    reason = models.CharField(
        _("why it is hidden"), max_length=12, choices=Reason, blank=True, default=""
    )
    reason_words = models.CharField(_("to its author"), max_length=600, blank=True, default="")
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("hidden by"),
    )
    used_for = models.CharField(_("used for"), max_length=160, blank=True, default="")
    delivery_score = models.PositiveSmallIntegerField(_("delivery"), null=True, blank=True)
    service_score = models.PositiveSmallIntegerField(_("our service"), null=True, blank=True)
    stays = models.BooleanField(_("stays when the account is closed"), default=False)
    variant = models.ForeignKey(
        "catalogue.Product",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("which one"),
    )
    bought_at = models.DateTimeField(_("bought"), null=True, blank=True)
    received_at = models.DateTimeField(_("received"), null=True, blank=True)
    sent_back = models.BooleanField(_("sent back"), default=False)
    order_number = models.CharField(_("order"), max_length=32, blank=True, default="")
    mail_key = models.CharField(max_length=64, blank=True, default="", editable=False)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        indexes = [
            models.Index(
                fields=["publish_at"], name="reviews_to_show", condition=Q(status="waiting")
            ),
            models.Index(fields=["product", "status"], name="reviews_of_product"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="review_status_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(status="hidden") | Q(reason__in=Reason.values),
                name="a_hidden_review_has_a_published_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status="waiting") | Q(publish_at__isnull=False),
                name="a_waiting_review_has_its_moment",
            ),
            models.UniqueConstraint(
                fields=["product", "order_number"],
                condition=~Q(order_number=""),
                name="one_review_of_a_thing_for_an_order",
            ),
            models.UniqueConstraint(
                fields=["product", "mail_key"],
                condition=~Q(mail_key=""),
                name="one_review_of_a_thing_for_a_buyer",
            ),
        ]

    def __str__(self) -> str:
        return str(self.review)

    @property
    def is_shown(self) -> bool:
        return self.status == Status.SHOWN

    @property
    def is_waiting(self) -> bool:
        return self.status == Status.WAITING

    @property
    def is_hidden(self) -> bool:
        return self.status == Status.HIDDEN

    @property
    def is_taken_back(self) -> bool:
        return self.status == Status.TAKEN_BACK


class ReviewMove(Move):
    """One of these is one step of a review: shown, hidden under which reason, taken back."""

    review = models.ForeignKey(ReviewFacts, on_delete=models.CASCADE, related_name="moves")

    class Meta:
        verbose_name = _("step of a review")
        verbose_name_plural = _("steps of a review")


class Edition(Said):
    """One of these is what a review said until its author changed it; only staff see it."""

    facts = models.ForeignKey(ReviewFacts, on_delete=models.CASCADE, related_name="editions")
    said_at = models.DateTimeField(_("written"))
    replaced_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("earlier words of a review")
        verbose_name_plural = _("earlier words of a review")
        constraints = [
            models.CheckConstraint(
                condition=Q(replaced_at__gte=F("said_at")), name="an_edition_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Draft(Said):
    """
    One of these is a review as its author typed it and has not sent yet, for one look at it.

    Where there is a review already, the draft is what it would be changed to.
    """

    product = models.ForeignKey(
        "catalogue.Product", on_delete=models.CASCADE, related_name="review_drafts"
    )
    order_number = models.CharField(_("order"), max_length=32)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="review_drafts",
    )
    language = models.CharField(_("language"), max_length=12, default="en")
    covered = models.BooleanField(_("private data was covered"), default=False)
    saved_at = models.DateTimeField(_("saved"))

    class Meta:
        verbose_name = _("draft of a review")
        verbose_name_plural = _("drafts of reviews")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "order_number"], name="one_draft_of_a_thing_for_an_order"
            ),
            models.CheckConstraint(condition=_STARS, name="a_draft_has_one_to_five_stars"),
        ]

    def __str__(self) -> str:
        return self.title
