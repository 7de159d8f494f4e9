"""
How every form of the shop is drawn (templates/forms/), and the controls that HTML has no name for.

A form page writes `{{ form.reason.as_field_group }}`; label, hint, problem and control come out in
that order, tied together for the ear.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import ngettext

from storefront.core import controls, uploads


class Renderer(TemplatesSetting):
    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """Draw a plain control by hand, and what has words of its own around it by its template."""
        write = controls.BY_TEMPLATE.get(template_name)
        if write is None or context["widget"].get("wrap_label"):
            return super().render(template_name, context, request)
        return write(context["widget"])


@dataclass(frozen=True)
class Card:
    """
    One of these stands where a choice has its label, when a label is not enough to choose by.

    `aside` is what it costs, `facts` are pairs of a title and words, `picture` is an address of a
    square picture, `tag` stands above the label, `disabled` shows it with its reason in `note`.
    `within` is a bound field that belongs to this choice alone.
    """

    label: Any
    note: Any = ""
    aside: Any = ""
    facts: Sequence[tuple[Any, Any]] = ()
    picture: str = ""
    tag: Any = ""
    disabled: bool = False
    within: Any = None

    def __str__(self) -> str:
        return str(self.label)


class _CardOptions:
    """Ties an option to its note, and closes it when its card is."""

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> Any:
        option = super().create_option(name, value, label, *args, **kwargs)  # type: ignore[misc]
        if getattr(label, "disabled", False):
            option["attrs"]["disabled"] = True
        if getattr(label, "note", "") and "id" in option["attrs"]:
            option["attrs"]["aria-describedby"] = f"{option['attrs']['id']}_note"
        return option


class Cards(_CardOptions, forms.RadioSelect):
    """One of several, each as a card whose whole face can be pressed."""

    look = "cards"


class Pills(_CardOptions, forms.RadioSelect):
    """One of a few short answers, side by side."""

    look = "pills"


class Ticks(_CardOptions, forms.CheckboxSelectMultiple):
    """Any of several, below each other."""

    look = "ticks"


class TickCards(_CardOptions, forms.CheckboxSelectMultiple):
    """Any of several, each as a card."""

    look = "cards"


class Switch(forms.CheckboxInput):
    """On or off, for a setting that holds from now on."""

    look = "switch"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"role": "switch", **(attrs or {})})


class CardField(forms.ChoiceField):
    """A choice of cards; one that is shown as closed is refused as well."""

    widget = Cards

    def valid_value(self, value: Any) -> bool:
        return super().valid_value(value) and not any(
            str(key) == str(value) and getattr(label, "disabled", False)
            for key, label in self.choices
        )


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """
    Several files at once, each believed by its content: pictures and PDF.

    Cleans to a list of (name, `uploads.Upload`); the words of a refusal name the file.
    """

    widget = _ManyFiles

    def __init__(self, *, most: int = 5, **options: Any) -> None:
        super().__init__(**options)
        self.most = most
        self.widget.attrs.update({"accept": "image/jpeg,image/png,image/webp,application/pdf"})

    def clean(self, data: Any, initial: Any = None) -> list[tuple[str, uploads.Upload]]:
        files = [file for file in (data or []) if file]
        if not files and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(files) > self.most:
            raise forms.ValidationError(
                ngettext("Add one file at the most.", "Add %(most)d files at the most.", self.most),
                params={"most": self.most},
            )
        return [(self._name(file), self._read(file)) for file in files]

    def _name(self, file: Any) -> str:
        return str(file.name or "file").replace("\x00", "")[-120:]

    def _read(self, file: Any) -> uploads.Upload:
        try:
            return uploads.document(file)
        except uploads.UploadRefused as refusal:
            words = f"{self._name(file)}: {refusal}"
            raise forms.ValidationError(words, code="file") from refusal
