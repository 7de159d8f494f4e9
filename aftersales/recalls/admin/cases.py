"""The orders that recalled goods were in, and their buyers."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from aftersales.recalls import operations, queries, standing
from aftersales.recalls.models import Case, CaseLine
from checkout.order import queries as orders
from storefront.core import marks
from storefront.staff.admin import FactAdmin, FactInline
from storefront.staff.site import site


class Waiting(admin.SimpleListFilter):
    title = _("waits for")
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("unread", _("being read")),
            ("unreachable", _("a call: no message reaches them")),
            ("to_do", _("its remedy")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        found = {
            "unread": queries.unread,
            "unreachable": queries.unreachable,
            "to_do": queries.to_do,
        }.get(self.value() or "")
        return queryset.filter(pk__in=found().values("pk")) if found else queryset


class Lines(FactInline):
    model = CaseLine
    fields = readonly_fields = ("thing", "sent", "here", "lots")

    @admin.display(description=_("thing"))
    def thing(self, row: CaseLine) -> str:
        return f"{orders.title_for_staff(row.line)} {marks.bracketed(row.line.partner_sku)}"


@admin.register(Case, site=site)
class CaseAdmin(FactAdmin):
    """Orders with recalled goods: who was told and has read it, and what they chose."""

    list_display = ("recall", "order", "buyer", "phone", "told", "told_at", "standing")
    list_filter = (Waiting, "recall", "remedy")
    search_fields = ("recall__reference", "order__number", "order__guest_email")
    list_select_related = ("recall", "order__user", "order__intent", "returned")
    ordering = ("-opened_at", "-pk")
    inlines = (Lines,)
    readonly_fields = ("buyer", "phone", "standing", "goes_back")
    actions_submit_line = ("told_in_person",)
    fieldsets = (
        (None, {"fields": ("recall", "order", "buyer", "phone", "standing")}),
        (_("Told"), {"fields": (("told", "told_at"), ("reached_at", "looked_at"),
                                ("read_at", "seen_at"), "told_in_person_by")}),
        (_("Remedy"), {"fields": ("remedy", "chosen_at", "goes_back", "cancellation")}),
    )  # fmt: skip

    @admin.display(description=_("buyer"))
    def buyer(self, case: Case) -> str:
        return case.order.email or "—"

    @admin.display(description=_("phone"))
    def phone(self, case: Case) -> str:
        return case.order.intent.phone or "—"

    @admin.display(description=_("how it stands"))
    def standing(self, case: Case) -> str:
        return standing.in_short(case)

    @admin.display(description=_("return"))
    def goes_back(self, case: Case) -> Any:
        if case.returned is None:
            return "—"
        url = reverse("admin:returns_return_change", args=[case.returned_id])
        return format_html('<a class="underline" href="{}">{}</a>', url, case.returned)

    def offers(self, name: str, row: Case, request: HttpRequest) -> bool:
        return row.read_at is None

    @action(description=_("I have told them in person"), permissions=["change"])
    def told_in_person(self, request: HttpRequest, case: Case) -> None:
        operations.tell_in_person(case=case, by=request.user, at=request.at)  # type: ignore[attr-defined]
        messages.success(request, _("It is written down that they know."))

    def save_model(self, request: HttpRequest, obj: Case, form: Any, change: bool) -> None:
        for press in self.pressed(request):
            press(request, obj)
