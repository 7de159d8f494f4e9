"""From Markdown to safe HTML."""

from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe

_TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "table", "thead", "tbody"}
_TAGS |= {"tr", "th", "td", "blockquote", "code", "br", "hr"}


@lru_cache(maxsize=256)
def html(body: str) -> SafeString:
    """Render a text that staff wrote; whatever is not plain structure is dropped."""
    import nh3  # heavy, and seldom needed by the web
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    rendered = nh3.clean(
        markdown.render(body), tags=_TAGS, attributes={"a": {"href"}}, link_rel=None
    )
    return mark_safe(rendered)  # noqa: S308  (cleaned on the line above)
