"""What staff can say to a complaint on its page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from storefront.core.forms import FilesField

from . import operations, putting_right
from .models import Complaint, Remedy

SEND, KEEP = "cases_complaint_send_answer", "cases_complaint_keep_note"
ASK, DONE = "cases_complaint_ask_back", "cases_complaint_remedy_done"
PROPOSE = "cases_complaint_propose_sum"


class AnswerForm(forms.ModelForm):
    """What staff can say to a complaint; everything else on the page is a fact."""

    answer = forms.CharField(
        label=_("Our answer, with reasons"),
        required=False,
        help_text=_("The complainant gets these words by e-mail, with the ways that stay open."),
        widget=UnfoldAdminTextareaWidget,
    )
    answer_cause = forms.CharField(
        label=_("Cause, as we see it"),
        required=False,
        max_length=60,
        help_text=_("Needed with an answer: it is what we learn from. Only staff see it."),
        widget=UnfoldAdminTextInputWidget,
    )
    answer_remedy = forms.ChoiceField(
        label=_("What we do"),
        required=False,
        choices=Remedy.choices,
        initial=Remedy.INFORMATION,
        help_text=_("The complainant reads it below our answer."),
        widget=UnfoldAdminSelectWidget,
    )
    answer_sum = forms.DecimalField(
        label=_("Sum"),
        required=False,
        min_value=0,
        max_digits=10,
        decimal_places=2,
        help_text=_(
            "For money back, in the order's currency. It is given with the answer; what is more "
            "than one person gives is proposed to a colleague before. A new thing or a repair is "
            "promised within 14 days."
        ),
        widget=UnfoldAdminDecimalFieldWidget,
    )
    files = FilesField(
        label=_("Photographs or papers"),
        required=False,
        help_text=_("They go along with a question."),
    )
    note = forms.CharField(
        label=_("Note among staff"),
        required=False,
        help_text=_("Only staff see it. It is kept with either button."),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
    )

    class Meta:
        model = Complaint
        fields: list[str] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        answer = (cleaned.get("answer") or "").strip()
        if (SEND in self.data or ASK in self.data) and not self.instance.waits_for_us:
            self.add_error("answer", str(operations.Answered()))
        if SEND in self.data:
            if self.instance.waits_for_us and not answer:
                self.add_error("answer", str(operations.ReasonsNeeded()))
            if not cleaned.get("answer_cause"):
                self.add_error("answer_cause", _("Say what caused it."))
            given = cleaned.get("answer_remedy") in putting_right.MONEY
            if given and not (cleaned.get("answer_sum") and self.instance.order_number):
                self.add_error("answer_sum", str(putting_right.SumNeeded()))
        elif PROPOSE in self.data:
            if not cleaned.get("answer_sum"):
                self.add_error("answer_sum", str(putting_right.SumNeeded()))
        elif ASK in self.data:
            if self.instance.waits_for_us and not answer:
                self.add_error("answer", str(operations.QuestionNeeded()))
        elif DONE in self.data:
            if not answer:
                self.add_error("answer", str(putting_right.WhatWasDone()))
        elif answer:
            words = _("This was not sent: the button that you pressed keeps the note only.")
            self.add_error("answer", words)
        elif not (cleaned.get("note") or "").strip():
            self.add_error("note", _("Write the note."))
        return cleaned
