import uuid
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, strip_tags
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from aftersales.changes import queries as changes
from aftersales.tracking import by_word, forms, operations, page, queries, slip, wording
from aftersales.tracking.carriers import registry
from aftersales.tracking.models import Checkpoint, Shipment, ShipmentLine, ShipmentMove
from checkout import addresses
from checkout.order import desk as order_desk
from checkout.order import queries as orders
from checkout.order.models import Status
from storefront.core import marks, references
from storefront.core.templatetags.candour import when
from storefront.staff import asking
from storefront.staff.admin import FactInline, History
from storefront.staff.searching import FoundByNumber, buyer
from storefront.staff.site import site

from .mistakes import Corrected, Mistakes, Reports
from .slips import Slips


class Lines(FactInline):
    model = ShipmentLine
    fields = readonly_fields = ("thing", "quantity")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ShipmentLine]:
        return ShipmentLine.everything.select_related("line__product__parent")

    @admin.display(description=_("thing"))
    def thing(self, row: ShipmentLine) -> str:
        return f"{orders.title_for_staff(row.line)} {marks.bracketed(row.line.partner_sku)}"


class Moves(History):
    """Steps of a parcel; what no person did, its carrier reported."""

    model = ShipmentMove
    by_itself = _("the carrier")
    names = wording.FOR_STAFF

    def nobody(self, move: ShipmentMove) -> Any:
        return self.by_itself if move.from_status else _("the shop")

    def why_in_words(self, move: ShipmentMove) -> Any:
        """Say which report a step followed from; staff's own words stand as they are."""
        report = Checkpoint.everything.filter(shipment=move.shipment_id, event_id=move.why).first()
        if report is None:
            return super().why_in_words(move)
        return report.told or _("its report")


