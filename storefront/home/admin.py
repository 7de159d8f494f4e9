import re
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import translation
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from storefront.catalogue import generation
from storefront.catalogue.admin.stored import PicturesAdmin
from storefront.catalogue.languages import LANGUAGES, column, in_language
from storefront.catalogue.models import ProductCard
from storefront.core import marks
from storefront.core.templatetags.candour import when
from storefront.staff import steps
from storefront.staff.recorded import RecordedAdmin
from storefront.staff.site import site

from . import content, operations, queries, views
from .forms import FrontPageForm
from .models import FrontPage

BUTTON = "home_frontpage_"
OF_A_DRAFT: tuple[str, ...] = ("publish_now", "publish_then", "to_draft", "drop")
OF_WHAT_IS_OUT: tuple[str, ...] = ("again", "copy")
# The parts of a name in the history, in words.
PARTS = {
    "title": _("title"), "lead": _("lead"), "caption": _("caption"), "scene": _("picture"),
    "alt": _("in words"), "products": _("products"), "shelves": _("shelf"), "text": _("text"),
    "category": _("category"), "thread": _("steps"), "steps": _("step"), "key": _("kind"),
}  # fmt: skip


@admin.register(FrontPage, site=site)
class FrontPageAdmin(PicturesAdmin, RecordedAdmin):
    """
    Every version of the front page: drafts, the one that buyers see, and those before it.

    A new one begins as what buyers see now. What they have seen is shown again as a new version,
    or copied into a draft; it is never changed.
    """

    form = FrontPageForm
    list_display = ["called", "headline", "stands", "shown_from"]
    list_display_links = ["called"]
    ordering = ["-pk"]
    search_fields = ["name"]
    readonly_fields = ["stands", "previews", "lacking", "headline", "scene_now"]
    actions_submit_line = [*OF_A_DRAFT, *OF_WHAT_IS_OUT]
    titles = {"since": _("shown from"), "name": _("name")}
    picture_fields = re.compile(r"(shelf\d+_)?scene")

    def get_urls(self) -> list[Any]:
        preview = self.admin_site.admin_view(self.preview)
        goods = self.admin_site.admin_view(self.goods)
        return [
            path("<int:pk>/preview/<str:language>/", preview, name="home_frontpage_preview"),
            path("goods/", goods, name="home_frontpage_goods"),
            *super().get_urls(),
        ]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    # What stands on the page

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        written = ["name"] if self._written(request, obj) else []
        form = super().get_form(request, obj, **{**kwargs, "fields": written})
        current = FrontPage.objects.in_force(request.at).first()  # type: ignore[attr-defined]
        form.base = current.told if current else {}
        return form

    def _written(self, request: HttpRequest, obj: Any) -> bool:
        """Say whether it is written here, or was on a page that came too late and is refused."""
        return self._unseen(request, obj) or "title_en" in request.POST

    def _unseen(self, request: HttpRequest, obj: Any) -> bool:
        """Say whether it is a new one, or one that no buyer has seen."""
        return obj is None or not obj.is_out(request.at)  # type: ignore[attr-defined]

    def own_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        about = ["stands", "previews", *(["lacking"] if self._written(request, obj) else [])]
        if not self._written(request, obj) or not self.has_change_permission(request, obj):
            return [(None, {"fields": ["headline", *about]})]
        names = list(self.get_form(request, obj)(instance=obj).fields)

        def of(prefix: str) -> list[Any]:
            return _side_by_side([name for name in names if name.startswith(prefix)])

        top = [*_pair("title"), *_pair("lead")]
        scene = [n for n in ("scene", "scene_off") if n in names]
        shelves = sorted({name.partition("_")[0] for name in names if name.startswith("shelf")})
        return [
            (None, {"fields": ["name", *(about if obj else [])]}),
            (_("At the top"), {"fields": top}),
            (
                _("The scene"),
                {"fields": [
                    "scene_now", *scene, *_pair("scene_alt"), *_pair("caption"), "products",
                ]},
            ),
            *(
                (_("Shelf %(place)s") % {"place": n}, {"fields": of(f"{name}_")})
                for n, name in enumerate(shelves, start=1)
            ),
            (_("How buying works, in steps"), {"fields": [*of("thread_"), *of("step")]}),
            (_("When"), {"fields": ["since_at"]}),
        ]  # fmt: skip

    def get_actions_submit_line(self, request: HttpRequest, object_id: Any) -> list[Any]:
        every = super().get_actions_submit_line(request, object_id)
        row = self.get_object(request, str(object_id)) if object_id else None
        if not self.has_change_permission(request, row):
            return []
        fits = OF_A_DRAFT if self._unseen(request, row) else OF_WHAT_IS_OUT
        if not row:
            fits = ("publish_now", "publish_then")
        elif row.since is None:
            fits = tuple(each for each in fits if each != "to_draft")
        return [each for each in every if each.action_name.removeprefix(BUTTON) in fits]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["show_save"] = self._unseen(request, context.get("original"))
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("name"))
    def called(self, page: FrontPage) -> str:
        return str(page)

    @admin.display(description=_("title"))
    def headline(self, page: FrontPage) -> str:
        return in_language(page.told.get("title") or {}) or "—"

    @admin.display(description=_("shown from"), ordering="since")
    def shown_from(self, page: FrontPage) -> Any:
        return when(page.since) if page.since else "—"

    @admin.display(description=_("standing"))
    def stands(self, page: FrontPage) -> Any:
        from django.utils import timezone

        now = timezone.now()
        if page.since is None:
            return _("A draft: buyers do not see it.")
        if page.since > now:
            return format_html("{} {}", _("Waits for its moment:"), when(page.since))
        current = FrontPage.objects.in_force(now).first()
        return _("Buyers see it now.") if page == current else _("Buyers saw it before.")

    @admin.display(description=_("as buyers see it"))
    def previews(self, page: FrontPage) -> Any:
        return format_html_join(
            " · ",
            '<a href="{}" target="_blank" class="underline">{}</a>',
            [
                (reverse("admin:home_frontpage_preview", args=[page.pk, code]), name)
                for code, name in settings.LANGUAGES
            ],
        )

    @admin.display(description=_("still lacking"))
    def lacking(self, page: FrontPage) -> Any:
        words = content.lacking(page.told)
        return format_html_join("", "<div>{}</div>", [(each,) for each in words]) or _("Nothing.")

    @admin.display(description=_("picture now"))
    def scene_now(self, page: FrontPage) -> Any:
        told = page.told if page and page.pk else {}
        if not (scene := told.get("scene")):
            return "—"
        size = {"width": 320, "height": round(320 * scene["height"] / max(1, scene["width"]))}
        return format_html(
            '<img src="{}" alt="{}" width="{width}" height="{height}">',
            scene["src"],
            in_language(scene.get("alt") or {}),
            **size,
        )

    def title_of(self, name: str) -> str:
        if name in self.titles:
            return super().title_of(name)
        names = {code: str(words) for code, words in settings.LANGUAGES}
        return " ".join(str(PARTS.get(part) or names.get(part, part)) for part in name.split("."))

    def told(self, name: str, value: Any) -> str:
        if name == "since" and value:
            return str(when(parse_datetime(value)))
        return super().told(name, value)

    # What is pressed

    def save_model(self, request: HttpRequest, obj: FrontPage, form: Any, change: bool) -> None:
        said = self.said(request, form)
        pressed = {name.removeprefix(BUTTON) for name in request.POST if name.startswith(BUTTON)}
        if change and not self._written(request, obj):
            said.pop("seen")
            if pressed & {"again", "copy"}:
                act = operations.show_again if "again" in pressed else operations.copy
                made = act(page=obj, **said)
                request.made = made  # type: ignore[attr-defined]
                self._say_what_came_of_it(request, obj, made, shown="again" in pressed)
                return
            raise steps.NotOffered()
        if change and "drop" in pressed:
            operations.throw_away(page=obj, **said)
            return
        waited = change and FrontPage.objects.filter(pk=obj.pk, since__isnull=False).exists()
        told = form.told
        page = operations.write_draft(
            page=obj if change else None, name=form.cleaned_data["name"], told=told, **said
        )
        if waited and page.since is None and not pressed:
            words = _("It is a draft again, and waits for no moment. Say when to show it.")
            self.message_user(request, words, messages.WARNING)
        obj.pk, obj.name, obj.told, obj.since = page.pk, page.name, page.told, page.since
        said.pop("seen")
        if "publish_now" in pressed:
            operations.publish(page=page, **said)
            self.message_user(request, _("Buyers see it now."), messages.SUCCESS)
        elif "publish_then" in pressed:
            operations.publish(page=page, since=form.cleaned_data["since_at"], **said)
            self.message_user(request, _("It waits for its moment."), messages.SUCCESS)
        elif "to_draft" in pressed:
            obj.since = operations.take_back(page=page, **said).since
            words = _("It is a draft again. Buyers see it once it is published.")
            self.message_user(request, words, messages.SUCCESS)
        elif not waited:
            self.message_user(request, _("The draft is kept."), messages.SUCCESS)

    def _say_what_came_of_it(
        self, request: HttpRequest, old: FrontPage, made: FrontPage, *, shown: bool
    ) -> None:
        words = _("Buyers see it now.") if shown else _("This is a draft of it.")
        self.message_user(request, words, messages.SUCCESS)
        if names := content.left_out(old.told, made.told):
            words = _("Left out, since it is off sale: %(names)s.") % {"names": marks.listed(names)}
            self.message_user(request, words, messages.WARNING)

    def response_add(self, request: HttpRequest, obj: Any, *_more: Any) -> HttpResponse:
        return redirect("admin:home_frontpage_change", obj.pk)

    def response_change(self, request: HttpRequest, obj: FrontPage) -> HttpResponse:
        if f"{BUTTON}drop" in request.POST:
            self.message_user(request, _("The draft is gone."), messages.SUCCESS)
            return redirect("admin:home_frontpage_changelist")
        made: Any = getattr(request, "made", obj)
        return redirect("admin:home_frontpage_change", made.pk)

    @action(description=_("Publish now"))
    def publish_now(self, request: HttpRequest, obj: FrontPage) -> None:
        """Done in save_model, as the others are."""

    @action(description=_("Publish at that time"))
    def publish_then(self, request: HttpRequest, obj: FrontPage) -> None: ...

    @action(description=_("Take it back to a draft"))
    def to_draft(self, request: HttpRequest, obj: FrontPage) -> None: ...

    @action(description=_("Throw the draft away"))
    def drop(self, request: HttpRequest, obj: FrontPage) -> None: ...

    @action(description=_("Show this one again, now"))
    def again(self, request: HttpRequest, obj: FrontPage) -> None: ...

    @action(description=_("Begin a draft from it"))
    def copy(self, request: HttpRequest, obj: FrontPage) -> None: ...

    # Beside the page

    def preview(self, request: HttpRequest, pk: int, language: str) -> HttpResponse:
        """Show a version as buyers would see it, to staff alone."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if language not in LANGUAGES:
            raise Http404
        page = get_object_or_404(FrontPage, pk=pk)
        with translation.override(language):
            told = queries.in_reading(page.told)
            return views.drawn(request, told, this=generation.now(), previewed=page)

    def goods(self, request: HttpRequest) -> JsonResponse:
        """Find products on sale by a part of a name or a number, as one types."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        term = request.GET.get("term", "").strip()[:80]
        found = ProductCard.objects.public().order_by("slug")
        if term:
            named = Q(product__stockrecords__partner_sku__istartswith=term)
            for code in LANGUAGES:
                named |= Q(**{f"product__{column('title', code)}__icontains": term})
            found = found.filter(named).distinct()
        rows = [{"id": str(card.pk), "text": in_language(card.titles)} for card in found[:30]]
        return JsonResponse({"results": rows, "pagination": {"more": False}})


def _pair(name: str) -> list[Any]:
    return [tuple(column(name, code) for code in LANGUAGES)]


def _side_by_side(names: list[str]) -> list[Any]:
    """Put the languages of a text into one line, and each other field into its own."""
    first = column("", LANGUAGES[0])
    rows: list[Any] = []
    for name in names:
        stem = name.removesuffix(first)
        if name.endswith(first) and column(stem, LANGUAGES[-1]) in names:
            rows.append(tuple(column(stem, code) for code in LANGUAGES))
        elif not any(name.endswith(column("", code)) for code in LANGUAGES):
            rows.append(name)
    return rows
