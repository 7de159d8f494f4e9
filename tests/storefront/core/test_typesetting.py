"""Chinese is set without blanks beside its full-width marks; what people typed stays as it is."""

import pytest
from django.utils import translation

from storefront.core import marks
from storefront.core.typesetting import close_up, close_up_page


@pytest.mark.parametrize(
    ("page", "closed"),
    [
        ("<p>一句。 两句。</p>", "<p>一句。两句。</p>"),
        ("<p>一句。\n      <a href='/x'>两句</a></p>", "<p>一句。<a href='/x'>两句</a></p>"),
        ("<p><strong>一句。</strong> 两句</p>", "<p><strong>一句。</strong>两句</p>"),
        ("<label>名 <span>（可不填）</span></label>", "<label>名<span>（可不填）</span></label>"),
        ("<p>Cookie 第 1 版，生效</p>", "<p>Cookie 第 1 版，生效</p>"),
    ],
)
def test_a_chinese_page_has_no_blank_beside_a_full_width_mark(page, closed):
    with translation.override("zh-hans"):
        assert close_up_page(page) == closed
    with translation.override("en"):
        assert close_up_page(page) == page


@pytest.mark.parametrize(
    "page",
    [
        "<textarea>一句。 两句。</textarea>",
        '<input value="一句。 两句。">',
        "<p>一段。\n二段。</p>",
        "<p>One. Two, three.</p>",
    ],
)
def test_what_was_typed_stays_as_it_is(page):
    with translation.override("zh-hans"):
        assert close_up_page(page) == page


def test_plain_words_are_closed_up_likewise():
    with translation.override("zh-hans"):
        assert (
            close_up("收到时间： 今天。 谢谢。\n\n下一段。") == "收到时间：今天。谢谢。\n\n下一段。"
        )


def test_marks_are_those_of_the_readers_language():
    seen = {}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            seen[language] = (
                marks.listed(["a", "b"]),
                marks.joined(["a", "b"]),
                marks.labelled("a", "b"),
                marks.bracketed("a"),
                marks.percent(20),
                marks.sentences(["a.", "b."]),
            )

    assert seen == {
        "en": ("a, b", "a, b", "a: b", "(a)", "20 %", "a. b."),
        "zh-hans": ("a、b", "a，b", "a：b", "（a）", "20%", "a.b."),
    }


@pytest.mark.django_db
def test_a_page_of_the_shop_is_closed_up(client):
    page = client.get("/zh-hans/rules/").content.decode()

    assert "爱尔兰时间。演示商店：" in page
    assert "。 " not in page
