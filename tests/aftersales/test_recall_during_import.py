"""A file changes goods at the moment of their recall: neither waits for the other in a ring."""

from datetime import timedelta

import pytest

from storefront.catalogue.models import Product
from tests.aftersales.recalling import THEN, announce, make_recall, picture
from tests.clock import NOON
from tests.factories import make_class, make_kind, make_staff, make_supplier
from tests.racing import race
from tests.storefront.catalogue.test_import import FACTS, MUG, _file, _import

CUP = {**MUG, "sku": "cup", "parent": "", "option_en": "", "option_zh": "", "option_name": "",
       "title_en": "Quay cup", "facts": FACTS}  # fmt: skip


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_an_import_and_a_recall_of_the_same_goods_at_once_are_both_done(tmp_path):
    make_class("Tableware", requires=["maker"])
    make_kind("maker")
    make_supplier("Weir Pottery")
    _import(_file(tmp_path, CUP))
    cup = picture(Product.objects.get())
    recall, boss = make_recall(cup), make_staff()
    dearer = {**CUP, "price": "26.00", "price_since": "", "title_en": "Quay cup, large"}
    path = _file(tmp_path, dearer, name="dearer.csv")

    outcomes = race(
        lambda: _import(path, at=NOON + timedelta(days=1)),
        lambda: announce(recall, by=boss, at=THEN, carry_out=False),
        after=["storefront.catalogue.operations.locked_sheet", "storefront.partner.stops.stop"],
    )

    assert sorted(type(each).__name__ for each in outcomes) == ["Recall", "Report"]
    cup.refresh_from_db()
    assert (cup.is_public, str(cup.stockrecords.get().price)) == (False, "26.00")
