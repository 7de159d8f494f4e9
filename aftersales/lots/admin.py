"""Lots for staff: entering them, stating them for an order, and following them both ways."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import action

from checkout.order import queries as orders
from checkout.order.models import Order
from storefront.core import marks, private
from storefront.core.refusal import Refusal
from storefront.partner import lots as stock
from storefront.partner.models import Lot
from storefront.staff.admin import FactAdmin
from storefront.staff.site import site

from . import desk, operations, queries, registry
from .models import StatedLot

MIMES = {"pdf": "application/pdf", "png": "image/png", "webp": "image/webp"}


@admin.register(Lot, site=site)
class LotAdmin(FactAdmin):
    """Lots that came in. From the first lot of some goods on, none of them leaves without one."""

    list_display = ("number", "goods", "received_at", "supplier", "document", "taken_back_at")
    search_fields = ("number", "document", "stockrecord__partner_sku")
    list_select_related = ("stockrecord__product__parent", "stockrecord__partner__supplier")
    ordering = ("-received_at", "-pk")
    autocomplete_fields = ("stockrecord",)
    actions_list = ("look_up",)
    actions_submit_line = ("take_back",)
    exclude = ("paper",)
    readonly_fields = ("goods", "supplier", "papers", "went")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return [(None, {"fields": [*desk.Received.base_fields]})]
        shown = ["number", "goods", "received_at", "supplier", "document", "papers", "went"]
        if obj.taken_back_at:
            return [(None, {"fields": [*shown, "entered_by", "taken_back_at", "taken_back_by"]})]
        return [(None, {"fields": [*shown, "entered_by"]})]

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = desk.Received
        return super().get_form(request, obj, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        if obj is None:
            return []
        return [name for name in super().get_readonly_fields(request, obj) if name != "paper"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("partner.add_lot")  # type: ignore[union-attr]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever enters lots takes back what they entered for the wrong goods."""
        return self.has_add_permission(request)

    def get_search_results(self, request: HttpRequest, queryset: Any, term: str) -> Any:
        found, several = super().get_search_results(request, queryset, term)
        if request.path == reverse("admin:autocomplete"):
            found = found.filter(taken_back_at=None)
        return found, several

    def offers(self, name: str, row: Lot, request: HttpRequest) -> bool:
        return row.taken_back_at is None and not queries.is_stated(row)

    @action(description=_("Take it back: it was entered by mistake"), permissions=["change"])
    def take_back(self, request: HttpRequest, lot: Lot) -> None:
        operations.take_back_lot(lot=lot, by=request.user, at=request.at)  # type: ignore[attr-defined]
        messages.success(request, _("The lot is taken back; these goods leave without it."))

    def save_model(self, request: HttpRequest, obj: Lot, form: Any, change: bool) -> None:
        if change:
            for press in self.pressed(request):
                press(request, obj)
            return
        said = form.cleaned_data
        made = stock.receive(
            stockrecord=said["stockrecord"],
            number=said["number"],
            document=said["document"],
            received_at=said["received_at"],
            paper=said["copy"],
            by=request.user,
            at=request.at,  # type: ignore[attr-defined]
        )
        obj.__dict__.update(made.__dict__)

    @admin.display(description=_("goods"))
    def goods(self, lot: Lot) -> str:
        product = lot.stockrecord.product
        return (
            f"{product.title or product.get_title()} {marks.bracketed(lot.stockrecord.partner_sku)}"
        )

    @admin.display(description=_("supplier"))
    def supplier(self, lot: Lot) -> str:
        return str(getattr(lot.stockrecord.partner, "supplier", lot.stockrecord.partner))

    @admin.display(description=_("copy of the papers"))
    def papers(self, lot: Lot) -> Any:
        if not lot.paper:
            return "—"
        url = reverse("admin:partner_lot_paper", args=[lot.pk])
        return format_html('<a class="underline" href="{}">{}</a>', url, lot.document)

    @admin.display(description=_("where it went"))
    def went(self, lot: Lot) -> Any:
        url = f"{reverse('admin:partner_lot_trace')}?lot={lot.number}"
        count = queries.sent_of([lot.pk]).values("line__order").distinct().count()
        words = ngettext("%(count)s order", "%(count)s orders", count) % {"count": count}
        return format_html('<a class="underline" href="{}">{}</a>', url, words)

    @action(description=_("Follow a lot"))
    def look_up(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:partner_lot_trace")

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        own = [
            path("follow/", view(self.trace), name="partner_lot_trace"),
            path("<int:pk>/papers/", view(self.paper), name="partner_lot_paper"),
        ]
        return [*own, *super().get_urls()]

    def trace(self, request: HttpRequest) -> HttpResponse:
        """From a lot number to every order that it went into, and whether its buyer was told."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = desk.Trace(request.GET if "lot" in request.GET else None)
        found: list[Lot] = []
        rows: list[Any] = []
        if form.is_valid():
            found = list(stock.known_as(form.cleaned_data["lot"]))
            rows = list(queries.sent_of(lot.pk for lot in found))
        contacts = registry.contacts({row.line.order_id for row in rows})
        context = {
            **self.admin_site.each_context(request),
            "title": _("Follow a lot"),
            "opts": self.model._meta,
            "form": form,
            "lots": found,
            "rows": [(row, contacts.get(row.line.order_id, "")) for row in rows],
            "asked": form.is_bound and form.is_valid(),
        }
        return TemplateResponse(request, "admin/lots/trace.html", context)

    def paper(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        lot = Lot.objects.filter(pk=pk).exclude(paper="").first()
        if lot is None:
            raise Http404
        ending = lot.paper.name.rpartition(".")[2]
        mime = MIMES.get(ending, "image/jpeg")
        with lot.paper.open() as opened:
            return private.served(opened.read(), mime=mime, name=f"lot-{lot.pk}.{ending}")


@admin.register(StatedLot, site=site)
class StatedLotAdmin(FactAdmin):
    """Which lot was packed for whom; stated on the page of its order."""

    list_display = ("lot", "order", "thing", "quantity", "stated_by", "stated_at")
    search_fields = ("lot__number", "line__order__number")
    list_select_related = ("lot", "line__order", "line__product__parent", "stated_by")
    ordering = ("-stated_at", "-pk")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("order"))
    def order(self, row: StatedLot) -> Any:
        url = reverse("admin:lots_statedlot_order", args=[row.line.order_id])
        return format_html('<a class="underline" href="{}">{}</a>', url, row.line.order.number)

    @admin.display(description=_("goods"))
    def thing(self, row: StatedLot) -> str:
        return orders.title_for_staff(row.line)

    def get_queryset(self, request: HttpRequest) -> QuerySet[StatedLot]:
        return super().get_queryset(request).select_related("stated_by")

    def get_urls(self) -> list[Any]:
        own = path(
            "order/<int:pk>/",
            self.admin_site.admin_view(self.of_order),
            name="lots_statedlot_order",
        )
        return [own, *super().get_urls()]

    def of_order(self, request: HttpRequest, pk: int) -> HttpResponse:
        """From an order back to supplier and papers, line by line; and stating what is missing."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        order = get_object_or_404(Order, pk=pk)
        may = request.user.has_perm("lots.add_statedlot")  # type: ignore[union-attr]
        if request.method == "POST" and not may:
            raise PermissionDenied
        if "take_back" in request.POST:
            return self._take_back(request, order)
        form = desk.State(request.POST if request.method == "POST" else None, order=order)
        if form.is_valid():
            given = form.cleaned_data
            try:
                operations.state(
                    order=order,
                    line_id=given["line"],
                    number=given["number"],
                    quantity=given["quantity"],
                    shipment=form.parcels.get(given.get("parcel")),
                    by=request.user,
                    at=request.at,  # type: ignore[attr-defined]
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                self.message_user(request, _("The lot is stated."))
                return redirect("admin:lots_statedlot_order", pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Lots of order %(number)s") % {"number": order.number},
            "opts": self.model._meta,
            "order": order,
            "form": form,
            "may_state": may and bool(queries.tracked_lines(order)),
            "rows": [(row, orders.title_for_staff(row.line)) for row in queries.of_order(order)],
            "lacking": [
                (orders.title_for_staff(line), count) for line, count in queries.lacking(order)
            ],
            "unstated": [
                (parcel, orders.title_for_staff(line), count)
                for parcel, line, count in queries.unstated(order)
            ],
            "parcels": order.shipments.order_by("n"),
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/lots/order.html", context, status=status)

    def _take_back(self, request: HttpRequest, order: Order) -> HttpResponse:
        rows = queries.of_order(order)
        asked = request.POST["take_back"]
        stated = rows.filter(pk=int(asked)).first() if asked.isdecimal() else None
        if stated is None:
            raise Http404
        try:
            operations.take_back(stated=stated, by=request.user, at=request.at)  # type: ignore[attr-defined]
        except Refusal as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        else:
            self.message_user(request, _("That is taken back."))
        return redirect("admin:lots_statedlot_order", order.pk)
