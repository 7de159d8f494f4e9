from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class SellerConfig(AppConfig):
    name = "storefront.seller"
    label = "seller"
    verbose_name = _("Who sells")

    def ready(self) -> None:
        from storefront.core import visitor

        from . import queries
        from .checks import the_seller_is_named

        visitor.register_frame("seller", lambda request: queries.current())
        visitor.register_frame("shop_name", lambda request: queries.shop_name())
        checks.register(the_seller_is_named, checks.Tags.database, deploy=True)
