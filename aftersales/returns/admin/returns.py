from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.translation import gettext_lazy as _

from aftersales.returns import desk, queries, sums, windows
from aftersales.returns.models import Return, ReturnLine, ReturnMove, ReturnParcel, ReturnPhoto
from checkout.order import queries as orders
from storefront.core import marks, money, private
from storefront.core.templatetags.candour import day_words, when
from storefront.staff import asking
from storefront.staff.admin import FactAdmin, FactInline, History
from storefront.staff.searching import FoundByNumber, buyer
from storefront.staff.site import site

from .story import story

# The look of unfold's buttons.
BUTTON = (
    '<a class="inline-flex font-medium rounded-default border border-base-200 shadow-xs px-3 py-2 '
    'me-2 bg-white dark:bg-transparent dark:border-base-700 text-important" href="{}">{}</a>'
)


class Lines(FactInline):
    model = ReturnLine
    fields = ("thing", "quantity", "received", "condition", "deduction", "why")
    readonly_fields = ("thing",)

    @admin.display(description=_("thing"))
    def thing(self, row: ReturnLine) -> str:
        return f"{orders.title_for_staff(row.line)} {marks.bracketed(row.line.partner_sku)}"


class Parcel(FactInline):
    model = ReturnParcel
    readonly_fields = ("where",)
    fields = ("where", "carrier", "number", "sent_at", "received_at", "unpacked_by", "valued_by")

    @admin.display(description=_("status"))
    def where(self, parcel: ReturnParcel) -> Any:
        return desk.WHERE[parcel.Status(parcel.status)]


class Moves(History):
    model = ReturnMove
    names = desk.FOR_STAFF


class Where(admin.SimpleListFilter):
    title = _("parcel")
    parameter_name = "parcel"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(str(status), words) for status, words in desk.WHERE.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(parcel__status=self.value()) if self.value() else queryset


