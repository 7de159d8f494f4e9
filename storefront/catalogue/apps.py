from django.utils.translation import gettext_lazy as _
from oscar.core.application import OscarConfig


class CatalogueConfig(OscarConfig):
    """Oscar's app with our classes in front; its URLs are ours alone."""

    name = "storefront.catalogue"
    label = "catalogue"
    namespace = "catalogue"
    verbose_name = _("Catalogue")

    def ready(self):
        """Skip Oscar's own: it loads views that are not mounted here."""
        from storefront.core import visitor
        from storefront.partner import registry

        from . import operations, queries

        registry.on_change(operations.refresh_cards)
        visitor.register_departments(queries.departments)

    def get_urls(self):
        return []
