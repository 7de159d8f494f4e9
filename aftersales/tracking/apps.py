from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrackingConfig(AppConfig):
    name = "aftersales.tracking"
    label = "tracking"
    verbose_name = _("Parcels")

    def ready(self) -> None:
        """Follow the order: parcels when it leaves and arrives, a remedy when it is late."""
        from aftersales.rights import registry as rights
        from checkout.order import desk
        from checkout.order import registry as orders
        from storefront.accounts import sections
        from storefront.promises import registry as promises

        from . import ending, late, mine, operations, parts, queries, slip, telling

        desk.register(slip.for_staff)
        desk.register(queries.for_staff)
        orders.on("packed", telling.packed)
        orders.on("unpacked", operations.refuse_unpacking_what_has_left)
        orders.on("unpacked", telling.unpacked)
        orders.on("dispatched", operations.ship_the_rest)
        orders.on("delivered", operations.arrive_with_the_order)
        orders.on("delivered", late.keep_earlier_promises_late)
        orders.on("cancelled", operations.refuse_cancelling_what_has_left)
        orders.on("unpaid", operations.refuse_unpaying_what_has_left)
        orders.on("paid", late.pay_what_lateness_owes)
        promises.register(promises.Kind("deliver", _("Deliver"), on_broken=late.on_broken))
        promises.register(
            promises.Kind(parts.KIND, _("Deliver a parcel"), on_broken=parts.on_broken)
        )
        telling.register_kinds()
        rights.register(ending.rights_of)
        sections.register(
            sections.Section("orders", "tracking/section.html", mine.section, order=10)
        )
