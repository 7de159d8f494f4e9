"""A control that is written by hand is the one that Django's templates draw."""

from unittest import mock

import pytest
from django import forms
from django.utils.safestring import mark_safe

from storefront.core import controls

HOSTILE = "\"'><script>&amp;</script>"
CHOICES = [
    ("", "Please choose"),
    ("a", "A & B"),
    (HOSTILE, HOSTILE),
    ("Group <1>", [(1, "One"), (2, mark_safe("<b>Two</b>"))]),
]


class Everything(forms.Form):
    text = forms.CharField(widget=forms.TextInput({"class": 'a "b"', "hidden": False}))
    email = forms.EmailField(help_text="For the answer.")
    number = forms.IntegerField(min_value=0, max_value=9)
    password = forms.CharField(widget=forms.PasswordInput)
    secret = forms.CharField(widget=forms.HiddenInput)
    web = forms.URLField(assume_scheme="https", required=False)
    day = forms.DateField(required=False)
    words = forms.CharField(widget=forms.Textarea({"rows": 2}))
    tick = forms.BooleanField()
    one = forms.ChoiceField(choices=CHOICES)
    several = forms.MultipleChoiceField(choices=CHOICES, widget=forms.SelectMultiple)
    radio = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect)
    ticks = forms.MultipleChoiceField(choices=CHOICES, widget=forms.CheckboxSelectMultiple)


def drawn(data):
    form = Everything(data)
    # Django's templates leave an empty line behind each option.
    bare = [str(field).replace("</option>\n\n", "</option>\n") for field in form]
    options = [option.tag() for name in ("radio", "ticks") for option in form[name]]
    return bare + options


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        dict.fromkeys(Everything.base_fields, HOSTILE),
        {"number": "7", "words": "\nTwo\nlines", "one": "a", "several": ["1", "a"], "radio": "1"},
        {"text": 0, "words": mark_safe("<b>"), "secret": mark_safe("<i>"), "tick": "on"},
    ],
)
def test_a_control_written_by_hand_is_the_one_that_a_template_draws(data):
    by_hand = drawn(data)
    with mock.patch.dict(controls.BY_TEMPLATE, clear=True):
        by_template = drawn(data)

    assert by_hand == by_template


def test_a_widget_with_a_template_of_its_own_keeps_it():
    class Own(forms.TextInput):
        template_name = "django/forms/widgets/attrs.html"

    class Form(forms.Form):
        said = forms.CharField(widget=Own({"x": "y"}))

    assert "<input" not in str(Form()["said"])
