"""What the shop says of its goods: Oscar's tables, and ours beside: facts, sheets, cards."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from oscar.apps.catalogue.models import *  # noqa: F403
from oscar.apps.catalogue.models import Category, Product, ProductClass, ProductImage

from storefront.core import lifecycle

from .languages import in_language


class FactKind(models.Model):
    """One of these is a kind of thing that can be stated about a product, such as who made it."""

    key = models.SlugField(_("key"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=120)
    order = models.PositiveSmallIntegerField(_("order"), default=50)

    class Meta:
        verbose_name = _("kind of fact")
        verbose_name_plural = _("kinds of fact")

    def __str__(self) -> str:
        return self.title


class ClassDisclosure(models.Model):
    """
    What must be stated before a product of this class may be shown.

    LBT-1: some goods lie outside what the shop vouches for; a class marked so publishes nothing
    until the quality manager has recorded that the further rules are met.
    """

    class Outside(models.TextChoices):
        CHEMICALS = "chemicals", _("hazardous chemicals")
        COLD_CHAIN = "cold_chain", _("goods that must stay cold")
        MONOPOLY = "monopoly", _("goods under state monopoly sale")

    product_class = models.OneToOneField(
        ProductClass, on_delete=models.CASCADE, related_name="disclosure"
    )
    required = models.ManyToManyField(
        FactKind, blank=True, related_name="classes", verbose_name=_("must be stated")
    )
    unit_price_needed = models.BooleanField(_("needs a price by quantity"), default=False)
    picture_needed = models.BooleanField(_("needs a picture"), default=True)
    outside = models.CharField(
        _("outside our scope"), max_length=16, choices=Outside.choices, blank=True, default=""
    )
    outside_met = models.TextField(_("how the further rules are met"), blank=True, default="")
    outside_met_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    outside_met_at = models.DateTimeField(null=True, blank=True)
    # WDR-15: the exception of the law by which such goods may not be sent back, by its key.
    withdrawal_exclusion = models.SlugField(
        _("why it may not be sent back"), max_length=40, blank=True, default=""
    )

    class Meta:
        verbose_name = _("what a class must state")
        verbose_name_plural = _("what classes must state")
        constraints = [
            models.CheckConstraint(
                condition=Q(outside_met="")
                | Q(outside_met_by__isnull=False, outside_met_at__isnull=False),
                name="an_exception_has_a_name_and_a_moment",
            )
        ]

    def __str__(self) -> str:
        return str(self.product_class)

    @property
    def is_closed(self) -> bool:
        return bool(self.outside) and not self.outside_met


class ProductSheet(models.Model):
    """
    One of these is everything stated about one product, as a version, and whether it is on sale.

    A child has a sheet only for what differs from its parent: how much is in it, its lot.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ON_SALE = "on_sale", _("On sale")
        OFF_SALE = "off_sale", _("Taken off sale")

    class Unit(models.TextChoices):
        G = "g", "g"
        KG = "kg", "kg"
        ML = "ml", "ml"
        L = "l", "l"
        M = "m", "m"
        M2 = "m2", "m²"
        PIECE = "piece", _("piece")

    MOVES = {
        Status.DRAFT: {Status.ON_SALE},
        Status.ON_SALE: {Status.OFF_SALE},
        Status.OFF_SALE: {Status.ON_SALE},
    }

    product = models.OneToOneField(Product, on_delete=models.CASCADE, related_name="sheet")
    status = models.CharField(_("status"), max_length=24, choices=Status.choices, default="draft")
    version = models.PositiveIntegerField(_("version"), default=1)
    reviewed_at = models.DateTimeField(_("reviewed"), null=True, blank=True)
    published_at = models.DateTimeField(_("first on sale"), null=True, blank=True)
    origin = models.CharField(_("country of origin"), max_length=2, blank=True, default="")
    lot = models.CharField(_("lot"), max_length=60, blank=True, default="")
    content = models.DecimalField(
        _("content of one piece"), max_digits=12, decimal_places=4, null=True, blank=True
    )
    content_unit = models.CharField(
        _("unit"), max_length=8, choices=Unit.choices, blank=True, default=""
    )
    pieces = models.PositiveIntegerField(_("pieces in the pack"), default=1)
    weight_g = models.PositiveIntegerField(_("weight in grams"), null=True, blank=True)
    size_mm = models.CharField(_("length x width x height in mm"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("product sheet")
        verbose_name_plural = _("product sheets")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "on_sale", "off_sale"]),
                name="sheet_status_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(status="on_sale") | Q(published_at__isnull=False),
                name="on_sale_since_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(content__isnull=True) | Q(content__gt=0) & ~Q(content_unit=""),
                name="content_is_positive_and_has_a_unit",
            ),
            models.CheckConstraint(condition=Q(pieces__gt=0), name="a_pack_has_pieces"),
        ]

    def __str__(self) -> str:
        return f"{self.product} v{self.version}"


class SheetMove(lifecycle.Move):
    """One of these is one time that a product went on sale or was taken off it."""

    sheet = models.ForeignKey(ProductSheet, on_delete=models.CASCADE, related_name="moves")

    class Meta:
        verbose_name = _("on and off sale")
        verbose_name_plural = _("on and off sale")


class SheetChange(models.Model):
    """One of these is one version of a sheet: what was changed in it, from what, to what."""

    sheet = models.ForeignKey(ProductSheet, on_delete=models.CASCADE, related_name="changes")
    version = models.PositiveIntegerField(_("version"))
    what = models.CharField(_("what"), max_length=120)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("version of a sheet")
        verbose_name_plural = _("versions of a sheet")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "version"], name="one_change_a_version")
        ]

    def __str__(self) -> str:
        return f"v{self.version}: {self.what}"


