from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import linebreaks_filter as paragraphs
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from checkout.order import queries as orders
from checkout.payments.models import Intent
from storefront.accounts.queries import display_name
from storefront.core import marks, private
from storefront.core.refusal import Refusal
from storefront.core.templatetags.candour import money, when
from storefront.staff.admin import FactAdmin, History
from storefront.staff.searching import FoundByNumber
from storefront.staff.site import site

from . import operations, putting_right, queries
from .desk import ASK, DONE, PROPOSE, SEND, AnswerForm
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

# What a status means to staff; the words of the model are the complainant's.
FOR_STAFF = {
    Status.RECEIVED: _("To answer"),
    Status.ANSWERED: _("Answered; the complainant has not said yet whether it settles it"),
    Status.REJECTED: _("To answer again, by somebody else"),
    Status.DECIDED: _("Answered twice; the complainant has not said yet whether it settles it"),
}


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
class ComplaintAdmin(FoundByNumber, FactAdmin):
    """Complaints, the most pressing first: what was said, then what we say to it."""

    form = AnswerForm
    list_display = (
        "reference",
        "about",
        "order_number",
        "standing",
        "next_at",
        "may_answer",
        "is_about_safety",
        "received_at",
    )
    list_select_related = ("first_answer_by",)
    list_filter = (Waiting, "status", "about", "is_about_safety")
    search_fields = (
        *("reference", "order_number", "email", "user__email"),
        *("user__first_name", "user__last_name"),
    )
    numbers = ("reference", "order_number")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Complaint], search_term: str
    ) -> tuple[QuerySet[Complaint], bool]:
        """Find a complaint by the name of its order's buyer too: it holds that number as text."""
        rows, twice = super().get_search_results(request, queryset, search_term)
        if not search_term.strip():
            return rows, twice
        theirs = orders.of_somebody(search_term)
        found = Q(pk__in=rows.order_by().values("pk")) | Q(order_number__in=theirs)
        return queryset.filter(found), False

    ordering = ("-is_about_safety", "next_at")
    inlines = (Moves,)
    actions_submit_line = ("send_answer", "propose_sum", "ask_back", "remedy_done", "keep_note")
    readonly_fields = (
        "standing",
        "answer_by",
        "said",
        "order",
        "payment",
        "safety",
        "we_do",
        "told",
        "others",
        "answered_first_by",
    )
    fieldsets = (
        (None, {"fields": ("standing", "answer_by", "safety", "about", "said", "wish", "we_do")}),
        (
            _("Say something"),
            {
                "fields": (
                    "answer",
                    ("answer_remedy", "answer_sum"),
                    "answer_cause",
                    "files",
                    "note",
                )
            },
        ),
        (
            _("About it"),
            {
                "fields": (
                    ("reference", "received_at"),
                    ("email", "order"),
                    ("channel", "payment"),
                    ("answered_first_by", "cause"),
                    "told",
                    "others",
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
        words = _("Taken down as %(number)s: read it out. Number and date go to %(email)s by mail.")
        messages.success(request, words % {"number": made.reference, "email": made.email})
        order = orders.by_number(made.order_number) if made.order_number else None
        if order and order.email.lower() != made.email.lower():
            words = _("The order itself has the address %(email)s.")
            messages.warning(request, words % {"email": order.email})
        if at_once:
            operations.note(complaint=made, words=at_once, by=request.user, at=at)
        obj.__dict__.update(made.__dict__)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Offer a field for an answer to whoever may give it now."""
        if obj is None:
            return [(None, {"fields": list(TakenDown.base_fields)})]
        sets = super().get_fieldsets(request, obj)
        # What was typed for a button that came too late is shown again, with the reason.
        typed = any(button in request.POST for button in (SEND, ASK, DONE, PROPOSE))
        if _may_answer(request, obj) or typed:
            return sets
        fields = ("answer", "note") if putting_right.owed(obj) else ("note",)
        return [sets[0], (_("Say something"), {"fields": fields}), *sets[2:]]

    def offers(self, name: str, row: Complaint, request: HttpRequest) -> bool:
        if name == "remedy_done":
            return putting_right.owed(row) is not None
        if name == "propose_sum" and not (
            row.order_number and request.user.has_perm("refunds.add_goodwill")  # type: ignore[union-attr]
        ):
            return False
        return name == "keep_note" or _may_answer(request, row)

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        found = super().get_object(request, *args, **kwargs)
        if found is not None:
            found.viewer = request.user
        return found

    def response_add(self, request: HttpRequest, obj: Any, *args: Any, **kwargs: Any) -> Any:
        """Show what was taken down, with its number and the next step."""
        return redirect("admin:cases_complaint_change", obj.pk)

    # What is shown

    @display(description=_("status"), ordering="status")
    def standing(self, complaint: Complaint) -> Any:
        return FOR_STAFF.get(Status(complaint.status), complaint.get_status_display())

    @display(description=_("answer promised by"))
    def answer_by(self, complaint: Complaint) -> Any:
        return strip_tags(when(complaint.next_at)) if complaint.waits_for_us else "—"

    @display(description=_("somebody could get hurt"))
    def safety(self, complaint: Complaint) -> Any:
        if not complaint.is_about_safety:
            return _("No")
        words = _("Yes: see to this first")
        found = orders.by_number(complaint.order_number) if complaint.order_number else None
        if found is None or not complaint.viewer.has_perm("catalogue.view_product"):
            return words
        goods = format_html_join(
            ", ",
            '<a class="underline" href="{}">{}</a>',
            (
                (reverse("admin:catalogue_product_change", args=[line.product_id]), line.title)
                for line in found.lines.exclude(product=None).order_by("pk")
            ),
        )
        return format_html("{}. {} {}", words, _("Stop the sale or begin a recall at:"), goods)

    @display(description=_("what we do"))
    def we_do(self, complaint: Complaint) -> Any:
        """Show what the last answer gives, and what is still owed of it."""
        words = str(complaint.get_remedy_display())
        if owed := putting_right.owed(complaint):
            words += ", " + _("to be done by %(day)s") % {"day": strip_tags(when(owed.due_at))}
        rows = [words] if words else []
        if given := putting_right.given(complaint):
            sum_ = money(given.in_all, given.currency)
            rows.append(_("%(sum)s has gone back for it") % {"sum": sum_})
        if asked := putting_right.waiting(complaint):
            url = reverse("admin:refunds_goodwillproposal_change", args=[asked.pk])
            words = _("%(sum)s of goodwill waits for a second person")
            sum_ = money(asked.amount, asked.order.currency)
            shown = format_html('<a class="underline" href="{}">{}</a>', url, words % {"sum": sum_})
            rows.append(shown)
        return format_html_join("", "<div>{}</div>", ((row,) for row in rows)) or "—"

    @display(description=_("may be answered by"))
    def may_answer(self, complaint: Complaint) -> Any:
        if not complaint.waits_for_us:
            return "—"
        if complaint.status == Status.REJECTED and complaint.first_answer_by:
            name = display_name(complaint.first_answer_by)
            return _("anybody but %(name)s") % {"name": name}
        return _("anybody")

    @display(description=_("first answered by"))
    def answered_first_by(self, complaint: Complaint) -> Any:
        return display_name(complaint.first_answer_by) if complaint.first_answer_by else "—"

    @display(description=_("what we wrote by mail"))
    def told(self, complaint: Complaint) -> Any:
        may_open = complaint.viewer.has_perm("notices.view_message")
        rows = []
        for each in queries.told(complaint):
            title = each["title"]
            if may_open:
                url = reverse("admin:notices_message_change", args=[each["pk"]])
                title = format_html('<a class="underline" href="{}">{}</a>', url, title)
            rows.append((strip_tags(when(each["at"])), title))
        return format_html_join("", marks.pattern("<div>{}: {}</div>"), rows) or "—"

    @display(description=_("other complaints of the same person"))
    def others(self, complaint: Complaint) -> Any:
        return (
            format_html_join(
                "",
                '<div><a class="underline" href="{}">' + marks.pattern("{}</a>, {}, {}</div>"),
                (
                    (
                        reverse("admin:cases_complaint_change", args=[each.pk]),
                        each.reference,
                        each.get_about_display(),
                        FOR_STAFF.get(Status(each.status), each.get_status_display()),
                    )
                    for each in queries.others(complaint)[:20]
                ),
            )
            or "—"
        )

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
        rows = [("payments.view_intent", "intent", intent.pk, intent.reference)]
        for each in intent.attempts.order_by("pk"):
            words = marks.joined([each.method, each.get_status_display()])
            rows.append(("payments.view_attempt", "attempt", each.pk, words))
        # Where the reader may not go, no link leads.
        shown = [
            format_html(
                '<a class="underline" href="{}">{}</a>',
                reverse(f"admin:payments_{kind}_change", args=[pk]),
                words,
            )
            if complaint.viewer.has_perm(permission)
            else words
            for permission, kind, pk, words in rows
        ]
        return format_html_join("; ", "{}", ((each,) for each in shown))

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
            amount=_sum(request, said),
            by=request.user,
            at=request.at,  # type: ignore[attr-defined]
        )
        words = _("The answer is sent to %(email)s.") % {"email": complaint.email}
        messages.success(request, words)

    @action(description=_("Propose the sum to a colleague"), permissions=["change"])
    def propose_sum(self, request: HttpRequest, complaint: Complaint) -> None:
        """Ask a second person; what was typed as an answer is kept as a note until they decide."""
        said, at = request.said, request.at  # type: ignore[attr-defined]
        if not request.user.has_perm("refunds.add_goodwill"):  # type: ignore[union-attr]
            raise MayNotGive()
        remedy, amount = said["answer_remedy"], said["answer_sum"]
        asked = putting_right.propose(
            complaint=complaint, amount=amount, remedy=remedy, by=request.user, at=at
        )
        if said["answer"].strip():
            words = _("To be sent when the sum is agreed to:") + "\n\n" + said["answer"]
            operations.note(complaint=complaint, words=words, by=request.user, at=at)
        words = _("%(sum)s is proposed. Nothing was sent: answer once a colleague has agreed.")
        messages.success(request, words % {"sum": money(asked.amount, asked.order.currency)})

    @action(description=_("Ask a question back"), permissions=["change"])
    def ask_back(self, request: HttpRequest, complaint: Complaint) -> None:
        said = request.said  # type: ignore[attr-defined]
        operations.ask(
            complaint=complaint,
            words=said["answer"],
            files=[operations.File(name, upload) for name, upload in said["files"] or []],
            by=request.user,
            at=request.at,  # type: ignore[attr-defined]
        )
        words = _("The question is sent to %(email)s; the day of our answer stays.")
        messages.success(request, words % {"email": complaint.email})

    @action(description=_("What we promised is done"), permissions=["change"])
    def remedy_done(self, request: HttpRequest, complaint: Complaint) -> None:
        putting_right.carry_out(
            complaint=complaint,
            words=request.said["answer"],  # type: ignore[attr-defined]
            by=request.user,
            at=request.at,  # type: ignore[attr-defined]
        )
        words = _("It is recorded, and told to %(email)s.") % {"email": complaint.email}
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
            return private.served(opened.read(), mime=found.mime, name=found.own_name)


def _may_answer(request: HttpRequest, complaint: Complaint) -> bool:
    """Say whether it is our turn and theirs: the second look is another person's (ISO10002-7.9)."""
    again = complaint.status == Status.REJECTED
    return complaint.waits_for_us and not (again and complaint.first_answer_by == request.user)


def _who(entry: Entry) -> Any:
    """Name the speaker to staff: to them, "you" would be they themselves."""
    if entry.speaker == Speaker.COMPLAINANT:
        return _("The complainant")
    by = display_name(entry.said_by) if entry.said_by else ""
    return marks.joined([entry.get_speaker_display(), by]) if by else entry.get_speaker_display()


class MayNotGive(Refusal):
    words = _("You may not give money back. Ask somebody who may, or choose what is not money.")


def _sum(request: HttpRequest, said: dict[str, Any]) -> Any:
    """
    Return the sum that goes back with an answer, None where it gives no money.

    :raises MayNotGive: if whoever answers may not give money
    """
    if said["answer_remedy"] not in putting_right.MONEY:
        return None
    if not request.user.has_perm("refunds.add_goodwill"):  # type: ignore[union-attr]
        raise MayNotGive()
    return said["answer_sum"]
