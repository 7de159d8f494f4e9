from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from oscar.apps.shipping.models import *  # noqa: F403


class DeliveryMethod(models.Model):
    """
    One of these is a way in which goods reach a buyer, with its price and the days it takes.

    Prices are with tax, in `currency`. Days are working days: `dispatch_days` until it leaves us
    (0: the same day if ordered before the cut-off), then `min_days` to `max_days` on its way.
    """

    class Kind(models.TextChoices):
        POST = "post", _("post")
        COURIER = "courier", _("courier")
        COLLECTION = "collection", _("collected from us")

    code = models.SlugField(_("code"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=80)
    note = models.CharField(_("note"), max_length=240, blank=True, default="")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.POST)
    carrier = models.CharField(_("carrier"), max_length=80, blank=True, default="")
    tracking = models.CharField(
        _("where it can be followed"), max_length=160, blank=True, default=""
    )
    countries = models.JSONField(
        _("countries"), default=list, help_text=_("Two-letter codes, such as IE.")
    )
    price = models.DecimalField(
        _("price"), max_digits=8, decimal_places=2, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    free_from = models.DecimalField(
        _("free from"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Goods worth at least this much, after discounts, are delivered free."),
    )
    dispatch_days = models.PositiveSmallIntegerField(_("days until dispatch"), default=0)
    min_days = models.PositiveSmallIntegerField(_("days on its way, at least"))
    max_days = models.PositiveSmallIntegerField(_("days on its way, at most"))
    cutoff = models.TimeField(
        _("order by"), help_text=_("Ordered before this time, it leaves the same working day.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=50)
    active = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name = _("delivery method")
        verbose_name_plural = _("delivery methods")
        constraints = [
            models.CheckConstraint(
                condition=Q(price__gte=0), name="delivery_price_is_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(free_from__isnull=True) | Q(free_from__gt=0),
                name="delivery_is_free_from_a_positive_amount",
            ),
            models.CheckConstraint(
                condition=Q(max_days__gte=F("min_days")), name="delivery_takes_min_to_max_days"
            ),
            models.CheckConstraint(
                condition=Q(max_days__lte=60), name="delivery_takes_sixty_days_at_most"
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def is_collection(self) -> bool:
        return self.kind == self.Kind.COLLECTION

    def goes_to(self, country: str) -> bool:
        return country in self.countries
