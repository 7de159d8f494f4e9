from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from storefront.core import marks
from storefront.staff import duties
from storefront.staff.recorded import RecordedAdmin, Sensitive
from storefront.staff.site import site

from . import operations, usual_roles
from .models import User
from .staff_forms import RightsForm, RoleForm, field_of

REMOVE = "auth_group_remove"
STOP, REOPEN = "accounts_user_stop", "accounts_user_reopen"


class ManagersAlone(Sensitive, RecordedAdmin):
    """A page that others may look at, and managers change once they have shown who they are."""

    managers_alone = True

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> Any:
        try:
            return super().changeform_view(request, object_id, *args, **kwargs)
        except PermissionDenied:
            if request.method == "POST":
                about = self.get_object(request, object_id) if object_id else None
                operations.note_refused(by=request.user, about=about, why="403")
            raise

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)  # type: ignore[union-attr]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)  # type: ignore[union-attr]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User, site=site)
class UserAdmin(ManagersAlone):
    """Accounts are their owners': managers give or take the right to work here, or stop one."""

    form = RightsForm
    list_display = ("username", "email", "full_name", "is_staff", "in_roles", "date_joined")
    list_filter = ("is_staff", "is_active", "groups")
    search_fields = ("username", "email", "first_name", "last_name")
    ordering = ("-date_joined",)
    readonly_fields = (
        "name_here", "email", "full_name", "language", "date_joined", "last_login", "standing",
    )  # fmt: skip
    fieldsets = [
        (None, {"fields": [("name_here", "email"), ("full_name", "language"),
                           ("date_joined", "last_login"), "standing"]}),
    ]  # fmt: skip
    rights = (
        _("What they may do here"),
        {
            "fields": ["staff", "roles", "manager"],
            "description": _("With every change they are signed out and have to sign in anew."),
        },
    )
    actions_submit_line = ["stop", "reopen"]
    titles = {"is_staff": _("works here"), "is_superuser": _("manager"), "groups": _("roles"),
              "is_active": _("may sign in")}  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        decides = super().has_change_permission(request, obj)
        return decides and (obj is None or not (obj.pk == request.user.pk or obj.closed_at))

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    def own_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        own = super().own_fieldsets(request, obj)
        return [*own, self.rights] if self.has_change_permission(request, obj) else own

    def get_actions_submit_line(self, request: HttpRequest, object_id: Any) -> list[Any]:
        row = self.get_object(request, str(object_id))
        if row is None or not self.has_change_permission(request, row):
            return []
        fits = REOPEN if not row.is_active else STOP
        either = super().get_actions_submit_line(request, object_id)
        return [each for each in either if request.method == "POST" or each.action_name == fits]

    @admin.display(description=_("user name"))
    def name_here(self, user: User) -> str:
        return user.username

    @admin.display(description=_("name"))
    def full_name(self, user: User) -> str:
        return user.get_full_name() or "—"

    @admin.display(description=_("roles"))
    def in_roles(self, user: User) -> str:
        roles = [role.name for role in user.groups.all()]
        return marks.listed([str(_("manager")), *roles] if user.is_superuser else roles) or "—"

    @admin.display(description=_("standing"))
    def standing(self, user: User) -> Any:
        if user.closed_at:
            return _("Closed by its owner: nobody's any more.")
        stands = _("May sign in.") if user.is_active else _("Stopped: nobody can sign in with it.")
        if not user.is_staff:
            return stands
        return format_html(
            marks.pattern("{} {}: {}"), stands, _("Works here as"), self.in_roles(user)
        )

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        said, given = self.said(request, form), form.cleaned_data
        if STOP in request.POST:
            operations.stop_account(account=obj, **said)
            words = _("Stopped. Its owner gets a letter that says why.")
        elif REOPEN in request.POST:
            operations.reopen_account(account=obj, **said)
            words = _("Open again. Its owner gets a letter.")
        else:
            operations.give_rights(
                account=obj,
                staff=given["staff"],
                manager=given["manager"],
                roles=given["roles"],
                **said,
            )
            words = _("They sign in anew, with these rights.")
        self.message_user(request, words, messages.SUCCESS)

    @action(description=_("Stop this account"))
    def stop(self, request: HttpRequest, obj: User) -> None:
        """Done in save_model."""

    @action(description=_("Open it again"))
    def reopen(self, request: HttpRequest, obj: User) -> None:
        """Done in save_model."""


@admin.register(Group, site=site)
class RoleAdmin(ManagersAlone):
    """What a role may see and do, by the phase of a purchase, in words."""

    form = RoleForm
    list_display = ("name", "people", "rights")
    search_fields = ("name",)
    ordering = ("name",)
    readonly_fields = ("people", "may")
    actions_submit_line = ["remove"]
    titles = {"may": _("may"), usual_roles.USUAL: _("comes with the shop as")}

    def get_actions_submit_line(self, request: HttpRequest, object_id: Any) -> list[Any]:
        if not self.has_change_permission(request):
            return []
        return super().get_actions_submit_line(request, object_id)

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The boxes are made with the form, so the admin must not look for them on the model."""
        change = obj is None or self.has_change_permission(request, obj)
        form = super().get_form(request, obj, **{**kwargs, "fields": ["name"] if change else []})
        form.rooms = duties.rooms(request)
        return form

    def own_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        if obj is not None and not self.has_change_permission(request, obj):
            return [(None, {"fields": ["people", "may"]})]
        rooms = duties.rooms(request)
        return [
            (None, {"fields": ["name", "people"] if obj else ["name"]}),
            *((room.title, {"fields": [field_of(room)]}) for room in rooms),
        ]

    def told(self, name: str, value: Any) -> str:
        if name == "may" and isinstance(value, str):
            return duties.words_of(value)
        if name == usual_roles.USUAL and value:
            return gettext(value)
        return super().told(name, value)

    def save_model(self, request: HttpRequest, obj: Group, form: Any, change: bool) -> None:
        said = self.said(request, form)
        if REMOVE in request.POST:
            said.pop("seen")
            operations.remove_role(role=obj, **said)
            self.message_user(request, _("The role is gone."), messages.SUCCESS)
            return
        saved = operations.save_role(
            role=obj if change else None,
            name=form.cleaned_data["name"],
            may=form.may,
            **said,
        )
        obj.pk, obj.name = saved.pk, saved.name

    def response_change(self, request: HttpRequest, obj: Group) -> HttpResponse:
        if REMOVE in request.POST:
            return redirect("admin:auth_group_changelist")
        return super().response_change(request, obj)

    @action(description=_("Remove this role"))
    def remove(self, request: HttpRequest, obj: Group) -> None:
        """Done in save_model."""

    @admin.display(description=_("may"))
    def may(self, role: Group) -> Any:
        rows = role.permissions.values_list("content_type__app_label", "codename")
        words = sorted(duties.words_of(f"{app}.{code}") for app, code in rows)
        return format_html_join("", "<div>{}</div>", [(each,) for each in words]) or "—"

    @admin.display(description=_("who works in it"))
    def people(self, role: Group) -> str:
        return marks.listed(user.username for user in role.user_set.order_by("username")) or "—"

    @admin.display(description=_("rights"))
    def rights(self, role: Group) -> int:
        return role.permissions.count()
