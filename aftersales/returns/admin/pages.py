"""A page of one small form, as the steps of a return and of a statement are."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from aftersales.returns import sums
from aftersales.returns.models import Return
from checkout.order import queries as orders
from storefront.core import money, references

# The look of unfold's own controls; its forms are drawn by classes.
CONTROL = (
    "border border-base-200 bg-white dark:bg-base-900 dark:border-base-700 "
    "rounded-default px-3 py-2"
)


def story(returned: Return) -> list[tuple[Any, Any]]:
    """Name what whoever decides has to know: who says what of which things, and the sum."""
    things = format_html_join(
        "",
        "{} × {}<br>",
        ((each.quantity, orders.title_for_staff(each.line)) for each in returned.lines.all()),
    )
    pictures = format_html_join(
        " ",
        '<a href="{0}"><img src="{0}" alt="{1}" class="inline-block max-h-40 rounded-default"></a>',
        (
            (reverse("admin:returns_return_file", args=[returned.pk, each.pk]), each.name)
            for each in returned.photos.all()
            if each.mime.startswith("image/")
        ),
    )
    made = sums.settled(returned) if returned.is_settled else sums.of(returned)
    rows = [
        (_("Order"), f"{returned.order.number}, {returned.order.email}"),
        (_("Why"), returned.get_kind_display()),
        (_("Things"), things),
        (_("The buyer says"), returned.words),
        (_("The buyer wishes"), returned.get_wish_display()),
        (_("The buyer objects"), returned.objection),
        (_("Pictures"), pictures),
        (_("All the money back would be"), money.text(made.total, made.currency)),
    ]
    return [(name, shown) for name, shown in rows if shown]


class WhichOrder(forms.Form):
    """It is on the order's page and in every message about it."""

    number = forms.CharField(label=_("Order number"), max_length=32)

    def clean_number(self) -> str:
        number = references.tidy(self.cleaned_data["number"])
        if orders.by_number(number) is None:
            raise forms.ValidationError(_("There is no such order."))
        return number


def ask_for_the_order(page: Any, request: HttpRequest, title: Any) -> HttpResponse:
    """Ask which order an add page is about, where its address names none, and lead on to it."""
    asked = request.POST if "number" in request.POST else None
    if asked is None and "order" in request.GET:
        asked = {"number": request.GET["order"]}  # type: ignore[assignment]
    form = WhichOrder(asked)
    if form.is_valid():
        return redirect(f"{request.path}?order={form.cleaned_data['number']}")
    back = reverse(f"admin:{page.opts.app_label}_{page.opts.model_name}_changelist")
    return form_page(page, request, form, title, back, "", button=_("Go on"))


def form_page(
    page: Any,
    request: HttpRequest,
    form: forms.Form,
    title: Any,
    back: str,
    words: str,
    facts: Any = (),
    button: Any = "",
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
        "facts": facts,
        "button": button or title,
        "explained": (form.__doc__ or "").strip(),
        "back": back,
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "admin/returns/step.html", context, status=status)
