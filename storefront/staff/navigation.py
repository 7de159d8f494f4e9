"""The sidebar of the staff pages: everything by the phase of a purchase that it belongs to."""

from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from .site import site

PHASES = {
    "checkout": _("The sale"),
    "aftersales": _("After the sale"),
    "complaints": _("Complaints"),
    "storefront": _("Before the sale"),
    "privacy": _("Privacy"),
}
# Set up once and seldom looked at.
FOLDED = {"storefront", "privacy"}


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """Return unfold's navigation: a group for each phase, with what this person may see of it."""
    groups: dict[str, list[dict[str, Any]]] = {phase: [] for phase in PHASES}
    for app in site.get_app_list(request):
        groups[phase_of(app["app_label"])] += [
            {
                "title": model["name"],
                "link": model["admin_url"],
                "place": getattr(site.get_model_admin(model["model"]), "place", 50),
            }
            for model in app["models"]
            if model["admin_url"]
        ]
    start = {"title": _("What is waiting"), "icon": "inbox", "link": reverse_lazy("admin:index")}
    return [
        {"title": "", "items": [start]},
        *(
            {
                "title": PHASES[phase],
                "collapsible": phase in FOLDED,
                "separator": True,
                "items": sorted(items, key=lambda item: item["place"]),
            }
            for phase, items in groups.items()
            if items
        ),
    ]


def phase_of(label: str) -> str:
    package = apps.get_app_config(label).name.split(".")[0]
    return package if package in PHASES else "storefront"
