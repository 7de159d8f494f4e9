from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChangesConfig(AppConfig):
    name = "aftersales.changes"
    label = "changes"
    verbose_name = _("Order changes")

    def ready(self) -> None:
        """Say what a buyer may change, and what is told about it."""
        from aftersales.rights import registry as rights
        from checkout.order import desk
        from checkout.order import registry as orders
        from storefront.notices.registry import Kind, register

        from . import delivery, operations, queries, telling
        from . import rights as own

        orders.on("cancelled", operations.write_down)
        rights.register(own.rights_of)
        rights.register(delivery.rights_of)
        desk.register(queries.for_staff)
        register(
            Kind("delivery_changed", _("Delivery address changed"), build=telling.about_delivery)
        )
        register(
            Kind("lines_cancelled", _("Part of an order cancelled"), build=telling.about_lines)
        )
