"""A kept page is the same for all, at most one second old, and nobody's."""

import gzip
import itertools

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from storefront.core import pagecache


@pytest.fixture
def clock(monkeypatch):
    """A clock that the test moves; Redis keeps its own."""

    class Clock:
        now = 1_000_000.0

        def time(self) -> float:
            return self.now

    clock = Clock()
    monkeypatch.setattr(pagecache, "time", clock)
    return clock


def shop(*, view=None, meanwhile=lambda request, response: None):
    """A shop of one page, which counts how often it was made."""
    made = itertools.count(1)

    @pagecache.cacheable
    def page(request):
        return HttpResponse(f"page {next(made)} " + "x" * 1000)

    def respond(request):
        response = (view or page)(request)
        meanwhile(request, response)
        return response

    return pagecache.PageCache(respond)


def get(path="/", **headers):
    return RequestFactory().get(path, headers=headers)


def number(response) -> int:
    content = response.content
    if response.get("Content-Encoding") == "gzip":
        content = gzip.decompress(content)
    return int(content.split()[1])


def test_a_page_is_given_again_within_its_second(clock):
    serve = shop()

    first = serve(get())
    clock.now += 0.99
    again = serve(get())

    assert (number(first), number(again)) == (1, 1)
    assert again["ETag"] == first["ETag"]


def test_a_page_is_never_given_when_it_is_a_second_old(clock):
    serve = shop()

    serve(get())
    clock.now += 1.0

    assert number(serve(get())) == 2


def test_the_second_counts_from_before_the_page_was_made(clock):
    def slowly(request, response):
        clock.now += 0.7

    serve = shop(meanwhile=slowly)
    serve(get())  # asked for at 0.0, ready at 0.7

    clock.now += 0.31

    assert number(serve(get())) == 2


def test_a_page_that_took_a_second_to_make_is_not_kept(clock):
    def very_slowly(request, response):
        clock.now += 1.0

    serve = shop(meanwhile=very_slowly)

    serve(get())
    clock.now -= 1.0

    assert number(serve(get())) == 2


@pytest.mark.parametrize(
    "cookie", ["sessionid=a", "csrftoken=a", "oscar_open_basket=1", "basket-count=2", "unknown=1"]
)
def test_whoever_brings_a_cookie_neither_gets_nor_feeds_a_kept_page(clock, cookie):
    serve = shop()

    serve(get(cookie=cookie))
    serve(get())
    somebody = serve(get(cookie=cookie))

    assert number(somebody) == 3
    assert number(serve(get())) == 2


def test_a_page_that_looked_into_the_session_is_not_kept(clock):
    class Session:
        accessed, modified = True, False

    def look(request, response):
        request.session = Session()

    serve = shop(meanwhile=look)
    serve(get())

    assert number(serve(get())) == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda response: response.set_cookie("a", "b"),
        lambda response: setattr(response, "status_code", 404),
        lambda response: response.__setitem__("Vary", "Cookie"),
        lambda response: response.__setitem__("Cache-Control", "no-store"),
    ],
    ids=["sets a cookie", "is no page", "varies by cookie", "says no"],
)
def test_a_page_that_is_not_for_all_is_not_kept(clock, change):
    serve = shop(meanwhile=lambda request, response: change(response))
    serve(get())

    assert number(serve(get())) == 2


def test_a_page_of_which_its_view_says_nothing_is_not_kept(clock):
    made = itertools.count(1)
    serve = shop(view=lambda request: HttpResponse(f"page {next(made)} " + "x" * 1000))
    serve(get())

    assert number(serve(get())) == 2


def test_what_a_page_depends_on_keeps_pages_apart(clock):
    serve = shop()
    askings = [
        get("/"),
        get("/?page=2"),
        get("/zh-hans/"),
        get("/", cookie="scheme=dark"),
        get("/", host="other.example"),
        get("/", accept_encoding="gzip"),
        RequestFactory().get("/", secure=True),
    ]

    assert [number(serve(asking)) for asking in askings] == [1, 2, 3, 4, 5, 6, 7]


def test_an_unchanged_page_is_not_sent_again(clock):
    serve = shop()
    first = serve(get())

    again = serve(get(if_none_match=first["ETag"]))

    assert again.status_code == 304
    assert again.content == b""


def test_without_redis_pages_are_made_every_time(clock, monkeypatch):
    class Gone:
        def get(self, key):
            raise pagecache.redis.ConnectionError("gone")

        set = lambda self, *args, **kwargs: self.get("")  # noqa: E731

    monkeypatch.setattr(pagecache, "_redis", Gone)
    serve = shop()

    assert [number(serve(get())) for _ in range(2)] == [1, 2]
