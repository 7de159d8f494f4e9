"""Presses of the order button, and what providers posted about them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from checkout.payments.models import (
    Attempt,
    Intent,
    IntentMove,
    ProviderEvent,
)
from storefront.core import money
from storefront.staff.admin import FactAdmin, FactInline, History
from storefront.staff.site import site


class IntentMoveInline(History):
    model = IntentMove


class AttemptInline(FactInline):
    model = Attempt
    verbose_name_plural = _("Payments")
    fields = readonly_fields = ("n", "method", "amount", "status", "reason", "made_at")
    show_change_link = True
    ordering = ("n",)


@admin.register(Intent, site=site)
class IntentAdmin(FactAdmin):
    """Every press of the order button and what became of it."""

    place = 20
    list_display = ("reference", "status", "email", "sum", "made_at", "expires_at")
    list_filter = ("status", "country", "made_at")
    search_fields = ("reference", "email")
    ordering = ("-pk",)
    inlines = (AttemptInline, IntentMoveInline)
    exclude = ("snapshot",)

    @display(description=_("sum"))
    def sum(self, intent: Intent) -> str:
        return money.text(intent.total, intent.currency)


@admin.register(ProviderEvent, site=site)
class ProviderEventAdmin(FactAdmin):
    """Every post of a provider, the refused ones too."""

    place = 90
    list_display = ("received_at", "provider", "kind", "event_id", "handled_at", "refused")
    list_filter = ("provider", "handled_at", "received_at")
    search_fields = ("event_id", "kind", "refused")
    ordering = ("-pk",)
