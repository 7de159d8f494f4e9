from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from storefront.core.refusal import Refusal
from storefront.staff.admin import FactAdmin, FactInline
from storefront.staff.site import site

from . import operations, queries
from .models import Complaint, ComplaintMove, Entry


class AnswerForm(forms.ModelForm):
    """What staff can say to a complaint; everything else on the page is a fact."""

    answer = forms.CharField(
        label=_("Our answer, with reasons"),
        required=False,
        help_text=_(
            "The complainant gets these words by e-mail, with the ways that stay open. "
            "Leave it empty to add a note only."
        ),
        widget=UnfoldAdminTextareaWidget,
    )
    answer_cause = forms.CharField(
        label=_("Cause, as we see it"),
        required=False,
        max_length=60,
        help_text=_("Needed with an answer: it is what we learn from."),
        widget=UnfoldAdminTextInputWidget,
    )
    note = forms.CharField(
        label=_("Note among staff"), required=False, widget=UnfoldAdminTextareaWidget
    )

    class Meta:
        model = Complaint
        fields: list[str] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("answer") and not cleaned.get("answer_cause"):
            self.add_error("answer_cause", _("Say what caused it."))
        if cleaned.get("answer") and not self.instance.waits_for_us:
            self.add_error("answer", str(operations.Answered()))
        return cleaned


class Waiting(admin.SimpleListFilter):
    title = _("waits for")
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("us")), ("no", _("the complainant or nobody"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        ours = {"status__in": queries.WAITING_FOR_US}
        if self.value() == "yes":
            return queryset.filter(**ours)
        return queryset.exclude(**ours) if self.value() == "no" else queryset


class Entries(FactInline):
    model = Entry
    fields = ("said_at", "speaker", "said_by", "words", "files")
    readonly_fields = ("files",)
    ordering = ("said_at", "pk")

    @admin.display(description=_("files"))
    def files(self, entry: Entry) -> str:
        return ", ".join(file.name for file in entry.evidence.all())


class Moves(FactInline):
    model = ComplaintMove
    fields = ("moved_at", "from_status", "to_status", "moved_by", "why")


@admin.register(Complaint, site=site)
class ComplaintAdmin(FactAdmin):
    form = AnswerForm
    list_display = (
        "reference",
        "about",
        "order_number",
        "status",
        "next_at",
        "is_about_safety",
        "received_at",
    )
    list_filter = (Waiting, "status", "about", "is_about_safety")
    search_fields = ("reference", "order_number", "email")
    ordering = ("-is_about_safety", "next_at")
    inlines = (Entries, Moves)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("reference", "status"),
                    ("about", "is_about_safety"),
                    ("order_number", "email"),
                    ("received_at", "next_at"),
                    "wish",
                    ("cause", "first_answer_by"),
                )
            },
        ),
        (_("Say something"), {"fields": ("answer", "answer_cause", "note")}),
    )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        at, by = request.at, request.user  # type: ignore[attr-defined]
        said = form.cleaned_data
        try:
            if said.get("answer"):
                cause = said["answer_cause"]
                operations.answer(complaint=obj, words=said["answer"], by=by, at=at, cause=cause)
            if said.get("note"):
                operations.note(complaint=obj, words=said["note"], by=by, at=at)
        except Refusal as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
