from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from storefront.staff.admin import FactAdmin, History
from storefront.staff.site import site

from . import operations
from .models import Question, QuestionMove

Status = Question.Status
# The buttons, by the status in which each leads anywhere.
OFFERED = {
    Status.WAITING: ("publish_answer", "keep_back"),
    Status.ANSWERED: ("publish_correction", "take_down"),
}


class Decide(forms.ModelForm):
    """Asks staff for an answer, or for the reason why there is none."""

    words = forms.CharField(
        label=_("Our answer"),
        required=False,
        widget=UnfoldAdminTextareaWidget,
        help_text=_("Everybody reads it on the product's page, and whoever asked by mail."),
    )
    named = forms.CharField(
        label=_("Who answers"),
        required=False,
        max_length=60,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Shown below the answer."),
    )
    why_not = forms.ChoiceField(
        label=_("Why it is not shown"),
        required=False,
        choices=[("", "---------"), *Question.Reason.choices],
        widget=UnfoldAdminSelectWidget,
        help_text=_("Only for keeping it back or taking it down; whoever asked reads it."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Question
        fields: list[str] = []

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["words"].initial = self.instance.answer
        self.fields["named"].initial = self.instance.answered_by_name
        self.fields["seen"].initial = self.instance.moves.count()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        hides = any(
            f"questions_question_{name}" in self.data for name in ("keep_back", "take_down")
        )
        if hides and not given.get("why_not"):
            self.add_error("why_not", _("Say why: whoever asked is told."))
        return given


class Steps(History):
    model = QuestionMove
    fields = readonly_fields = ("moved_at", "went_from", "went_to", "moved_by_name", "said")

    @admin.display(description=_("why"))
    def said(self, move: QuestionMove) -> Any:
        if move.from_status == move.to_status:
            return _("Corrected. It said before: %(answer)s") % {"answer": move.why}
        return dict(Question.Reason.choices).get(move.why, move.why) or "—"


@admin.register(Question, site=site)
class QuestionAdmin(FactAdmin):
    """Questions that wait come first; the words of whoever asked are nobody's to change."""

    place = 3
    form = Decide
    inlines = [Steps]
    list_display = ("text", "product", "language", "status", "answer_due_at", "asked_at")
    list_filter = ("status", "language")
    search_fields = (
        *("text", "answer", "product__title_en", "product__title_zh_hans", "author", "user__email"),
    )
    ordering = ("-status", "answer_due_at")
    actions_submit_line = ("publish_answer", "publish_correction", "keep_back", "take_down")
    asked = ("product", "text", "language", "author", "asked_at", "answer_due_at", "status")
    answered = ("answer", "answered_by_name", "answered_at", "corrected_at", "reason")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show what there is, and fields for what can be done; what was typed is shown again."""
        shown = [each for each in self.answered if getattr(obj, each, None)]
        sets = [(None, {"fields": [*self.asked, *shown]})]
        may = self.has_change_permission(request, obj)
        if may and (obj.status in OFFERED or request.method == "POST"):
            sets.append((_("What we say"), {"fields": ["words", "named", "why_not", "seen"]}))
        return sets

    def offers(self, name: str, row: Question, request: HttpRequest) -> bool:
        return name in OFFERED.get(Status(row.status), ())

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form = context["adminform"].form
        if getattr(request, "refused", "") and "seen" in form.data:
            # Whoever reads what a colleague did has it in view from then on.
            form.data = {**form.data.dict(), "seen": form.instance.moves.count()}
        return super().render_change_form(request, context, *args, **kwargs)

    # What can be done

    @action(description=_("Publish the answer"), permissions=["change"])
    def publish_answer(self, request: HttpRequest, row: Question) -> None:
        operations.answer(question=row, **_written(request))
        messages.success(request, _("The answer stands on the product's page."))

    @action(description=_("Publish the correction"), permissions=["change"])
    def publish_correction(self, request: HttpRequest, row: Question) -> None:
        operations.correct(question=row, **_written(request))
        messages.success(request, _("The corrected answer stands on the product's page."))

    @action(description=_("Keep the question back"), permissions=["change"])
    def keep_back(self, request: HttpRequest, row: Question) -> None:
        self._hide(request, row)

    @action(description=_("Take question and answer down"), permissions=["change"])
    def take_down(self, request: HttpRequest, row: Question) -> None:
        self._hide(request, row)

    def _hide(self, request: HttpRequest, row: Question) -> None:
        reason = request.said["why_not"]  # type: ignore[attr-defined]
        operations.refuse(question=row, reason=reason, **_by(request))
        messages.success(request, _("It is not shown. Whoever asked is told why."))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        request.said = form.cleaned_data  # type: ignore[attr-defined]
        for press in self.pressed(request):
            press(request, Question.objects.get(pk=obj.pk))


def _by(request: Any) -> dict[str, Any]:
    return {"seen": request.said["seen"], "by": request.user, "at": request.at}


def _written(request: Any) -> dict[str, Any]:
    return {"text": request.said["words"], "name": request.said["named"], **_by(request)}
