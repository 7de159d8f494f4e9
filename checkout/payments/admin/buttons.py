"""A page on which nothing is saved but what a pressed button does."""

from typing import Any

from django.http import HttpRequest

from storefront.staff.admin import FactAdmin


class ByButton(FactAdmin):
    """A page on which nothing is saved but what a pressed button does."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        for press in self.pressed(request):
            press(request, obj)
