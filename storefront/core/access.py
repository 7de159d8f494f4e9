"""
Who may call a view, stated on the view itself.

A guard test walks the URLs and fails for a view that states nothing. A stranger gets 404, not
403: whether something exists is nobody's business but its owner's.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

View = Callable[..., HttpResponse]


def _stated(view: View, who: str) -> View:
    view.access = who  # type: ignore[attr-defined]
    return view


def _unkept(view: View) -> View:
    """What belongs to a person is kept by no browser and nothing in between (ASVS 5.0, 14.3.2)."""
    return never_cache(view)


def anyone(view: View) -> View:
    """Anyone may call it; it shows nothing that belongs to a person."""
    return _stated(view, "anyone")


def visitor(view: View) -> View:
    """Anyone may call it, and it shows only what this browser's own session or basket holds."""
    return _stated(_unkept(view), "visitor")


def signed_in(view: View) -> View:
    """Only the customer who is signed in, for what is theirs; others are asked to sign in."""
    return _stated(login_required(_unkept(view)), "signed_in")


def order_holder(view: View) -> View:
    """The order's owner, or a guest who came through its signed link; the view fetches it so."""
    return _stated(_unkept(view), "order_holder")


def link_holder(view: View) -> View:
    """Whoever holds a signed link; the view reads the token."""
    return _stated(_unkept(view), "link_holder")


def provider(view: View) -> View:
    """A machine outside, proved by its signature; the view checks it."""
    return _stated(view, "provider")


def staff(permission: str = "") -> Callable[[View], View]:
    """Members of staff, with the permission if one is named; anyone else gets 404."""

    def decorate(view: View) -> View:
        @wraps(view)
        def staff_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            user = request.user
            if not (user.is_active and user.is_staff):  # type: ignore[union-attr]
                raise Http404
            if permission and not user.has_perm(permission):
                raise Http404
            return view(request, *args, **kwargs)

        return _stated(staff_view, f"staff:{permission}")

    return decorate
