"""Putting right what staff did to a parcel by mistake: its number, a report, its leaving."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.html import format_html, strip_tags
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from aftersales.tracking import forms, numbering, queries, undoing, wording
from aftersales.tracking.models import Checkpoint, NumberChange, Shipment
from storefront.core import marks
from storefront.core.templatetags.candour import when
from storefront.staff import asking
from storefront.staff.admin import FactAdmin, FactInline


class Reports(FactInline):
    """What was reported, the latest first; what was typed in by mistake stays in sight."""

    model = Checkpoint
    fields = readonly_fields = ("happened_at", "what", "place", "words", "who", "doubt", "mistake")
    ordering = ("-happened_at", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Checkpoint]:
        return Checkpoint.everything.select_related("noted_by", "withdrawn_by").order_by(
            *self.ordering
        )

    @admin.display(description=_("what happened"))
    def what(self, report: Checkpoint) -> str:
        return str(wording.said(report))

    @admin.display(description=_("said by"))
    def who(self, report: Checkpoint) -> Any:
        received = strip_tags(when(report.received_at, "short"))
        return marks.joined([report.noted_by or _("the carrier"), received])

    @admin.display(description=_("by mistake?"))
    def mistake(self, report: Checkpoint) -> Any:
        """Say that and why a report was taken back, or lead to where that is done."""
        if report.withdrawn_at:
            words = _("Taken back by %(who)s, %(when)s: %(why)s")
            return words % {
                "who": report.withdrawn_by or "—",
                "when": strip_tags(when(report.withdrawn_at, "short")),
                "why": report.withdrawn_why,
            }
        if not undoing.was_typed_in(report):
            return ""
        url = reverse("admin:tracking_report_take_back", args=[report.shipment_id, report.pk])
        return format_html('<a class="underline" href="{}">{}</a>', url, _("Take it back"))


class Corrected(FactInline):
    """Which numbers were wrong."""

    model = NumberChange
    verbose_name_plural = _("Corrected tracking numbers")
    fields = readonly_fields = ("changed_at", "before", "after", "changed_by", "why")
    ordering = ("-pk",)


class Mistakes(FactAdmin):
    """A page over parcels, with a page of its own for each thing that can be put right."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Shipment]:
        return Shipment.everything.select_related("order__intent").order_by(*self.ordering)

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        """Leave out what there is nothing of."""
        own = super().get_inlines(request, obj)
        if obj is None or obj.number_changes.exists():
            return own
        return [each for each in own if each is not Corrected]

    def get_urls(self) -> list[Any]:
        pages = [
            path(where, self.admin_site.admin_view(view), name=name)
            for where, view, name in (
                ("<int:pk>/number/", self.number_view, "tracking_shipment_number"),
                ("<int:pk>/take-back/", self.take_back_view, "tracking_shipment_take_back"),
                (
                    "<int:pk>/reports/<int:report>/take-back/",
                    self.report_back_view,
                    "tracking_report_take_back",
                ),
            )
        ]
        return [*pages, *super().get_urls()]

    @action(description=_("Correct the tracking number"), permissions=["hand_over"])
    def correct_number(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.lead_to(request, "admin:tracking_shipment_number", object_id)

    @action(description=_("Handed over by mistake"), permissions=["hand_over"])
    def take_it_back(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.lead_to(request, "admin:tracking_shipment_take_back", object_id)

    def has_hand_over_permission(self, request: HttpRequest, *_args: Any) -> bool:
        return request.user.has_perm("tracking.add_shipment")  # type: ignore[union-attr]

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """Return the buttons of what can be done about the parcel as it stands."""
        shipment = self.get_object(request, str(object_id))
        if shipment is None or shipment.taken_back_at:
            return []
        can = {
            "correct_number": not shipment.is_delivered and not shipment.is_collected_from_us,
            "take_it_back": undoing.may_be_taken_back(shipment),
        }
        actions = super().get_actions_detail(request, object_id)
        named = ((each, each.action_name.removeprefix("tracking_shipment_")) for each in actions)
        return [each for each, name in named if can.get(name, True)]

    def number_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_hand_over_permission(request):
            raise PermissionDenied
        shipment = self._parcel(pk)
        form = forms.CorrectNumber(asking.typed(request), initial={"number": shipment.number})
        if form.is_valid():
            with asking.Refusals(form):
                after = numbering.correct_number(
                    shipment=shipment,
                    by=request.user,
                    at=request.at,  # type: ignore[attr-defined]
                    **form.cleaned_data,
                )
                words = _("The number was %(number)s before you pressed; nothing was changed.")
                if after.number != shipment.number:
                    words = _("The number is now %(number)s, and the buyer is told.")
                self.message_user(request, words % {"number": after.number})
                return redirect("admin:tracking_shipment_change", pk)
        title = _("Tracking number of parcel %(n)s of order %(number)s") % {
            "n": shipment.n,
            "number": shipment.order.number,
        }
        words = _("With %(carrier)s. The number before stays in the history, with your name.")
        named = {"carrier": shipment.carrier_name}
        return asking.page(
            self, request, form, title=title, words=words % named, button=_("Correct it")
        )

    def take_back_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_hand_over_permission(request):
            raise PermissionDenied
        shipment = self._parcel(pk)
        form = asking.Why(asking.typed(request))
        if form.is_valid():
            with asking.Refusals(form):
                undoing.take_back_parcel(
                    shipment=shipment,
                    by=request.user,
                    at=request.at,  # type: ignore[attr-defined]
                    **form.cleaned_data,
                )
                words = _("Parcel %(n)s is taken back. Order %(number)s stands packed, to be sent.")
                named = {"n": shipment.n, "number": shipment.order.number}
                self.message_user(request, words % named)
                return redirect("admin:order_order_change", shipment.order_id)
        title = _("Take parcel %(n)s of order %(number)s back") % {
            "n": shipment.n,
            "number": shipment.order.number,
        }
        words = _(
            "For a parcel that was handed over by mistake and has not left: its things are here "
            "again, set aside for this order, and the buyer is told. If the carrier has a label "
            "for it, tell the carrier that it is not used."
        )
        return asking.page(self, request, form, title=title, words=words, button=_("Take it back"))

    def report_back_view(self, request: HttpRequest, pk: int, report: int) -> HttpResponse:
        if not request.user.has_perm("tracking.add_checkpoint"):  # type: ignore[union-attr]
            raise PermissionDenied
        rows = Checkpoint.everything.select_related("shipment__order")
        checkpoint = get_object_or_404(rows, pk=report, shipment=pk)
        form = asking.Why(asking.typed(request))
        if form.is_valid():
            with asking.Refusals(form):
                undoing.take_back_report(
                    checkpoint=checkpoint,
                    by=request.user,
                    at=request.at,  # type: ignore[attr-defined]
                    **form.cleaned_data,
                )
                shipment = queries.parcel(pk)
                words = _("The report is taken back. The parcel stands again at: %(status)s.")
                self.message_user(request, words % {"status": wording.status_of(shipment)})
                return redirect("admin:tracking_shipment_change", pk)
        title = _("Take back: %(what)s, %(when)s") % {
            "what": wording.said(checkpoint),
            "when": strip_tags(when(checkpoint.happened_at)),
        }
        words = _(
            "It stays in sight, and counts no more: the parcel, its order, what was promised and "
            "the time to withdraw stand again as the other reports say. The buyer is told if they "
            "were told of it."
        )
        return asking.page(self, request, form, title=title, words=words, button=_("Take it back"))

    def _parcel(self, pk: int) -> Shipment:
        return get_object_or_404(Shipment.everything.select_related("order__intent"), pk=pk)
