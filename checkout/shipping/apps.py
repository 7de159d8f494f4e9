from django.utils.translation import gettext_lazy as _
from oscar.core.application import OscarConfig


class ShippingConfig(OscarConfig):
    """Oscar's app with our classes in front; its URLs are ours alone."""

    name = "checkout.shipping"
    label = "shipping"
    namespace = "shipping"
    verbose_name = _("Delivery")

    def ready(self):
        """Skip Oscar's own: it loads views that are not mounted here."""
        from django.db.models.signals import post_delete, post_save

        from storefront.catalogue import delivery

        from . import queries

        delivery.register(queries.ordinary_offer)
        for signal in (post_save, post_delete):
            signal.connect(_changed, sender=queries.DeliveryMethod)

    def get_urls(self):
        return []


def _changed(**_: object) -> None:
    """What staff change is on the next page: see `queries.offered`."""
    from storefront.core import lasting

    lasting.move_on()
