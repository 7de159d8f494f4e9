"""The sidebar of the staff pages: models by the phase of a purchase that they belong to."""

from typing import Any

from django.http import HttpRequest

from .site import site

PHASES = ("storefront", "checkout", "aftersales", "complaints", "privacy")


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """Return unfold's navigation: one group an app that this person may see."""
    return [
        {
            "title": app["name"],
            "collapsible": True,
            "items": [
                {"title": model["name"], "link": model["admin_url"]}
                for model in app["models"]
                if model["admin_url"]
            ],
        }
        for app in site.get_app_list(request)
    ]
