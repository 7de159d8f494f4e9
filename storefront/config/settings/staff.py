"""The staff front end: Django admin in the unfold theme."""

from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

UNFOLD = {
    "SITE_TITLE": "Fernhill",
    "SITE_HEADER": "Fernhill",
    "SITE_SUBHEADER": _("Staff"),
    "SITE_URL": "/",
    "SITE_SYMBOL": "storefront",
    "SHOW_HISTORY": True,
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
