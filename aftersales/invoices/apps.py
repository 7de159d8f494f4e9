from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InvoicesConfig(AppConfig):
    name = "aftersales.invoices"
    label = "invoices"
    verbose_name = _("Invoices")

    def ready(self) -> None:
        """Write an invoice when an order has left, and a credit note when it or money is back."""
        from checkout.order import desk
        from checkout.order import registry as orders

        from . import queries, tasks, telling

        orders.on("dispatched", tasks.when_dispatched)
        orders.on("undispatched", tasks.when_undispatched)
        orders.on("refund_owed", tasks.when_refund_is_owed)
        desk.register(queries.for_staff)
        telling.register_kinds()
