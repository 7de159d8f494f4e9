"""What this shop is: its money, its places; and Oscar's settings."""

import os

from django.core.exceptions import ImproperlyConfigured
from oscar.defaults import *  # noqa: F403

from .base import PRODUCTION

# What stands over the door until the merchant has stated it: see storefront/seller.
CANDOUR_SHOP_NAME = os.environ.get("CANDOUR_SHOP_NAME", "Candour")
# Whose law the seller is under.
CANDOUR_SEAT = "IE"
CANDOUR_DELIVERS_TO = ["IE", "GB", "DE", "FR", "NL", "IT", "ES", "CN"]
# LBT-6.2.6.2: how long a buyer may change where an order goes, unless it is packed sooner.
CANDOUR_ORDER_CHANGE_MINUTES = int(os.environ.get("CANDOUR_ORDER_CHANGE_MINUTES", "60"))
# LBT-6.4.5: within how many hours a review is shown, or its author reads why not.
CANDOUR_REVIEW_PUBLISH_HOURS = int(os.environ.get("CANDOUR_REVIEW_PUBLISH_HOURS", "24"))
# How long after the last parcel a buyer who agreed to it is asked for a review.
CANDOUR_REVIEW_INVITATION_DAYS = int(os.environ.get("CANDOUR_REVIEW_INVITATION_DAYS", "10"))
# A real shop never says that nothing is for sale, unless it is told to be a demonstration.
CANDOUR_DEMO = os.environ.get("CANDOUR_DEMO", "0" if PRODUCTION else "1") == "1"


def _origin() -> str:
    """Take the shop's address from the environment; links in mails and documents begin with it."""
    if origin := os.environ.get("CANDOUR_ORIGIN"):
        return origin
    if PRODUCTION:
        raise ImproperlyConfigured("Set CANDOUR_ORIGIN, such as https://shop.example.")
    return f"http://localhost:{os.environ.get('PORT', '8000')}"


CANDOUR_ORIGIN = _origin()

OSCAR_SHOP_NAME = CANDOUR_SHOP_NAME
OSCAR_DEFAULT_CURRENCY = "EUR"
# Letters are from the seller, unless the mail server only takes a sender of its own.
CANDOUR_MAIL_FROM = os.environ.get("MAIL_FROM", "")
OSCAR_FROM_EMAIL = DEFAULT_FROM_EMAIL = CANDOUR_MAIL_FROM or "shop@localhost"
OSCAR_ALLOW_ANON_CHECKOUT = True
OSCAR_EAGER_ALERTS = False
OSCAR_MODERATE_REVIEWS = True
OSCAR_ALLOW_ANON_REVIEWS = False
OSCAR_SEND_REGISTRATION_EMAIL = False
OSCAR_SAVE_SENT_EMAILS_TO_DB = False
OSCAR_DELETE_IMAGE_FILES = False
OSCAR_SLUG_ALLOW_UNICODE = True
OSCAR_BASKET_COOKIE_LIFETIME = 30 * 24 * 60 * 60
OSCAR_MAX_BASKET_QUANTITY_THRESHOLD = 200
OSCAR_OFFERS_INCL_TAX = True
OSCAR_IMAGE_FOLDER = "products"
OSCAR_THUMBNAILER = "oscar.core.thumbnails.AbstractThumbnailer"

# Oscar's search module is imported beside ours; this keeps haystack content and idle.
HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}

MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("en",)
MODELTRANSLATION_CUSTOM_FIELDS = ()

# The class that sends text messages; see storefront/notices/channels.py for what it must do.
CANDOUR_SMS = "storefront.notices.channels.ConsoleSms"
