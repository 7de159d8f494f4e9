"""The shop's own template vocabulary; nothing here asks the database."""

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django import forms, template
from django.conf import settings
from django.core.validators import EmailValidator
from django.utils import timezone
from django.utils.dateformat import format as written
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from storefront.core import frame, marks, zones
from storefront.core import money as money_module

register = template.Library()

# Month and weekday names come from Django; what stands in which order is ours.
FORMATS = {
    "en": {
        "day": "D j M Y",
        "day short": "D j M",
        "clock": "H:i",
        "joint": ", ",
        "margin": ("j M", "Y"),
        "margin far": "j M Y",
    },
    "zh-hans": {
        "day": "Y年n月j日 D",
        "day short": "n月j日 D",
        "clock": "H:i",
        "joint": " ",
        "margin": ("n月j日", "Y年"),
        "margin far": "Y年n月j日",
    },
}


def _formats() -> dict[str, Any]:
    return FORMATS.get(get_language() or "en", FORMATS["en"])


@register.filter
def money(amount: Decimal | None, currency: str = "EUR") -> str:
    """Write an amount in its reader's way; nothing for nothing."""
    return "" if amount is None else money_module.text(Decimal(amount), currency or "EUR")


@register.simple_tag
def when(at: dt.datetime | None, size: str = "") -> str:
    """Write a moment as day, time and zone of the shop; "short" leaves out year and zone."""
    if at is None:
        return ""
    local, formats = timezone.localtime(at), _formats()
    words = written(local, formats["day short" if size == "short" else "day"]) + formats["joint"]
    words += written(local, formats["clock"])
    if size != "short":
        words += f" {zones.words(local)}"
    return _time(local, words)


@register.simple_tag
def day(at: dt.date | dt.datetime | None, size: str = "") -> str:
    """Write a day with its weekday; of a moment, the day it falls on in the shop's zone."""
    if at is None:
        return ""
    on = timezone.localtime(at).date() if isinstance(at, dt.datetime) else at
    words = written(on, _formats()["day short" if size == "short" else "day"])
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), words)


@register.filter
def day_words(at: dt.date | dt.datetime | None) -> str:
    """Write a day with its weekday in plain words, for letters and sentences in code."""
    if at is None:
        return ""
    on = timezone.localtime(at).date() if isinstance(at, dt.datetime) else at
    return written(on, _formats()["day"])


@register.filter
def moment_words(at: dt.datetime | None) -> str:
    """Write a day, its time and zone in plain words, for letters."""
    return strip_tags(when(at))


@register.simple_tag
def clock(at: dt.datetime | None) -> str:
    """Write the time of day with its zone."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return _time(local, f"{written(local, _formats()['clock'])} {zones.words(local)}")


@register.simple_tag
def margin_date(at: dt.datetime | dt.date | None, words: str = "") -> str:
    """
    Write a date as a ledger's margin has it: the day large, then the rest or own words.

    A day of another year carries the year with it: a guarantee must not seem to end today.
    """
    if at is None:
        return format_html('<span class="when"><b>{}</b></span>', words) if words else ""
    formats = _formats()
    large, year = formats["margin"]
    local: Any = timezone.localtime(at) if isinstance(at, dt.datetime) else at
    rest = [written(local, year)]
    if local.year != timezone.localdate().year:
        large, rest = formats["margin far"], []
    stamp = local.isoformat()
    if isinstance(at, dt.datetime):
        rest.append(f"{written(local, formats['clock'])} {zones.words(local)}")
        stamp = local.isoformat(timespec="minutes")
    return format_html(
        '<time class="when" datetime="{}"><b>{}</b> {}</time>',
        stamp,
        written(local, large),
        words or formats["joint"].join(rest),
    )


def _time(local: dt.datetime, words: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), words)


@register.filter
def look(field: forms.BoundField) -> str:
    """Say which part draws this field: input, select, tick, switch, cards, pills or ticks."""
    widget = field.field.widget
    if named := getattr(widget, "look", ""):
        return named
    if isinstance(widget, forms.CheckboxInput):
        return "tick"
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "ticks"
    if isinstance(widget, forms.RadioSelect):
        return "cards"
    if isinstance(widget, forms.Select) and not widget.allow_multiple_selected:
        return "select"
    return "input"


@register.simple_tag
def control(field: forms.BoundField, classes: str = "") -> str:
    """Draw the bare control of a field in our class; what ties it to its words is Django's."""
    own = field.field.widget.attrs.get("class", "")
    wanted = dict.fromkeys(f"input {own} {classes}".split())
    return field.as_widget(attrs={"class": " ".join(wanted)})


@register.simple_tag
def problems(*forms_: Any) -> list[dict[str, str]]:
    """List everything that stops these forms, with the address of the control to go to."""
    return [problem for form in _flat(forms_) for problem in _problems(form)]


