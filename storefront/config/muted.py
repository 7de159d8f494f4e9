"""
Oscar's apps of which we want the models and nothing that happens by itself.

Their receivers write in the request or send mail from it, their views are not mounted, and the
dashboard is there only because Oscar's template tags ask for it.
"""

from oscar.apps.analytics.apps import AnalyticsConfig as OscarAnalytics
from oscar.apps.catalogue.reviews.apps import CatalogueReviewsConfig as OscarReviews
from oscar.apps.customer.apps import CustomerConfig as OscarCustomer
from oscar.apps.dashboard.apps import DashboardConfig as OscarDashboard
from oscar.apps.offer.apps import OfferConfig as OscarOffer
from oscar.apps.wishlists.apps import WishlistsConfig as OscarWishlists


class _Muted:
    def ready(self) -> None:
        """Do nothing."""

    def get_urls(self) -> list[object]:
        return []


class AnalyticsConfig(_Muted, OscarAnalytics):
    pass


class CatalogueReviewsConfig(_Muted, OscarReviews):
    pass


class CustomerConfig(_Muted, OscarCustomer):
    pass


class DashboardConfig(_Muted, OscarDashboard):
    pass


class OfferConfig(_Muted, OscarOffer):
    pass


class WishlistsConfig(_Muted, OscarWishlists):
    pass
