from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.defaultfilters import linebreaks_filter as paragraphs
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from checkout.order import queries as orders
from checkout.payments.models import Intent
from storefront.accounts.queries import display_name
from storefront.core import private
from storefront.core.templatetags.candour import when
from storefront.staff.admin import FactAdmin, History
from storefront.staff.site import site

from . import operations, queries
from .models import (
    Complaint,
    ComplaintMove,
    Entry,
    Evidence,
    Remedy,
    Speaker,
    Status,
)
from .taken_down import TakenDown

SEND, KEEP = "cases_complaint_send_answer", "cases_complaint_keep_note"

# What a status means to staff; the words of the model are the complainant's.
FOR_STAFF = {
    Status.RECEIVED: _("To answer"),
    Status.ANSWERED: _("Answered; the complainant has not said yet whether it settles it"),
    Status.REJECTED: _("To answer again, by somebody else"),
    Status.DECIDED: _("Answered twice; the complainant has not said yet whether it settles it"),
}


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
        if SEND in self.data:
            if not self.instance.waits_for_us:
                self.add_error("answer", str(operations.Answered()))
            elif not answer:
                self.add_error("answer", str(operations.ReasonsNeeded()))
            if not cleaned.get("answer_cause"):
                self.add_error("answer_cause", _("Say what caused it."))
        elif answer:
            words = _("This was not sent: the button that you pressed keeps the note only.")
            self.add_error("answer", words)
        elif not (cleaned.get("note") or "").strip():
            self.add_error("note", _("Write the note."))
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


class Moves(History):
    model = ComplaintMove


