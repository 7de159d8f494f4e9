"""Every part in every state, drawn; and the dates and frames that all pages share."""

import datetime as dt
import re

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.utils import translation

from storefront.core import look
from storefront.core.templatetags import candour
from tests.factories import open_shop

# The departments in the masthead are rows.
pytestmark = pytest.mark.django_db

WINTER = dt.datetime(2026, 11, 24, 18, 0, tzinfo=dt.UTC)
SUMMER = dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC)


class Untouchable:
    """Fails when a page that is the same for everyone asks who is looking."""

    def __getattr__(self, name):
        raise AssertionError("An anonymous page asked for the session or the user")


@pytest.fixture
def drawn(rf):
    def draw(address="/look/", language="en"):
        request = rf.get(address)
        request.session = request.user = Untouchable()
        with translation.override(language):
            return look.sheet(request)

    return draw


def test_every_component_is_drawn_on_the_sheet(drawn):
    sheet = (settings.BASE_DIR / "templates" / "look.html").read_text()
    frame = {"masthead", "masthead_slim", "tongue", "colophon", "colophon_slim", "messages"}
    frame |= {"ways_on", "crumbs"}
    inner = {"product_card", "picture", "mark", "days", "right_end", "right_pages"}
    folder = settings.BASE_DIR / "templates" / "components"

    shown = set(re.findall(r"components/(\w+)\.html", sheet))

    assert {path.stem for path in folder.glob("*.html")} - shown - frame - inner == set()
    assert drawn().status_code == 200


@pytest.mark.parametrize(("language", "other"), [("en", "zh-hans"), ("zh-hans", "en")])
def test_the_masthead_leads_to_the_same_page_in_the_other_language(client, drawn, language, other):
    masthead = drawn("/look/?wrong", language).content.decode().split("</header>")[0]

    assert re.findall(r'name="language" value="([^"]+)"', masthead) == [other]
    assert 'name="next" value="/look/?wrong"' in masthead
    at = "/rules/" if language == "en" else "/zh-hans/rules/"
    where = re.search(r'class="tongue" method="post" action="([^"]+)"', masthead)[1]
    answer = client.post(where, {"next": at, "language": other})
    assert answer.url == ("/zh-hans/rules/" if language == "en" else "/rules/")


def test_an_anonymous_page_asks_nothing_of_session_user_or_token(drawn):
    html = drawn().content.decode()

    assert "csrfmiddlewaretoken" not in html.split("</main>")[1]


def test_the_refused_sheet_answers_422_and_begins_with_what_is_wrong(drawn):
    response = drawn("/look/?wrong")

    html = response.content.decode()
    assert response.status_code == 422
    assert "<title>Error: " in html
    assert html.index('class="error-summary"') < html.index("<h1>")


def test_a_page_has_one_h1_and_no_inline_style_or_script(drawn):
    html = drawn().content.decode()

    assert html.count("<h1") == 1
    assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]*\ssrc=)", html)


def test_a_page_names_its_language(drawn):
    assert '<html lang="zh-hans">' in drawn(language="zh-hans").content.decode()


def test_no_identifier_is_used_twice_on_a_page(drawn):
    ids = re.findall(r'\sid="([^"]+)"', drawn("/look/?wrong").content.decode())

    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize(
    ("language", "at", "words"),
    [
        ("en", WINTER, "Tue 24 Nov 2026, 18:00 Irish time"),
        ("en", SUMMER, "Thu 2 Jul 2026, 00:30 Irish time"),
        ("zh-hans", WINTER, "2026年11月24日 星期二 18:00 爱尔兰时间"),
    ],
)
def test_a_moment_is_written_with_day_time_and_zone_of_the_shop(language, at, words):
    with translation.override(language):
        assert f">{words}</time>" in candour.when(at)


def test_a_moment_keeps_its_exact_time_for_machines():
    assert 'datetime="2026-07-02T00:30+01:00"' in candour.when(SUMMER)


def test_no_moment_is_written_as_nothing():
    assert candour.when(None) == candour.day(None) == candour.margin_date(None) == ""


def test_the_page_for_our_own_mistake_needs_no_request_and_no_database():
    html = render_to_string("500.html")

    assert "it is our mistake" in html


@pytest.mark.parametrize("name", ["404.html", "403.html", "403_csrf.html"])
def test_a_page_that_failed_says_what_to_do_next(rf, name):
    request = rf.get("/nowhere/")
    request.user = AnonymousUser()

    html = render_to_string(name, {}, request)

    assert html.count("<h1") == 1
    assert 'href="/"' in html


def test_columns_of_days_share_one_scale():
    drawn = candour.day_columns([(30, 10), (0, 0), (20, 0)], "words")

    assert drawn["kept"] == "M0 34.0h22V124h-22zM64 64.0h22V124h-22z"
    assert drawn["broken"] == "M0 4.0h22v30.0h-22z"
    assert drawn["width"] == 86


def test_no_days_are_drawn_as_nothing():
    assert candour.day_columns([], "words")["kept"] == ""


def test_the_seller_and_the_rules_are_named_on_every_page(drawn):
    open_shop()

    footer = drawn().content.decode().split("</main>")[1]

    assert "Fernhill Goods Limited" in footer
    assert "hello@fernhill.example" in footer
    for slug in ("returns", "terms", "privacy"):
        assert f'href="/rules/{slug}/"' in footer


def test_a_rule_that_nobody_has_written_is_not_named(drawn):
    open_shop()

    footer = drawn().content.decode().split("</main>")[1]

    assert 'href="/rules/cookies/"' not in footer
    assert 'href="/rules/code/"' not in footer
