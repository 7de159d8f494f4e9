from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccessConfig(AppConfig):
    name = "privacy.access"
    label = "access"
    verbose_name = _("Data access")
