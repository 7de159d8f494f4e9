"""From Markdown to safe HTML."""

from functools import lru_cache
from typing import Any

from django.utils.safestring import SafeString, mark_safe

_TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "table", "thead", "tbody"}
_TAGS |= {"tr", "th", "td", "blockquote", "code", "br", "hr"}


@lru_cache(maxsize=256)
def html(body: str) -> SafeString:
    """Render a text that staff wrote; whatever is not plain structure is dropped."""
    import nh3  # heavy, and seldom needed by the web
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(body)
    _label_cells(tokens)
    rendered = nh3.clean(
        markdown.renderer.render(tokens, markdown.options, {}),
        tags=_TAGS,
        attributes={"a": {"href"}, "td": {"data-label"}},
        link_rel=None,
    )
    return mark_safe(rendered)  # noqa: S308  (cleaned on the line above)


def _label_cells(tokens: list[Any]) -> None:
    """Give each cell the title of its column: where it is narrow, a table folds into lists."""
    titles: list[str] = []
    column = 0
    for token, words in zip(tokens, tokens[1:], strict=False):
        if token.type == "table_open":
            titles = []
        elif token.type == "tr_open":
            column = 0
        elif token.type == "th_open":
            titles.append(words.content)
        elif token.type == "td_open":
            token.attrSet("data-label", titles[column])
            column += 1
