import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from storefront.core import marks
from storefront.core.lifecycle import Move

from .carriers import registry


class Kind(models.TextChoices):
    """What a carrier can report of a parcel; the shipment's status is the latest of them."""

    HANDED_OVER = "handed_over", _("Handed to the carrier")
    IN_TRANSIT = "in_transit", _("On its way")
    OUT_FOR_DELIVERY = "out_for_delivery", _("On the van to you")
    FAILED_ATTEMPT = "failed_attempt", _("Could not be delivered")
    TO_COLLECT = "to_collect", _("Waits for you at a pick-up point")
    DELIVERED = "delivered", _("Delivered")
    RETURNED = "returned", _("On its way back to us")
    LOST = "lost", _("Lost")


class Reason(models.TextChoices):
    """Why a parcel could not be handed over (LBT-6.3.1.c)."""

    NOBODY_IN = "nobody_in", _("Nobody was in")
    WRONG_ADDRESS = "wrong_address", _("The address could not be found")
    NO_ACCESS = "no_access", _("The driver could not get to the door")
    REFUSED = "refused", _("The parcel was refused")
    DAMAGED = "damaged", _("The parcel was damaged on the way")
    OTHER = "other", _("The carrier gave no reason that we know")


_UNDER_WAY = {
    Kind.IN_TRANSIT,
    Kind.OUT_FOR_DELIVERY,
    Kind.FAILED_ATTEMPT,
    Kind.TO_COLLECT,
}
_ENDS = {Kind.DELIVERED, Kind.RETURNED, Kind.LOST}


class Parcels(models.Manager["Shipment"]):
    """Parcels that left, or stand ready; one that was handed over by mistake never did."""

    def get_queryset(self) -> models.QuerySet["Shipment"]:
        return super().get_queryset().filter(taken_back_at=None)


class Shipment(models.Model):
    """
    One of these is one parcel of an order.

    `key` is what we book it under, so a lost answer of the carrier is asked for again, never booked
    twice; `number` is the carrier's, empty until it is booked. `expected_at` is the carrier's own
    guess; what we promised stands in the promise ledger. One that was handed over by mistake stays
    as `taken_back_at` says, in sight of staff alone: `objects` and `order.shipments` leave it out.
    """

    Status = Kind
    # Reports travel by different ways, so a parcel may be seen in any order until it has arrived.
    MOVES = {
        Kind.HANDED_OVER: _UNDER_WAY | _ENDS,
        **{status: (_UNDER_WAY | _ENDS) - {status} for status in _UNDER_WAY},
        Kind.RETURNED: {Kind.DELIVERED},
        Kind.LOST: _UNDER_WAY | {Kind.DELIVERED, Kind.RETURNED},
        Kind.DELIVERED: set(),
    }
    # A report that is taken back leaves what the others say, whatever that is.
    BACK = {status: set(Kind) - {status} for status in Kind}

    order = models.ForeignKey(
        "order.Order", on_delete=models.PROTECT, related_name="shipments", verbose_name=_("order")
    )
    n = models.PositiveSmallIntegerField(_("parcel"))
    key = models.UUIDField(_("key"), unique=True, default=uuid.uuid4, editable=False)
    carrier = models.CharField(_("carrier"), max_length=32)
    number = models.CharField(_("tracking number"), max_length=64, blank=True, default="")
    url = models.CharField(_("carrier's page"), max_length=300, blank=True, default="")
    status = models.CharField(_("status"), max_length=20, choices=Kind, default=Kind.HANDED_OVER)
    handed_over_at = models.DateTimeField(_("handed over at"))
    expected_at = models.DateTimeField(_("expected at"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)
    received_by = models.CharField(_("taken in by"), max_length=120, blank=True, default="")
    given_up_at = models.DateTimeField(_("no longer waited for since"), null=True, blank=True)
    booked_at = models.DateTimeField(_("booked at"), null=True, blank=True)
    problem = models.CharField(_("last problem"), max_length=200, blank=True, default="")
    taken_back_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("taken back by"),
    )
    taken_back_why = models.CharField(
        _("taken back because"), max_length=200, blank=True, default=""
    )

    everything = models.Manager()
    objects = Parcels()

    class Meta:
        default_manager_name = "objects"
        verbose_name = _("parcel")
        verbose_name_plural = _("parcels")
        constraints = [
            models.UniqueConstraint(fields=["order", "n"], name="parcels_of_an_order_are_numbered"),
            models.UniqueConstraint(
                fields=["carrier", "number"],
                condition=~Q(number="") & Q(taken_back_at=None),
                name="a_tracking_number_is_one_parcel",
            ),
            models.CheckConstraint(
                condition=~Q(status="delivered") | Q(delivered_at__isnull=False),
                name="a_delivered_parcel_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(status__in=Kind.values), name="parcel_status_is_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["handed_over_at"],
                name="parcels_under_way",
                condition=~Q(status__in=["delivered", "returned"]),
            )
        ]

    def __str__(self) -> str:
        return self.number or f"{self.order_id}/{self.n}"

    @property
    def is_collected_from_us(self) -> bool:
        return self.carrier == "collection"

    @property
    def carrier_name(self) -> str:
        """What the carrier is called towards the buyer."""
        promised = str(self.order.intent.delivery.get("carrier") or "")
        return registry.name_of(self.carrier, promised=promised)

    @property
    def is_delivered(self) -> bool:
        return bool(self.status == Kind.DELIVERED)


class Contents(models.Manager["ShipmentLine"]):
    """What is in parcels; what was taken out of one that was handed over by mistake is not."""

    def get_queryset(self) -> models.QuerySet["ShipmentLine"]:
        return super().get_queryset().filter(shipment__taken_back_at=None)


