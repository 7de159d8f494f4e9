from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from aftersales.returns import desk, queries, sums
from aftersales.returns.models import Return, ReturnLine, ReturnMove, ReturnParcel, ReturnPhoto
from checkout.order import queries as orders
from storefront.core import money, private
from storefront.core.refusal import Refusal
from storefront.staff.admin import FactAdmin, FactInline, History
from storefront.staff.site import site

from .pages import form_page

# The look of unfold's buttons.
BUTTON = (
    '<a class="inline-flex font-medium rounded-default border border-base-200 shadow-xs px-3 py-2 '
    'me-2 bg-white dark:bg-transparent dark:border-base-700 text-important" href="{}">{}</a>'
)


class Lines(FactInline):
    model = ReturnLine
    fields = ("thing", "quantity", "received", "condition", "deduction", "why")
    readonly_fields = ("thing",)

    @admin.display(description=_("thing"))
    def thing(self, row: ReturnLine) -> str:
        return f"{orders.title_for_staff(row.line)} ({row.line.partner_sku})"


class Parcel(FactInline):
    model = ReturnParcel
    fields = ("status", "carrier", "number", "sent_at", "received_at")


class Moves(History):
    model = ReturnMove


@admin.register(Return, site=site)
class ReturnAdmin(FactAdmin):
    """
    Goods that go back. Everything here is a fact; what can be done stands at the top as steps.
    """

    place = 2
    list_display = ("reference", "order", "kind", "status", "where", "told_at", "settled_at")
    list_filter = ("status", "kind", "parcel__status")
    search_fields = ("reference", "order__number", "statement__name", "parcel__number")
    list_select_related = ("order", "parcel")
    ordering = ("-told_at",)
    inlines = (Lines, Parcel, Moves)
    readonly_fields = ("what_to_do", "where", "sum", "files", "page")
    fieldsets = (
        (
            None,
            {"fields": ("what_to_do", "kind", "status", "where", "order", "told_at", "page")},
        ),
        (_("What the buyer says"), {"fields": ("words", "wish", "files", "statement")}),
        (
            _("Decision"),
            {"fields": ("remedy", "reasons", "decided_at", "send_back_by", "replacement")},
        ),
        (_("Money"), {"fields": ("sum", "way_back", "label_price", "settled_at", "refund")}),
        (_("Objection"), {"fields": ("objected_at", "objection", "objection_answer")}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Leave out the groups of which nothing is known yet."""
        sets = super().get_fieldsets(request, obj)
        if obj is None or obj.objected_at:
            return sets
        return [each for each in sets if "objection" not in each[1]["fields"]]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Looked at here, changed by its steps alone.
        return False

    @admin.display(description=_("buyer's page"))
    def page(self, returned: Return) -> Any:
        return format_html(
            '<a class="underline" href="{}">{}</a>',
            reverse("admin:tracking_as_buyer", args=[returned.order.number]),
            returned.order.number,
        )

    @admin.display(description=_("parcel"))
    def where(self, returned: Return) -> str:
        parcel = returned.parcel
        if parcel.status == ReturnParcel.Status.ANNOUNCED:
            return str(_("Still with the buyer"))  # who reads "with you"
        return str(parcel.get_status_display())

    @admin.display(description=_("what to do"))
    def what_to_do(self, returned: Return) -> Any:
        links = [
            (reverse("admin:returns_return_step", args=[returned.pk, step.key]), step.title)
            for step in desk.steps(returned)
        ]
        buttons = format_html_join(" ", BUTTON, links)
        return buttons or _("Nothing now.")

    @admin.display(description=_("sum"))
    def sum(self, returned: Return) -> Any:
        if returned.remedy in (Return.Remedy.REPAIR, Return.Remedy.REPLACE):
            return _("Nothing: it is put right")
        made = sums.settled(returned) if returned.is_settled else sums.of(returned)
        rows = [(part["name"], part["amount"]) for part in sums.named(made.parts)]
        rows = [*rows, (_("Back to the buyer"), made.total)]
        return format_html_join(
            "", "{}: {}<br>", ((name, money.text(sum_, made.currency)) for name, sum_ in rows)
        )

    @admin.display(description=_("files"))
    def files(self, returned: Return) -> Any:
        return format_html_join(
            ", ",
            '<a class="underline" href="{}">{}</a>',
            [
                (reverse("admin:returns_return_file", args=[returned.pk, each.pk]), each.name)
                for each in returned.photos.all()
            ],
        )

    def get_urls(self) -> list[Any]:
        own = [
            path(
                "<int:pk>/do/<slug:key>/",
                self.admin_site.admin_view(self.step),
                name="returns_return_step",
            ),
            path(
                "<int:pk>/files/<int:file>/",
                self.admin_site.admin_view(self.file),
                name="returns_return_file",
            ),
        ]
        return [*own, *super().get_urls()]

    def step(self, request: HttpRequest, pk: int, key: str) -> HttpResponse:
        """Show one step of a return as a form, and do it."""
        if not request.user.has_perm("returns.change_return"):  # type: ignore[union-attr]
            raise PermissionDenied
        returned = queries.full().filter(pk=pk).first()
        offered = {each.key: each for each in desk.steps(returned)} if returned else {}
        if returned is None or key not in offered:
            raise Http404
        step = offered[key]
        back = reverse("admin:returns_return_change", args=[pk])
        form = step.form(
            request.POST if request.method == "POST" else None,
            request.FILES if request.method == "POST" else None,
            returned=returned,
        )
        if request.method == "POST" and form.is_valid():
            try:
                form.do(by=request.user, at=request.at)  # type: ignore[attr-defined]
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                self.message_user(request, self._done(returned))
                return redirect(back)
        return form_page(self, request, form, step.title, back, returned.reference)

    def _done(self, before: Return) -> Any:
        """Say what a step has done: the money first, which goes back by itself."""
        after = Return.objects.select_related("refund").get(pk=before.pk)
        if after.refund is None or before.refund_id:
            return _("Done. The buyer is told where it concerns them.")
        return _("%(sum)s goes back to the buyer (%(reference)s), who is told.") % {
            "sum": money.text(after.refund.amount, after.refund.currency),
            "reference": after.refund.reference,
        }

    def file(self, request: HttpRequest, pk: int, file: int) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = ReturnPhoto.objects.filter(of_id=pk, pk=file).first()
        if found is None:
            raise Http404
        ending = found.file.name.rpartition(".")[2]
        with found.file.open() as opened:
            return private.served(opened.read(), mime=found.mime, name=f"{found.pk}.{ending}")
