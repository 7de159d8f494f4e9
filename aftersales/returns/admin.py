import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from checkout.order import queries as orders
from storefront.core import private, references
from storefront.core.refusal import Refusal
from storefront.staff.admin import FactAdmin, FactInline, StaffAdmin
from storefront.staff.site import site

from . import desk, operations, queries, sums
from .models import (
    Return,
    ReturnLine,
    ReturnMove,
    ReturnParcel,
    ReturnPhoto,
    Statement,
    WithdrawalExclusion,
)


class Lines(FactInline):
    model = ReturnLine
    fields = ("line", "quantity", "received", "condition", "deduction", "why")


class Parcel(FactInline):
    model = ReturnParcel
    fields = ("status", "carrier", "number", "sent_at", "received_at")


class Moves(FactInline):
    model = ReturnMove
    fields = ("moved_at", "from_status", "to_status", "moved_by", "why")


class Waiting(admin.SimpleListFilter):
    title = _("waits for")
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("decide", _("a decision")),
            ("unpack", _("unpacking")),
            ("objection", _("an answer to an objection")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        found = {
            "decide": queries.to_decide,
            "unpack": queries.to_unpack,
            "objection": queries.objections,
        }.get(self.value() or "")
        return queryset.filter(pk__in=found().values("pk")) if found else queryset


@admin.register(Return, site=site)
class ReturnAdmin(FactAdmin):
    """
    Goods that go back. Everything here is a fact; what can be done stands at the top as steps.
    """

    list_display = ("reference", "order", "kind", "status", "where", "told_at", "settled_at")
    list_filter = (Waiting, "status", "kind", "parcel__status")
    search_fields = ("reference", "order__number", "statement__name", "parcel__number")
    list_select_related = ("order", "parcel")
    ordering = ("-told_at",)
    inlines = (Lines, Parcel, Moves)
    readonly_fields = ("what_to_do", "sum", "files")
    fieldsets = (
        (None, {"fields": ("what_to_do", "reference", "order", "kind", "status", "told_at")}),
        (_("What the buyer says"), {"fields": ("words", "wish", "files", "statement")}),
        (_("Decision"), {"fields": ("remedy", "reasons", "decided_at", "send_back_by")}),
        (_("Money"), {"fields": ("sum", "way_back", "label_price", "settled_at", "refund")}),
        (_("Objection"), {"fields": ("objected_at", "objection", "objection_answer")}),
    )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Looked at here, changed by its steps alone.
        return False

    @admin.display(description=_("parcel"))
    def where(self, returned: Return) -> str:
        return str(returned.parcel.get_status_display())

    @admin.display(description=_("what to do"))
    def what_to_do(self, returned: Return) -> Any:
        links = [
            (reverse("admin:returns_return_step", args=[returned.pk, step.key]), step.title)
            for step in desk.steps(returned)
        ]
        return format_html_join(" · ", '<a class="font-medium underline" href="{}">{}</a>', links)

    @admin.display(description=_("sum"))
    def sum(self, returned: Return) -> Any:
        made = sums.settled(returned) if returned.is_settled else sums.of(returned)
        rows = [(part["name"], part["amount"]) for part in sums.named(made.parts)]
        return format_html_join("", "{}: {}<br>", [*rows, (_("Back to the buyer"), made.total)])

    @admin.display(description=_("files"))
    def files(self, returned: Return) -> Any:
        return format_html_join(
            ", ",
            '<a class="underline" href="{}">{}</a>',
            [
                (reverse("admin:returns_return_file", args=[returned.pk, each.pk]), each.name)
                for each in returned.photos.all()
            ],
        )

    def get_urls(self) -> list[Any]:
        own = [
            path(
                "<int:pk>/do/<slug:key>/",
                self.admin_site.admin_view(self.step),
                name="returns_return_step",
            ),
            path(
                "<int:pk>/files/<int:file>/",
                self.admin_site.admin_view(self.file),
                name="returns_return_file",
            ),
        ]
        return [*own, *super().get_urls()]

    def step(self, request: HttpRequest, pk: int, key: str) -> HttpResponse:
        """Show one step of a return as a form, and do it."""
        if not request.user.has_perm("returns.change_return"):  # type: ignore[union-attr]
            raise PermissionDenied
        returned = queries.full().filter(pk=pk).first()
        offered = {each.key: each for each in desk.steps(returned)} if returned else {}
        if returned is None or key not in offered:
            raise Http404
        step = offered[key]
        back = reverse("admin:returns_return_change", args=[pk])
        form = step.form(
            request.POST if request.method == "POST" else None,
            request.FILES if request.method == "POST" else None,
            returned=returned,
        )
        if request.method == "POST" and form.is_valid():
            try:
                form.do(by=request.user, at=request.at)  # type: ignore[attr-defined]
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                self.message_user(request, _("Done. The buyer is told where it concerns them."))
                return redirect(back)
        return _form_page(self, request, form, step.title, back, returned.reference)

    def file(self, request: HttpRequest, pk: int, file: int) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = ReturnPhoto.objects.filter(of_id=pk, pk=file).first()
        if found is None:
            raise Http404
        ending = found.file.name.rpartition(".")[2]
        with found.file.open() as opened:
            return private.served(opened.read(), mime=found.mime, name=f"{found.pk}.{ending}")


class Match(forms.Form):
    """Which order a statement means, as a person found out."""

    number = forms.CharField(label=_("Order number"), max_length=32)

    def clean_number(self) -> str:
        number = references.tidy(self.cleaned_data["number"])
        if orders.by_number(number) is None:
            raise forms.ValidationError(_("There is no such order."))
        return number


class Letter(forms.Form):
    """A withdrawal that came by letter, e-mail or telephone: it counts like one made here."""

    channel = forms.ChoiceField(label=_("Came"), choices=Statement.Channel.choices[1:])
    stated_at = forms.DateTimeField(
        label=_("Sent or said at"),
        help_text=_("By the postmark, the e-mail or the call; this moment decides."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    name = forms.CharField(label=_("Name"), max_length=160)
    contract = forms.CharField(label=_("Order, as the buyer names it"), max_length=160)
    email = forms.EmailField(label=_("Confirmation to"))
    which = forms.CharField(
        label=_("Which things, if not all"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


@admin.register(Statement, site=site)
class StatementAdmin(FactAdmin):
    """Withdrawals as they were stated; those that no order was found for wait for a person."""

    list_display = ("reference", "outcome", "name", "contract", "email", "channel", "stated_at")
    list_filter = ("outcome", "channel")
    search_fields = ("reference", "name", "contract", "email")
    ordering = ("-stated_at",)
    readonly_fields = ("what_to_do",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("returns.add_statement")  # type: ignore[union-attr]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Enter a withdrawal that did not come through the site."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = Letter(request.POST or None)
        if form.is_valid():
            given = form.cleaned_data
            at = request.at  # type: ignore[attr-defined]
            made = operations.state(
                **given | {"stated_at": min(given["stated_at"], at)},
                language=settings.LANGUAGE_CODE,
                by=request.user,
                at=at,
            )
            self.message_user(request, _("Entered; the confirmation is on its way."))
            return redirect("admin:returns_statement_change", made.pk)
        back = reverse("admin:returns_statement_changelist")
        return _form_page(self, request, form, _("Enter a withdrawal"), back, "")

    @admin.display(description=_("what to do"))
    def what_to_do(self, statement: Statement) -> Any:
        if statement.outcome != Statement.Outcome.UNMATCHED:
            return ""
        url = reverse("admin:returns_statement_match", args=[statement.pk])
        return format_html('<a class="font-medium underline" href="{}">{}</a>', url, _("Match it"))

    def get_urls(self) -> list[Any]:
        own = path(
            "<int:pk>/match/",
            self.admin_site.admin_view(self.match),
            name="returns_statement_match",
        )
        return [own, *super().get_urls()]

    def match(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give a statement its order; then the things, where it names only some."""
        if not request.user.has_perm("returns.change_statement"):  # type: ignore[union-attr]
            raise PermissionDenied
        statement = queries.unmatched().filter(pk=pk).first()
        if statement is None:
            raise Http404
        form = Match(request.POST or None)
        order: Any = None
        if form.is_valid():
            order = orders.by_number(form.cleaned_data["number"])
            self._offer(form, order)
            chosen = {line.pk: form.data.get(f"units_{line.pk}") for line in order.lines.all()}
            if all(value is not None for value in chosen.values()):
                try:
                    operations.match(
                        statement=statement,
                        order=order,
                        units={key: int(value or 0) for key, value in chosen.items()},
                        by=request.user,
                        at=request.at,  # type: ignore[attr-defined]
                    )
                except (Refusal, ValueError) as refusal:
                    messages.error(request, str(refusal))
                else:
                    self.message_user(request, _("Matched. The buyer is told."))
                    return redirect("admin:returns_statement_change", pk)
        back = reverse("admin:returns_statement_change", args=[pk])
        words = f"{statement.contract} · {statement.name} · {statement.which}"
        return _form_page(self, request, form, _("Match a withdrawal to its order"), back, words)

    def _offer(self, form: Match, order: Any) -> None:
        left = queries.returnable_units(order)
        for line in order.lines.all():
            form.fields[f"units_{line.pk}"] = forms.IntegerField(
                label=line.title, min_value=0, max_value=left[line.pk], initial=left[line.pk],
                help_text=_("Pieces that are withdrawn from."),
            )  # fmt: skip


@admin.register(WithdrawalExclusion, site=site)
class WithdrawalExclusionAdmin(StaffAdmin):
    """Which classes of goods the law may take out of the right to withdraw."""

    list_display = ("product_class", "kind")


# The look of unfold's own controls; its forms are drawn by classes.
CONTROL = (
    "border border-base-200 bg-white dark:bg-base-900 dark:border-base-700 "
    "rounded-default px-3 py-2"
)


def _form_page(
    page: Any, request: HttpRequest, form: forms.Form, title: Any, back: str, words: str
) -> HttpResponse:
    for field in form.fields.values():
        wide = "" if isinstance(field.widget, forms.CheckboxInput) else " w-full"
        field.widget.attrs.setdefault("class", CONTROL + wide)
    context = {
        **page.admin_site.each_context(request),
        "title": title,
        "opts": page.model._meta,
        "form": form,
        "words": words,
        "explained": (form.__doc__ or "").strip(),
        "back": back,
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "admin/returns/step.html", context, status=status)
