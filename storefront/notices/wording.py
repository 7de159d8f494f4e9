"""What a message says: templates/notices/<kind>.subject.txt and .txt, in the reader's language."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

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
        title = render_to_string(f"notices/{kind.key}.subject.txt", context)
        words = render_to_string(f"notices/{kind.key}.txt", context)
        paragraphs = [part.strip() for part in words.split("\n\n") if part.strip()]
        html = render_to_string(
            "notices/mail.html", {**context, "title": title, "paragraphs": paragraphs}
        )
        return Written(
            " ".join(title.split())[:300], words.strip() + "\n", html, kind.attach(message)
        )
