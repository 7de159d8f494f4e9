"""Orders as staff see and move them: every button is an operation, nothing is typed over."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from oscar.core.loading import get_model
from unfold.decorators import action, display

from checkout.payments import queries as payments
from checkout.payments.models import OrderMove
from storefront.core import lifecycle, money
from storefront.core.refusal import Refusal
from storefront.core.templatetags.candour import when
from storefront.promises import queries as promises
from storefront.promises.models import Promise
from storefront.staff.admin import FactAdmin, FactInline
from storefront.staff.site import site

from . import desk, operations
from .models import Order, Status

Line = get_model("order", "Line")
OrderNote = get_model("order", "OrderNote")

COLOURS = {
    Status.AWAITING_PAYMENT: "warning",
    Status.PLACED: "info",
    Status.PAID: "info",
    Status.PACKED: "primary",
    Status.DISPATCHED: "primary",
    Status.DELIVERED: "success",
    Status.COMPLETED: "success",
    Status.CANCELLED: "danger",
}


# Where each button takes an order.
LEADS_TO = {
    "pack_one": Status.PACKED,
    "dispatch_one": Status.DISPATCHED,
    "deliver_one": Status.DELIVERED,
    "cancel_one": Status.CANCELLED,
}


class StatusFilter(admin.SimpleListFilter):
    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("to_pack", _("To pack now")), *Status.choices]

    def queryset(self, request: HttpRequest, rows: QuerySet[Order]) -> QuerySet[Order]:
        if self.value() == "to_pack":
            from . import queries

            return rows.filter(pk__in=queries.to_pack(timezone.now()).values("pk"))
        return rows.filter(status=self.value()) if self.value() else rows


class LineInline(FactInline):
    model = Line
    verbose_name_plural = _("What was bought")
    fields = readonly_fields = (
        "title",
        "partner_sku",
        "quantity",
        "num_allocated",
        "line_price_incl_tax",
    )
    ordering = ("pk",)


class MoveInline(FactInline):
    model = OrderMove
    verbose_name_plural = _("History")
    fields = readonly_fields = ("moved_at", "from_status", "to_status", "moved_by", "why")
    ordering = ("-pk",)


class NoteInline(FactInline):
    """What colleagues should know; a note is added, never taken back."""

    model = OrderNote
    verbose_name_plural = _("Notes")
    fields = ("message", "user", "date_created")
    readonly_fields = ("user", "date_created")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("order.change_order")


@admin.register(Order, site=site)
class OrderAdmin(FactAdmin):
    """Orders, the newest first; bulk actions do to each what its button does to one."""

    list_display = ("number", "shown_status", "date_placed", "buyer", "sum", "shown_due")
    list_filter = (StatusFilter, "date_placed", "shipping_code")
    list_filter_submit = True
    search_fields = (
        "number",
        "guest_email",
        "user__email",
        "shipping_address__last_name",
        "shipping_address__postcode",
        "lines__partner_sku",
    )
    date_hierarchy = "date_placed"
    ordering = ("-date_placed", "-pk")
    inlines = (LineInline, MoveInline, NoteInline)
    actions = ("pack_all", "dispatch_all", "deliver_all", "cancel_all")
    actions_submit_line = ("pack_one", "dispatch_one", "deliver_one", "cancel_one")
    fieldsets = (
        (None, {"fields": ("number", "shown_status", "date_placed", "buyer", "goes_to")}),
        (_("Money"), {"fields": ("sum", "delivery", "shown_payment", "shown_refunds")}),
        (_("Promised"), {"fields": ("shown_promises", "shown_agreement", "shown_links")}),
    )
    readonly_fields = (
        "shown_status",
        "buyer",
        "goes_to",
        "sum",
        "delivery",
        "shown_payment",
        "shown_refunds",
        "shown_promises",
        "shown_agreement",
        "shown_links",
        "shown_due",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Order]:
        rows = super().get_queryset(request)
        leaves_by = Promise.objects.filter(
            order_number=OuterRef("number"), kind="dispatch", status="made"
        )
        return rows.select_related(
            "user", "shipping_address__country", "intent", "agreement"
        ).annotate(leaves_by=Subquery(leaves_by.values("due_at")[:1]))

    def save_model(self, request: HttpRequest, obj: Order, form: Any, change: bool) -> None:
        """Save nothing: a pressed button is an operation, and notes are their own rows."""
        for each in self.get_actions_submit_line(request, obj.pk):
            if each.action_name in request.POST:
                each.method(request, obj)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for note in formset.save(commit=False):
            note.user = request.user
            note.note_type = OrderNote.INFO
            note.save()

    def get_actions_submit_line(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """Show only the buttons of the steps that are open, so that the next one stands out."""
        actions = super().get_actions_submit_line(request, object_id)
        order = Order.objects.filter(pk=object_id).first()
        if order is None or request.method == "POST":
            return actions  # a press that came too late is refused by its operation, in words
        return [
            each
            for each in actions
            if lifecycle.may_move(order, LEADS_TO[each.action_name.removeprefix("order_order_")])
        ]

    # What is shown

    @display(
        description=_("status"),
        ordering="status",
        label={str(Status(key).label): colour for key, colour in COLOURS.items()},
    )
    def shown_status(self, order: Order) -> str:
        return order.get_status_display()

    @display(description=_("buyer"))
    def buyer(self, order: Order) -> str:
        return order.email or "—"

    @display(description=_("goes to"))
    def goes_to(self, order: Order) -> str:
        address = order.shipping_address
        return ", ".join(address.active_address_fields()) if address else "—"

    @display(description=_("sum"), ordering="total_incl_tax")
    def sum(self, order: Order) -> str:
        return money.text(order.total_incl_tax, order.currency)

    @display(description=_("delivery"))
    def delivery(self, order: Order) -> str:
        return f"{order.shipping_method}, {money.text(order.shipping_incl_tax, order.currency)}"

    @display(description=_("payments"))
    def shown_payment(self, order: Order) -> SafeString | str:
        intent = getattr(order, "intent", None)
        attempts = intent.attempts.order_by("n") if intent else []
        return (
            format_html_join(
                SafeString("<br>"),
                '<a href="{}">{} {}: {}</a>',
                (
                    (
                        reverse("admin:payments_attempt_change", args=[each.pk]),
                        each.method,
                        money.text(each.amount, each.currency),
                        each.get_status_display(),
                    )
                    for each in attempts
                ),
            )
            or "—"
        )

    @display(description=_("given back"))
    def shown_refunds(self, order: Order) -> SafeString | str:
        return (
            format_html_join(
                SafeString("<br>"),
                '<a href="{}">{} {} ({}): {}</a>',
                (
                    (
                        reverse("admin:payments_refund_change", args=[each.pk]),
                        each.reference,
                        money.text(each.amount, each.currency),
                        each.get_reason_display(),
                        each.get_status_display(),
                    )
                    for each in payments.refunds_of(order)
                ),
            )
            or "—"
        )

    @display(description=_("promises"))
    def shown_promises(self, order: Order) -> SafeString | str:
        return (
            format_html_join(
                SafeString("<br>"),
                "{}: {}, {}",
                (
                    (each.get_status_display(), each.words, strip_tags(when(each.due_at)))
                    for each in promises.about(order)
                ),
            )
            or "—"
        )

    @display(description=_("agreement"))
    def shown_agreement(self, order: Order) -> str:
        agreement = getattr(order, "agreement", None)
        return agreement.sha256 if agreement else "—"

    @display(description=_("what goes with it"))
    def shown_links(self, order: Order) -> SafeString | str:
        links = format_html_join(
            SafeString("<br>"),
            '<a href="{}">{}</a>',
            ((url, words) for words, url in desk.links(order)),
        )
        return links or "—"

    @display(description=_("leaves by"), ordering="leaves_by")
    def shown_due(self, order: Order) -> Any:
        return order.leaves_by  # type: ignore[attr-defined]

    # What can be done

    @action(description=_("Mark packed"), permissions=["change"])
    def pack_one(self, request: HttpRequest, order: Order) -> None:
        self._do(request, [order], operations.pack)

    @action(description=_("Hand over to carrier"), permissions=["change"])
    def dispatch_one(self, request: HttpRequest, order: Order) -> None:
        self._do(request, [order], operations.dispatch)

    @action(description=_("Mark delivered"), permissions=["change"])
    def deliver_one(self, request: HttpRequest, order: Order) -> None:
        self._do(request, [order], operations.deliver)

    @action(description=_("Cancel and give the money back"), permissions=["change"])
    def cancel_one(self, request: HttpRequest, order: Order) -> None:
        self._do(request, [order], operations.cancel)

    @action(description=_("Mark packed"), permissions=["change"])
    def pack_all(self, request: HttpRequest, orders: QuerySet[Order]) -> None:
        self._do(request, orders, operations.pack)

    @action(description=_("Hand over to carrier"), permissions=["change"])
    def dispatch_all(self, request: HttpRequest, orders: QuerySet[Order]) -> None:
        self._do(request, orders, operations.dispatch)

    @action(description=_("Mark delivered"), permissions=["change"])
    def deliver_all(self, request: HttpRequest, orders: QuerySet[Order]) -> None:
        self._do(request, orders, operations.deliver)

    @action(description=_("Cancel and give the money back"), permissions=["change"])
    def cancel_all(self, request: HttpRequest, orders: QuerySet[Order]) -> None:
        self._do(request, orders, operations.cancel)

    def _do(self, request: HttpRequest, orders: Any, operation: Callable[..., Order]) -> None:
        """Do one thing to each order; a refusal stops no other and is said with its number."""
        done = 0
        for order in orders:
            try:
                operation(order=order, by=request.user, at=request.at)  # type: ignore[attr-defined]
                done += 1
            except Refusal as refusal:
                messages.error(request, f"{order.number}: {refusal}")
        if done:
            words = ngettext("Done for %(count)s order.", "Done for %(count)s orders.", done)
            messages.success(request, words % {"count": done})
