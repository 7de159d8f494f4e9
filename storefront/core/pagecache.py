"""
Pages that are the same for every visitor, kept in Redis for at most one second.

The second counts from before the page was made, so no price and no stock on it is older than that,
however long the making took. A page is kept only if its view says `@cacheable`, and is given only
to a browser that brought nothing which could make it somebody: any cookie other than the two that
say how to show a page makes this stand aside, and so does a page that looked into the session.
"""

import gzip
import json
import logging
import time
from collections.abc import Callable
from functools import lru_cache, wraps
from hashlib import blake2b
from typing import Any

import redis
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from . import destination
from .visitor import SCHEME_COOKIE

KEPT_FOR = 1.0  # seconds
NEVER = ("/admin/", "/static/", "/media/", "/health/")
# What a kept page cannot say for the next reader.
_NOT_KEPT = {"date", "connection"}

log = logging.getLogger("candour.pagecache")
View = Callable[..., HttpResponse]


def cacheable(view: View) -> View:
    """Say of a view that its page is the same for all who ask for the same address."""

    @wraps(view)
    def cacheable_view(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.same_for_all = True  # type: ignore[attr-defined]
        return response

    return cacheable_view


class PageCache:
    """Answers from what was kept; stands before everything else, since everything else costs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "GET" or request.path.startswith(NEVER):
            return self.get_response(request)
        if not _is_nobody(request):
            return _packed(request, self.get_response(request))
        started = time.time()
        key = _key(request)
        if kept := _fetch(key, started):
            return _unchanged(request, kept)
        response = _packed(request, self.get_response(request))
        if _may_be_kept(request, response):
            response["ETag"] = f'"{blake2b(response.content, digest_size=12).hexdigest()}"'
            response["Cache-Control"] = "private, no-cache"
            _keep(key, response, started)
            return _unchanged(request, response)
        return response


def _is_nobody(request: HttpRequest) -> bool:
    harmless = {SCHEME_COOKIE, settings.LANGUAGE_COOKIE_NAME, destination.COOKIE}
    return request.COOKIES.keys() <= harmless and "HTTP_AUTHORIZATION" not in request.META


def _key(request: HttpRequest) -> str:
    # The language of a page is in its path; elsewhere the cookie and the browser may decide it.
    told = (
        request.META.get("HTTP_HOST", ""),
        request.scheme or "",
        request.META.get("SCRIPT_NAME", ""),
        request.path_info,
        request.META.get("QUERY_STRING", ""),
        request.COOKIES.get(SCHEME_COOKIE, ""),
        request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""),
        destination.of(request),
        request.META.get("HTTP_ACCEPT_LANGUAGE", ""),
        "gzip" if _takes_gzip(request) else "",
    )
    return f"page:{blake2b(json.dumps(told).encode(), digest_size=20).hexdigest()}"


def _may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    session = getattr(request, "session", None)
    return (
        getattr(response, "same_for_all", False)
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not (session is not None and (session.accessed or session.modified))
        and "cookie" not in response.get("Vary", "").lower()
        and "no-store" not in response.get("Cache-Control", "")
    )


def _packed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Compress a page that carries no secret; a page with a token in it is left as it is."""
    if (
        not getattr(response, "same_for_all", False)
        or response.streaming
        or response.has_header("Content-Encoding")
        or len(response.content) < 600
    ):
        return response
    vary = response.get("Vary", "")
    response["Vary"] = f"{vary}, Accept-Encoding" if vary else "Accept-Encoding"
    if _takes_gzip(request):
        # Level 1: three times faster than 6, and a page is seldom shown twice before it is new.
        response.content = gzip.compress(response.content, compresslevel=1, mtime=0)
        response["Content-Encoding"] = "gzip"
        response["Content-Length"] = str(len(response.content))
    return response


def _takes_gzip(request: HttpRequest) -> bool:
    return "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")


def _unchanged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if request.META.get("HTTP_IF_NONE_MATCH") != response["ETag"]:
        return response
    same = HttpResponseNotModified()
    for name in ("ETag", "Cache-Control", "Vary"):
        if name in response:
            same[name] = response[name]
    return same


def _fetch(key: str, now: float) -> HttpResponse | None:
    try:
        kept: Any = _redis().get(key)
    except redis.RedisError as error:
        log.warning("No page cache: %s", error)
        return None
    if not kept:
        return None
    head, _, body = kept.partition(b"\n")
    started, headers = json.loads(head)
    # Redis lets a page go by its own clock; this one is ours.
    if not 0 <= now - started < KEPT_FOR:
        return None
    response = HttpResponse(body)
    for name, value in headers:
        response[name] = value
    return response


def _keep(key: str, response: HttpResponse, started: float) -> None:
    left = int((KEPT_FOR - (time.time() - started)) * 1000)
    if left <= 0:
        return
    headers = [[n, v] for n, v in response.items() if n.lower() not in _NOT_KEPT]
    kept = json.dumps([started, headers]).encode() + b"\n" + response.content
    try:
        _redis().set(key, kept, px=left)
    except redis.RedisError as error:
        log.warning("No page cache: %s", error)


@lru_cache(maxsize=1)
def _redis() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5)
