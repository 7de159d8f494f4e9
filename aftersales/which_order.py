"""The page that asks staff which order something is about, where its address names none."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from checkout.order import queries as orders
from storefront.core import references
from storefront.staff import asking


class WhichOrder(forms.Form):
    number = forms.CharField(
        label=_("Order number"),
        max_length=32,
        help_text=_("It is on the order's page and in every message about it."),
    )

    def clean_number(self) -> str:
        number = references.tidy(self.cleaned_data["number"])
        if orders.by_number(number) is None:
            raise forms.ValidationError(_("There is no such order."))
        return number


def ask_for_the_order(page: Any, request: HttpRequest, title: Any) -> HttpResponse:
    """Ask which order an add page is about, and lead on to it."""
    asked = request.POST if "number" in request.POST else None
    if asked is None and "order" in request.GET:
        asked = {"number": request.GET["order"]}  # type: ignore[assignment]
    form = WhichOrder(asked)
    if form.is_valid():
        return redirect(f"{request.path}?order={form.cleaned_data['number']}")
    back = reverse(f"admin:{page.opts.app_label}_{page.opts.model_name}_changelist")
    return asking.page(page, request, form, title=title, button=_("Go on"), back=back)
