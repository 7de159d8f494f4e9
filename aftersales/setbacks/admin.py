from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from aftersales.tracking import wording as parcel_wording
from aftersales.tracking.forms import Carrier
from storefront.core import marks
from storefront.staff import asking
from storefront.staff.admin import FactAdmin, History
from storefront.staff.searching import FoundByNumber, buyer
from storefront.staff.site import site

from . import operations, queries, sending, wording
from .models import Choice, Setback, SetbackMove
from .views import Asked


class Moves(History):
    model = SetbackMove


class Chosen(admin.SimpleListFilter):
    title = _("choice")
    parameter_name = "choice"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(str(choice), words) for choice, words in wording.FOR_STAFF.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(choice=self.value()) if self.value() else queryset


@admin.register(Setback, site=site)
class SetbackAdmin(FoundByNumber, FactAdmin):
    """Parcels that did not reach their buyers: what was chosen, and choosing for a buyer."""

    place = 3
    list_display = ("shipment", "order", "why", "status", "decide_by", "chosen", "passed_on_at")
    list_filter = ("status", Chosen)
    search_fields = ("shipment__number", "shipment__order__number", *buyer("shipment__order"))
    numbers = ("shipment__order__number",)
    phones = ("shipment__order__shipping_address__phone_number",)
    list_select_related = ("shipment__order", "checkpoint")
    ordering = ("-pk",)
    inlines = (Moves,)
    readonly_fields = ("order", "why", "outcome", "offered", "chosen", "who")
    fieldsets = (
        (None, {"fields": ("shipment", "order", "why", "status", "outcome")}),
        (
            _("Choice"),
            {"fields": ("offered", "decide_by", "chosen", "day", "address", "decided_at", "who")},
        ),
        (_("What came of it"), {"fields": ("refund", "replacement", "passed_on_at", "problem")}),
    )
    actions_detail = ("choose_for_buyer", "send_it_again", "carrier_knows")

    @admin.display(description=_("order"))
    def order(self, setback: Setback) -> str:
        return str(setback.shipment.order.number)

    @admin.display(description=_("why"))
    def why(self, setback: Setback) -> str:
        return str(parcel_wording.said(setback.checkpoint))

    @admin.display(description=_("what happens"))
    def outcome(self, setback: Setback) -> str:
        return wording.for_staff(setback)

    @admin.display(description=_("the buyer can choose"))
    def offered(self, setback: Setback) -> str:
        return f"{marks.mark(';')} ".join(
            str(wording.FOR_STAFF[Choice(each)]) for each in setback.options
        )

    @admin.display(description=_("choice"), ordering="choice")
    def chosen(self, setback: Setback) -> Any:
        return wording.FOR_STAFF[Choice(setback.choice)] if setback.choice else ""

    @admin.display(description=_("decided by"))
    def who(self, setback: Setback) -> Any:
        if setback.status in (setback.Status.OPEN, setback.Status.OVERTAKEN):
            return ""
        if setback.status == setback.Status.DEFAULTED:
            return _("Time, as the buyer was told")
        return _("Us, for the buyer") if setback.by_staff else _("The buyer")

    def get_urls(self) -> list[Any]:
        pages = [
            path(
                f"<path:object_id>/{name}/",
                self.admin_site.admin_view(view),
                name=f"setbacks_setback_{name}",
            )
            for name, view in (
                ("choose", self.choose_view),
                ("send", self.send_view),
                ("knows", self.knows_view),
            )
        ]
        return [*pages, *super().get_urls()]

    def has_act_permission(self, request: HttpRequest, *_args: Any) -> bool:
        return request.user.has_perm("setbacks.change_setback")  # type: ignore[union-attr]

    @action(description=_("Choose for the buyer"), permissions=["act"])
    def choose_for_buyer(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.lead_to(request, "admin:setbacks_setback_choose", object_id)

    @action(description=_("Send it again"), permissions=["act"])
    def send_it_again(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.lead_to(request, "admin:setbacks_setback_send", object_id)

    @action(description=_("The carrier knows"), permissions=["act"])
    def carrier_knows(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.lead_to(request, "admin:setbacks_setback_knows", object_id)

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """Return the buttons of what can be done now."""
        setback = self.get_object(request, str(object_id))
        if setback is None:
            return []
        can = {
            "choose_for_buyer": setback.is_open,
            "send_it_again": queries.to_send_again().filter(pk=setback.pk).exists(),
            "carrier_knows": queries.to_pass_on().filter(pk=setback.pk).exists(),
        }
        actions = super().get_actions_detail(request, object_id)
        return [each for each in actions if can[each.action_name.removeprefix("setbacks_setback_")]]

    def choose_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        setback = self._one(request, object_id)
        at = request.at  # type: ignore[attr-defined]
        asked = Asked(request, setback, at=at)
        if asked.is_valid and not self._may_give(request, asked.answer["choice"]):
            asked.form.add_error(
                None, _("Giving money back is not among your rights. Ask a colleague who may.")
            )
        elif asked.is_valid:
            with asking.Refusals(asked.form):
                operations.choose(
                    setback=setback, by=request.user, by_staff=True, at=at, **asked.answer
                )
                self.message_user(request, _("It is decided, and the buyer is told."))
                return redirect("admin:setbacks_setback_change", setback.pk)
        for form in asked.forms:
            asking.in_staff_clothes(form)
        title = _("What becomes of parcel %(parcel)s?") % {"parcel": setback.shipment}
        return asking.page(
            self,
            request,
            asked.forms,
            title=title,
            words=wording.for_staff(setback),
            button=_("Decide"),
        )

    def knows_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Write down, at a press, that a person has told the carrier what was chosen."""
        setback = self._one(request, object_id)
        if request.method == "POST":
            at = request.at  # type: ignore[attr-defined]
            if sending.record_passed_on(setback=setback, at=at):
                self.message_user(request, _("It is written down that the carrier knows."))
            else:
                self.message_user(request, _("The carrier knew already; nothing was changed."))
            return redirect("admin:setbacks_setback_change", setback.pk)
        title = _("Does the carrier know about parcel %(parcel)s?") % {"parcel": setback.shipment}
        return asking.page(
            self,
            request,
            [],
            title=title,
            words=wording.for_staff(setback),
            button=_("The carrier knows"),
        )

    def _may_give(self, request: HttpRequest, choice: str) -> bool:
        """Giving money back is not for everybody who packs."""
        may = request.user.has_perm("payments.add_refund")  # type: ignore[union-attr]
        return choice != Choice.REFUND or may

    def send_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        setback = self._one(request, object_id)
        form = Carrier(asking.typed(request), of=setback.shipment.order)
        if form.is_valid():
            given = form.cleaned_data
            with asking.Refusals(form):
                sending.send_again(
                    setback=setback,
                    carrier=given["carrier"],
                    number=given.get("number", ""),
                    by=request.user,
                    at=request.at,  # type: ignore[attr-defined]
                )
                self.message_user(request, _("The parcel is with the carrier."))
                return redirect("admin:setbacks_setback_change", setback.pk)
        title = _("Send parcel %(parcel)s again") % {"parcel": setback.shipment}
        words = _("The same things, free of charge. The buyer is told at once.")
        return asking.page(self, request, form, title=title, words=words, button=_("Hand it over"))

    def _one(self, request: HttpRequest, object_id: str) -> Setback:
        if not self.has_act_permission(request):
            raise PermissionDenied
        rows = Setback.objects.select_related("shipment__order__intent", "checkpoint")
        return get_object_or_404(rows, pk=object_id)
