from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from storefront.core import references
from storefront.core.lifecycle import Move
from storefront.core.private import storage

from .statements import Statement


def new_reference() -> str:
    return references.new("RT")


class Kind(models.TextChoices):
    WITHDRAWAL = "withdrawal", _("Change of mind")
    FAULTY = "faulty", _("Faulty")
    DAMAGED = "damaged", _("Broken on the way")
    WRONG = "wrong", _("Not what was ordered or described")
    MISSING = "missing", _("Something is missing")
    GOODWILL = "goodwill", _("Asked for after the last day")
    RECALL = "recall", _("Recalled for safety")


class Remedy(models.TextChoices):
    REPAIR = "repair", _("Repair")
    REPLACE = "replace", _("Replacement")
    REFUND = "refund", _("All the money back")
    PRICE_CUT = "price_cut", _("Part of the price back")


class Status(models.TextChoices):
    OPEN = "open", _("To be decided")
    ACCEPTED = "accepted", _("Accepted")
    PART_ACCEPTED = "part_accepted", _("Accepted in part")
    REFUSED = "refused", _("Refused")
    OVERTAKEN = "overtaken", _("Replaced by your withdrawal")


class WayBack(models.TextChoices):
    LABEL = "label", _("With our label")
    OWN = "own", _("With a carrier of your choice")
    WORKSHOP = "workshop", _("Brought to the workshop")
    CARRIER = "carrier", _("Brought back by the carrier who had it")
    NONE = "none", _("Nothing to send")


class Condition(models.TextChoices):
    AS_NEW = "as_new", _("As new, or tried as in a shop")
    USED = "used", _("Used more than for trying")
    UNSEALED = "unsealed", _("Seal broken")
    FAULTY = "faulty", _("Faulty, as you said")
    MISSING = "missing", _("Not in the parcel")


