"""Words are written in the language that they are in, whichever one the writer works in."""

import pytest
from django.utils import translation

from storefront.catalogue import languages, operations
from storefront.catalogue.models import FactKind, Product
from tests.clock import NOON
from tests.factories import make_class, make_kind, make_product, make_staff

pytestmark = pytest.mark.django_db
WORKS_IN = pytest.mark.parametrize("works_in", ["en", "zh-hans"])


@WORKS_IN
def test_english_changed_by_somebody_who_works_in_chinese_leaves_the_chinese_as_it_is(works_in):
    mug = make_product(title="Mug", title_zh="杯子")

    with translation.override(works_in):
        operations.change_product(
            product=mug, texts={"title": {"en": "Blue mug"}}, facts={}, by=make_staff(), at=NOON
        )

    mug = Product.objects.get()
    assert (mug.title_en, mug.title_zh_hans) == ("Blue mug", "杯子")


@WORKS_IN
def test_a_product_made_in_english_alone_has_no_words_in_chinese(works_in):
    with translation.override(works_in):
        operations.create_product(
            product_class=make_class(), texts={"title": {"en": "Tray"}}, by=make_staff(), at=NOON
        )

    tray = Product.objects.get()
    assert (tray.title_en, tray.title_zh_hans) == ("Tray", None)


@WORKS_IN
def test_a_fact_stated_in_both_keeps_each_where_it_belongs(works_in):
    mug, kind = make_product(), make_kind("maker")

    with translation.override(works_in):
        operations.state_fact(
            product=mug,
            kind=kind,
            text={"en": "Weir Pottery", "zh-hans": "韦尔陶坊"},
            source={"en": "The maker", "zh-hans": "制造者"},
            by=make_staff(),
            at=NOON,
        )

    fact = mug.facts.get()
    assert (fact.text_en, fact.text_zh_hans) == ("Weir Pottery", "韦尔陶坊")
    assert (fact.source_en, fact.source_zh_hans) == ("The maker", "制造者")


@WORKS_IN
def test_what_is_written_in_chinese_alone_is_read_by_everybody_meanwhile(works_in):
    kind = FactKind(key="care")

    with translation.override(works_in):
        columns = languages.set_texts(kind, "title", {"zh-hans": "保养"})

    assert (kind.title_en, kind.title_zh_hans) == ("保养", "保养")
    assert columns == ["title_en", "title_zh_hans"]
