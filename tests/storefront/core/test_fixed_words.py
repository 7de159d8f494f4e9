"""What a template says in so many words is looked up once, and is right in every language."""

from unittest import mock

import pytest
from django.template import Context, engines
from django.template.backends.django import DjangoTemplates
from django.urls import NoReverseMatch, set_script_prefix
from django.utils import translation

from storefront.core import fixed


@pytest.fixture
def draw():
    def drawn(source, **context):
        template = engines["django"].engine.from_string(source)
        return lambda: template.render(Context(context))

    return drawn


def test_a_fixed_text_is_in_the_language_of_each_reader(draw):
    page = draw('{% load i18n %}{% translate "Basket" %}')

    english = page()
    with translation.override("zh-hans"):
        chinese = page()

    assert (english, chinese, page()) == ("Basket", "购物篮", "Basket")


def test_a_fixed_text_may_have_a_name(draw):
    page = draw('{% load i18n %}{% translate "Basket" as said %}<{{ said }}>')

    assert [page(), page()] == ["<Basket>", "<Basket>"]


def test_a_text_in_a_variable_is_looked_up_each_time(draw):
    source = '{% load i18n %}{% translate said %} {% translate "Basket"|lower %}'

    with translation.override("zh-hans"):
        assert draw(source, said="Basket")() == "购物篮 购物篮"
        assert draw(source, said="Account")() == "账户 购物篮"


def test_a_fixed_address_is_that_of_the_language_and_of_where_the_shop_is_mounted(draw):
    page = draw("{% url 'basket:summary' %}")

    english = page()
    with translation.override("zh-hans"):
        chinese = page()
    set_script_prefix("/shop/")
    try:
        below = page()
    finally:
        set_script_prefix("/")

    assert (english, chinese, below) == ("/basket/", "/zh-hans/basket/", "/shop/basket/")


def test_an_address_that_is_not_there_is_an_error_or_nothing_as_ever(draw):
    assert draw("{% url 'no:page' as there %}<{{ there }}>")() == "<>"
    with pytest.raises(NoReverseMatch):
        draw("{% url 'no:page' %}")()


def test_it_is_looked_up_once(draw):
    page = draw("{% url 'basket:summary' %}")
    page()

    with mock.patch.object(fixed.defaulttags.URLNode, "render") as looked_up:
        assert page() == "/basket/"

    looked_up.assert_not_called()


def test_no_other_library_of_tags_stands_in_place_of_another():
    warnings = [each for each in DjangoTemplates.check(engines["django"]) if "W003" in each.id]

    assert [each.msg.partition(" ")[0] for each in warnings] == ["'i18n'"]
