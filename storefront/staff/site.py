"""The one AdminSite: the front end of everyone who works in the shop."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_update
from django.conf import settings
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite

from . import astray, door

# The theme's scripts stand in attributes, its styles are set by script; the shop allows neither.
_theme_needs = csp_update({"script-src": [SELF, UNSAFE_EVAL], "style-src": [SELF, UNSAFE_INLINE]})


class Choosing(AutocompleteJsonView):
    """
    What a field finds as one types: for those who may look at such rows, or write at the field's.

    Whoever drafts a recall chooses goods in it without the right to anything else of goods.
    """

    def has_perm(self, request: HttpRequest, obj: Any = None) -> bool:
        if super().has_perm(request, obj):
            return True
        page = self.admin_site._registry.get(self.source_field.model)
        if page is None or self.source_field.name not in page.get_autocomplete_fields(request):
            return False
        return page.has_add_permission(request) or page.has_change_permission(request)


class StaffSite(UnfoldAdminSite):
    site_title = _("Staff")
    site_header = _("Staff")
    index_title = _("What is waiting")

    def has_permission(self, request: HttpRequest) -> bool:
        """Let in members of staff for as long as their sign-in opens these pages."""
        leaving = request.path == reverse("admin:logout")
        return self.may_enter(request) and (leaving or door.is_open(request))

    def may_enter(self, request: HttpRequest) -> bool:
        """Let in active members of staff; in production only with a second factor."""
        allowed = super().has_permission(request)
        if allowed and settings.CANDOUR_STAFF_NEEDS_SECOND_FACTOR:
            return is_mfa_enabled(request.user)
        return allowed

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Send to the one sign-in of the shop, which knows limits, passkeys and second factors."""
        if self.may_enter(request) and not door.is_open(request):
            door.ask(request)
        if request.user.is_authenticated:
            signed_in_staff = request.user.is_staff
            if signed_in_staff and not self.has_permission(request):
                return redirect("mfa_index")
            return redirect("admin:index" if self.has_permission(request) else "/")
        target = request.GET.get("next") or reverse("admin:index")
        return redirect(f"{reverse('account_login')}?{urlencode({'next': target})}")

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return Choosing.as_view(admin_site=self)(request)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """
        Return what every page shows; whoever takes another language stays where they are.

        `stands_at` is the address of a page that a browser got at another.
        """
        here = request.get_full_path()
        return {
            **super().each_context(request),
            "redirect_to": here,
            "stands_at": here if door.is_sent_again(request) else "",
        }

    def admin_view(
        self, view: Callable[..., HttpResponse], cacheable: bool = False
    ) -> Callable[..., HttpResponse]:
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def behind_the_door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if self.may_enter(request):
                if not self.has_permission(request):
                    door.ask(request)
                door.note(request)
            try:
                _unless_no_entry(view, kwargs.get("object_id"))
                return inner(request, *args, **kwargs)
            except PermissionDenied:
                return astray.refused(self, request)
            except Http404:
                return astray.not_found(self, request)

        return _theme_needs(behind_the_door)


def _unless_no_entry(view: Any, number: str | None) -> None:
    """
    Go on only to what can be an entry, for every page of one, whatever it asks first.

    :raises Http404: if what stands in the address is not the number of any entry of that kind
    """
    model = getattr(getattr(view, "__self__", None), "model", None)
    if model is None or number is None:
        return
    try:
        model._meta.pk.to_python(unquote(number))
    except ValidationError as error:
        raise Http404 from error


site = StaffSite(name="admin")
