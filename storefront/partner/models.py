"""Who supplies the goods, what they cost and how many there are: Oscar's tables and our history."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from oscar.apps.partner.abstract_models import AbstractStockRecord

from storefront.core import marks
from storefront.core.private import storage


class StockRecord(AbstractStockRecord):
    """One of these is a thing sold under one number: what it costs, and how many there are."""

    class Meta(AbstractStockRecord.Meta):
        verbose_name = _("article")
        verbose_name_plural = _("prices and stock")

    def __str__(self) -> str:
        return f"{self.product.get_title()} {marks.bracketed(self.partner_sku)}"


class Supplier(models.Model):
    """
    One of these is who stands behind a partner's goods, and until when that was checked.

    LBT-5.3.2.1.1: goods of a supplier that nobody verified, or whose papers ran out, are not sold.
    """

    partner = models.OneToOneField(
        "partner.Partner", on_delete=models.CASCADE, related_name="supplier"
    )
    legal_name = models.CharField(_("legal name"), max_length=200)
    address = models.TextField(_("address"))
    country = models.CharField(_("country"), max_length=2)
    email = models.EmailField(_("e-mail"), blank=True, default="")
    phone = models.CharField(_("phone"), max_length=40, blank=True, default="")
    proof = models.TextField(_("papers seen"), blank=True, default="")
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    valid_until = models.DateField(_("verified until"), null=True, blank=True)

    class Meta:
        verbose_name = _("supplier")
        verbose_name_plural = _("suppliers")
        permissions = [("verify_supplier", _("Can record that the papers of a supplier were seen"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(verified_at__isnull=True) | Q(valid_until__isnull=False),
                name="a_verification_ends_some_day",
            ),
            models.UniqueConstraint(
                Lower("legal_name"),
                "country",
                condition=~Q(country=""),  # a file names suppliers before anybody says where
                name="a_supplier_is_entered_once",
            ),
        ]

    def __str__(self) -> str:
        return self.legal_name

    def is_verified(self, at: datetime) -> bool:
        """Say whether their goods may be shown; the last day ends with it in the shop's zone."""
        return (
            self.verified_at is not None
            and self.verified_at <= at
            and self.valid_until is not None
            and timezone.localdate(at) <= self.valid_until
        )


class PriceChange(models.Model):
    """
    One of these is a price of one stock record from a moment on, gross, as anyone could buy at it.

    Append-only: reference prices are computed from it, so it is never corrected, only continued.
    """

    stockrecord = models.ForeignKey(
        StockRecord, on_delete=models.CASCADE, related_name="price_changes"
    )
    price = models.DecimalField(_("price"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)
    since = models.DateTimeField(_("since"))
    reduced = models.BooleanField(_("announced as a reduction"), default=False)
    # Why it is reduced, for buyers, as {language: words}; `why` is for staff.
    reason = models.JSONField(_("reason that buyers read"), blank=True, default=dict)
    why = models.CharField(_("why"), max_length=200, blank=True, default="")
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("price change")
        verbose_name_plural = _("price history")
        indexes = [models.Index(fields=["stockrecord", "since"], name="price_history")]
        constraints = [models.CheckConstraint(condition=Q(price__gt=0), name="a_price_is_positive")]

    def __str__(self) -> str:
        return f"{self.price} {self.currency}"


class ExpectedBack(models.Model):
    """One of these is the day by which we expect a stock record that is sold out to be back."""

    stockrecord = models.OneToOneField(
        StockRecord, on_delete=models.CASCADE, related_name="expected_back"
    )
    on = models.DateField(_("expected back on"))
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    said_at = models.DateTimeField(_("said at"))

    class Meta:
        verbose_name = _("day of return")
        verbose_name_plural = _("days of return")

    def __str__(self) -> str:
        return f"{self.stockrecord_id}: {self.on}"


class StockCount(models.Model):
    """
    One of these is one time that somebody said how many units there are: counted, or come in.

    `key` is that of the page on which a delivery was booked in, so that pressing twice adds once.
    """

    class Kind(models.TextChoices):
        COUNT = "count", _("Counted")
        DELIVERY = "delivery", _("Delivery")

    stockrecord = models.ForeignKey(
        StockRecord, on_delete=models.CASCADE, related_name="stock_counts"
    )
    before = models.PositiveIntegerField(_("before"))
    after = models.PositiveIntegerField(_("after"))
    why = models.CharField(_("why"), max_length=200, blank=True, default="")
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    counted_at = models.DateTimeField(_("at"))
    kind = models.CharField(_("what"), max_length=12, choices=Kind, default=Kind.COUNT)
    key = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("stock count")
        verbose_name_plural = _("stock counts")
        indexes = [models.Index(fields=["stockrecord", "counted_at"], name="stock_history")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["count", "delivery"]), name="a_stock_count_is_of_a_known_kind"
            ),
            models.CheckConstraint(
                condition=~Q(kind="delivery") | Q(after__gt=F("before")),
                name="a_delivery_adds_units",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before} > {self.after}"


class SaleStop(models.Model):
    """
    One of these says that a stock record is not sold, since when and for which recall.

    It holds until it is lifted, whatever its product is called and whichever SKU it bears
    meanwhile (SAF-05, LBT-6.4.4).
    """

    stockrecord = models.ForeignKey(
        StockRecord, on_delete=models.CASCADE, related_name="sale_stops"
    )
    reference = models.CharField(_("recall"), max_length=16)
    since = models.DateTimeField(_("since"))
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("stop of sale")
        verbose_name_plural = _("stops of sale")
        constraints = [
            models.UniqueConstraint(
                fields=["stockrecord", "reference"],
                condition=Q(lifted_at__isnull=True),
                name="a_recall_stops_a_stock_record_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.stockrecord_id}: {self.reference}"


class Lot(models.Model):
    """
    One of these is one delivery of a supplier that bears one lot number, for one stock record.

    A stock record of which a lot was entered is tracked by lot from then on: nothing of it leaves
    without its lot being stated (LBT-5.3.3.7, SAF-06). `document` names the supplier's papers, such
    as the delivery note and the test report; `paper` is a copy of them. One that was entered by
    mistake is taken back, and counts for nothing.
    """

    stockrecord = models.ForeignKey(
        StockRecord,
        on_delete=models.PROTECT,
        related_name="lots",
        verbose_name=_("stock record"),
    )
    number = models.CharField(_("lot"), max_length=40)
    received_at = models.DateTimeField(_("received"))
    document = models.CharField(_("supplier's papers"), max_length=200)
    paper = models.FileField(
        _("copy of the papers"), storage=storage, upload_to="lots/", blank=True, max_length=200
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("entered by"),
    )
    taken_back_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("taken back by"),
    )

    class Meta:
        verbose_name = _("lot")
        verbose_name_plural = _("lots")
        constraints = [
            models.UniqueConstraint(
                fields=["stockrecord", "number"],
                name="a_lot_is_entered_once",
                condition=Q(taken_back_at=None),
            ),
            models.CheckConstraint(condition=~Q(number=""), name="a_lot_has_a_number"),
            models.CheckConstraint(condition=~Q(document=""), name="a_lot_has_its_papers"),
        ]
        indexes = [models.Index(fields=["number"], name="lot_by_number")]

    def __str__(self) -> str:
        return self.number


from oscar.apps.partner.models import *  # noqa: E402, F403
from oscar.apps.partner.models import Partner  # noqa: E402, F401
