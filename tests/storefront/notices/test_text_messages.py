"""A shop that would write its text messages to a log is told so before it opens."""

from dataclasses import replace

from storefront.notices import registry
from storefront.notices.checks import CONSOLE, text_messages_are_sent


def test_a_deployment_is_warned_that_text_messages_reach_nobody(monkeypatch, settings):
    kind = replace(registry.all_kinds()[0], channels=("mail", "sms"))
    monkeypatch.setitem(registry._kinds, kind.key, kind)
    settings.CANDOUR_SMS = CONSOLE

    (warning,) = text_messages_are_sent(None)
    assert kind.key in warning.hint

    settings.CANDOUR_SMS = "shop.texts.Provider"
    assert text_messages_are_sent(None) == []


def test_a_shop_that_writes_no_text_messages_needs_nobody_to_send_them(monkeypatch):
    silent = {key: replace(kind, channels=("mail",)) for key, kind in dict(registry._kinds).items()}
    monkeypatch.setattr(registry, "_kinds", silent)

    assert text_messages_are_sent(None) == []
