"""What a message says: templates/notices/<kind>.subject.txt and .txt, in the reader's language."""

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context, Template
from django.template.loader import get_template, render_to_string
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from storefront.core import typesetting
from storefront.seller import queries as sellers

from . import registry


@dataclass(frozen=True)
class Written:
    """The words of one message: a title of one line, plain text, and the same as HTML."""

    title: str
    words: str
    html: str
    files: list[registry.Attachment]


def address_of(path: str) -> str:
    """Return the full address of a page of the shop, for use outside a request."""
    return f"{settings.CANDOUR_ORIGIN.rstrip('/')}{path}"


def write(message: Any) -> Written:
    """Find the words of a message; reads the facts as they are now."""
    kind = registry.kind_of(message.kind)
    with translation.override(message.language):
        context = {
            **message.context,
            "message": message,
            "shop_name": sellers.shop_name(),
            "seller": sellers.current(),
            "origin": settings.CANDOUR_ORIGIN.rstrip("/"),
            "language": message.language,
            **kind.build(message),
        }
        title = _plain(f"notices/{kind.key}.subject.txt", context)
        words = _plain(f"notices/{kind.key}.txt", context)
        paragraphs = [linked(part.strip()) for part in words.split("\n\n") if part.strip()]
        html = render_to_string(
            "notices/mail.html", {**context, "title": title, "paragraphs": paragraphs}
        )
        return Written(
            " ".join(title.split())[:300],
            words.strip() + "\n",
            typesetting.close_up_page(html),
            kind.attach(message),
        )


def linked(words: str, *, as_words: bool = False) -> str:
    """
    Return plain words as HTML in which the shop's own addresses can be followed, and no others.

    Mail quotes what people wrote: a stranger's address in it must not become a link of ours. On a
    page of the shop (`as_words`) an address of 150 signs says nothing: a word stands for it.
    """
    own = re.compile(rf"({re.escape(settings.CANDOUR_ORIGIN.rstrip('/'))}/[^\s<>\"']*)")
    return format_html_join(
        "",
        "{}",
        (
            (
                format_html('<a href="{}">{}</a>', part, _("Open this page") if as_words else part)
                if at % 2
                else part,
            )
            for at, part in enumerate(own.split(words))
        ),
    )


def _plain(name: str, context: dict[str, Any]) -> str:
    """Render a text that is no HTML: an apostrophe stays one."""
    template: Template = get_template(name).template  # type: ignore[attr-defined]
    return typesetting.close_up(template.render(Context(context, autoescape=False)))
