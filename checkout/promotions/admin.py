"""The one page on which staff say what they give, sign it off, and see what became of it."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import action, display

from storefront.core import money
from storefront.core.templatetags.candour import when
from storefront.law import claims
from storefront.staff import steps
from storefront.staff.admin import FactInline, History, OperationAdmin
from storefront.staff.site import site

from . import operations, queries, wording
from .forms import PromotionForm
from .models import Promotion, PromotionMove, Use

Status = Promotion.Status
COLOURS = {
    Status.DRAFT.value: "default",
    Status.WAITING.value: "warning",
    "planned": "info",
    "running": "success",
    Status.ENDED.value: "default",
    Status.DROPPED.value: "danger",
}
BUTTON = "promotions_promotion_"
# From where each button leads on.
OPEN_FROM = {
    "ask_now": {Status.DRAFT},
    "approve_now": {Status.WAITING},
    "send_back_now": {Status.WAITING},
    "drop_now": {Status.DRAFT, Status.WAITING},
    "end_now": {Status.APPROVED},
}

# What keeps the words that were typed; the others are about it as it stands.
WITH_WORDS = {"ask_now", "drop_now"}


class Moves(History):
    model = PromotionMove


class Uses(FactInline):
    model = Use
    verbose_name_plural = _("Used in")
    fields = readonly_fields = ("since", "order", "user", "taken_off", "status")
    ordering = ("-since", "-pk")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("intent", "order", "user")

    @admin.display(description=_("taken off"))
    def taken_off(self, use: Use) -> str:
        return money.text(use.amount, use.intent.currency)


class Standing(admin.SimpleListFilter):
    title = _("how it stands")
    parameter_name = "stands"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("draft", _("Draft")),
            ("waiting", _("Waits for approval")),
            ("planned", _("Planned")),
            ("running", _("Running")),
            ("over", _("Ended")),
        ]

    def queryset(self, request: HttpRequest, rows: Any) -> Any:
        at = request.at  # type: ignore[attr-defined]
        asked = queries.STANDING.get(self.value() or "")
        return asked(rows, at) if asked else rows


@admin.register(Promotion, site=site)
class PromotionAdmin(OperationAdmin):
    """
    Promotions, each on one page in plain words.

    A draft is changed here; whoever had no part in it signs it off, and from then on it is only
    looked at and ended. Nothing is saved but by its operations.
    """

    form = PromotionForm
    at_fields = {claims.Unproven: "proof"}
    change_form_before_template = steps.SEEN
    list_display = ("name", "standing", "in_short", "code", "starts_at", "ends_at", "used")
    list_filter = (Standing, "gives")
    search_fields = ("name_en", "name_zh_hans", "code", "reference")
    ordering = ("-starts_at", "-pk")
    inlines = (Uses, Moves)
    autocomplete_fields = ("categories", "products", "but_categories", "but_products")
    actions_submit_line = ("ask_now", "approve_now", "send_back_now", "end_now", "drop_now")
    readonly_fields = ("stands", "as_read", "claimed", "written", "signed", "used")

    CONTENT = (
        (
            _("What buyers read"),
            {"fields": (("name_en", "name_zh_hans"), ("about_en", "about_zh_hans"), "proof")},
        ),
        (
            _("What it gives"),
            {
                "fields": ("gives", ("percent", "amount"), ("take", "pay")),
                "description": _("Fill in what belongs to your choice; the rest is left out."),
            },
        ),
        (
            _("On what"),
            {"fields": (("categories", "products"), ("but_categories", "but_products"))},
        ),
        (_("From how much on"), {"fields": (("from_value", "from_quantity"),)}),
        (
            _("Who gets it, and when"),
            {"fields": ("code", "starts_at", "ends_at")},
        ),
        (
            _("Limits"),
            {"fields": (("uses_in_all", "uses_each"), "most_discount", "combines")},
        ),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return self.CONTENT
        told = ["claimed"] if claims.told(obj) else []
        shown = ("stands", "as_read", *told, ("written", "signed"), "used", "why")
        stands = (None, {"fields": shown})
        return (stands, *(self.CONTENT if self._is_open(request, obj) else ()))

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.inlines if obj else ()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.readonly_fields if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A promotion is dropped or ended, and its history stays."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever signs off without writing any needs the page with its buttons too."""
        return super().has_change_permission(request, obj) or request.user.has_perm(
            operations.RIGHT
        )

    def has_write_permission(self, request: HttpRequest, *_args: Any) -> bool:
        return request.user.has_perm("promotions.change_promotion")  # type: ignore[union-attr]

    def has_sign_permission(self, request: HttpRequest, *_args: Any) -> bool:
        return request.user.has_perm(operations.RIGHT)  # type: ignore[union-attr]

    def _is_open(self, request: HttpRequest, promotion: Promotion) -> bool:
        """Say whether it is written at here, or was: what came too late is refused, not dropped."""
        shown = promotion.status == Status.DRAFT
        if request.method == "POST":
            shown = "name_en" in request.POST
        return shown and self.has_write_permission(request)

    # Saving

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        if obj is not None and not self._is_open(request, obj):
            kwargs["fields"] = ["why"]
        return super().get_form(request, obj, **kwargs)

    def save_model(self, request: Any, obj: Promotion, form: Any, change: bool) -> None:
        if not change:
            made = operations.write(said=form.said(), by=request.user, at=request.at)
            obj.pk, obj.name = made.pk, made.name
            return
        pressed = self._pressed(request, obj)
        request.seen = form.cleaned_data["seen"]
        if self._writes(request, obj, pressed):
            operations.change(
                promotion=obj, said=form.said(), by=request.user, at=request.at, seen=request.seen
            )
            request.seen = None
        elif not pressed or self._is("ask_now", pressed):
            raise steps.NotOffered()
        for each in pressed:
            each.method(request, obj)

    def _pressed(self, request: HttpRequest, promotion: Promotion) -> list[Any]:
        """Return the person's buttons in this POST; one that came too late is refused in words."""
        every = super().get_actions_submit_line(request, promotion.pk)
        return [each for each in every if each.action_name in request.POST]

    def _writes(self, request: HttpRequest, promotion: Promotion, pressed: list[Any]) -> bool:
        names = {each.action_name.removeprefix(BUTTON) for each in pressed}
        return self._is_open(request, promotion) and names <= WITH_WORDS

    def _is(self, name: str, pressed: list[Any]) -> bool:
        return any(each.action_name == f"{BUTTON}{name}" for each in pressed)

    def response_change(self, request: HttpRequest, obj: Promotion) -> HttpResponse:
        """After a button, which has said what was done, stay on the page."""
        if self._pressed(request, obj):
            return redirect(request.path)
        return super().response_change(request, obj)

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        return form.instance

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        """What else is on the page is only looked at."""
        for formset in formsets:
            formset.save(commit=False)

    def get_actions_submit_line(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """Return the buttons of what is open now."""
        actions = super().get_actions_submit_line(request, object_id)
        row = Promotion.objects.filter(pk=object_id).first() if object_id else None
        if row is None:
            return actions
        return [
            each
            for each in actions
            if row.status in OPEN_FROM[each.action_name.removeprefix(BUTTON)]
            and (self._is_open(request, row) or each.action_name != f"{BUTTON}ask_now")
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = context.get("original")
        is_open = row is None or (row.status == Status.DRAFT and self._is_open(request, row))
        context |= {"show_save": is_open, "show_save_and_add_another": False}
        context |= {"show_save_and_continue": is_open}
        return super().render_change_form(request, context, *args, **kwargs)

    # Buttons

    @action(description=_("Save and ask for approval"), permissions=["write"])
    def ask_now(self, request: Any, obj: Promotion) -> None:
        proof = request.POST.get("proof", "")[:300]
        operations.ask(promotion=obj, by=request.user, at=request.at, proof=proof)
        self._say(request, _("It waits for a colleague to sign it off."))

    @action(description=_("Sign it off"), permissions=["sign"])
    def approve_now(self, request: Any, obj: Promotion) -> None:
        operations.approve(promotion=obj, by=request.user, at=request.at, seen=request.seen)
        self._say(request, _("It is signed off and counts from its start on."))

    @action(description=_("Send it back"), permissions=["sign"])
    def send_back_now(self, request: Any, obj: Promotion) -> None:
        operations.send_back(
            promotion=obj,
            by=request.user,
            at=request.at,
            why=request.POST.get("why", ""),
            seen=request.seen,
        )
        self._say(request, _("It is a draft again."))

    @action(description=_("End it now"), permissions=["write"])
    def end_now(self, request: Any, obj: Promotion) -> None:
        operations.end(
            promotion=obj,
            by=request.user,
            at=request.at,
            why=request.POST.get("why", ""),
            seen=request.seen,
        )
        self._say(request, _("It has ended. What was agreed under it stays."))

    @action(description=_("Drop it"), permissions=["write"])
    def drop_now(self, request: Any, obj: Promotion) -> None:
        operations.drop(
            promotion=obj,
            by=request.user,
            at=request.at,
            why=request.POST.get("why", ""),
            seen=request.seen,
        )
        self._say(request, _("It is dropped."))

    def _say(self, request: HttpRequest, words: Any) -> None:
        self.message_user(request, words, messages.SUCCESS)

    # What is shown

    @display(description=_("how it stands"), label=COLOURS)
    def standing(self, promotion: Promotion) -> tuple[str, Any]:
        return promotion.stands(timezone.now())

    @admin.display(description=_("how it stands"))
    def stands(self, promotion: Promotion) -> Any:
        """Say it on its page, where a label of the list would be a pair of words."""
        _key, words = promotion.stands(timezone.now())
        return words

    @admin.display(description=_("in short"))
    def in_short(self, promotion: Promotion) -> str:
        return wording.short(promotion)

    @admin.display(description=_("as buyers read it"))
    def as_read(self, promotion: Promotion) -> str:
        said = wording.every_language(promotion) if not promotion.terms else promotion.terms
        columns = format_html_join(
            "",
            '<section lang="{}"><p><strong>{}</strong></p>'
            '<ul class="list-disc ml-4">{}</ul></section>',
            (
                (
                    language,
                    told["short"],
                    format_html_join("", "<li>{}</li>", ((each,) for each in told["all"])),
                )
                for language, told in said.items()
            ),
        )
        if promotion.offer_id is None:
            return format_html('<div class="flex flex-col gap-4">{}</div>', columns)
        page = reverse("promotions:terms", args=[promotion.reference])
        return format_html(
            '<div class="flex flex-col gap-4">{}<p><a class="underline" href="{}">{}</a></p></div>',
            columns,
            page,
            _("Its page in the shop"),
        )

    @admin.display(description=_("superlatives in it"))
    def claimed(self, promotion: Promotion) -> str:
        said = ((claims.in_words(each),) for each in claims.told(promotion))
        return format_html_join("", "<p>{}</p>", said)

    @admin.display(description=_("written by"))
    def written(self, promotion: Promotion) -> str:
        return _by(promotion.made_by, promotion.made_at)

    @admin.display(description=_("signed off by"))
    def signed(self, promotion: Promotion) -> str:
        return _by(promotion.approved_by, promotion.approved_at)

    @admin.display(description=_("used"))
    def used(self, promotion: Promotion) -> str:
        found = queries.used(promotion, buyer_id=None)
        if found is None:
            return str(_("not yet"))
        sum_ = money.text(found.given, settings.OSCAR_DEFAULT_CURRENCY)
        return ngettext(
            "in %(n)s order, %(sum)s off", "in %(n)s orders, %(sum)s off", found.in_all
        ) % {"n": found.in_all, "sum": sum_}


def _by(person: Any, at: Any) -> str:
    if at is None:
        return "—"
    who = (person.get_full_name() or person.username) if person else "—"
    return format_html("{}, {}", who, when(at))