@admin.register(Complaint, site=site)
class ComplaintAdmin(FactAdmin):
    """Complaints, the most pressing first: what was said, then what we say to it."""

    form = AnswerForm
    list_display = (
        "reference",
        "about",
        "order_number",
        "standing",
        "next_at",
        "is_about_safety",
        "received_at",
    )
    list_filter = (Waiting, "status", "about", "is_about_safety")
    search_fields = ("reference", "order_number", "email")
    ordering = ("-is_about_safety", "next_at")
    inlines = (Moves,)
    actions_submit_line = ("send_answer", "keep_note")
    readonly_fields = ("standing", "answer_by", "said", "order", "payment", "safety")
    fieldsets = (
        (None, {"fields": ("standing", "answer_by", "safety", "about", "said", "wish")}),
        (_("Say something"), {"fields": ("answer", "answer_remedy", "answer_cause", "note")}),
        (
            _("About it"),
            {
                "fields": (
                    ("reference", "received_at"),
                    ("email", "order"),
                    ("channel", "payment"),
                    ("first_answer_by", "cause"),
                )
            },
        ),
    )

    # Written down for somebody (ISO10002-7.2)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("cases.add_complaint"))

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = TakenDown
        return super().get_form(request, obj, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return super().get_readonly_fields(request, obj) if obj else []

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return super().get_inlines(request, obj) if obj else []

    def _take_down(self, request: HttpRequest, obj: Complaint, said: dict[str, Any]) -> None:
        at, at_once = request.at, said.pop("at_once").strip()  # type: ignore[attr-defined]
        files = [operations.File(name, upload) for name, upload in said.pop("files")]
        country = queries.country_of(said["order_number"], otherwise=settings.CANDOUR_SEAT)
        made = operations.receive(**said, files=files, country=country, at=at)
        if at_once:
            operations.note(complaint=made, words=at_once, by=request.user, at=at)
        obj.__dict__.update(made.__dict__)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Offer a field for an answer to whoever may give it now."""
        if obj is None:
            return [(None, {"fields": list(TakenDown.base_fields)})]
        sets = super().get_fieldsets(request, obj)
        if _may_answer(request, obj):
            return sets
        return [sets[0], (_("Say something"), {"fields": ("note",)}), *sets[2:]]

    def offers(self, name: str, row: Complaint, request: HttpRequest) -> bool:
        return name != "send_answer" or _may_answer(request, row)

    # What is shown

    @display(description=_("status"), ordering="status")
    def standing(self, complaint: Complaint) -> Any:
        return FOR_STAFF.get(Status(complaint.status), complaint.get_status_display())

    @display(description=_("answer promised by"))
    def answer_by(self, complaint: Complaint) -> Any:
        return strip_tags(when(complaint.next_at)) if complaint.waits_for_us else "—"

    @display(description=_("somebody could get hurt"))
    def safety(self, complaint: Complaint) -> Any:
        return _("Yes: see to this first") if complaint.is_about_safety else _("No")

    @display(description=_("order"))
    def order(self, complaint: Complaint) -> Any:
        found = orders.by_number(complaint.order_number) if complaint.order_number else None
        if found is None:
            return "—"
        url = reverse("admin:order_order_change", args=[found.pk])
        return format_html('<a class="underline" href="{}">{}</a>', url, found.number)

    @display(description=_("payment"))
    def payment(self, complaint: Complaint) -> Any:
        """Lead to the purchase that was asked about, and to each try to pay it (LBT-6.2.5.3)."""
        intent = Intent.objects.filter(reference=complaint.payment_reference or None).first()
        if intent is None:
            return "—"
        rows = [(reverse("admin:payments_intent_change", args=[intent.pk]), intent.reference)]
        for each in intent.attempts.order_by("pk"):
            words = f"{each.method}, {each.get_status_display()}"
            rows.append((reverse("admin:payments_attempt_change", args=[each.pk]), words))
        return format_html_join("; ", '<a class="underline" href="{}">{}</a>', rows)

    @display(description=_("what was said"))
    def said(self, complaint: Complaint) -> Any:
        entries = complaint.entries.prefetch_related("evidence").select_related("said_by")
        return format_html_join(
            "",
            '<div class="mb-4"><strong>{}</strong>, {}{}{}</div>',
            (
                (_who(entry), strip_tags(when(entry.said_at)), paragraphs(entry.words),
                 self._files(entry))
                for entry in entries.order_by("said_at", "pk")
            ),
        )  # fmt: skip

    def _files(self, entry: Entry) -> Any:
        return format_html_join(
            ", ",
            '<a class="underline" href="{}">{}</a>',
            (
                (reverse("admin:cases_complaint_file", args=[entry.complaint_id, file.pk]), file)
                for file in entry.evidence.all()
            ),
        )

    # What can be done

    @action(description=_("Send the answer"), permissions=["change"])
    def send_answer(self, request: HttpRequest, complaint: Complaint) -> None:
        said = request.said  # type: ignore[attr-defined]
        operations.answer(
            complaint=complaint,
            words=said["answer"],
            cause=said["answer_cause"],
            remedy=said["answer_remedy"] or Remedy.INFORMATION,
            by=request.user,
            at=request.at,  # type: ignore[attr-defined]
        )
        words = _("The answer is sent to %(email)s.") % {"email": complaint.email}
        messages.success(request, words)

    @action(description=_("Keep the note only"), permissions=["change"])
    def keep_note(self, request: HttpRequest, complaint: Complaint) -> None:
        """Do nothing else: a note is kept with either button."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            self._take_down(request, obj, dict(form.cleaned_data))
            return
        said = request.said = form.cleaned_data  # type: ignore[attr-defined]
        for press in self.pressed(request):
            press(request, obj)
        if said["note"].strip():
            at = request.at  # type: ignore[attr-defined]
            operations.note(complaint=obj, words=said["note"], by=request.user, at=at)
            messages.success(request, _("The note is kept."))

    # The files that came with it

    def get_urls(self) -> list[Any]:
        own = path(
            "<int:pk>/files/<int:file>/",
            self.admin_site.admin_view(self.file),
            name="cases_complaint_file",
        )
        return [own, *super().get_urls()]

    def file(self, request: HttpRequest, pk: int, file: int) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = Evidence.objects.filter(entry__complaint_id=pk, pk=file).first()
        if found is None:
            raise Http404
        with found.file.open() as opened:
            name = found.file.name.rpartition("/")[2]
            return private.served(opened.read(), mime=found.mime, name=name)


def _may_answer(request: HttpRequest, complaint: Complaint) -> bool:
    """Say whether it is our turn and theirs: the second look is another person's (ISO10002-7.9)."""
    again = complaint.status == Status.REJECTED
    return complaint.waits_for_us and not (again and complaint.first_answer_by == request.user)


def _who(entry: Entry) -> Any:
    """Name the speaker to staff: to them, "you" would be they themselves."""
    if entry.speaker == Speaker.COMPLAINANT:
        return _("The complainant")
    by = display_name(entry.said_by) if entry.said_by else ""
    return f"{entry.get_speaker_display()}, {by}" if by else entry.get_speaker_display()
