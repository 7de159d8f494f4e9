from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from storefront.staff.admin import FactAdmin
from storefront.staff.site import site

from . import operations
from .models import Message, Status


@admin.register(Message, site=site)
class MessageAdmin(FactAdmin):
    list_display = ("kind", "channel", "email", "order_number", "status", "attempts", "made_at")
    list_filter = ("status", "channel", "kind")
    search_fields = ("email", "order_number", "user__username")
    date_hierarchy = "made_at"
    ordering = ("-made_at",)
    actions = ("send_again",)

    @admin.action(description=_("Try to send again"), permissions=["view"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        given_up = list(queryset.filter(status=Status.DEAD))
        for message in given_up:
            operations.try_again(message=message, at=request.at)  # type: ignore[attr-defined]
        words = ngettext(
            "%d message is in the queue again.",
            "%d messages are in the queue again.",
            len(given_up),
        )
        self.message_user(request, words % len(given_up), messages.SUCCESS)
