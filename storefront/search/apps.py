from django.utils.translation import gettext_lazy as _
from oscar.core.application import OscarConfig


class SearchConfig(OscarConfig):
    """Oscar's app with our classes in front; its URLs are ours alone."""

    name = "storefront.search"
    label = "search"
    namespace = "search"
    verbose_name = _("Search")

    def ready(self):
        """Skip Oscar's own: it loads views that are not mounted here."""
        from storefront.catalogue import registry

        from . import operations

        registry.on_change(operations.index)

    def get_urls(self):
        return []