class Return(models.Model):
    """
    One of these is some lines of one order that go back, and what is decided about them.

    Where the parcel is stands in `parcel`, a lifecycle of its own. `cancellation` is set where the
    goods never left us, so that nothing comes back. `settlement` is how the sum was made when it
    was paid: lists of a part's name and its amount in the order's currency. `label_price` is what
    the buyer pays for our label, in that currency. `replacement` is the parcel with the new thing.
    """

    Kind = Kind
    Remedy = Remedy
    Status = Status
    WayBack = WayBack
    MOVES = {
        Status.OPEN: {
            Status.ACCEPTED,
            Status.PART_ACCEPTED,
            Status.REFUSED,
            Status.OVERTAKEN,
        },
        # What is found in the parcel, or that none came, may still change it.
        # Who withdraws gives up a repair or a new one that was granted and has not gone.
        Status.ACCEPTED: {Status.PART_ACCEPTED, Status.REFUSED, Status.OVERTAKEN},
        Status.PART_ACCEPTED: {Status.ACCEPTED, Status.REFUSED, Status.OVERTAKEN},
        Status.REFUSED: {Status.ACCEPTED, Status.PART_ACCEPTED},
        # The buyer has withdrawn from all that it was about.
        Status.OVERTAKEN: set(),
    }

    reference = models.CharField(_("reference"), max_length=16, unique=True, default=new_reference)
    key = models.UUIDField(_("key"), unique=True)
    order = models.ForeignKey(
        "order.Order", on_delete=models.PROTECT, related_name="returns", verbose_name=_("order")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    status = models.CharField(_("decision"), max_length=16, choices=Status, default=Status.OPEN)
    statement = models.OneToOneField(
        Statement, null=True, blank=True, on_delete=models.PROTECT, related_name="opened"
    )
    cancellation = models.OneToOneField(
        "changes.Cancellation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="withdrawal",
        verbose_name=_("cancellation"),
    )
    language = models.CharField(_("language"), max_length=12)
    words = models.TextField(_("what is wrong"), blank=True, default="")
    wish = models.CharField(_("wish"), max_length=12, choices=Remedy, blank=True, default="")
    remedy = models.CharField(_("granted"), max_length=12, choices=Remedy, blank=True, default="")
    reasons = models.TextField(_("reasons"), blank=True, default="")
    way_back = models.CharField(
        _("way back"), max_length=10, choices=WayBack, blank=True, default=""
    )
    label_price = models.DecimalField(
        _("label"), max_digits=8, decimal_places=2, default=Decimal("0.00")
    )
    told_at = models.DateTimeField(_("told at"))
    send_back_by = models.DateField(_("send back by"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settlement = models.JSONField(_("how the sum was made"), default=list, blank=True)
    refund = models.OneToOneField(
        "payments.Refund",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="paid_return",
        verbose_name=_("refund"),
    )
    replacement = models.OneToOneField(
        "tracking.Shipment",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("new parcel"),
    )
    objected_at = models.DateTimeField(_("buyer objected at"), null=True, blank=True)
    objection = models.TextField(_("objection"), blank=True, default="")
    objection_answer = models.TextField(_("answer to the objection"), blank=True, default="")

    class Meta:
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        permissions = [("unpack_return", "Can note that a return came, and what was in it")]
        indexes = [
            models.Index(fields=["told_at"], name="returns_to_decide", condition=Q(status="open")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(label_price__gte=0), name="a_label_price_is_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="return_status_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_withdrawal(self) -> bool:
        return bool(self.kind == Kind.WITHDRAWAL)

    @property
    def our_fault(self) -> bool:
        """Whether we pay for the way back."""
        return self.kind not in (Kind.WITHDRAWAL, Kind.GOODWILL)

    @property
    def carrier_has_it(self) -> bool:
        """Whether it never reached the buyer, and its carrier brings it back."""
        return bool(self.way_back == WayBack.CARRIER)

    @property
    def is_settled(self) -> bool:
        return self.settled_at is not None


class ReturnLine(models.Model):
    """
    One of these is how many of one order line go back, and in which state they came.

    `deduction` is what we take off for lost value, in the order's currency, with `why` in words
    for the buyer; `received` is empty until the parcel was opened; `paid` is how many were paid
    for, which stays as it is if somebody counts afterwards.
    """

    Condition = Condition

    of = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey("order.Line", on_delete=models.PROTECT, related_name="returned")
    quantity = models.PositiveIntegerField(_("quantity"))
    received = models.PositiveIntegerField(_("received"), null=True, blank=True)
    paid = models.PositiveIntegerField(_("paid for"), default=0)
    condition = models.CharField(
        _("condition"), max_length=10, choices=Condition, blank=True, default=""
    )
    deduction = models.DecimalField(
        _("deduction"), max_digits=12, decimal_places=2, default=Decimal("0.00")
    )
    why = models.CharField(_("why"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("thing going back")
        verbose_name_plural = _("things going back")
        constraints = [
            models.UniqueConstraint(fields=["of", "line"], name="a_line_stands_once_in_a_return"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="something_goes_back"),
            models.CheckConstraint(
                condition=Q(received__isnull=True) | Q(received__lte=F("quantity")),
                name="no_more_came_than_was_announced",
            ),
            models.CheckConstraint(
                condition=Q(paid__lte=F("quantity")), name="no_more_is_paid_than_was_announced"
            ),
            models.CheckConstraint(
                condition=Q(deduction__gte=0), name="a_deduction_is_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(deduction=0) | ~Q(why=""), name="a_deduction_has_its_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.line_id}"

    @property
    def counted(self) -> int:
        """How many of them are paid for: what came, or all as long as nobody has looked."""
        return self.quantity if self.received is None else self.received


class ReturnMove(Move):
    """One of these is one step of the decision about a return."""

    of = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="moves")

    class Meta:
        verbose_name = _("step of a return")
        verbose_name_plural = _("steps of a return")


def _place(photo: Any, name: str) -> str:
    return f"returns/{photo.of.reference}/{name}"


class ReturnPhoto(models.Model):
    """One of these is a file that shows what is wrong, or that the parcel was sent."""

    of = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="photos")
    file = models.FileField(_("file"), storage=storage, upload_to=_place, max_length=200)
    name = models.CharField(_("name"), max_length=160)
    mime = models.CharField(_("kind"), max_length=60)
    shows = models.CharField(
        _("shows"),
        max_length=10,
        choices=[("fault", _("what is wrong")), ("proof", _("that it was sent"))],
        default="fault",
    )
    by_staff = models.BooleanField(_("by us"), default=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("picture of a return")
        verbose_name_plural = _("pictures of a return")

    def __str__(self) -> str:
        return self.name
