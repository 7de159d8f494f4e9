"""Where everything is mounted. Shop pages carry their language; machines' doors do not."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path

from aftersales.tracking import urls as tracking
from checkout.order import urls as orders
from storefront.catalogue import urls as catalogue
from storefront.config import files
from storefront.config.health import health
from storefront.core import look
from storefront.home import urls as home
from storefront.search import urls as search
from storefront.staff.site import site

urlpatterns = [
    path("admin/", site.urls),
    path("health/", health, name="health"),
    path("", include("storefront.core.urls")),
    *home.for_machines,
    path("webhooks/", include("checkout.payments.webhook_urls")),
    path("carriers/", include("aftersales.tracking.webhook_urls")),
]
urlpatterns += i18n_patterns(
    path("", include("storefront.home.urls")),
    path("", include(([*catalogue.urlpatterns, *search.listings], "catalogue"))),
    path("", include("storefront.search.urls")),
    path("", include("storefront.questions.urls")),
    path("", include("storefront.reviews.urls")),
    path("rules/", include("storefront.policies.urls")),
    path("imprint/", include("storefront.seller.urls")),
    path("record/", include("storefront.promises.urls")),
    path("complaints/", include("complaints.cases.urls")),
    path("privacy/", include("privacy.urls")),
    path("account/", include("storefront.accounts.urls")),
    path("account/addresses/", include("checkout.book.urls")),
    path("account/", include("allauth.urls")),
    path("basket/", include("checkout.basket.urls")),
    path("holds/", include("checkout.holds.urls")),
    path("promotions/", include("checkout.promotions.urls")),
    path("checkout/", include("checkout.urls")),
    path("checkout/", include("checkout.payments.urls")),
    path("orders/", include(([*orders.urlpatterns, *tracking.urlpatterns], "orders"))),
    path("something-is-not-right/", include("aftersales.rights.urls")),
    path("agreements/", include("checkout.agreement.urls")),
    path("test-bank/", include("checkout.payments.testbank.urls")),
    path("recalls/", include("aftersales.recalls.urls")),
    path("", include("aftersales.changes.urls")),
    path("", include("aftersales.returns.urls")),
    path("", include("aftersales.refunds.urls")),
    path("", include("aftersales.invoices.urls")),
    path("", include("aftersales.setbacks.urls")),
    prefix_default_language=False,
)
if settings.DEBUG:
    urlpatterns += i18n_patterns(
        path("look/", look.sheet, name="look"), prefix_default_language=False
    )
if settings.SERVE_MEDIA:
    urlpatterns += [re_path(r"^media/(?P<path>.+)$", files.media, name="media")]
