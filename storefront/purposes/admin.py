from django.contrib import admin

from storefront.staff.admin import FactAdmin
from storefront.staff.site import site

from .models import Choice


@admin.register(Choice, site=site)
class ChoiceAdmin(FactAdmin):
    list_display = ("purpose", "user", "granted", "source", "chosen_at")
    list_filter = ("purpose", "granted")
    search_fields = ("user__username", "user__email")
    ordering = ("-chosen_at",)
