"""What managers fill in about an account and about a role."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from storefront.staff.recorded import RecordedForm

from .models import User


class RightsForm(RecordedForm):
    """What somebody may do in the shop."""

    staff = forms.BooleanField(
        label=_("Works here"),
        required=False,
        widget=UnfoldBooleanSwitchWidget(),
        help_text=_("May come in at the staff door."),
    )
    roles = forms.ModelMultipleChoiceField(
        Group.objects.order_by("name"),
        label=_("Roles"),
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
        help_text=_("What each may do stands on its own page."),
    )
    manager = forms.BooleanField(
        label=_("Manager"),
        required=False,
        widget=UnfoldBooleanSwitchWidget(),
        help_text=_("May do everything, and decides about accounts and roles."),
    )

    class Meta:
        model = User
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "staff" in self.fields:
            self.fields["staff"].initial = self.instance.is_staff
            self.fields["manager"].initial = self.instance.is_superuser
            self.fields["roles"].initial = self.instance.groups.all()


class RoleForm(RecordedForm):
    """A role and its rights, a box for each; `rooms` are those of `staff.duties`."""

    name = forms.CharField(
        label=_("Name"), max_length=150, required=False, widget=UnfoldAdminTextInputWidget()
    )
    rooms: list[Any] = []

    class Meta:
        model = Group
        fields = ("name",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "name" not in self.fields:
            return
        held = self.held
        for room in self.rooms:
            self.fields[field_of(room)] = forms.MultipleChoiceField(
                label=room.title,
                required=False,
                choices=room.duties,
                initial=[each for each, _words in room.duties if each in held],
                widget=UnfoldAdminCheckboxSelectMultipleWidget(),
            )

    @property
    def held(self) -> set[str]:
        """What the role may do now."""
        if not self.instance.pk:
            return set()
        rows = self.instance.permissions.values_list("content_type__app_label", "codename")
        return {f"{app}.{code}" for app, code in rows}

    @property
    def may(self) -> set[str]:
        """What is ticked, and what has no box and stays as it is."""
        boxes = {each for room in self.rooms for each, _words in room.duties}
        ticked = {each for room in self.rooms for each in self.cleaned_data[field_of(room)]}
        return ticked | (self.held - boxes)


def field_of(room: Any) -> str:
    return f"may_{room.key}"
