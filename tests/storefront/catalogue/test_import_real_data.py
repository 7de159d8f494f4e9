"""Whole catalogues of other people go in, once, as drafts, and a second run changes nothing."""

import os
import time
from pathlib import Path

import pytest

from storefront.catalogue import operations, page
from storefront.catalogue.importer import run
from storefront.catalogue.importer.goods import Goods
from storefront.catalogue.models import (
    ClassDisclosure,
    Product,
    ProductCard,
    ProductPicture,
)
from storefront.law import claims
from storefront.partner import suppliers
from storefront.partner.models import StockRecord, Supplier
from tests.clock import NOON
from tests.factories import make_staff
from tests.storefront.catalogue import datasets

FOLDER = Path(os.environ.get("REAL_DATA_DIR") or "/nowhere")

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not FOLDER.is_dir(), reason="REAL_DATA_DIR names no folder with outside catalogues"
    ),
]


def _import(goods: list[Goods], **options) -> run.Report:
    return run.import_goods(goods, at=NOON, source="outside", **options)


def test_a_catalogue_with_variants_and_pictures_goes_in_and_is_sold_once_it_may_be():
    folder = FOLDER / "demo-catalogue"
    staff = make_staff()

    goods = datasets.demo_catalogue(folder)
    report = _import(goods, pictures=folder, publish=True)

    assert (report.created, report.published) == (346, 0)
    assert report.lacking["Not stated: Maker."] == 346
    assert StockRecord.objects.count() == sum(len(each.items) for each in goods) > 1_935
    assert ProductPicture.objects.count() == 625
    assert not Product.objects.exclude(structure="child").filter(is_public=True).exists()

    for supplier in Supplier.objects.all():
        suppliers.verify(
            supplier=supplier,
            papers="Seen",
            until=NOON.date().replace(year=2027),
            how="By post",
            by=staff,
            at=NOON,
        )
    for declared in ClassDisclosure.objects.all():
        declared.required.clear()
    refused = operations.publish_many(
        products=Product.objects.exclude(structure="child"), by=staff, at=NOON
    )
    # What outside texts claim to be the best of all waits for somebody to say why that is so.
    assert {lack.key for lacks in refused.values() for lack in lacks} <= {claims.CLAIM}
    assert len(refused) < 20
    jacket = ProductCard.objects.public().order_by("-variants").first()
    assert len(page.product_page(jacket.pk).variants) == jacket.variants > 10

    again = _import(datasets.demo_catalogue(folder), pictures=folder)
    assert (again.created, again.changed, again.unchanged) == (0, 0, 346)


def test_two_thousand_products_go_in_and_a_second_run_changes_nothing():
    goods = datasets.retail_demo(FOLDER / "catalogue-large" / "retail-demo-2k.csv.gz")

    assert _import(goods).created == len(goods) == 2465
    assert _import(goods).unchanged == 2465
    assert ProductCard.objects.filter(public=False).count() == 2465


def test_nineteen_thousand_products_go_in_within_minutes():
    goods = datasets.icecat(FOLDER / "catalogue-large" / "icecat-19k.csv.gz")
    began = time.process_time()

    report = _import(goods)

    assert report.created == len(goods) == 19_406
    assert StockRecord.objects.count() == 19_406
    assert time.process_time() - began < 240  # seconds of this processor, not of a busy clock
