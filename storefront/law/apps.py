from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class LawConfig(AppConfig):
    name = "storefront.law"
    label = "law"
    verbose_name = _("Consumer law")

    def ready(self) -> None:
        from .checks import deliveries_are_lawful

        checks.register(deliveries_are_lawful)
