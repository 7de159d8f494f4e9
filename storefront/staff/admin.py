"""What every staff page of ours starts from."""

from types import MappingProxyType
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from storefront.core import marks
from storefront.core.refusal import Refusal

from . import door, tiles
from .lists import Listing
from .saved import SaysWhatWasSaved

_FILES_LOST = _("All that you typed is here still. Please choose the file again, then save.")


class Waits(admin.SimpleListFilter):
    """Narrows a list to what a tile of the start page counts, by the same question."""

    title = _("what waits")
    parameter_name = tiles.WAITS

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(tile.key, tile.title) for tile in tiles.about(model_admin.model)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        tile = tiles.named(self.value() or "")
        if tile is None or tile.rows is None:
            return queryset
        rows = tile.rows(request.at)  # type: ignore[attr-defined]
        return queryset.filter(pk__in=rows.order_by().values("pk"))


def in_words(field: Any) -> str:
    """Name a column as staff read it: of words that stand there once a language, with that."""
    said = getattr(field, "translated_field", None)
    if said is None:
        return capfirst(str(field.verbose_name))
    language = get_language_info(field.language)["name_translated"]
    return f"{capfirst(str(said.verbose_name))} {marks.bracketed(language)}"


def _labelled(control: Any, field: Any) -> Any:
    if control is not None and getattr(field, "translated_field", None) is not None:
        control.label = in_words(field)
    return control


class StaffAdmin(SaysWhatWasSaved, ModelAdmin):
    """A page over rows that staff may edit within the rules of their model."""

    compressed_fields = True
    warn_unsaved_form = True
    list_per_page = 50
    show_full_result_count = False
    # Where it stands in its group of the sidebar: what is worked on daily has a low number.
    place = 50

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return _labelled(super().formfield_for_dbfield(db_field, request, **kwargs), db_field)

    def get_list_filter(self, request: HttpRequest) -> Any:
        own = super().get_list_filter(request)
        return [Waits, *own] if tiles.about(self.model) else own

    def our_history(self, request: HttpRequest) -> str:
        """Name where on its page our own history of a row stands; "" where we keep none."""
        if hasattr(self, "history"):
            return "history"
        for each in self.inlines:
            if issubclass(each, History):
                formset = each(self.model, self.admin_site).get_formset(request)
                return f"{formset.get_default_prefix()}-group"
        return ""

    def has_djangos_history(self, request: HttpRequest) -> bool:
        """Say whether Django's log of what was typed tells what happened to a row of this page."""
        return not self.our_history(request)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Lead to our own history: Django's knows nothing of what was done by operations."""
        if self.has_djangos_history(request):
            return super().history_view(request, object_id, extra_context)
        page = reverse(
            f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[object_id]
        )
        place = self.our_history(request)
        return redirect(f"{page}#{place}" if place else page)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        tells = self.has_djangos_history(request) or self.our_history(request)
        context["show_history"] = bool(tells)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[Listing]:
        return Listing

    def _get_obj_does_not_exist_redirect(self, *_about: Any) -> HttpResponse:
        """Say that it is not there on a page of its own, with the ways on."""
        raise Http404

    def lead_to(self, request: HttpRequest, page: str, object_id: Any) -> HttpResponse:
        """Lead to the page of a step about a row, by its name; 404 if there is no such row."""
        return redirect(page, self.one_or_404(request, object_id).pk)

    def one_or_404(self, request: HttpRequest, object_id: Any) -> Any:
        """Return the row that an address names, whatever was typed into it."""
        row = self.get_object(request, str(object_id))
        if row is None:
            raise Http404
        return row


class OperationAdmin(StaffAdmin):
    """
    A page that is saved by operations, in its `save_model` and `save_related`.

    A refusal undoes all that was pressed for; the page comes back with its words and with
    everything that was typed. `at_fields` names the field at which a kind of refusal is read.
    """

    at_fields: dict[type[Refusal], str] = {}

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        # A page that was asked who is there before it was saved is shown at another address.
        form_url = form_url or request.path
        if door.LOST_FILES in request.POST:
            request.refused = str(_FILES_LOST)  # type: ignore[attr-defined]
        if request.method == "POST":
            self.before_saving(request, object_id)
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refusal as refusal:
            request.refusal = refusal  # type: ignore[attr-defined]
            request.refused = str(refusal)  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def before_saving(self, request: HttpRequest, object_id: str | None) -> None:
        """Do what touches files, once and before any transaction is open; nothing as a rule."""

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        if not (words := getattr(request, "refused", "")):
            return form

        why = getattr(request, "refusal", None)
        names = (name for kind, name in self.at_fields.items() if isinstance(why, kind))
        where = next(names, None)

        class Refused(form):  # type: ignore[misc, valid-type]
            def clean(self) -> dict[str, Any]:
                cleaned = super().clean()
                self.add_error(where if where in self.fields else None, words)
                return cleaned or {}

        return Refused


