from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BookConfig(AppConfig):
    name = "checkout.book"
    label = "book"
    verbose_name = _("Address books")

    def ready(self) -> None:
        from storefront.accounts import sections

        from . import queries

        sections.register(
            sections.Link(
                key="addresses",
                title=_("Addresses"),
                url_name="book:list",
                note=queries.note,
                order=15,
            )
        )
