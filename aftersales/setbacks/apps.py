from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SetbacksConfig(AppConfig):
    name = "aftersales.setbacks"
    label = "setbacks"
    verbose_name = _("Setbacks on the way")

    def ready(self) -> None:
        """Ask the buyer when a parcel fails, and show what can be chosen."""
        from aftersales.rights import registry as rights
        from aftersales.tracking import listeners
        from checkout.order import desk
        from checkout.order import registry as orders
        from storefront.promises import registry as promises

        from . import coming_back, effects, operations, queries, taking_back, telling
        from . import rights as own

        listeners.on("moved", operations.ask_if_it_failed)
        listeners.on("moved", coming_back.follow)
        listeners.on("unreported", taking_back.unask)
        listeners.on("taking_back", taking_back.refuse_what_replaces)
        listeners.on("ended", operations.close_what_is_open)
        listeners.on("ended", operations.send_nothing_again)
        orders.on("delivered", operations.close_what_is_open)
        rights.register(own.rights_of)
        desk.register(queries.for_staff)
        telling.register_kinds()
        promises.register(
            promises.Kind(effects.AGAIN, _("Deliver once more"), on_broken=effects.sent_again_late)
        )
        promises.register(
            promises.Kind(
                coming_back.REFUSED,
                _("Pay for what was refused"),
                on_broken=coming_back.pay_what_was_promised,
            )
        )