@admin.register(Return, site=site)
class ReturnAdmin(FoundByNumber, FactAdmin):
    """
    Goods that go back. Everything here is a fact; what can be done stands at the top as steps.
    """

    place = 2
    list_display = ("reference", "order", "kind", "stands", "where", "told_at", "settled_at")
    list_filter = ("status", "kind", Where)
    search_fields = (
        *("reference", "order__number", "statement__name", "statement__email", "parcel__number"),
        *buyer("order"),
    )
    numbers = ("reference", "order__number")
    phones = ("order__shipping_address__phone_number",)
    list_select_related = ("order", "parcel")
    ordering = ("-told_at",)
    inlines = (Lines, Parcel, Moves)
    readonly_fields = ("what_to_do", "where", "stands", "sum", "files", "our_files", "page")
    fieldsets = (
        (
            None,
            {"fields": ("what_to_do", "kind", "stands", "where", "order", "told_at", "page")},
        ),
        (_("What the buyer says"), {"fields": ("words", "wish", "files", "statement")}),
        (_("What we found"), {"fields": ("our_files",)}),
        (
            _("Decision"),
            {"fields": ("remedy", "reasons", "decided_at", "send_back_by", "replacement")},
        ),
        (_("Money"), {"fields": ("sum", "way_back", "label_price", "settled_at", "refund")}),
        (_("Objection"), {"fields": ("objected_at", "objection", "objection_answer")}),
    )

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Return it with when and by whom it is looked at: what can be done hangs on that."""
        found = super().get_object(request, *args, **kwargs)
        if found is not None:
            found.seen_at, found.seen_by = request.at, request.user  # type: ignore[attr-defined]
        return found

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Leave out the groups of which nothing is known yet."""
        sets = super().get_fieldsets(request, obj)
        if obj is None:
            return sets
        unknown = set() if obj.objected_at else {"objection"}
        if not obj.photos.filter(by_staff=True).exists():
            unknown.add("our_files")
        return [each for each in sets if unknown.isdisjoint(each[1]["fields"])]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Looked at here, changed by its steps alone.
        return False

    @admin.display(description=_("buyer's page"))
    def page(self, returned: Return) -> Any:
        return format_html(
            '<a class="underline" href="{}">{}</a>',
            reverse("admin:tracking_as_buyer", args=[returned.order.number]),
            returned.order.number,
        )

    @admin.display(description=_("status"), ordering="status")
    def stands(self, returned: Return) -> Any:
        return desk.status_of(returned)

    @admin.display(description=_("parcel"))
    def where(self, returned: Return) -> str:
        return str(desk.WHERE[ReturnParcel.Status(returned.parcel.status)])

    @admin.display(description=_("what to do"))
    def what_to_do(self, returned: Return) -> Any:
        links = [
            (reverse("admin:returns_return_step", args=[returned.pk, step.key]), step.title)
            for step in desk.steps(returned, at=returned.seen_at)
            if step.is_for(returned.seen_by)
        ]
        buttons = format_html_join(" ", BUTTON, links) or _("Nothing now.")
        given_up = desk.given_up_from(returned)
        if given_up is None or given_up <= windows.SHOP.local_date(returned.seen_at):
            return buttons
        words = _("If nothing comes, it can be closed from %(day)s.")
        return format_html("{} <span>{}</span>", buttons, words % {"day": day_words(given_up)})

    @admin.display(description=_("sum"))
    def sum(self, returned: Return) -> Any:
        if returned.remedy in (Return.Remedy.REPAIR, Return.Remedy.REPLACE):
            return _("Nothing: it is put right")
        made = sums.settled(returned) if returned.is_settled else sums.of(returned)
        rows = [(part["name"], part["amount"]) for part in sums.named(made.parts)]
        # Of a claim that nobody has decided this is what it would come to, and no more.
        is_open = returned.status == Return.Status.OPEN
        last = _("All the money back would be") if is_open else _("Back to the buyer")
        rows = [*rows, (last, made.total)]
        return format_html_join(
            "",
            marks.pattern("{}: {}<br>"),
            ((name, money.text(sum_, made.currency)) for name, sum_ in rows),
        )

    @admin.display(description=_("files"))
    def files(self, returned: Return) -> Any:
        return self._links(returned, by_staff=False)

    @admin.display(description=_("our pictures"))
    def our_files(self, returned: Return) -> Any:
        return self._links(returned, by_staff=True)

    def _links(self, returned: Return, *, by_staff: bool) -> Any:
        return format_html_join(
            ", ",
            '<a class="underline" href="{}">{}</a>',
            [
                (reverse("admin:returns_return_file", args=[returned.pk, each.pk]), each.name)
                for each in returned.photos.all()
                if each.by_staff == by_staff
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
        step = next((each for each in desk.STEPS if each.key == key), None)
        some = ("returns.change_return", *(each.also for each in desk.STEPS if each.also))
        if not any(map(request.user.has_perm, some)):  # type: ignore[union-attr]
            raise PermissionDenied
        returned = queries.full().filter(pk=pk).first()
        if returned is None or step is None:
            raise Http404
        if not step.is_for(request.user):
            raise PermissionDenied
        back = reverse("admin:returns_return_change", args=[pk])
        refused = self._refused(request, returned, step)
        if refused and request.method != "POST":
            self.message_user(request, refused, messages.WARNING)
            return redirect(back)
        form = step.form(
            asking.typed(request),
            request.FILES if request.method == "POST" else None,
            returned=returned,
            decides=request.user.has_perm("returns.change_return"),  # type: ignore[union-attr]
        )
        if request.method == "POST" and form.is_valid() and not refused:
            with asking.Refusals(form):
                form.do(by=request.user, at=request.at)  # type: ignore[attr-defined]
                self.message_user(request, self._done(returned))
                return redirect(back)
        elif refused:
            # What was typed stays to be read, beside what has happened meanwhile.
            form.add_error(None, refused)
        return asking.page(
            self,
            request,
            form,
            title=step.title,
            button=step.title,
            words=returned.reference,
            explained=asking.explained(form),
            facts=story(returned),
            back=back,
        )

    def _refused(self, request: HttpRequest, returned: Return, step: desk.Step) -> str:
        """Say why a step is not open: to this person, or because somebody was faster."""
        may = request.user.has_perm("payments.add_refund")  # type: ignore[union-attr]
        if step.gives and not may:
            return str(_("Giving money back is not among your rights. Ask a colleague who may."))
        if step.applies(returned, request.at):  # type: ignore[attr-defined]
            return ""
        last = returned.moves.select_related("moved_by").order_by("-moved_at", "-pk").first()
        who = last.moved_by if last else None
        words = _("This is not to be done any more. %(who)s, %(when)s: %(status)s.")
        return strip_tags(
            words
            % {
                "who": (who.get_full_name() or who.username) if who else _("The shop"),
                "when": when(last.moved_at) if last else "",
                "status": desk.status_of(returned),
            }
        )

    def _done(self, before: Return) -> Any:
        """Say what a step has done: the money first, which goes back by itself."""
        after = Return.objects.select_related("refund", "parcel").get(pk=before.pk)
        if after.parcel.to_value and not after.is_settled:
            words = _("%(reference)s is unpacked. A colleague decides what it has lost in value.")
            return words % {"reference": after.reference}
        if after.refund is None or before.refund_id:
            words = _("%(reference)s: %(status)s %(remedy)s. The buyer is told what concerns them.")
            remedy = f"({after.get_remedy_display()})" if after.remedy else ""
            named = {"status": desk.status_of(after), "remedy": remedy}
            return (words % {"reference": after.reference, **named}).replace(" .", ".")
        return _("%(sum)s goes back to the buyer (%(reference)s), who is told.") % {
            "sum": money.text(after.refund.amount, after.refund.currency),
            "reference": after.refund.reference,
        }

    def file(self, request: HttpRequest, pk: int, file: int) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = ReturnPhoto.objects.filter(of_id=pk, pk=file).first()
        if found is None:
            raise Http404
        ending = found.file.name.rpartition(".")[2]
        with found.file.open() as opened:
            return private.served(opened.read(), mime=found.mime, name=f"{found.pk}.{ending}")
