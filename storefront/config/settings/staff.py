"""The staff front end: Django admin in the unfold theme."""

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

# Lightness and strength of the theme's eleven steps, from the lightest to the darkest.
_STEPS = (50, 100, 200, 300, 400, 500, 600, 700, 800, 900, 950)
_LIGHT = (98, 96, 92, 86, 71, 55, 45, 37, 28, 21, 14)


def _shades(hue: int, strength: float) -> dict[str, str]:
    """One colour of the theme, in the hues of the shop: warm paper, cobalt where one can act."""
    return {
        str(step): f"oklch({light}% {strength * (1 - abs(light - 50) / 60):.3f} {hue})"
        for step, light in zip(_STEPS, _LIGHT, strict=True)
    }


UNFOLD = {
    "COLORS": {
        "base": _shades(80, 0.012),
        # Links in the dark are of the middle step: lighter there, to be read on the dark ground.
        "primary": {**_shades(264, 0.2), "500": "oklch(66% 0.16 264)"},
    },
    "SCRIPTS": [lambda request: static("storefront/js/staff.js")],
    "SITE_TITLE": "storefront.seller.queries.shop_title",
    "SITE_HEADER": "storefront.seller.queries.shop_title",
    "SITE_SUBHEADER": _("Staff"),
    "SITE_URL": "/",
    "SITE_SYMBOL": "storefront",
    "SHOW_HISTORY": True,
    "SHOW_LANGUAGES": True,
    "LANGUAGES": {"action": lambda request: reverse("core:preferences")},
    "SHOW_VIEW_ON_SITE": True,
    "DASHBOARD_CALLBACK": "storefront.staff.start.page",
    "SITE_FAVICONS": [
        {
            "rel": "icon",
            "type": "image/svg+xml",
            "href": lambda request: static("storefront/img/icon.svg"),
        }
    ],
    "SIDEBAR": {
        "show_search": True,
        "show_all_applications": False,
        "navigation": "storefront.staff.navigation.sidebar",
    },
}
