"""
A database of its own with as many products as asked for: the demo shop's, over and over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count, islice

from django.core.management import call_command
from django.db import transaction

from storefront.catalogue import operations
from storefront.catalogue.importer import reading, run
from storefront.catalogue.importer.goods import Goods
from storefront.catalogue.models import ImportMark, Product, ProductImage, ProductPicture
from storefront.demo import tables
from storefront.partner.models import StockRecord

BATCH = 250
PLENTY = 1_000_000  # nothing may sell out while orders are measured


def fill(number: int, *, at: datetime, say: Callable[[str], None]) -> None:
    """
    Bring a database to so many published products; what is there already is left alone.
    """
    call_command("demo_shop")
    known = set(ImportMark.objects.values_list("key", flat=True))
    copies = (each for each in _copies() if each.key not in known)
    while (missing := number - _published()) > 0:
        batch = list(islice(copies, min(BATCH, missing)))
        run.import_goods(batch, at=at - timedelta(days=60), source="benchmark")
        _lend_pictures(batch)
        _publish(batch, at=at)
        say(f"    {_published()} of {number} products")
    StockRecord.objects.update(num_in_stock=PLENTY)
    _tell_of_all(at)


def _copies() -> Iterator[Goods]:
    goods, _problems = reading.goods(tables.FOLDER / "products.csv")
    for copy in count(1):
        for each in goods:
            yield replace(
                each,
                key=f"{each.key}-{copy}",
                published=False,  # a product needs its picture for that
                title={language: f"{text} {copy}" for language, text in each.title.items()},
                items=[
                    # A picture would be stored anew for each; its rows are lent instead.
                    replace(
                        item,
                        sku=f"{item.sku}-{copy}",
                        pictures=[],
                        list_price=None,
                        price_since=None,
                    )
                    for item in each.items
                ],
            )


def _published() -> int:
    return Product.objects.filter(is_public=True).exclude(structure=Product.CHILD).count()


@transaction.atomic
def _lend_pictures(batch: list[Goods]) -> None:
    """
    Give each copy the pictures of what it is a copy of, so that its page is as heavy.
    """
    product_of = dict(StockRecord.objects.values_list("partner_sku", "product_id"))
    images, sizes = [], []
    for item in (item for each in batch for item in each.items):
        lender = product_of[item.sku.rpartition("-")[0]]
        for image in ProductImage.objects.filter(product=lender).select_related("picture"):
            picture = image.picture
            image.pk, image.product_id = None, product_of[item.sku]
            picture.pk, picture.image = None, image
            images.append(image)
            sizes.append(picture)
    ProductImage.objects.bulk_create(images)
    for picture in sizes:
        picture.image_id = picture.image.pk
    ProductPicture.objects.bulk_create(sizes)


def _publish(batch: list[Goods], *, at: datetime) -> None:
    products = Product.objects.filter(imported__key__in=[each.key for each in batch])
    refused = operations.publish_many(products=products.order_by("pk"), by=None, at=at)
    if refused:
        raise ValueError(f"These copies cannot be published: {refused}")


def _tell_of_all(at: datetime) -> None:
    # Of a variant its product is told, so that each is told of once.
    alone = Product.objects.exclude(structure=Product.CHILD).order_by("pk")
    pks = list(alone.values_list("pk", flat=True))
    for start in range(0, len(pks), BATCH):
        with transaction.atomic():
            operations.refresh_cards(pks[start : start + BATCH], at)
