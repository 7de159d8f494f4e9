from django.utils.translation import gettext_lazy as _
from oscar.core.application import OscarConfig


class CheckoutConfig(OscarConfig):
    """Oscar's checkout app, which has no models of its own, replaced by ours."""

    name = "checkout"
    label = "checkout"
    namespace = "checkout"
    verbose_name = _("Checkout")

    def ready(self) -> None:
        """Skip Oscar's own: it loads views that are not mounted here."""

    def get_urls(self) -> list[object]:
        return []
