from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TestBankConfig(AppConfig):
    """A bank of our own to try everything with; it shares nothing with the shop but the wire."""

    name = "checkout.payments.testbank"
    label = "testbank"
    verbose_name = _("Test bank")
