import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from aftersales.returns import operations, queries
from aftersales.returns.models import Return, Statement
from checkout.order import queries as orders
from storefront.core import marks, references
from storefront.core.templatetags.candour import when
from storefront.staff import asking
from storefront.staff.admin import FactAdmin
from storefront.staff.site import site


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
        help_text=_("By the postmark, the e-mail or the call, in the time of %(place)s.")
        % {"place": settings.TIME_ZONE.rpartition("/")[2]},
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    name = forms.CharField(label=_("Name"), max_length=160)
    contract = forms.CharField(label=_("Order, as the buyer names it"), max_length=160)
    email = forms.EmailField(label=_("Confirmation to"))
    language = forms.ChoiceField(
        label=_("Language of the buyer"),
        choices=settings.LANGUAGES,
        help_text=_("The confirmation is written in it."),
    )
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

    place = 4
    list_display = ("reference", "outcome", "name", "contract", "email", "channel", "stated_at")
    list_filter = ("outcome", "channel")
    search_fields = ("reference", "name", "contract", "email")
    ordering = ("-stated_at",)
    readonly_fields = ("what_to_do", "went_back", "entered")
    list_select_related = ("order",)
    fieldsets = (
        (None, {"fields": ("what_to_do", "outcome", "went_back", "order", "last_day")}),
        (
            _("What was stated"),
            {"fields": ("name", "contract", "which", "email", "language", "channel", "stated_at")},
        ),
        (_("Who"), {"fields": ("user", "entered")}),
    )

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
            at = request.at  # type: ignore[attr-defined]
            try:
                made = operations.state(**form.cleaned_data, by=request.user, at=at)
            except operations.NotYet as refusal:
                form.add_error("stated_at", str(refusal))
            else:
                self._entered(request, made)
                return redirect("admin:returns_statement_change", made.pk)
        back = reverse("admin:returns_statement_changelist")
        title = _("Enter a withdrawal")
        return asking.page(
            self,
            request,
            form,
            title=title,
            button=title,
            explained=asking.explained(form),
            back=back,
        )

    def _entered(self, request: HttpRequest, made: Statement) -> None:
        words = _("Entered as %(reference)s; the confirmation goes to %(email)s.")
        self.message_user(request, words % {"reference": made.reference, "email": made.email})
        if made.order is None:
            messages.warning(
                request,
                _("No order was found by this number and this address together: match it by hand."),
            )

    @admin.display(description=_("return"))
    def went_back(self, statement: Statement) -> Any:
        returned = Return.objects.filter(statement=statement).first()
        if returned is None:
            return ""
        url = reverse("admin:returns_return_change", args=[returned.pk])
        return format_html('<a class="underline" href="{}">{}</a>', url, returned.reference)

    @admin.display(description=_("entered by"))
    def entered(self, statement: Statement) -> Any:
        if statement.entered_at is None:
            return _("The buyer, on our site")
        who = statement.entered_by
        name = (who.get_full_name() or who.username) if who else _("somebody who has left")
        return format_html(marks.pattern("{}, {}"), name, when(statement.entered_at))

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
            asked = {line.pk: f"units_{line.pk}" for line in order.lines.all()}
            # The things are asked for on the page that comes back with them.
            if form.data.keys() >= set(asked.values()) and self._is_whole(form):
                with asking.Refusals(form):
                    operations.match(
                        statement=statement,
                        order=order,
                        units={pk: form.cleaned_data[name] for pk, name in asked.items()},
                        by=request.user,
                        at=request.at,  # type: ignore[attr-defined]
                    )
                    self.message_user(request, _("Matched. The buyer is told."))
                    return redirect("admin:returns_statement_change", pk)
        back = reverse("admin:returns_statement_change", args=[pk])
        words = f"{statement.contract} · {statement.name} · {statement.which}"
        title = _("Match a withdrawal to its order")
        return asking.page(
            self,
            request,
            form,
            title=title,
            button=title,
            words=words,
            explained=asking.explained(form),
            back=back,
        )

    def _is_whole(self, form: Match) -> bool:
        """Read what was typed once more, now that the form has the fields of the things."""
        form.full_clean()
        return form.is_valid()

    def _offer(self, form: Match, order: Any) -> None:
        left = queries.withdrawable_units(order)
        for line in order.lines.all():
            form.fields[f"units_{line.pk}"] = forms.IntegerField(
                label=line.title, min_value=0, max_value=left[line.pk], initial=left[line.pk],
                help_text=_("Pieces that are withdrawn from."),
            )  # fmt: skip
