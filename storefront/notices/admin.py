from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from storefront.core import links
from storefront.staff.admin import FactAdmin
from storefront.staff.site import site

from . import operations
from .models import Message, Status
from .registry import all_kinds, keeps_words


def _titles() -> dict[str, Any]:
    return {each.key: each.title for each in all_kinds()}


class OfKind(admin.SimpleListFilter):
    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return sorted(_titles().items(), key=lambda each: str(each[1]))

    def queryset(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(kind=self.value()) if self.value() else rows


@admin.register(Message, site=site)
class MessageAdmin(FactAdmin):
    list_display = ("what", "channel", "email", "order_number", "status", "attempts", "made_at")
    list_filter = ("status", "channel", OfKind)
    search_fields = ("email", "order_number", "user__username")
    date_hierarchy = "made_at"
    ordering = ("-made_at",)
    actions = ("send_again",)

    exclude = ("context", "words")
    readonly_fields = ("words_read",)

    def get_readonly_fields(self, request: HttpRequest, obj: Message | None = None) -> list[str]:
        """Hide what opens an account, such as the link of a forgotten password, from everybody."""
        shown = super().get_readonly_fields(request, obj)
        if obj is not None and keeps_words(obj):
            return [name for name in shown if name != "words"]
        return [name for name in shown if name not in ("context", "words", "words_read")]

    @admin.display(description=_("kind"), ordering="kind")
    def what(self, message: Message) -> Any:
        return _titles().get(message.kind, message.kind)

    @admin.display(description=_("words"))
    def words_read(self, message: Message) -> str:
        """Show what was told, but for the keys in it: whoever follows those acts as the buyer."""
        return links.covered(message.words) or "—"

    @admin.action(description=_("Try to send again"), permissions=["change"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        given_up = []
        for message in queryset.filter(status=Status.DEAD):
            try:
                operations.try_again(message=message, at=request.at)  # type: ignore[attr-defined]
            except operations.Forgotten as refusal:
                self.message_user(request, f"{message}: {refusal}", messages.WARNING)
            else:
                given_up.append(message)
        words = ngettext(
            "%d message is in the queue again.",
            "%d messages are in the queue again.",
            len(given_up),
        )
        self.message_user(request, words % len(given_up), messages.SUCCESS)
