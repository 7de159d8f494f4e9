from django.contrib import admin

from storefront.staff.admin import FactAdmin
from storefront.staff.site import site

from .models import Closure


@admin.register(Closure, site=site)
class ClosureAdmin(FactAdmin):
    list_display = ("account_number", "closed_at")
    ordering = ("-closed_at",)
