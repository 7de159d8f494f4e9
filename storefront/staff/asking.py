"""A staff page that asks something in a small form and does it: one page for every step."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from types import MappingProxyType
from typing import Any, Self

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from storefront.core.refusal import Refusal


class Why(forms.Form):
    """A word on why something is taken back."""

    why = forms.CharField(
        label=_("Why"),
        help_text=_("For us: it stands in the history, with your name."),
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
    )


# The look of unfold's own controls, for fields that do not bring a widget of its along.
CONTROL = (
    "border border-base-200 bg-white dark:bg-base-900 dark:border-base-700 "
    "rounded-default px-3 py-2"
)


def typed(request: HttpRequest) -> Any:
    """Return what was typed, or None where the page is only asked for."""
    return request.POST if request.method == "POST" else None


class Refusals(AbstractContextManager["Refusals"]):
    """
    Let a refusal of what is done within be read in the form, where all that was typed still stands.

    `at_fields` names the field at which a kind of refusal is read; the others stand above.
    """

    def __init__(
        self, form: forms.Form, at_fields: Mapping[type[Refusal], str] = MappingProxyType({})
    ) -> None:
        self.form, self.at_fields = form, at_fields

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: Any, refusal: Any, _trace: Any) -> bool:
        if not isinstance(refusal, Refusal):
            return False
        self.form.add_error(self.at_fields.get(type(refusal)), str(refusal))
        return True


def page(
    admin: Any,
    request: HttpRequest,
    asked: forms.Form | Iterable[forms.Form],
    *,
    title: Any,
    button: Any,
    words: Any = "",
    explained: Any = "",
    facts: Iterable[tuple[Any, Any]] = (),
    back: str = "",
) -> HttpResponse:
    """
    Return the page of one form or several; with errors it is a 422, and says that nothing changed.

    `facts` are (name, what it is) of what whoever decides has to know, and `back` is an address.
    """
    several = [asked] if isinstance(asked, forms.Form) else list(asked)
    for form in several:
        for field in form.fields.values():
            wide = "" if isinstance(field.widget, forms.CheckboxInput) else " w-full"
            field.widget.attrs.setdefault("class", CONTROL + wide)
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": title,
        "words": words,
        "explained": explained,
        "facts": facts,
        "forms": several,
        "form": several[0] if several else None,
        "wrong": any(form.errors for form in several),
        "with_files": any(form.is_multipart() for form in several),
        "button": button,
        "back": back,
    }
    status = 422 if context["wrong"] else 200
    return TemplateResponse(request, "admin/asking.html", context, status=status)


def explained(form: forms.Form) -> str:
    """Return what a form says of itself, in the reader's language."""
    return gettext((form.__doc__ or "").strip())


def in_staff_clothes(form: forms.Form) -> None:
    """Give every field of a form of the shop the look of the staff site."""
    for field in form.fields.values():
        if isinstance(field, forms.ChoiceField):
            field.widget = UnfoldAdminSelectWidget(choices=field.choices)
        else:
            field.widget = UnfoldAdminTextInputWidget()
