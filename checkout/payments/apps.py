from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    name = "checkout.payments"
    label = "payments"
    verbose_name = _("Payments")

    def ready(self) -> None:
        """Say which promises and messages a sale has, and give money back when one is cancelled."""
        from checkout.order import registry as orders
        from storefront.promises import registry as promises

        from . import telling
        from .operations import refunds, results

        for key, title in (
            ("confirm", _("Confirm the order")),
            ("dispatch", _("Dispatch")),
            ("deliver", _("Deliver")),
            ("refund", _("Give money back")),
        ):
            promises.register(promises.Kind(key, title))
        telling.register_kinds()
        orders.on("delivered", results.cash_is_due)
        orders.on("undelivered", results.cash_is_not_due)
        orders.on("cancelled", refunds.end_waiting_payments)
        orders.on("cancelled", refunds.refund_cancelled)
        orders.on("cancelled", telling.order_cancelled)
