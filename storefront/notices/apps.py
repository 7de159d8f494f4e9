from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "storefront.notices"
    label = "notices"
    verbose_name = _("Notices")

    def ready(self) -> None:
        from .checks import text_messages_are_sent

        checks.register(text_messages_are_sent, deploy=True)
