"""What the shop gives, on what, to whom, and how it came about."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from storefront.core import references
from storefront.core.lifecycle import Move


def new_reference() -> str:
    return references.new("PR")


class Promotion(models.Model):
    """
    One of these is one thing that the shop gives: how much off what, for whom, how long.

    Amounts are with tax, in the currency of the shop. It runs from `starts_at` until just before
    `ends_at`. Without chosen categories or products it is about everything. Nothing in
    `uses_in_all`, `uses_each` or `most_discount` means: as often, and as much, as is asked for.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        WAITING = "waiting", _("Waits for approval")
        APPROVED = "approved", _("Approved")
        ENDED = "ended", _("Ended")
        DROPPED = "dropped", _("Dropped")

    MOVES = {
        Status.DRAFT: {Status.WAITING, Status.DROPPED},
        Status.WAITING: {Status.DRAFT, Status.APPROVED, Status.DROPPED},
        Status.APPROVED: {Status.ENDED},
        Status.ENDED: set(),
        Status.DROPPED: set(),
    }

    class Gives(models.TextChoices):
        PERCENT = "percent", _("a percentage off")
        SUM = "sum", _("a sum off, once in an order")
        MANY = "many", _("more for the price of fewer")
        DELIVERY = "delivery", _("cheaper or free delivery")

    reference = models.CharField(
        _("reference"), max_length=16, unique=True, default=new_reference, editable=False
    )
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.DRAFT)
    name = models.CharField(
        _("name"), max_length=80, help_text=_("What buyers read beside the sum that is taken off.")
    )
    about = models.CharField(
        _("in one sentence"),
        max_length=300,
        blank=True,
        default="",
        help_text=_("More about it, if there is more to say. Its terms are written by themselves."),
    )
    gives = models.CharField(_("it gives"), max_length=12, choices=Gives, default=Gives.PERCENT)
    percent = models.DecimalField(
        _("per cent"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    amount = models.DecimalField(
        _("sum"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("With tax. Of delivery: how much less it costs; nothing means it is free."),
    )
    take = models.PositiveSmallIntegerField(_("whoever takes"), null=True, blank=True)
    pay = models.PositiveSmallIntegerField(_("pays for"), null=True, blank=True)

    categories = models.ManyToManyField(
        "catalogue.Category",
        blank=True,
        related_name="+",
        verbose_name=_("these categories"),
        help_text=_("With everything below them. No category and no product: everything we sell."),
    )
    products = models.ManyToManyField(
        "catalogue.Product", blank=True, related_name="+", verbose_name=_("these products")
    )
    but_categories = models.ManyToManyField(
        "catalogue.Category",
        blank=True,
        related_name="+",
        verbose_name=_("but not these categories"),
    )
    but_products = models.ManyToManyField(
        "catalogue.Product", blank=True, related_name="+", verbose_name=_("but not these products")
    )
    from_value = models.DecimalField(
        _("from a value of"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Of the goods that it is about, with tax, before anything is taken off."),
    )
    from_quantity = models.PositiveSmallIntegerField(
        _("from a number of"), null=True, blank=True, help_text=_("Of the goods that it is about.")
    )
    code = models.CharField(
        _("code"),
        max_length=32,
        blank=True,
        default="",
        help_text=_("What buyers type in, in large or small letters. Empty: it is for everybody."),
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    uses_in_all = models.PositiveIntegerField(
        _("orders in all"), null=True, blank=True, help_text=_("1: it can be used once altogether.")
    )
    uses_each = models.PositiveSmallIntegerField(
        _("orders of each buyer"),
        null=True,
        blank=True,
        help_text=_("1: once for each customer. It is for buyers with an account then."),
    )
    most_discount = models.DecimalField(
        _("given in all"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("It stops before more than this sum is given."),
    )
    combines = models.BooleanField(
        _("together with others"),
        default=False,
        help_text=_(
            "What another promotion that combines has reduced is reduced further. Else a thing is "
            "reduced by one promotion."
        ),
    )

    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("written by"),
    )
    made_at = models.DateTimeField(_("written at"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("approved by"),
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    terms = models.JSONField(
        _("terms"),
        default=dict,
        editable=False,
        help_text=_("In each language, as they were signed off."),
    )
    offer = models.OneToOneField(
        "offer.ConditionalOffer",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="promotion",
        verbose_name=_("offer"),
    )
    voucher = models.OneToOneField(
        "voucher.Voucher",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="promotion",
        verbose_name=_("voucher"),
    )

    class Meta:
        verbose_name = _("promotion")
        verbose_name_plural = _("promotions")
        permissions = [("approve_promotion", _("Can sign off promotions of others"))]
        indexes = [models.Index(fields=["status", "ends_at"], name="promotion_standing")]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=~Q(code="") & ~Q(status="dropped"),
                name="one_promotion_of_a_code",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="promotion_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(percent=None) | Q(percent__gt=0, percent__lte=100),
                name="promotion_percent_is_a_part",
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gt=0), name="promotion_sum_is_above_nothing"
            ),
            models.CheckConstraint(
                condition=Q(take=None) | Q(pay__gte=1, take__gt=F("pay")),
                name="promotion_pays_for_fewer",
            ),
            models.CheckConstraint(
                # By whom may be forgotten with an account; that and when it was, not.
                condition=~Q(status__in=["approved", "ended"])
                | Q(offer__isnull=False, approved_at__isnull=False),
                name="promotion_is_signed_off",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def told(self, language: str) -> dict[str, Any]:
        """Return the terms as signed off, in a language: `short`, and `all` in sentences."""
        said: dict[str, Any] = self.terms.get(language) or next(iter(self.terms.values()), {})
        return {"short": said.get("short", ""), "all": said.get("all", [])}

    @property
    def is_for_delivery(self) -> bool:
        return self.gives == self.Gives.DELIVERY

    @property
    def is_limited(self) -> bool:
        """Its uses have to be counted before it is given."""
        return any(
            limit is not None for limit in (self.uses_in_all, self.uses_each, self.most_discount)
        )

    def runs(self, at: datetime) -> bool:
        return self.status == self.Status.APPROVED and self.starts_at <= at < self.ends_at

    def stands(self, at: datetime) -> tuple[str, Any]:
        """Return where it stands at this moment: a key, and the word for it."""
        if self.status != self.Status.APPROVED:
            return self.status, self.get_status_display()
        if at < self.starts_at:
            return "planned", _("Planned")
        if at < self.ends_at:
            return "running", _("Running")
        return self.Status.ENDED.value, self.Status.ENDED.label


class PromotionMove(Move):
    """One of these is one step of a promotion; a change of a draft is a step to where it was."""

    promotion = models.ForeignKey(Promotion, on_delete=models.CASCADE, related_name="moves")

    class Meta:
        verbose_name = _("step of a promotion")
        verbose_name_plural = _("steps of promotions")
