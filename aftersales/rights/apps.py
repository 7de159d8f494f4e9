from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RightsConfig(AppConfig):
    name = "aftersales.rights"
    label = "rights"
    verbose_name = _("Rights")

    def ready(self) -> None:
        from . import guarantee, registry

        registry.register(guarantee.rights_of)
