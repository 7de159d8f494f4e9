from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HoldsConfig(AppConfig):
    name = "checkout.holds"
    label = "holds"
    verbose_name = _("Stock holds")

    def ready(self) -> None:
        from storefront.catalogue import delivery

        from . import queries

        delivery.register_holds(queries.held_for_others)