class FactAdmin(OperationAdmin):
    """
    A page over facts: they are looked at and searched, and changed by operations only.

    What can be done has buttons of its own in `actions_submit_line`; the page stays open after
    each, since the next one stands there. Where something can be typed and there are no such
    buttons, it is saved.
    """

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_djangos_history(self, request: HttpRequest) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        own = [field.name for field in self.model._meta.fields if not field.primary_key]
        return [*own, *super().get_readonly_fields(request, obj)]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Write nothing: a fact is what it is, and pages with buttons say here what these do."""

    def offers(self, name: str, row: Any, request: HttpRequest) -> bool:
        """Say whether the button of this name leads anywhere from where the row stands."""
        return True

    def get_actions_submit_line(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """Return the buttons of what is open now, the next step first, so that it stands out."""
        actions = super().get_actions_submit_line(request, object_id)
        row = self.get_object(request, str(object_id)) if actions and object_id else None
        if row is None:
            return actions  # what was pressed, too late or not offered: its operation refuses it
        prefix = f"{self.opts.app_label}_{self.opts.model_name}_"
        return [
            each
            for each in actions
            if self.offers(each.action_name.removeprefix(prefix), row, request)
        ]

    def pressed(self, request: HttpRequest) -> list[Any]:
        """Return what the person's buttons in this POST call; as a rule it is one."""
        actions = self.get_actions_submit_line(request, None)
        return [each.method for each in actions if each.action_name in request.POST]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        by_buttons = context.get("original") is not None and self.actions_submit_line
        context |= {
            "show_save": bool(context["adminform"].form.fields) and not by_buttons,
            "show_save_and_continue": False,
            "show_save_and_add_another": False,
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """After a button that is an operation, which has said what was done, stay on the page."""
        if "_save" in request.POST:
            return super().response_change(request, obj)
        return redirect(request.get_full_path())


class RowsInline(TabularInline):
    """Rows inside a page, whose fields say what they are to those who do not see the columns."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = _labelled(super().formfield_for_dbfield(db_field, request, **kwargs), db_field)
        if field is not None:
            control = getattr(field.widget, "widget", field.widget)
            control.attrs.setdefault("aria-label", field.label)
        return field


class FactInline(RowsInline):
    """Rows of facts inside a page."""

    extra = 0
    can_delete = False
    hide_title = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class History(FactInline):
    """
    The steps of the row that the page is about, the latest first, in words.

    `by_itself` is who took a step that no person did, and `names` are words of staff for statuses
    that buyers read otherwise. A reason that an operation gives by itself is marked with
    `gettext_noop` where it is given.
    """

    verbose_name_plural = _("History")
    fields = readonly_fields = ("moved_at", "went_from", "went_to", "moved_by_name", "told_why")
    ordering = ("-moved_at", "-pk")
    by_itself: Any = _("by itself")
    names: Any = MappingProxyType({})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("moved_by")

    @admin.display(description=_("from"))
    def went_from(self, move: Any) -> Any:
        return self._words(move.from_status) or _("nothing")

    @admin.display(description=_("to"))
    def went_to(self, move: Any) -> Any:
        return self._words(move.to_status)

    @admin.display(description=_("by"))
    def moved_by_name(self, move: Any) -> Any:
        who = move.moved_by
        return who.get_full_name() or who.username if who else self.nobody(move)

    @admin.display(description=_("why"))
    def told_why(self, move: Any) -> Any:
        return self.why_in_words(move) or ""

    def nobody(self, move: Any) -> Any:
        """Say who took a step that no person did."""
        return self.by_itself

    def why_in_words(self, move: Any) -> Any:
        """Return the reason: what a person typed as it is, what we wrote by ourselves in words."""
        return gettext(move.why) if move.why else ""

    def _words(self, status: str) -> Any:
        if status in self.names:
            return self.names[status]
        field = self.parent_model._meta.get_field("status")
        return dict(field.flatchoices or self.parent_model.Status.choices).get(status, status)
