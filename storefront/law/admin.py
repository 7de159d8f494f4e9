from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from storefront.core.refusal import Refusal
from storefront.staff.admin import FactAdmin
from storefront.staff.site import site

from . import confirmations, forms, operations, queries
from .models import Confirmation


@admin.register(Confirmation, site=site)
class ConfirmationAdmin(FactAdmin):
    """The register of who vouched for which fact of the law; adding confirms those that wait."""

    list_display = ("country", "path", "words", "confirmed_by", "confirmed_at")
    list_filter = ("country",)
    search_fields = ("path", "words", "note")
    ordering = ("country", "path", "-confirmed_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("law.add_confirmation")  # type: ignore[union-attr]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        at = request.at  # type: ignore[attr-defined]
        form = forms.Confirm(request.POST or None, at=at)
        if form.is_valid():
            try:
                done = operations.confirm_facts(**form.cleaned_data, by=request.user, at=at)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                self.message_user(
                    request,
                    ngettext(
                        "%(count)s fact is confirmed.", "%(count)s facts are confirmed.", len(done)
                    )
                    % {"count": len(done)},
                )
                return redirect(reverse("admin:law_confirmation_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Confirm facts of the law"),
            "opts": self.model._meta,
            "form": form,
            "countries": _by_country(at, ticked=request.POST.getlist("questions")),
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/law/confirm.html", context, status=status)


def _by_country(at: datetime, *, ticked: Sequence[str]) -> list[dict[str, Any]]:
    """What waits in each country that the shop delivers to, in the order of the settings."""
    waiting, unread = confirmations.waiting(at), confirmations.unread(at)
    openings = {
        each.country: each for each in queries.open_countries(at, seat=settings.CANDOUR_SEAT)
    }
    return [
        {
            "name": code,
            "opening": openings[code.lower()],
            "waiting": [
                {
                    "key": confirmations.key(question),
                    "ticked": confirmations.key(question) in ticked,
                    "question": question,
                    "words": confirmations.words(question.fact),
                }
                for question in waiting
                if question.country == code.lower()
            ],
            "unread": [question for question in unread if question.country == code.lower()],
        }
        for code in settings.CANDOUR_DELIVERS_TO
    ]
