"""
Where staff look at reviews: they may hide one under a published reason, and answer it.

Nothing on the list says or sorts by the stars (REV-02); that they play no part is shown above it.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.defaultfilters import linebreaks_filter as paragraphs
from django.urls import path, reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from storefront.staff.admin import FactAdmin, FactInline, History
from storefront.staff.site import site

from . import operations, queries
from .models import (
    Answer,
    Appeal,
    AppealStatus,
    Edition,
    Photo,
    Reason,
    Report,
    ReportStatus,
    ReviewFacts,
    ReviewMove,
)
from .models.facts import Signal
from .views.reading import served


class Decide(forms.ModelForm):
    """What staff can say to a review; its words are nobody's to change."""

    why = forms.ChoiceField(
        label=_("Hide it under this rule"),
        required=False,
        choices=[("", _("none")), *Reason.choices],
        widget=UnfoldAdminSelectWidget,
        help_text=_("The rules are published. What we do not like is not one of them."),
    )
    to_author = forms.CharField(
        label=_("To its author"),
        required=False,
        max_length=600,
        help_text=_("Which words break the rule; or what was decided, or is shown again, and why."),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )
    our_answer = forms.CharField(
        label=_("Our answer, for everybody"),
        required=False,
        max_length=2_000,
        help_text=_(
            "A review has one answer of ours at the most: writing it anew replaces it, and the "
            "earlier one is kept below."
        ),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )

    class Meta:
        model = ReviewFacts
        fields: list[str] = []


class Moves(History):
    model = ReviewMove

    def why_in_words(self, move: ReviewMove) -> Any:
        """Of a hidden review the reason is one of the published rules."""
        return dict(Reason.choices).get(move.why) or super().why_in_words(move)


class Appeals(FactInline):
    model = Appeal
    verbose_name_plural = _("Appeals")
    fields = readonly_fields = ("words", "made_at", "due_at", "status", "answer", "decided_by")
    ordering = ("-pk",)


class Reports(FactInline):
    model = Report
    verbose_name_plural = _("Reports")
    fields = readonly_fields = ("reason", "words", "made_at", "status", "closed_by")
    ordering = ("-pk",)


class Answers(FactInline):
    model = Answer
    verbose_name_plural = _("Our answers, the latest first")
    fields = readonly_fields = ("words", "by", "at")
    ordering = ("-pk",)


class Editions(FactInline):
    model = Edition
    verbose_name_plural = _("Earlier words")
    fields = readonly_fields = ("title", "body", "name", "said_at", "replaced_at")
    ordering = ("-pk",)


def _about(inline: type[FactInline]) -> tuple[str, str]:
    """Return by which key its rows are about a review, and how a review calls them."""
    key = "review" if inline is Moves else "facts"
    return key, str(inline.model._meta.get_field(key).remote_field.related_name)