class ShipmentLine(models.Model):
    """One of these is how many of one line of an order are in one parcel."""

    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey("order.Line", on_delete=models.PROTECT, related_name="shipped")
    quantity = models.PositiveIntegerField(_("quantity"))

    everything = models.Manager()
    objects = Contents()

    class Meta:
        default_manager_name = "objects"
        verbose_name = _("thing in a parcel")
        verbose_name_plural = _("things in a parcel")
        constraints = [
            models.UniqueConstraint(fields=["shipment", "line"], name="a_line_is_once_in_a_parcel"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0), name="a_parcel_holds_at_least_one_of_a_line"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.line_id}"


class ShipmentMove(Move):
    """One of these is one step of a parcel."""

    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE, related_name="moves")

    class Meta:
        verbose_name = _("step of a parcel")
        verbose_name_plural = _("steps of a parcel")


class NumberChange(models.Model):
    """One of these says that the tracking number of a parcel was wrong, and which one is right."""

    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE, related_name="number_changes")
    before = models.CharField(_("number before"), max_length=64, blank=True, default="")
    after = models.CharField(_("number after"), max_length=64)
    why = models.CharField(_("why"), max_length=200)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("by"),
    )
    changed_at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("corrected tracking number")
        verbose_name_plural = _("corrected tracking numbers")

    def __str__(self) -> str:
        return f"{self.before} > {self.after}"


class Reports(models.Manager["Checkpoint"]):
    """Reports that count: without those that were typed in by mistake."""

    def get_queryset(self) -> models.QuerySet["Checkpoint"]:
        return super().get_queryset().filter(withdrawn_at=None)


class Checkpoint(models.Model):
    """
    One of these is one report about one parcel: by its carrier, or typed in by staff (`noted_by`).

    `happened_at` is the carrier's clock, `received_at` ours. `doubt` says what is odd about it, for
    staff; the report counts all the same. One that staff typed in by mistake and took back counts
    no more, and `objects` and `shipment.checkpoints` leave it out.
    """

    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE, related_name="checkpoints")
    carrier = models.CharField(_("carrier"), max_length=32)
    event_id = models.CharField(_("event"), max_length=120)
    kind = models.CharField(_("what happened"), max_length=20, choices=Kind)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason, blank=True, default="")
    place = models.CharField(_("place"), max_length=120, blank=True, default="")
    words = models.CharField(_("carrier's words"), max_length=300, blank=True, default="")
    happened_at = models.DateTimeField(_("happened at"))
    received_at = models.DateTimeField(_("received at"))
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("typed in by"),
    )
    doubt = models.CharField(_("odd about it"), max_length=200, blank=True, default="")
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("taken back by"),
    )
    withdrawn_why = models.CharField(
        _("taken back because"), max_length=200, blank=True, default=""
    )

    everything = models.Manager()
    objects = Reports()

    class Meta:
        default_manager_name = "objects"
        verbose_name = _("checkpoint")
        verbose_name_plural = _("checkpoints")
        constraints = [
            models.UniqueConstraint(
                fields=["carrier", "event_id"],
                condition=Q(withdrawn_at=None),
                name="a_carrier_reports_an_event_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="checkpoint_kind_is_known"
            ),
        ]
        indexes = [models.Index(fields=["shipment", "happened_at"], name="checkpoints_of_parcel")]

    def __str__(self) -> str:
        return marks.joined([self.get_kind_display(), self.place_told])

    @property
    def place_told(self) -> str:
        """The place in the reader's language, where its carrier knows it."""
        return registry.told(self.carrier, self.place)

    @property
    def told(self) -> str:
        """What was said in the carrier's words, and where, likewise."""
        words = registry.told(self.carrier, self.words)
        if self.place and words:
            return str(marks.labelled(self.place_told, words))
        return self.place_told or words

    @property
    def said(self) -> Any:
        """What happened in our words, with the reason where there is one."""
        return self.get_reason_display() if self.reason else self.get_kind_display()


class Ending(models.Model):
    """One of these is a buyer's end to an order whose parcels were late or lost on their way."""

    order = models.OneToOneField(
        "order.Order", on_delete=models.PROTECT, related_name="ending", verbose_name=_("order")
    )
    ended_at = models.DateTimeField(_("ended at"))
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("ended by"),
    )
    refund = models.OneToOneField(
        "payments.Refund",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("refund"),
    )

    class Meta:
        verbose_name = _("order ended for lateness")
        verbose_name_plural = _("orders ended for lateness")

    def __str__(self) -> str:
        return str(self.order_id)


class RefusedPost(models.Model):
    """
    One of these is a post in a carrier's name that was not believed, or not understood.

    Nothing in it counts; it is kept for staff to see that it came, with the reason why not.
    """

    carrier = models.CharField(_("carrier"), max_length=32)
    why = models.CharField(_("refused because"), max_length=200)
    signed = models.BooleanField(_("its signature was right"), default=False)
    body = models.TextField(_("content"), blank=True, default="")
    address = models.CharField(_("came from"), max_length=64, blank=True, default="")
    received_at = models.DateTimeField(_("received at"))
    seen_at = models.DateTimeField(_("seen by staff at"), null=True, blank=True)

    class Meta:
        verbose_name = _("refused carrier post")
        verbose_name_plural = _("refused carrier posts")
        indexes = [
            models.Index(
                fields=["received_at"], name="carrier_posts_to_see", condition=Q(seen_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.carrier}: {self.why}"
