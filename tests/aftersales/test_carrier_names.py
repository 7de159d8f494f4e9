"""A carrier is called by its name in the reader's language, where the shop has a word for it."""

import pytest
from django.utils import translation

from aftersales.tracking.carriers import registry
from checkout.shipping import naming


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "Wexford Post and its partner"), ("zh-hans", "韦克斯福德邮政及其合作方")],
)
def test_a_carrier_is_named_in_the_readers_language(language, name):
    with translation.override(language):
        assert naming.carrier("Wexford Post and its partner") == name
        assert registry.name_of("simulator", promised="Wexford Post and its partner") == name
        first, _label = registry.offered(promised="Wexford Post and its partner")[0]

    assert first == "simulator"


def test_a_carrier_without_a_word_keeps_its_name_and_none_stays_none():
    with translation.override("zh-hans"):
        assert naming.carrier("Boreen Vans") == "Boreen Vans"
        assert naming.carrier("") == ""