class ProductFact(models.Model):
    """One of these is one stated fact about a product, and who vouches for it."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="facts")
    kind = models.ForeignKey(FactKind, on_delete=models.PROTECT, related_name="facts")
    text = models.TextField(_("text"))
    source = models.CharField(_("who vouches for it"), max_length=200)
    checked_at = models.DateTimeField(_("checked"))

    class Meta:
        verbose_name = _("product fact")
        verbose_name_plural = _("product facts")
        constraints = [
            models.UniqueConstraint(fields=["product", "kind"], name="one_fact_of_a_kind"),
            models.CheckConstraint(condition=~Q(text=""), name="a_fact_says_something"),
            models.CheckConstraint(condition=~Q(source=""), name="somebody_vouches_for_a_fact"),
        ]

    def __str__(self) -> str:
        return f"{self.kind_id}: {self.text[:40]}"


class Sizes(models.Model):
    """How one picture looks when shown: its sizes, made once at upload."""

    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    sizes = models.JSONField(_("sizes"), help_text=_("[[width, path], ...] from small to large"))
    colour = models.CharField(_("main colour"), max_length=7, default="#ffffff")
    checksum = models.CharField(_("checksum"), max_length=64, db_index=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.width} x {self.height}"


class ProductPicture(Sizes):
    """One of these is the sizes of one product image, which holds its words."""

    image = models.OneToOneField(ProductImage, on_delete=models.CASCADE, related_name="picture")

    class Meta:
        verbose_name = _("picture sizes")
        verbose_name_plural = _("picture sizes")


class CategoryPicture(Sizes):
    """One of these is the scene that opens a department, with its words by language."""

    category = models.OneToOneField(Category, on_delete=models.CASCADE, related_name="picture")
    alt = models.JSONField(_("words"), default=dict)

    class Meta:
        verbose_name = _("scene of a category")
        verbose_name_plural = _("scenes of categories")


class ImportMark(models.Model):
    """One of these says which goods of which file became a product, and what they were then."""

    product = models.OneToOneField(Product, on_delete=models.CASCADE, related_name="imported")
    key = models.CharField(max_length=128, unique=True)
    checksum = models.CharField(max_length=64)
    stock = models.JSONField(default=dict)  # {sku: units} as the file counted them
    imported_at = models.DateTimeField()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return self.key


class CardQuerySet(models.QuerySet["ProductCard"]):
    def public(self) -> "CardQuerySet":
        return self.filter(public=True)

    def in_stock(self) -> "CardQuerySet":
        """Keep those of which at least one unit of one variant is free now."""
        from oscar.core.loading import get_model

        records = get_model("partner", "StockRecord").objects.filter(
            Q(product_id=OuterRef("pk"))
            | Q(product__parent_id=OuterRef("pk"), product__is_public=True),
            num_in_stock__gt=Coalesce(F("num_allocated"), 0),
        )
        return self.filter(Exists(records))


class ProductCard(models.Model):
    """
    One of these is what a listing shows of one product: a read model, written by refresh_cards.

    Stock is not on it, because a hold changes that every second: see queries.live.
    """

    product = models.OneToOneField(
        Product, primary_key=True, on_delete=models.CASCADE, related_name="card"
    )
    public = models.BooleanField(default=False)
    slug = models.CharField(max_length=255)
    titles = models.JSONField(default=dict)
    product_class = models.ForeignKey(ProductClass, on_delete=models.CASCADE, related_name="+")
    categories = ArrayField(models.IntegerField(), default=list)
    facets = ArrayField(models.CharField(max_length=160), default=list)
    supplier = models.ForeignKey(
        "partner.Partner", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    from_price = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    to_price = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    was_price = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    cut = models.PositiveSmallIntegerField(null=True)
    # {stock record: [earlier price, percent, since, {language: why}]}
    compared = models.JSONField(default=dict)
    reduced_why = models.JSONField(default=dict)  # of from_price: {language: words}
    currency = models.CharField(max_length=3, default="EUR")
    unit_price = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    unit_base = models.CharField(max_length=12, blank=True, default="")
    picture = models.JSONField(null=True)
    swatches = models.JSONField(default=list)
    variants = models.PositiveSmallIntegerField(default=1)
    rating = models.FloatField(null=True)
    reviews = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField(null=True)
    popularity = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    objects = CardQuerySet.as_manager()

    class Meta:
        verbose_name = _("product card")
        verbose_name_plural = _("product cards")
        indexes = [
            GinIndex(fields=["categories"], name="card_categories"),
            GinIndex(fields=["facets"], name="card_facets"),
            models.Index(
                F("published_at").desc(), "product", name="card_newest", condition=Q(public=True)
            ),
            models.Index(
                fields=["from_price", "product"], name="card_price", condition=Q(public=True)
            ),
            models.Index(
                F("popularity").desc(), "product", name="card_popular", condition=Q(public=True)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return in_language(self.titles)

    @property
    def picture_shown(self) -> dict[str, Any] | None:
        """The main picture with its words in the reader's language."""
        if not self.picture:
            return None
        return {**self.picture, "alt": in_language(self.picture["alt"])}

    @property
    def saved(self) -> Decimal | None:
        return self.was_price - self.from_price if self.was_price and self.from_price else None
