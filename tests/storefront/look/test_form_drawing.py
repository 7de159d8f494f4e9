"""How a form is drawn: words tied to controls, problems said twice, answers kept."""

import re

from django import forms

from storefront.core.forms import Card, CardField, Pills, Switch, Ticks
from storefront.core.templatetags.candour import problems


class Complaint(forms.Form):
    email = forms.EmailField(label="E-mail", help_text="For the answer.")
    phone = forms.CharField(label="Phone", required=False)
    way = CardField(
        label="Way",
        choices=[
            ("a", Card("Standard", note="By Thursday", aside="€0.00")),
            ("b", Card("Express", note="Not on Sundays", disabled=True)),
        ],
    )
    glaze = forms.ChoiceField(label="Glaze", choices=[("o", "Oat"), ("m", "Moss")], widget=Pills)
    kinds = forms.MultipleChoiceField(label="Kinds", choices=[("x", "X")], widget=Ticks)
    keep = forms.BooleanField(label="Keep it", required=False, widget=Switch)

    def clean(self):
        raise forms.ValidationError("Nothing was changed.")


def tag(html, pattern):
    return re.search(pattern, html, re.DOTALL)[0]


def test_label_hint_problem_and_control_stand_in_that_order():
    html = Complaint({"email": "maeve"})["email"].as_field_group()

    places = [html.index(part) for part in ("<label", "_helptext", "field__problem", "<input")]
    assert places == sorted(places)


def test_a_wrong_control_names_its_hint_and_its_problem():
    html = Complaint({"email": "maeve"})["email"].as_field_group()

    control = tag(html, r"<input[^>]*>")
    assert 'aria-describedby="id_email_helptext id_email_error"' in control
    assert 'aria-invalid="true"' in control
    assert 'value="maeve"' in control
    assert 'id="id_email_helptext"' in html
    assert 'id="id_email_error"' in html


def test_a_control_without_a_problem_names_its_hint_alone():
    html = Complaint()["email"].as_field_group()

    assert 'aria-describedby="id_email_helptext"' in html
    assert "aria-invalid" not in html


def test_only_what_may_be_left_out_is_called_optional():
    assert "(optional)" in Complaint()["phone"].as_field_group()
    assert "(optional)" not in Complaint()["email"].as_field_group()


def test_a_group_of_choices_is_a_fieldset_with_its_question():
    html = Complaint({})["way"].as_field_group()

    assert "<legend>Way" in html
    assert 'aria-describedby="id_way_error"' in tag(html, r"<fieldset[^>]*>")
    assert 'aria-describedby="id_way_0_note"' in tag(html, r"<input[^>]*id_way_0[^>]*>")


def test_a_closed_card_is_shown_with_its_reason_and_refused():
    form = Complaint({"way": "b"})

    assert "disabled" in tag(form["way"].as_field_group(), r'<input[^>]*value="b"[^>]*>')
    assert "Not on Sundays" in form["way"].as_field_group()
    assert "way" in form.errors


def test_a_switch_says_that_it_is_one():
    assert 'role="switch"' in Complaint()["keep"].as_field_group()


def test_the_summary_leads_to_every_wrong_control_in_the_order_of_the_page():
    found = problems(Complaint({"email": "maeve"}))

    assert [problem["href"] for problem in found] == [
        "",
        "#id_email",
        "#id_way_0",
        "#id_glaze_0",
        "#id_kinds_0",
    ]
    assert found[0]["words"] == "Nothing was changed."


def test_a_problem_says_what_to_do_and_where():
    found = problems(Complaint({"email": "maeve", "way": "zz"}))

    assert [problem["words"] for problem in found[1:]] == [
        "This is not a whole e-mail address. Example: name@example.ie",
        "Please choose one of the answers shown: Way",
        "Please choose: Glaze",
        "Please choose: Kinds",
    ]


def test_the_words_a_form_chose_itself_are_kept():
    class Cancel(forms.Form):
        why = forms.CharField(error_messages={"required": "Say why, in a word or two"})

    assert problems(Cancel({}))[0]["words"] == "Say why, in a word or two"


def test_a_form_that_nobody_has_sent_has_no_problems():
    assert problems(Complaint(), None, [Complaint()]) == []


def test_a_whole_form_is_drawn_field_by_field_with_what_belongs_to_none_first():
    html = str(Complaint({}))

    assert html.index("Nothing was changed.") < html.index('for="id_email"')
    assert html.count("<legend>") == 3


def test_what_was_typed_comes_back_as_words_never_as_markup():
    html = Complaint({"email": '"><script>alert(1)</script>'})["email"].as_field_group()

    assert "<script>" not in html
