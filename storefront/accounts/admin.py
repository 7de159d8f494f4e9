from django.contrib import admin
from django.contrib.auth.models import Group
from unfold.admin import ModelAdmin

from storefront.staff.admin import FactAdmin
from storefront.staff.site import site

from .models import User


@admin.register(User, site=site)
class UserAdmin(FactAdmin):
    """Accounts are their owners': staff look them up, and give or take staff rights."""

    list_display = ("username", "email", "first_name", "last_name", "is_staff", "date_joined")
    list_filter = ("is_staff", "is_active")
    search_fields = ("username", "email", "first_name", "last_name")
    ordering = ("-date_joined",)
    fields = (
        "username",
        "email",
        "first_name",
        "last_name",
        "language",
        "date_joined",
        "last_login",
        "closed_at",
        "is_active",
        "is_staff",
        "groups",
    )
    filter_horizontal = ("groups",)
    EDITABLE = frozenset({"is_active", "is_staff", "groups"})

    def get_readonly_fields(self, request, obj=None):  # type: ignore[no-untyped-def]
        if not request.user.is_superuser:
            return self.fields
        return [name for name in self.fields if name not in self.EDITABLE]


@admin.register(Group, site=site)
class GroupAdmin(ModelAdmin):
    """What a role may see and do."""

    search_fields = ("name",)
    filter_horizontal = ("permissions",)
