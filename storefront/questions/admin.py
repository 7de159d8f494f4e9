from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from storefront.staff.admin import History, OperationAdmin
from storefront.staff.site import site

from . import operations
from .models import Question, QuestionMove


class Decide(forms.ModelForm):
    """Asks staff for an answer, or for the reason why there is none."""

    class Meta:
        model = Question
        fields = ("answer", "answered_by_name", "reason")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if bool(given.get("answer")) == bool(given.get("reason")):
            raise forms.ValidationError(_("Either answer it, or say why it is not published."))
        return given


class Steps(History):
    model = QuestionMove


@admin.register(Question, site=site)
class QuestionAdmin(OperationAdmin):
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
    readonly_fields = (
        *("product", "text", "language", "author", "asked_at", "answer_due_at", "status"),
        "answered_at",
    )
    fields = (*readonly_fields, "answer", "answered_by_name", "reason")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may = super().has_change_permission(request, obj)
        return may and (obj is None or obj.status == Question.Status.WAITING)

    def save_model(self, request: HttpRequest, obj: Question, form: Any, change: bool) -> None:
        question = Question.objects.get(pk=obj.pk)
        given, at = form.cleaned_data, request.at  # type: ignore[attr-defined]
        if given["reason"]:
            operations.refuse(question=question, reason=given["reason"], by=request.user, at=at)
        else:
            operations.answer(
                question=question,
                text=given["answer"],
                name=given["answered_by_name"],
                by=request.user,
                at=at,
            )
