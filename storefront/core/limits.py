"""Rate limits on what can be guessed or flooded; counted in Redis, which may forget them."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from .refusal import Refusal


class TooMany(Refusal):
    words = _("That was tried too often. Please wait a few minutes and try again.")


def check(scope: str, key: str, *, limit: int, per: int) -> None:
    """
    Count one try, and refuse when this key has had more than `limit` in `per` seconds.

    :raises TooMany: and counts on, so that hammering does not help
    """
    name = f"limit:{scope}:{sha256(key.encode()).hexdigest()[:24]}"
    if cache.count(name, seconds=per) > limit:
        raise TooMany()


def address_of(request: HttpRequest) -> str:
    """
    Return the network address of whoever asks.

    Each proxy of ours adds the address that it saw at the right of X-Forwarded-For, so with n of
    them the n-th from the right is true; what stands further left anybody can write.
    """
    seen = str(request.META.get("REMOTE_ADDR", ""))
    proxies = settings.CANDOUR_TRUSTED_PROXIES
    if not proxies:
        return seen
    told = [each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",")]
    return told[-proxies] if len(told) >= proxies and told[-proxies] else seen


def network_of(request: HttpRequest) -> str:
    """
    Return what a rate limit counts by: the address, of IPv6 the half that names a household.

    Whoever has one IPv6 address has 2^64 of them.
    """
    try:
        address = ip_address(told := address_of(request))
    except ValueError:
        return told
    if not isinstance(address, IPv6Address):
        return told
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return f"{IPv6Address(int(address) >> 64 << 64)}/64"


def limited(scope: str, *, limit: int, per: int) -> Callable[..., Callable[..., HttpResponse]]:
    """Refuse, with a page that says so and status 429, more than `limit` POSTs in `per` seconds."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def limited_view(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if request.method == "POST":
                try:
                    check(scope, network_of(request), limit=limit, per=per)
                except TooMany as refusal:
                    return render(request, "429.html", {"refusal": refusal}, status=429)
            return view(request, *args, **kwargs)

        return limited_view

    return decorate


def unguessable(scope: str, *, limit: int, per: int) -> Callable[..., Callable[..., HttpResponse]]:
    """Refuse, with status 429, whoever asks a view for more than `limit` things it has not got."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def counted_view(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except Http404:
                try:
                    check(scope, network_of(request), limit=limit, per=per)
                except TooMany as refusal:
                    return render(request, "429.html", {"refusal": refusal}, status=429)
                raise

        return counted_view

    return decorate
