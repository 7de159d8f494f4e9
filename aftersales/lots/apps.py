from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LotsConfig(AppConfig):
    name = "aftersales.lots"
    label = "lots"
    verbose_name = _("Lots")

    def ready(self) -> None:
        """Nothing that is tracked by lot is packed or sent without its lot."""
        from aftersales.tracking import listeners, slip
        from checkout.order import desk
        from checkout.order import registry as orders

        from . import desk as own
        from . import operations, queries

        orders.on("packed", operations.refuse_packing_without)
        listeners.on("sending", operations.leave_in)
        listeners.on("taking_back", operations.come_back)
        desk.register(own.links)
        slip.put_beside(queries.in_words)