@admin.register(ReviewFacts, site=site)
class ReviewAdmin(FactAdmin):
    """Reviews, the one that is shown next first: what was said, then what we may do."""

    form = Decide
    inlines = (Appeals, Reports, Answers, Editions, Moves)
    list_display = ("headline", "product", "status", "why_look", "publish_at", "written_at")
    list_filter = ("status", "reason", "language")
    search_fields = ("review__title", "review__body", "review__name", "product__title_en",
                     "order_number")  # fmt: skip
    # Never by the stars, nor may a reader of the list sort so.
    ordering = ("publish_at", "-written_at", "pk")
    list_select_related = ("review", "product")
    list_before_template = "admin/reviewing/by_stars.html"
    actions_submit_line = ("show_now", "hide", "in_order", "show_again", "leave_hidden",
                           "undo_hiding", "answer")  # fmt: skip
    fieldsets = (
        (None, {"fields": ("headline", "words", "about", "pictures", "name_shown")}),
        (
            _("How it stands"),
            {"fields": ("status", "why_look", "publish_at", "reason", "reason_words", "hidden_by",
                        "product", "bought_at", "sent_back", "written_at", "changed_at")},
        ),
        (_("What we do"), {"fields": ("why", "to_author", "our_answer")}),
    )  # fmt: skip
    readonly_fields = ("headline", "words", "about", "pictures", "name_shown", "why_look")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("review", "product")

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Show what there is: a heading above nothing says nothing."""
        if request.method == "POST":  # what came in since the page was shown is not on it
            shown = request.POST
            return [each for each in self.inlines if f"{_about(each)[1]}-TOTAL_FORMS" in shown]
        return [
            each
            for each in self.inlines
            if obj is None or each.model.objects.filter(**{_about(each)[0]: obj}).exists()
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        context = {**(extra_context or {}), "by_stars": queries.hidden_by_stars()}
        return super().changelist_view(request, context)

    @display(description=_("headline"))
    def headline(self, facts: ReviewFacts) -> str:
        return str(facts.review.title)

    @display(description=_("words"))
    def words(self, facts: ReviewFacts) -> str:
        return paragraphs(facts.review.body)

    @display(description=_("used for"))
    def about(self, facts: ReviewFacts) -> str:
        return facts.used_for or "–"

    @display(description=_("name shown"))
    def name_shown(self, facts: ReviewFacts) -> str:
        return str(facts.review.name)

    @display(description=_("why somebody should look"))
    def why_look(self, facts: ReviewFacts) -> str:
        said = [str(Signal(each).label) for each in facts.signals]
        return "; ".join(said) or "–"

    @display(description=_("pictures"))
    def pictures(self, facts: ReviewFacts) -> str:
        links = [
            (reverse("admin:reviewing_photo", args=[facts.pk, photo.pk]), photo.width, photo.height)
            for photo in facts.photos.order_by("pk")
        ]
        return format_html_join(
            " ", '<img src="{}" width="{}" height="{}" alt="" class="h-40 w-auto inline">', links
        ) or "–"  # fmt: skip

    def offers(self, name: str, row: Any, request: HttpRequest) -> bool:
        waits = row.appeals.filter(status=AppealStatus.OPEN).exists()
        mine = row.hidden_by_id == request.user.pk
        return {
            "show_now": row.is_waiting,
            "hide": row.is_waiting or row.is_shown,
            "in_order": row.is_shown
            and (row.reports.filter(status=ReportStatus.OPEN).exists() or self._unseen(row)),
            "show_again": row.is_hidden and waits and not mine,
            "leave_hidden": row.is_hidden and waits and not mine,
            "undo_hiding": row.is_hidden and not waits,
            "answer": not row.is_taken_back,
        }[name]

    def _unseen(self, row: ReviewFacts) -> bool:
        return bool(row.signals and row.looked_at is None)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        request.said = form.cleaned_data  # type: ignore[attr-defined]
        for press in self.pressed(request):
            press(request, obj)

    @action(description=_("Show it now"), permissions=["change"])
    def show_now(self, request: Any, obj: ReviewFacts) -> None:
        operations.publish(facts=obj, by=request.user, at=request.at)
        messages.success(request, _("It is shown."))

    @action(description=_("Hide it under the rule named"), permissions=["change"])
    def hide(self, request: Any, obj: ReviewFacts) -> None:
        said = request.said
        operations.hide(
            facts=obj, reason=said["why"], words=said["to_author"], by=request.user, at=request.at
        )
        messages.success(request, _("It is hidden, and its author knows why."))

    @action(description=_("It breaks no rule"), permissions=["change"])
    def in_order(self, request: Any, obj: ReviewFacts) -> None:
        operations.dismiss_reports(facts=obj, by=request.user, at=request.at)
        messages.success(request, _("It stays as it is."))

    @action(description=_("Grant the appeal: show it again"), permissions=["change"])
    def show_again(self, request: Any, obj: ReviewFacts) -> None:
        self._decide(request, obj, granted=True)

    @action(description=_("Refuse the appeal: it stays hidden"), permissions=["change"])
    def leave_hidden(self, request: Any, obj: ReviewFacts) -> None:
        self._decide(request, obj, granted=False)

    def _decide(self, request: Any, obj: ReviewFacts, *, granted: bool) -> None:
        words = request.said["to_author"]
        operations.decide(facts=obj, granted=granted, words=words, by=request.user, at=request.at)
        messages.success(request, _("Decided, and its author knows."))

    @action(description=_("Show it again: hiding it was a mistake"), permissions=["change"])
    def undo_hiding(self, request: Any, obj: ReviewFacts) -> None:
        words = request.said["to_author"]
        operations.undo_hiding(facts=obj, words=words, by=request.user, at=request.at)
        messages.success(request, _("It is shown again, and its author knows why."))

    @action(description=_("Put our answer below it"), permissions=["change"])
    def answer(self, request: Any, obj: ReviewFacts) -> None:
        words = request.said["our_answer"]
        operations.answer(facts=obj, words=words, by=request.user, at=request.at)
        messages.success(request, _("The answer stands below the review."))

    # The pictures, also of those that nobody else sees

    def get_urls(self) -> list[Any]:
        own = path(
            "<int:pk>/photos/<int:photo>/",
            self.admin_site.admin_view(self.photo),
            name="reviewing_photo",
        )
        return [own, *super().get_urls()]

    def photo(self, request: HttpRequest, pk: int, photo: int) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = Photo.objects.filter(facts=pk, pk=photo).first()
        if found is None:
            raise Http404
        return served(found, kept_for=0)
