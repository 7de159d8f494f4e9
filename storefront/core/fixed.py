"""
Fixed texts and addresses of templates, looked up once in each language.

Most tags of a page are `{% translate "Basket" %}` or `{% url "basket:summary" %}`: for as long as
the process runs they say the same in a language. Django looks each of them up for every page, and
an address costs it more than a statement costs the database. What has parts, filters or a variable
in it is Django's as ever.

The settings name this module in place of Django's `i18n`; all other tags of that are here as well.
"""

from collections.abc import Callable
from typing import Any

from django.template import Context, Library, Node, Variable, defaulttags
from django.template.base import FilterExpression, Parser, Token
from django.templatetags import i18n
from django.urls import get_script_prefix, get_urlconf
from django.utils.translation import get_language

register = Library()
register.tags.update(i18n.register.tags)
register.filters.update(i18n.register.filters)


class Fixed(Node):
    """One of these keeps what a tag of Django's says; `key` tells when it says something else."""

    child_nodelists = ()

    def __init__(self, tag: Any, key: Callable[[], Any]) -> None:
        self.tag, self.key = tag, key
        self._said: dict[Any, Any] = {}

    def render(self, context: Context) -> Any:
        name, key = self.tag.asvar, self.key()
        if (said := self._said.get(key)) is None:
            said = self.tag.render(context)
            said = self._said[key] = context[name] if name else said
        if not name:
            return said
        context[name] = said
        return ""


@register.tag("translate")
@register.tag("trans")
def translate(parser: Parser, token: Token) -> Node:
    """Draw a text in the reader's language; see Django's tag."""
    tag = i18n.do_translate(parser, token)
    if tag.noop or tag.message_context or not _is_fixed(tag.filter_expression):
        return tag
    return Fixed(tag, get_language)


@register.tag("url")
def url(parser: Parser, token: Token) -> Node:
    """Draw the address of a page; see Django's tag."""
    tag = defaulttags.url(parser, token)
    if tag.args or tag.kwargs or not _is_fixed(tag.view_name):
        return tag
    # Which of two instances of an app is meant, a page could tell; none of ours is there twice.
    return Fixed(tag, _where)


def _where() -> tuple[str | None, str, str | None]:
    return get_language(), get_script_prefix(), get_urlconf()


def _is_fixed(said: FilterExpression) -> bool:
    """Say whether this is a text in quotation marks and nothing else."""
    literal = said.var.literal if isinstance(said.var, Variable) else said.var
    return isinstance(literal, str) and not said.filters