def _flat(forms_: Iterable[Any]) -> Iterator[Any]:
    for each in forms_:
        if isinstance(each, forms.BaseForm):
            yield each
        elif isinstance(each, forms.BaseFormSet):
            if each.is_bound:
                yield from ({"words": str(words)} for words in each.non_form_errors())
            yield from each.forms
        elif isinstance(each, Iterable) and not isinstance(each, (str, dict)):
            yield from _flat(each)


def _problems(form: forms.BaseForm | dict[str, str]) -> Iterator[dict[str, str]]:
    if isinstance(form, dict):
        yield {"href": "", **form}
        return
    if not form.errors:
        return
    for words in form.non_field_errors():
        yield {"href": "", "words": str(words)}
    for field in form:
        for words in problem_words(field):
            yield {"href": _address(field), "words": _named(field, words)}


def _named(field: forms.BoundField, words: str) -> str:
    """Away from its field, a sentence has to say which one it is about."""
    label = str(field.label)
    return words if label.lower() in words.lower() else marks.labelled(label, words)


@register.filter
def problem_words(field: forms.BoundField) -> list[str]:
    """Say what to write; Django's own words only say what is wrong, and not where."""
    return [_instead(field, error) or str(next(iter(error))) for error in field.errors.as_data()]


def _instead(field: forms.BoundField, error: Any) -> str:
    kind, label = look(field), field.label
    if error.code == "required" and error.message == forms.Field.default_error_messages["required"]:
        if kind in ("select", "cards", "pills", "ticks"):
            return gettext("Please choose: %(label)s") % {"label": label}
        if kind in ("tick", "switch"):
            return gettext("Please tick: %(label)s") % {"label": label}
        return gettext("Please fill in: %(label)s") % {"label": label}
    if error.message == forms.ChoiceField.default_error_messages["invalid_choice"]:
        return gettext("Please choose one of the answers shown: %(label)s") % {"label": label}
    if error.message == EmailValidator.message:
        return gettext("This is not a whole e-mail address. Example: name@example.ie")
    return ""


def _address(field: forms.BoundField) -> str:
    if field.is_hidden:
        return ""
    target = field.id_for_label
    if not target and field.use_fieldset and len(field):
        target = field[0].id_for_label or ""
    return f"#{target}" if target else ""


@register.simple_tag(takes_context=True)
def in_language(context: template.Context, code: str) -> str:
    """
    Return the full address of this page in another language.

    Only the language at its beginning differs: no address of ours is itself translated.
    """
    request = context.get("request")
    if request is None:
        return ""
    path = request.get_full_path_info()
    if request.resolver_match is not None:
        if path.startswith(now := f"/{get_language()}/"):
            path = path[len(now) - 1 :]
        if code != settings.LANGUAGE_CODE:
            path = f"/{code}{path}"
    above = request.META.get("SCRIPT_NAME", "").rstrip("/")
    return f"{request.scheme}://{request.get_host()}{above}{path}"


@register.simple_tag(takes_context=True, name="frame")
def frame_part(context: template.Context, name: str) -> SafeString:
    """Draw a part of the page's frame, or take the one that was drawn for a page like this."""
    return frame.part(context, name)


@register.filter
def listed(parts: Iterable[Any]) -> str:
    """Write several things after one another, with the marks of the reader's language."""
    return marks.listed(parts)


@register.filter
def joined(parts: Iterable[Any]) -> str:
    """Write the parts of one thing, such as an address, likewise."""
    return marks.joined(parts)


@register.simple_tag
def mark(sign: str) -> str:
    """Write a mark that stands between two things, as the reader's language has it."""
    return marks.mark(sign)


@register.filter
def labelled(label: object, words: object) -> str:
    """Write a word and what belongs to it, where nothing else stands between them."""
    return marks.labelled(label, words)


@register.filter
def percent(number: object) -> str:
    """Write a number of parts in a hundred."""
    return marks.percent(number)


@register.filter
def named(row: Iterable[Any], head: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Pair the names of the columns with the cells of a row."""
    return list(zip(head, row, strict=False))


@register.filter
def page_numbers(page: Any) -> Iterable[Any]:
    """List the pages worth a link: the first, the last, and those beside this one."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.inclusion_tag("components/days.html")
def day_columns(days: Iterable[tuple[int, int]], words: str) -> dict[str, Any]:
    """Draw one column a day of promises (kept, broken), to the scale of the fullest day."""
    pairs = list(days)
    unit = 120 / max([1, *(kept + broken for kept, broken in pairs)])
    kept_columns, broken_columns = [], []
    for place, (kept, broken) in enumerate(pairs):
        top = 124 - kept * unit
        if kept:
            kept_columns.append(f"M{place * 32} {top:.1f}h22V124h-22z")
        if broken:
            height = broken * unit
            broken_columns.append(f"M{place * 32} {top - height:.1f}h22v{height:.1f}h-22z")
    return {
        "width": max(22, len(pairs) * 32 - 10),
        "kept": "".join(kept_columns),
        "broken": "".join(broken_columns),
        "words": words,
    }
