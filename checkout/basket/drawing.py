"""
The lines of a basket as HTML.

What a line says is drawn once for what it says and kept under exactly that, as product cards are: a
line that says anything else is another one, so none can be old. Its number and the token in its
forms are put in for each reader.
"""

from dataclasses import replace
from functools import lru_cache

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from . import forms
from .shown import LineShown

# A number that no line has, and a sign that no text can hold after escaping.
NUMBER = 2**62
TOKEN = mark_safe("<token>")  # noqa: S308


def lines(shown: list[LineShown], request: HttpRequest) -> list[SafeString]:
    """Draw the lines of a basket with one token; a page without lines asks for none."""
    token = get_token(request) if shown else ""
    return [line(each, token=token) for each in shown]


def line(shown: LineShown, *, token: str) -> SafeString:
    """Draw a line of the basket page; `token` goes into its forms."""
    if shown.refused is not None:
        return _draw(shown, shown.refused, token)
    drawn = _kept(shown, get_language() or "")
    return mark_safe(  # noqa: S308
        drawn.replace(str(NUMBER), str(shown.pk)).replace(TOKEN, escape(token))
    )


@lru_cache(maxsize=1_024)
def _kept(shown: LineShown, _language: str) -> str:
    anybodys = replace(shown, pk=NUMBER)
    form = forms.LineForm(
        prefix=anybodys.prefix, initial={"quantity": shown.quantity}, title=shown.title
    )
    return _draw(anybodys, form, TOKEN)


def _draw(shown: LineShown, form: forms.LineForm, token: str) -> SafeString:
    context = {"each": shown, "field": form["quantity"], "csrf_token": token}
    return render_to_string("basket/line.html", context)


def voucher_field(form: forms.VoucherForm) -> SafeString:
    """Draw the field for a voucher's code; an empty one is the same for all."""
    if form.is_bound:
        return form["code"].as_field_group()
    return _empty_voucher_field(get_language() or "")


@lru_cache(maxsize=16)
def _empty_voucher_field(_language: str) -> SafeString:
    return forms.VoucherForm()["code"].as_field_group()