class Standing(admin.SimpleListFilter):
    """How a parcel stands, in words of staff."""

    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*wording.KINDS, ("taken_back", _("Taken back: it never left"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "taken_back":
            return queryset.exclude(taken_back_at=None)
        if self.value():
            return queryset.filter(status=self.value(), taken_back_at=None)
        return queryset


class Followed(admin.SimpleListFilter):
    """By whom we hear of a parcel: a carrier has the name that its order was promised."""

    title = _("how we hear of it")
    parameter_name = "carrier"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        told = [_("The carrier reports"), _("Staff type in reports")]
        words = {
            code: told[not registry.get(code).has_line]
            for code in registry.codes()
            if registry.get(code).plays_any
        }
        words[registry.COLLECTION] = _("The buyer collects it")
        return [(code, words.get(code, registry.name_of(code))) for code in registry.codes()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(carrier=self.value()) if self.value() else queryset


class Doubts(admin.SimpleListFilter):
    title = _("reports")
    parameter_name = "look"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("doubt", _("Odd reports"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "doubt":
            # Asked of the reports themselves: one that was taken back casts no doubt any more.
            odd = Checkpoint.objects.exclude(doubt="").values("shipment")
            return queryset.filter(pk__in=odd)
        return queryset


@admin.register(Shipment, site=site)
class ShipmentAdmin(FoundByNumber, Slips, Mistakes):
    """Parcels: adding one hands a packed order to a carrier; reports can be typed in by hand."""

    place = 1
    list_display = ("__str__", "order", "taken_by", "stands", "handed_over_at", "delivered_at")
    list_filter = (Standing, Followed, Doubts)
    search_fields = (
        *("number", "number_changes__before", "order__number", "received_by"),
        *buyer("order"),
    )
    numbers = ("order__number",)
    phones = ("order__shipping_address__phone_number",)
    date_hierarchy = "handed_over_at"
    ordering = ("-handed_over_at", "-pk")
    inlines = (Lines, Reports, Corrected, Moves)
    readonly_fields = ("buyers_page", "taken_by", "goes_to", "todo", "stands")
    actions_detail = ("type_in_report", "correct_number", "take_it_back", "packing_slip")
    fieldsets = (
        (None, {"fields": ("order", "stands", "taken_by", "number", "url", "goes_to",
                          "buyers_page",
                          "todo")}),
        (
            _("When"),
            {"fields": ("handed_over_at", "booked_at", "expected_at", "delivered_at",
                        "received_by", "problem")},
        ),
    )  # fmt: skip

    @admin.display(description=_("carrier"), ordering="carrier")
    def taken_by(self, shipment: Shipment) -> str:
        return shipment.carrier_name

    @admin.display(description=_("status"), ordering="status")
    def stands(self, shipment: Shipment) -> str:
        if shipment.taken_back_at:
            words = _("%(status)s. %(who)s, %(when)s: %(why)s")
            return words % {
                "status": wording.status_of(shipment),
                "who": shipment.taken_back_by or "—",
                "when": strip_tags(when(shipment.taken_back_at)),
                "why": shipment.taken_back_why,
            }
        return str(wording.status_of(shipment))

    @admin.display(description=_("goes to"))
    def goes_to(self, shipment: Shipment) -> str:
        return addresses.in_one_line(changes.goes_to(shipment.order))

    @admin.display(description=_("buyer's page"))
    def buyers_page(self, shipment: Shipment) -> str:
        address = reverse("admin:tracking_as_buyer", args=[shipment.order.number])
        return format_html('<a class="underline" href="{}">{}</a>', address, shipment.order.number)

    @admin.display(description=_("what to do"))
    def todo(self, shipment: Shipment) -> Any:
        """Lead to the question that is put to the buyer, else say how to get the carrier to act."""
        asked = shipment.setbacks.order_by("-pk").first()
        if shipment.taken_back_at:
            return _("Nothing")
        if asked is not None:
            url = reverse("admin:setbacks_setback_change", args=[asked.pk])
            words = marks.labelled(asked.get_status_display(), wording.said(asked.checkpoint))
            return format_html('<a class="underline" href="{}">{}</a>', url, words)
        if shipment.is_delivered or shipment.given_up_at:
            return _("Nothing")
        return _(
            "Follow it with the carrier. If it says that the parcel is lost, damaged or coming "
            "back, type that in: the buyer is asked at once what becomes of it."
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("tracking.add_shipment")  # type: ignore[union-attr]

    def get_urls(self) -> list[Any]:
        report = path(
            "<int:pk>/report/",
            self.admin_site.admin_view(self.report_view),
            name="tracking_shipment_report",
        )
        delivered = path(
            "delivered/<str:number>/",
            self.admin_site.admin_view(self.delivered_view),
            name="tracking_delivered",
        )
        as_buyer = path(
            "as-buyer/<str:number>/",
            self.admin_site.admin_view(self.as_buyer),
            name="tracking_as_buyer",
        )
        return [report, delivered, as_buyer, *super().get_urls()]

    def as_buyer(self, request: HttpRequest, number: str) -> HttpResponse:
        """Show the page of an order as its buyer sees it; nothing on it can be pressed."""
        if not request.user.has_perm("order.view_order"):
            raise PermissionDenied
        order = orders.by_number(references.tidy(number)[:32])
        if order is None:
            raise Http404
        context = page.of(order, at=request.at)  # type: ignore[attr-defined]
        context["back"] = reverse("admin:order_order_change", args=[order.pk])
        return TemplateResponse(request, "tracking/as_buyer.html", context)

    def delivered_view(self, request: HttpRequest, number: str) -> HttpResponse:
        if not request.user.has_perm("order.change_order"):
            raise PermissionDenied
        order = orders.by_number(references.tidy(number)[:32])
        if order is None:
            raise Http404
        if order.status in (Status.DELIVERED, Status.COMPLETED):
            return self._done_before(request, order)
        form = forms.Delivered(asking.typed(request))
        if form.is_valid():
            with asking.Refusals(form):
                by_word.deliver(
                    order=order,
                    by=request.user,
                    at=request.at,  # type: ignore[attr-defined]
                    **form.cleaned_data,
                )
                words = _("Order %(number)s is delivered. Its buyer’s time to withdraw runs.")
                self.message_user(request, words % {"number": order.number})
                return redirect("admin:order_order_change", order.pk)
        title = _("Order %(number)s has arrived") % {"number": order.number}
        words = _("Where a carrier reports, wait for its report. From this day rights run.")
        return asking.page(
            self, request, form, title=title, words=words, button=_("Mark delivered")
        )

    @action(description=_("Type in a report"), permissions=["type_in_report"])
    def type_in_report(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.lead_to(request, "admin:tracking_shipment_report", object_id)

    def has_type_in_report_permission(self, request: HttpRequest, *_args: Any) -> bool:
        return request.user.has_perm("tracking.add_checkpoint")  # type: ignore[union-attr]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        number = request.GET.get("order", "")
        order = orders.by_number(references.tidy(number)[:32]) if number else None
        posted = asking.typed(request)
        if order is None:
            return self._choose_order(request, posted)
        if queries.was_sent(order):
            return self._done_before(request, order)
        form = forms.HandOver(posted, of=order)
        if form.is_valid():
            given = form.cleaned_data
            with asking.Refusals(form):
                shipment = operations.hand_over(
                    order=order,
                    carrier=given["carrier"],
                    number=given.get("number", ""),
                    lines=form.units,
                    key=given["key"],
                    by=request.user,
                    at=request.at,  # type: ignore[attr-defined]
                )
                words = _("Order %(number)s is handed over to %(carrier)s. The buyer is told.")
                named = {
                    "number": order.number,
                    "carrier": shipment.carrier_name,
                }
                self.message_user(request, words % named)
                return redirect("admin:tracking_shipment_change", shipment.pk)
        title = _("Hand order %(number)s over to a carrier") % {"number": order.number}
        words = format_html(
            '{} <a class="underline" href="{}">{}</a>',
            _("The buyer is told at once. What does not go into this parcel stays to be sent."),
            slip.address_of(order),
            _("Packing slip, to print"),
        )
        return asking.page(self, request, form, title=title, words=words, button=_("Hand it over"))

    def _done_before(self, request: HttpRequest, order: Any) -> HttpResponse:
        """Lead back to an order whose step somebody else has taken, and say who and when."""
        self.message_user(request, order_desk.done_before(order), messages.WARNING)
        return redirect("admin:order_order_change", order.pk)

    def _choose_order(self, request: HttpRequest, posted: Any) -> HttpResponse:
        """Ask for the order first: what goes into the parcel is counted on a page of its own."""
        form = forms.WhichOrder(posted)
        if form.is_valid():
            address = reverse("admin:tracking_shipment_add")
            return redirect(f"{address}?order={form.cleaned_data['order']}")
        words = _("Packed orders wait here, the oldest first.")
        return asking.page(
            self, request, form, title=_("Hand over to a carrier"), words=words, button=_("Go on")
        )

    def report_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_type_in_report_permission(request):
            raise PermissionDenied
        shipment = get_object_or_404(Shipment.objects.select_related("order"), pk=pk)
        form = forms.Report(asking.typed(request))
        if form.is_valid():
            given = dict(form.cleaned_data)
            key = given.pop("key") or uuid.uuid4()
            with asking.Refusals(form):
                operations.record_checkpoint(
                    shipment=shipment,
                    event_id=f"{queries.BY_HAND}{shipment.pk}-{key}",
                    by=request.user,
                    at=request.at,  # type: ignore[attr-defined]
                    **given,
                )
                self.message_user(request, _("The report is written down."))
                return redirect("admin:tracking_shipment_change", shipment.pk)
        title = _("Report about parcel %(parcel)s") % {"parcel": shipment}
        words = _("It counts like a report of the carrier, with your name on it.")
        return asking.page(self, request, form, title=title, words=words, button=_("Write it down"))
