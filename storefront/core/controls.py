"""
The plain controls of HTML, written without a template.

Django draws an input by three templates, one within the other, and a list of counties by two more
for each county: a form took as long as all else on its page. What comes out is the same
(tests/storefront/look/test_controls.py), and a widget with a template of its own keeps it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

Widget = Mapping[str, Any]


def input_tag(widget: Widget) -> SafeString:
    value = widget.get("value")
    given = "" if value is None else f' value="{conditional_escape(value)}"'
    return mark_safe(  # noqa: S308
        f'<input type="{conditional_escape(widget["type"])}"'
        f' name="{conditional_escape(widget["name"])}"{given}{_attributes(widget)}>'
    )


def textarea(widget: Widget) -> SafeString:
    value = widget.get("value")
    words = conditional_escape(value) if value else ""
    return mark_safe(  # noqa: S308
        f'<textarea name="{conditional_escape(widget["name"])}"{_attributes(widget)}>\n'
        f"{words}</textarea>"
    )


def select(widget: Widget) -> SafeString:
    groups = []
    for name, options, _index in widget["optgroups"]:
        inner = "".join(f"\n  {_option(each)}" for each in options)
        if name:
            inner = f'\n  <optgroup label="{conditional_escape(name)}">{inner}\n  </optgroup>'
        groups.append(inner)
    return mark_safe(  # noqa: S308
        f'<select name="{conditional_escape(widget["name"])}"{_attributes(widget)}>'
        f"{''.join(groups)}\n</select>"
    )


def _option(option: Widget) -> str:
    label = conditional_escape(option["label"])
    value = conditional_escape(str(option["value"]))
    return f'<option value="{value}"{_attributes(option)}>{label}</option>'


def _attributes(widget: Widget) -> str:
    return "".join(
        f" {conditional_escape(name)}"
        if value is True
        else f' {conditional_escape(name)}="{conditional_escape(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


_INPUTS = (
    *("text", "email", "number", "tel", "url", "search", "password", "hidden", "date"),
    *("checkbox", "radio_option", "checkbox_option"),
)
BY_TEMPLATE: dict[str, Callable[[Widget], SafeString]] = {
    **{f"django/forms/widgets/{kind}.html": input_tag for kind in _INPUTS},
    "django/forms/widgets/textarea.html": textarea,
    "django/forms/widgets/select.html": select,
}
"""How what is drawn by one of Django's templates is written here."""
