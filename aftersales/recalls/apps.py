from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecallsConfig(AppConfig):
    name = "aftersales.recalls"
    label = "recalls"
    verbose_name = _("Recalls")

    def ready(self) -> None:
        """Keep recalled goods here, and stand wherever their buyers look."""
        from aftersales.lots import registry as lots
        from aftersales.rights import registry as rights
        from aftersales.tracking import listeners
        from checkout.order import desk
        from checkout.order import registry as orders
        from storefront.accounts import sections as account
        from storefront.catalogue import gone
        from storefront.catalogue import sections as product
        from storefront.partner import stops
        from storefront.promises import registry as promises

        from . import pages, queries, standing, stopping, telling
        from . import rights as own

        orders.on("packed", stopping.refuse_packing)
        listeners.on("sending", stopping.refuse_sending)
        stops.ask_whole(stopping.of_whole)
        desk.register(standing.links)
        lots.check_with(stopping.refuse_lot)
        lots.ask_contacts(queries.contacts)
        rights.register(own.rights_of)
        promises.register(promises.Kind(telling.PROMISE, _("Warn of a recall")))
        telling.register_kinds()
        gone.explain_with(pages.unsold)
        product.register(
            product.Section("recalls", "recalls/section.html", order=1, context=pages.section)
        )
        account.register(
            account.Section("recalls", "recalls/account.html", pages.of_account, order=1)
        )
