from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RefundsConfig(AppConfig):
    name = "aftersales.refunds"
    label = "refunds"
    verbose_name = _("Refunds")

    def ready(self) -> None:
        """Give a broken promise of a refund its remedy, and the messages their words."""
        from checkout.order import desk
        from storefront.notices import registry as notices
        from storefront.promises import registry as promises

        from . import operations, queries, telling

        desk.register(queries.for_staff)

        for key, title in (
            ("refund", _("Give money back")),
            ("return_refund", _("Refund what came back")),
        ):
            promises.register(promises.Kind(key, title, on_broken=operations.tell_late))
        for key, title in (
            ("refund_late", _("Refund late")),
            ("refund_extra", _("Extra for a late refund")),
            ("goodwill", _("Goodwill")),
        ):
            notices.register(notices.Kind(key, title, build=telling.of_refund))
