"""An address is written as the country and the reader write it."""

import pytest
from django.utils import translation

from checkout import addresses
from checkout.agreement import wording
from storefront.core import names

HANGZHOU = {
    "name": "林晓", "company": "", "line1": "文枫路 88 号", "line2": "3 栋 502 室",
    "district": "西湖区", "town": "杭州市", "region": "浙江省", "postcode": "310000",
    "country": "CN",
}  # fmt: skip
GALWAY = {
    "name": "Maeve Doyle", "company": "", "line1": "4 Quay Street", "line2": "", "district": "",
    "town": "Galway", "region": "Co. Galway", "postcode": "H91 0000", "country": "IE",
}  # fmt: skip


def test_for_whoever_reads_chinese_a_chinese_address_goes_from_the_country_to_the_door():
    with translation.override("zh-hans"):
        assert addresses.in_one_line(HANGZHOU) == (
            "中国浙江省杭州市西湖区，文枫路 88 号 3 栋 502 室，310000，林晓"
        )
        assert addresses.in_one_line(GALWAY).startswith("Maeve Doyle，4 Quay Street，Galway")


def test_for_whoever_reads_english_an_address_goes_from_the_name_to_the_country():
    with translation.override("en"):
        assert addresses.in_one_line(HANGZHOU) == (
            "林晓, 文枫路 88 号, 3 栋 502 室, 西湖区, 310000 杭州市, 浙江省, China"
        )
        assert addresses.in_one_line(GALWAY).endswith("Galway, Co. Galway, H91 0000, Ireland")


@pytest.mark.parametrize("region", ["Zhejiang Sheng", "浙江省"])
def test_a_province_is_named_in_the_readers_language_however_it_was_typed(region):
    typed = {**HANGZHOU, "line1": "88 Wenfeng Road", "line2": "", "region": region}

    with translation.override("zh-hans"):
        assert addresses.region_name(typed) == "浙江省"
    with translation.override("en"):
        assert addresses.region_name(typed) == "Zhejiang Sheng"


@pytest.mark.parametrize(
    ("given", "family", "written"),
    [("晓", "林", "林晓"), ("Maeve", "Doyle", "Maeve Doyle"), ("", "林晓", "林晓")],
)
def test_a_chinese_name_begins_with_that_of_the_family(given, family, written):
    assert names.full(given, family) == written


@pytest.mark.parametrize(
    ("profiles", "words"),
    [
        ({"base": 1, "eu": 1, "ie": 2}, "Consumer law of Ireland, the European Union, as we knew"),
        ({"base": 1, "cn": 1}, "Consumer law of China, as we knew it on Mon 2 Mar 2026"),
        ({"base": 1}, "Our own rules"),
    ],
)
def test_the_agreement_names_the_law_in_words(profiles, words):
    assert words in wording._law({"profiles": profiles}, "Mon 2 Mar 2026")
