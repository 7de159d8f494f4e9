"""Recalls: a draft that is written at, then only its steps."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from aftersales.recalls import affected, desk, notice, operations, queries, standing
from aftersales.recalls.models import Recall, RecallMove, Status, remedies_of
from aftersales.recalls.operations import drafting
from storefront.core import marks
from storefront.partner import stops
from storefront.staff import steps
from storefront.staff.admin import History
from storefront.staff.labels import Coloured
from storefront.staff.site import site

from .sure import AskedTwice

COLOURS = {
    Status.DRAFT: "info",
    Status.TO_APPROVE: "warning",
    Status.ANNOUNCED: "danger",
    Status.CLOSED: "success",
    Status.WITHDRAWN: "primary",
}
# From where each button leads on.
FROM = {
    "keep": [Status.DRAFT],
    "submit": [Status.DRAFT],
    "announce": [Status.TO_APPROVE],
    "send_back": [Status.TO_APPROVE],
    "close": [Status.ANNOUNCED],
    "allow_sale": [Status.ANNOUNCED, Status.CLOSED, Status.WITHDRAWN],
    "withdraw": [Status.DRAFT, Status.TO_APPROVE, Status.ANNOUNCED],
}
# What keeps the words that were typed.
WITH_WORDS = ("keep", "submit")
SHOWN = ["shown_status", "shown_lacks", "who", "coverage", "page", "sale"]
DRAFTED = ["product", "variants", "lots"]
OFFERED = ["remedies", "dispose", ("sold_from", "sold_until"), ("contact_email", "contact_phone")]


class Moves(History):
    model = RecallMove


@admin.register(Recall, site=site)
class RecallAdmin(AskedTwice):
    """
    Recalls. A draft can be written at; from then on its words stand, and only its steps are left.
    """

    form = desk.Draft
    change_form_before_template = steps.SEEN
    list_display = ("reference", "thing", "shown_status", "announced_at", "coverage")
    list_filter = ("status",)
    search_fields = ("reference", "product__title_en", "product__title_zh_hans")
    list_select_related = ("product",)
    ordering = ("-pk",)
    inlines = (Moves,)
    autocomplete_fields = ("product", "lots")
    actions_submit_line = (
        "keep", "submit", "announce", "send_back", "close", "allow_sale", "withdraw",
    )  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("recalls.add_recall")  # type: ignore[union-attr]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may let it go out has the buttons; the words are for those who draft."""
        return self.has_write_permission(request) or self.has_announce_permission(request)

    def has_write_permission(self, request: HttpRequest, *_args: Any) -> bool:
        return request.user.has_perm("recalls.change_recall")  # type: ignore[union-attr]

    def _may_write_at(self, recall: Recall, request: HttpRequest) -> bool:
        """Say whether it is written at here, or was: what came too late is refused, not dropped."""
        shown = recall.status == Status.DRAFT
        if request.method == "POST":
            shown = desk.text_fields()[0] in request.POST
        return shown and self.has_write_permission(request)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        texts = desk.text_fields()
        if obj is None:
            return [
                (None, {"fields": ["product", "lots"]}),
                (_("What the notice says"), {"fields": texts}),
                (_("What its buyers can have"), {"fields": OFFERED}),
            ]
        shown = [name for name in SHOWN if name != "shown_lacks" or obj.status == Status.DRAFT]
        if not obj.announced_at:
            shown = [name for name in shown if name not in ("coverage", "page", "sale")]
        written = self._may_write_at(obj, request)
        drafted = DRAFTED if written else ["product", "shown_variants", "shown_lots"]
        offered = OFFERED if written else ["shown_remedies", *OFFERED[1:]]
        why = ["why"] if self.has_change_permission(request, obj) else []
        return [
            (None, {"fields": [*shown, *why]}),
            (_("What is recalled"), {"fields": drafted}),
            (_("What the notice says"), {"fields": texts}),
            (_("What its buyers can have"), {"fields": offered}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        if obj is None:
            return []
        own = [*SHOWN, "shown_variants", "shown_lots", "shown_remedies"]
        if self._may_write_at(obj, request):
            return own
        flat = ["sold_from", "sold_until", "contact_email", "contact_phone", "dispose"]
        return [*own, "product", *desk.text_fields(), *flat]

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        if obj is not None and not self._may_write_at(obj, request):
            kwargs["fields"] = ["why"]
        return super().get_form(request, obj, **kwargs)

    # What is shown

    @display(
        description=_("status"),
        ordering="status",
        label=Coloured((key.label, colour) for key, colour in COLOURS.items()),
    )
    def shown_status(self, recall: Recall) -> str:
        return recall.get_status_display()

    @admin.display(description=_("product"))
    def thing(self, recall: Recall) -> str:
        return str(recall.product.get_title())

    @admin.display(description=_("only these variants"))
    def shown_variants(self, recall: Recall) -> str:
        return marks.listed(each.get_title() for each in recall.variants.all()) or "—"

    @admin.display(description=_("only these lots"))
    def shown_lots(self, recall: Recall) -> str:
        lots = recall.lots.select_related("stockrecord").order_by("number", "pk")
        return marks.listed(f"{lot.number} ({lot.stockrecord.partner_sku})" for lot in lots) or "—"

    @admin.display(description=_("remedies offered"))
    def shown_remedies(self, recall: Recall) -> str:
        return marks.listed(str(label) for _value, label in remedies_of(recall))

    @admin.display(description=_("still missing"))
    def shown_lacks(self, recall: Recall) -> Any:
        at = recall.moves.order_by("-pk").values_list("moved_at", flat=True).first()
        missing = drafting.lacks(recall, at) if at else []
        return format_html("{}", marks.sentences(missing)) if missing else _("Nothing")

    @admin.display(description=_("whom it is about"))
    def who(self, recall: Recall) -> Any:
        """Say before anything goes out exactly how many it reaches, and how many it cannot."""
        found = affected.preview(recall)
        url = reverse("admin:recalls_recall_who", args=[recall.pk])
        link = '{} <a class="underline" href="{}">{}</a>'
        return format_html(link, desk.whom(found), url, _("See each of them"))

    @admin.display(description=_("how far it is"))
    def coverage(self, recall: Recall) -> str:
        if not recall.announced_at:
            return "—"
        return f"{marks.mark(';')} ".join(
            marks.labelled(
                each["name"],
                f"{each['count']}/{each['of']} {marks.bracketed(marks.percent(each['percent']))}",
            )
            for each in notice.coverage(recall)
        )

    @admin.display(description=_("public page"))
    def page(self, recall: Recall) -> Any:
        url = reverse("recalls:detail", args=[recall.reference])
        return format_html('<a class="underline" href="{}">{}</a>', url, recall.reference)

    @admin.display(description=_("sale"))
    def sale(self, recall: Recall) -> Any:
        if stops.held_by(recall.reference):
            return _("Stopped: not sold, not counted in, not packed")
        return _("Allowed again: put the product on sale, and each of its variants")

    # What can be done

    def offers(self, name: str, row: Recall, request: HttpRequest) -> bool:
        if name in WITH_WORDS and not self._may_write_at(row, request):
            return False
        if name == "allow_sale" and not stops.held_by(row.reference):
            return False
        if name == "withdraw" and row.announced_at and not self.has_announce_permission(request):
            return False
        return row.status in FROM.get(name, [])

    @action(description=_("Keep the draft"), permissions=["write"])
    def keep(self, request: HttpRequest, recall: Recall) -> None:
        """Do nothing else: the draft is kept with every button."""
        messages.success(request, _("The draft is kept."))

    @action(description=_("Ask a second person to let it go out"), permissions=["write"])
    def submit(self, request: HttpRequest, recall: Recall) -> None:
        operations.submit(recall=recall, **self._who(request))
        messages.success(request, _("A second person finds it on the start page."))

    @action(description=_("Give it back to be written better"), permissions=["announce"])
    def send_back(self, request: HttpRequest, recall: Recall) -> None:
        operations.send_back(recall=recall, why=self._why(request), **self._who(request))
        messages.success(request, _("It is a draft again, and its history says why."))

    @action(description=_("Let what is safe be sold again"), permissions=["announce"])
    def allow_sale(self, request: HttpRequest, recall: Recall) -> None:
        operations.allow_sale(recall=recall, why=self._why(request), **self._who(request))
        messages.success(request, _("Its sale is allowed again. Publish the product to sell it."))

    @action(description=_("Withdraw it"), permissions=["change"])
    def withdraw(self, request: HttpRequest, recall: Recall) -> None:
        operations.withdraw(recall=recall, why=self._why(request), **self._who(request))
        messages.success(request, _("It is withdrawn."))

    def _who(self, request: HttpRequest) -> dict[str, Any]:
        return {"by": request.user, "at": request.at}  # type: ignore[attr-defined]

    def _why(self, request: HttpRequest) -> str:
        return str(request.said.get("why", ""))  # type: ignore[attr-defined]

    def save_model(self, request: HttpRequest, obj: Recall, form: Any, change: bool) -> None:
        said = request.said = form.cleaned_data  # type: ignore[attr-defined]
        if change and not self._may_write_at(obj, request):
            steps.unless_acted(queries.locked(obj), since=said["seen"])
        else:
            made = operations.draft(
                recall=obj,
                texts=form.texts,
                remedies=said["remedies"],
                variants=said.get("variants") or [],
                lots=said["lots"],
                dispose=said["dispose"],
                sold_from=said["sold_from"],
                sold_until=said["sold_until"],
                contact_email=said["contact_email"],
                contact_phone=said["contact_phone"],
                seen=said["seen"] if change else None,
                **self._who(request),
            )
            obj.__dict__.update(made.__dict__)
        for press in self.pressed(request) if change else []:
            press(request, obj)

    def get_urls(self) -> list[Any]:
        own = path(
            "<int:pk>/who/", self.admin_site.admin_view(self.who_view), name="recalls_recall_who"
        )
        return [own, *super().get_urls()]

    def who_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """List every order that the recall is about, with its units, and who cannot be reached."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        recall = Recall.objects.filter(pk=pk).first()
        if recall is None:
            raise Http404
        told = {case.order_id: standing.in_short(case) for case in recall.cases.all()}
        found = affected.preview(recall)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Whom recall %(reference)s is about") % {"reference": recall.reference},
            "opts": self.model._meta,
            "recall": recall,
            "preview": found,
            "rows": [(each, told.get(each.order.pk, "")) for each in found.orders],
        }
        return TemplateResponse(request, "admin/recalls/who.html", context)
