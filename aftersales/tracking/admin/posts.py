from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from aftersales.tracking.carriers import registry
from aftersales.tracking.models import RefusedPost
from storefront.staff.admin import FactAdmin
from storefront.staff.site import site


@admin.register(RefusedPost, site=site)
class RefusedPostAdmin(FactAdmin):
    """Posts in a carrier's name that did not count, until somebody has seen them."""

    place = 90
    list_display = ("received_at", "in_whose_name", "why", "signed", "address", "seen_at")
    list_filter = ("signed", ("seen_at", admin.EmptyFieldListFilter))
    search_fields = ("why", "body", "address")
    date_hierarchy = "received_at"
    ordering = ("-received_at", "-pk")
    actions = ("mark_seen",)

    @admin.display(description=_("in whose name"))
    def in_whose_name(self, post: RefusedPost) -> str:
        return registry.name_of(post.carrier)

    @admin.action(description=_("Mark as seen"), permissions=["change"])
    def mark_seen(self, request: HttpRequest, chosen: QuerySet[RefusedPost]) -> None:
        at = request.at  # type: ignore[attr-defined]
        count = chosen.filter(seen_at=None).update(seen_at=at)
        words = ngettext("%(count)s post is seen.", "%(count)s posts are seen.", count)
        self.message_user(request, words % {"count": count})
