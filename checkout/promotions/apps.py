from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PromotionsConfig(AppConfig):
    name = "checkout.promotions"
    label = "promotions"
    verbose_name = _("Promotions")

    def ready(self) -> None:
        from checkout.order import registry
        from storefront.catalogue import promoted

        from . import shown
        from .operations import uses

        promoted.register(shown.on_product, shown.history)
        registry.on("cancelled", uses.order_cancelled)
