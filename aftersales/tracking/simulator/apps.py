from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SimulatorConfig(AppConfig):
    name = "aftersales.tracking.simulator"
    label = "simulated_carrier"
    verbose_name = _("Simulated carrier")
