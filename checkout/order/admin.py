"""Orders as staff see and move them: every button is an operation, nothing is typed over."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from oscar.core.loading import get_model
from unfold.decorators import action, display

from checkout import address_book, addresses
from checkout.payments import methods
from checkout.payments import queries as payments
from checkout.payments.models import OrderMove
from storefront.core import lifecycle, marks, money
from storefront.core.refusal import Refusal
from storefront.core.templatetags.candour import when
from storefront.promises import queries as promises
from storefront.promises import registry as promised
from storefront.promises.models import Promise
from storefront.staff.admin import FactInline, History
from storefront.staff.labels import Coloured
from storefront.staff.searching import FoundByNumber, buyer
from storefront.staff.site import site

from . import desk, operations, queries
from .mistakes import PackedByMistake
from .models import Order, Status

OrderNote = get_model("order", "OrderNote")
OrderLine = get_model("order", "Line")

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
    "hand_over_one": Status.DISPATCHED,
    "deliver_one": Status.DELIVERED,
    "cancel_one": Status.CANCELLED,
}


class StatusFilter(admin.SimpleListFilter):
    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(str(status), words) for status, words in desk.FOR_STAFF.items()]

    def queryset(self, request: HttpRequest, rows: QuerySet[Order]) -> QuerySet[Order]:
        return rows.filter(status=self.value()) if self.value() else rows


class MoveInline(History):
    """Steps of an order, each with who took it: a person, or whoever reported it."""

    model = OrderMove
    names = desk.FOR_STAFF

    def nobody(self, move: OrderMove) -> Any:
        if not move.from_status:
            return _("the buyer")
        told = {Status.PAID: _("the bank"), Status.DELIVERED: _("the carrier")}
        return told.get(Status(move.to_status), self.by_itself)

    def why_in_words(self, move: OrderMove) -> Any:
        if move.to_status != Status.PAID or not move.why:
            return super().why_in_words(move)
        if move.why in methods.EVERY:
            return methods.EVERY[move.why].title
        return _("reference %(reference)s") % {"reference": move.why}


class NoteInline(FactInline):
    """What colleagues should know; a note is added, never taken back."""

    model = OrderNote
    verbose_name_plural = _("Notes")
    fields = ("message", "user", "date_created")
    readonly_fields = ("user", "date_created")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("order.change_order")


@admin.register(Order, site=site)
class OrderAdmin(FoundByNumber, PackedByMistake):
    """Orders, the newest first; bulk actions do to each what its button does to one."""

    place = 1
    list_display = ("number", "shown_status", "date_placed", "who", "pieces", "sum", "shown_due")
    list_filter = (StatusFilter, "date_placed", "shipping_code")
    list_filter_submit = True
    search_fields = (
        "number",
        *buyer(),
        "shipping_address__postcode",
        "shipments__number",
        "lines__partner_sku",
        "lines__title",
        "lines__product__title_en",
        "lines__product__title_zh_hans",
    )
    search_help_text = _("Number, name, e-mail, phone, postcode, tracking number, or what it was.")
    numbers = ("number",)
    phones = ("shipping_address__phone_number", "intent__phone")
    date_hierarchy = "date_placed"
    ordering = ("-date_placed", "-pk")
    inlines = (NoteInline, MoveInline)
    actions = ("pack_all", "dispatch_all")
    actions_submit_line = (
        *("pack_one", "hand_over_one", "deliver_one", "keep_note", "unpack_one", "cancel_one"),
    )
    fieldsets = (
        (
            None,
            {
                "fields": (
                    *("number", "shown_status", "shown_notes", "shown_due", "to_pack"),
                    *("goes_to", "delivery", "shown_links"),
                )
            },
        ),
        (_("Ordered"), {"fields": ("bought", "buyer", "date_placed", "page")}),
        (_("Money"), {"fields": ("sum", "shown_payment", "shown_refunds")}),
        (_("Promised"), {"fields": ("shown_promises", "shown_agreement")}),
    )
    readonly_fields = (
        "shown_status",
        "to_pack",
        "bought",
        "buyer",
        "page",
        "goes_to",
        "sum",
        "delivery",
        "shown_payment",
        "shown_refunds",
        "shown_promises",
        "shown_agreement",
        "shown_links",
        "shown_notes",
        "shown_due",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Order]:
        rows = super().get_queryset(request)
        leaves_by = Promise.objects.filter(
            order_number=OuterRef("number"), kind="dispatch", status="made"
        )
        units = OrderLine.objects.filter(order=OuterRef("pk")).order_by()
        return rows.select_related(
            "user", "shipping_address__country", "intent", "agreement"
        ).annotate(
            leaves_by=Subquery(leaves_by.values("due_at")[:1]),
            ordered=Subquery(units.values("order").annotate(sum=Sum("quantity")).values("sum")),
        )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the money to those who deal with it; whoever packs needs to know what and where."""
        sets = super().get_fieldsets(request, obj)
        if request.user.has_perm("payments.view_refund"):
            return sets
        return [each for each in sets if "shown_refunds" not in each[1]["fields"]]

    def save_model(self, request: HttpRequest, obj: Order, form: Any, change: bool) -> None:
        """Save nothing: a pressed button is an operation, and notes are their own rows."""
        for press in self.pressed(request):
            press(request, obj)

    def response_change(self, request: HttpRequest, obj: Order) -> HttpResponse:
        steps = {
            # Which carrier and which number, when it came, what is left out: asked on own pages.
            "hand_over_one": f"{reverse('admin:tracking_shipment_add')}?order={obj.number}",
            "deliver_one": reverse("admin:tracking_delivered", args=[obj.number]),
            "unpack_one": reverse("admin:order_order_unpack", args=[obj.pk]),
            "cancel_one": f"{reverse('admin:changes_cancellation_add')}?order={obj.number}",
        }
        for press in self.pressed(request):
            if press.__name__ in steps:
                return redirect(steps[press.__name__])
        return super().response_change(request, obj)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        notes = formset.save(commit=False)
        for note in notes:
            note.user = request.user
            note.note_type = OrderNote.INFO
            note.save()
            messages.success(request, _("The note is kept."))
        if not notes and any(press.__name__ == "keep_note" for press in self.pressed(request)):
            messages.warning(request, _("There was no note to keep: write one first."))

    def offers(self, name: str, row: Order, request: HttpRequest) -> bool:
        if name == "unpack_one":
            return row.status == Status.PACKED
        return name not in LEADS_TO or lifecycle.may_move(row, LEADS_TO[name])

    def has_hand_over_permission(self, request: HttpRequest, *_args: Any) -> bool:
        return request.user.has_perm("tracking.add_shipment")  # type: ignore[union-attr]

    def has_cancel_permission(self, request: HttpRequest, *_args: Any) -> bool:
        """Cancelling gives money back, which is not for everybody who packs."""
        return request.user.has_perms(  # type: ignore[union-attr]
            ["order.change_order", "payments.add_refund"]
        )

    # What is shown

    @display(
        description=_("status"),
        ordering="status",
        label=Coloured((desk.FOR_STAFF[key], colour) for key, colour in COLOURS.items()),
    )
    def shown_status(self, order: Order) -> str:
        return str(desk.status_of(order))

    @display(description=_("goes to"), ordering="shipping_address__last_name")
    def who(self, order: Order) -> str:
        name = order.shipping_address.name if order.shipping_address else ""
        return name or order.email or "—"

    @display(description=_("pieces"), ordering="ordered")
    def pieces(self, order: Order) -> int:
        return order.ordered or 0  # type: ignore[attr-defined]

    @display(description=_("buyer"))
    def buyer(self, order: Order) -> str:
        return order.email or "—"

    @display(description=_("buyer's page"))
    def page(self, order: Order) -> SafeString:
        address = reverse("admin:tracking_as_buyer", args=[order.number])
        return format_html('<a class="underline" href="{}">{}</a>', address, order.number)

    @display(description=_("what goes in"))
    def to_pack(self, order: Order) -> SafeString | str:
        """Say what is still here for the buyer: without what was cancelled or is gone."""
        lines = queries.lines_of(order).filter(num_allocated__gt=0)
        parts = (
            (each.num_allocated, queries.title_for_staff(each), each.partner_sku) for each in lines
        )
        return format_html_join(SafeString("<br>"), "{} × {} ({})", parts) or "—"

    @display(description=_("what was bought"))
    def bought(self, order: Order) -> SafeString:
        parts = (
            (each.quantity, each.title, money.text(each.line_price_incl_tax, order.currency))
            for each in order.lines.order_by("pk")
        )
        return format_html_join(SafeString("<br>"), marks.pattern("{} × {}, {}"), parts)

    @display(description=_("goes to"))
    def goes_to(self, order: Order) -> str:
        # Where it goes now: its buyer may have changed it since it was agreed.
        address = address_book.from_book(order.shipping_address)
        return marks.joined([addresses.in_one_line(address), address.get("phone") or ""])

    @display(description=_("sum"), ordering="total_incl_tax")
    def sum(self, order: Order) -> str:
        return money.text(order.total_incl_tax, order.currency)

    @display(description=_("delivery"))
    def delivery(self, order: Order) -> str:
        return marks.joined(
            [order.shipping_method, money.text(order.shipping_incl_tax, order.currency)]
        )

    @display(description=_("payments"))
    def shown_payment(self, order: Order) -> SafeString | str:
        intent = getattr(order, "intent", None)
        attempts = intent.attempts.order_by("n") if intent else []
        return (
            format_html_join(
                SafeString("<br>"),
                '<a href="{}">' + marks.pattern("{} {}: {}</a>"),
                (
                    (
                        reverse("admin:payments_attempt_change", args=[each.pk]),
                        str(methods.EVERY[each.method].title),
                        money.text(each.amount, each.currency),
                        _how_it_went(each),
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
                marks.pattern("{}: {}"),
                (
                    (promised.title_of(each.kind), desk.how_it_stands(each))
                    for each in promises.about(order)
                ),
            )
            or "—"
        )

    @display(description=_("agreement"))
    def shown_agreement(self, order: Order) -> str:
        agreement = getattr(order, "agreement", None)
        if agreement is None:
            return "—"
        parts = ((agreement.sha256[at : at + 8],) for at in range(0, 64, 8))
        return format_html_join(SafeString("<wbr>"), "{}", parts)  # narrow screens break it there

    @display(description=_("what goes with it"))
    def shown_links(self, order: Order) -> SafeString | str:
        letters = reverse("admin:notices_message_changelist")
        told = (_("What the buyer was told"), f"{letters}?q={order.number}")
        return format_html_join(
            SafeString("<br>"),
            '<a class="underline" href="{}">{}</a>',
            ((url, words) for words, url in [*desk.links(order), told]),
        )

    @display(description=_("notes"))
    def shown_notes(self, order: Order) -> SafeString | str:
        """Say on top what colleagues should know: whoever packs reads no further."""
        notes = order.notes.select_related("user").order_by("-pk")
        return (
            format_html_join(
                SafeString("<br>"),
                marks.pattern("<strong>{}</strong> ({}, {})"),
                ((each.message, _person(each.user), _moment(each.date_created)) for each in notes),
            )
            or "—"
        )

    @display(description=_("leaves by"), ordering="leaves_by")
    def shown_due(self, order: Order) -> str:
        return strip_tags(when(order.leaves_by)) or "—"  # type: ignore[attr-defined]

    # What can be done

    @action(description=_("Mark packed"), permissions=["change"])
    def pack_one(self, request: HttpRequest, order: Order) -> None:
        self._do(request, [order], operations.pack)

    @action(description=_("Hand over to a carrier"), permissions=["hand_over"])
    def hand_over_one(self, request: HttpRequest, order: Order) -> None:
        """Change nothing yet: `response_change` leads to where the carrier is chosen."""

    @action(description=_("Keep the note only"), permissions=["change"])
    def keep_note(self, request: HttpRequest, order: Order) -> None:
        """Change nothing of the order: `save_formset` keeps the note with every button."""

    @action(description=_("Mark delivered"), permissions=["change"])
    def deliver_one(self, request: HttpRequest, order: Order) -> None:
        """Change nothing yet: `response_change` leads to where it is asked when it came."""

    @action(description=_("Packed by mistake"), permissions=["change"])
    def unpack_one(self, request: HttpRequest, order: Order) -> None:
        """Change nothing yet: `response_change` leads to where why is asked."""

    @action(description=_("Cancel, or leave some of it out"), permissions=["cancel"])
    def cancel_one(self, request: HttpRequest, order: Order) -> None:
        """Change nothing yet: `response_change` leads to where what and why is asked."""

    @action(description=_("Mark packed"), permissions=["change"])
    def pack_all(self, request: HttpRequest, orders: QuerySet[Order]) -> None:
        self._do(request, orders, operations.pack)

    @action(description=_("Hand over, each to its usual carrier"), permissions=["hand_over"])
    def dispatch_all(self, request: HttpRequest, orders: QuerySet[Order]) -> None:
        self._do(request, orders, operations.dispatch)

    def _do(self, request: HttpRequest, orders: Any, operation: Callable[..., Order]) -> None:
        """Do one thing to each order; a refusal stops no other and is said with its number."""
        done = []
        for order in orders:
            before = order.status
            try:
                after = operation(order=order, by=request.user, at=request.at)  # type: ignore[attr-defined]
            except Refusal as refusal:
                messages.error(request, marks.labelled(order.number, refusal))
                continue
            if after.status == before:
                messages.warning(request, desk.done_before(after))
            else:
                done.append(after)
        if len(done) == 1:
            now = {"number": done[0].number, "status": desk.status_of(done[0])}
            messages.success(request, _("Order %(number)s is now: %(status)s.") % now)
        elif done:
            words = ngettext("Done for %(count)s order.", "Done for %(count)s orders.", len(done))
            messages.success(request, words % {"count": len(done)})


def _how_it_went(attempt: Any) -> str:
    """Say how a payment stands, and what came in when and under what."""
    words = str(attempt.get_status_display())
    if attempt.captured:
        came = money.text(attempt.captured, attempt.came_in_currency)
        facts = [came, attempt.provider_reference or "—", _moment(attempt.ended_at)]
        words = f"{words} {marks.bracketed(marks.joined(facts))}"
    return words


def _person(user: Any) -> str:
    return str((user.get_full_name() or user.get_username()) if user else _("the shop"))


def _moment(at: Any) -> str:
    return strip_tags(when(at))
