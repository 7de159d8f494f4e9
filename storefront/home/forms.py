"""The front page as staff write it: every language side by side, shelf by shelf."""

from typing import Any

from django import forms
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSplitDateTimeWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from storefront.catalogue import pictures
from storefront.catalogue.languages import LANGUAGES, column
from storefront.catalogue.models import Category
from storefront.core import marks, uploads
from storefront.staff.recorded import RecordedForm

from . import content, fields
from .models import FrontPage

MORE_SHELVES, MORE_STEPS = 2, 1
THEN = "home_frontpage_publish_then"
GOODS = "admin:home_frontpage_goods"


class FrontPageForm(RecordedForm):
    """
    A front page; `base` is what it says so far, and the pictures in it.

    `stored` is what became of the pictures that were sent along; see `stored.PicturesAdmin`.
    One that buyers have seen has no fields but the word on why.
    """

    class Meta:
        model = FrontPage
        fields = ("name",)

    base: dict[str, Any] = {}
    stored: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "name" not in self.fields:
            return
        told = self.told_before = self.instance.told if self.instance.pk else self.base
        self.fields["name"] = _line(_("Name"), 80, initial=self.instance.name)
        self.fields["name"].help_text = _("What we call it among ourselves.")
        self._texts("title", _("Title"), told.get("title"), 120)
        self._texts("lead", _("Lead"), told.get("lead"), 300, area=True)
        self._picture("scene", told.get("scene"))
        self._texts("caption", _("Caption"), told.get("caption"), 80)
        self._products("products", told.get("products", []), content.MOST_IN_SCENE)
        for place, shelf in enumerate(self.shelves):
            self._shelf(f"shelf{place}", place, shelf)
        thread = told.get("thread") or {}
        self._texts("thread_title", _("Title"), thread.get("title"), 120)
        self._texts("thread_text", _("Text"), thread.get("text"), 300, area=True)
        for place, step in enumerate(self.steps, start=1):
            name = _("Step %(place)s") % {"place": place}
            self._texts(f"step{place}_title", name, step.get("title"), 80)
            self._texts(f"step{place}_text", _("Text"), step.get("text"), 300, area=True)
        self.fields["since_at"] = forms.SplitDateTimeField(
            label=_("Show it from"),
            required=False,
            widget=UnfoldAdminSplitDateTimeWidget(),
            help_text=_("For “Publish at that time”; in the shop's own time."),
        )

    @property
    def shelves(self) -> list[dict[str, Any]]:
        """The shelves there are, and room for some more."""
        there = self.told_before.get("shelves", [])
        return [*there, *[{}] * min(MORE_SHELVES, content.MOST_SHELVES - len(there))]

    @property
    def steps(self) -> list[dict[str, Any]]:
        there = (self.told_before.get("thread") or {}).get("steps", [])
        return [*there, *[{}] * min(MORE_STEPS, content.MOST_STEPS - len(there))]

    # Making the fields

    def _texts(self, name: str, label: Any, words: Any, most: int, *, area: bool = False) -> None:
        for code in LANGUAGES:
            language = get_language_info(code)["name_translated"]
            self.fields[column(name, code)] = _line(
                f"{label} {marks.bracketed(language)}",
                most,
                initial=(words or {}).get(code, ""),
                area=area,
            )

    def _picture(self, name: str, picture: Any) -> None:
        self.fields[name] = forms.FileField(
            label=_("Another picture") if picture else _("Picture"),
            required=False,
            widget=UnfoldAdminFileFieldWidget(),
            help_text=_("JPEG, PNG or WebP, 6 MB at the most; wide ones fit best."),
        )
        if picture:
            self.fields[f"{name}_off"] = _switch(_("Without a picture"))
        alt = (picture or {}).get("alt")
        self._texts(f"{name}_alt", _("What the picture shows"), alt, 160)

    def _products(self, name: str, picked: list[int], most: int) -> None:
        sent = fields.ids(self.data.getlist(name)) if self.is_bound else picked
        self.fields[name] = fields.ProductsInOrder(
            picked=sent,
            most=most,
            label=_("Products"),
            url_path=GOODS,
            initial=picked,
            help_text=_("In this order, %(most)s at the most. Type a name or a number.")
            % {"most": most},
        )

    def _shelf(self, name: str, place: int, shelf: dict[str, Any]) -> None:
        self.fields[f"{name}_place"] = forms.IntegerField(
            label=_("Place"),
            min_value=1,
            max_value=99,
            initial=place + 1,
            required=False,
            widget=UnfoldAdminIntegerFieldWidget(),
            help_text=_("Lower ones stand above."),
        )
        self.fields[f"{name}_leads"] = _switch(
            _("Leads, with a large card"), initial=shelf.get("key") == content.LEAD
        )
        self.fields[f"{name}_category"] = forms.ModelChoiceField(
            Category.objects.filter(is_public=True).order_by("path"),
            label=_("“See them all” leads to"),
            required=False,
            empty_label=_("nowhere"),
            initial=shelf.get("category"),
            widget=UnfoldAdminSelectWidget(),
        )
        self._texts(f"{name}_title", _("Title"), shelf.get("title"), 120)
        self._texts(f"{name}_text", _("Text"), shelf.get("text"), 300, area=True)
        self._products(f"{name}_products", shelf.get("products", []), content.MOST_ON_SHELF)
        self._picture(f"{name}_scene", shelf.get("scene"))

    # Reading them

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if THEN in self.data and "since_at" in self.fields and not said.get("since_at"):
            self.add_error("since_at", _("Say from when."))
        for name, field in self.fields.items():
            if isinstance(field, forms.FileField) and said.get(name):
                said[name] = self.stored[name]
                if isinstance(said[name], uploads.UploadRefused):
                    self.add_error(name, str(said[name]))
        return said

    @property
    def told(self) -> dict[str, Any]:
        """What was written, as a front page holds it; what was left empty is left out."""
        said, before = self.cleaned_data, self.told_before
        rows = []
        for place, shelf in enumerate(self.shelves):
            name = f"shelf{place}"
            written = {
                "title": self._said(f"{name}_title"),
                "text": self._said(f"{name}_text"),
                "scene": self._said_picture(f"{name}_scene", shelf.get("scene")),
                "products": said[f"{name}_products"],
            }
            if any(written.values()):
                category = said[f"{name}_category"]
                old = shelf.get("key")
                key = content.LEAD if said[f"{name}_leads"] else old
                key = key if key and (key != content.LEAD or said[f"{name}_leads"]) else ""
                row = {"key": key or f"s{place + 1}", **written}
                row["category"] = category.pk if category else None
                rows.append((said[f"{name}_place"] or 99, place, row))
        steps = [
            {"title": self._said(f"step{n}_title"), "text": self._said(f"step{n}_text")}
            for n in range(1, len(self.steps) + 1)
        ]
        thread = {
            "title": self._said("thread_title"),
            "text": self._said("thread_text"),
            "steps": [step for step in steps if any(step.values())],
        }
        return {
            "title": self._said("title"),
            "lead": self._said("lead"),
            "caption": self._said("caption"),
            "scene": self._said_picture("scene", before.get("scene")),
            "products": said["products"],
            "shelves": [row for _place, _number, row in sorted(rows, key=lambda each: each[:2])],
            "thread": thread if any(thread.values()) else {},
        }

    def _said(self, name: str) -> dict[str, str]:
        words = {code: self.cleaned_data[column(name, code)] for code in LANGUAGES}
        return {code: text for code, text in words.items() if text}

    def _said_picture(self, name: str, before: Any) -> Any:
        said, alt = self.cleaned_data, self._said(f"{name}_alt")
        if stored := said.get(name):
            return pictures.sized(stored, alt)
        if before and not said.get(f"{name}_off"):
            return {**before, "alt": alt}
        return None


def _line(label: Any, most: int, *, initial: str, area: bool = False) -> forms.CharField:
    widget = UnfoldAdminTextareaWidget(attrs={"rows": 3}) if area else UnfoldAdminTextInputWidget()
    return forms.CharField(
        label=label, max_length=most, required=False, initial=initial, widget=widget
    )


def _switch(label: Any, *, initial: bool = False) -> forms.BooleanField:
    return forms.BooleanField(
        label=label, required=False, initial=initial, widget=UnfoldBooleanSwitchWidget()
    )
