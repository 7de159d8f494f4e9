"""A page of one small form, as the steps of a return and of a statement are."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

# The look of unfold's own controls; its forms are drawn by classes.
CONTROL = (
    "border border-base-200 bg-white dark:bg-base-900 dark:border-base-700 "
    "rounded-default px-3 py-2"
)


def form_page(
    page: Any, request: HttpRequest, form: forms.Form, title: Any, back: str, words: str
) -> HttpResponse:
    for field in form.fields.values():
        wide = "" if isinstance(field.widget, forms.CheckboxInput) else " w-full"
        field.widget.attrs.setdefault("class", CONTROL + wide)
    context = {
        **page.admin_site.each_context(request),
        "title": title,
        "opts": page.model._meta,
        "form": form,
        "words": words,
        "explained": (form.__doc__ or "").strip(),
        "back": back,
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "admin/returns/step.html", context, status=status)
