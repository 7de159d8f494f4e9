from django.utils.translation import gettext_lazy as _
from oscar.core.application import OscarConfig


class OrderConfig(OscarConfig):
    """Oscar's app with our classes in front; its URLs are ours alone."""

    name = "checkout.order"
    label = "order"
    namespace = "order"
    verbose_name = _("Orders")

    def ready(self):
        """Skip Oscar's own: it loads views that are not mounted here."""

    def get_urls(self):
        return []
