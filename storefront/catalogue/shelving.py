"""What is done to the pictures of a product, and where it stands."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy

from storefront.core.refusal import Refusal

from . import disclosure, languages, operations, pictures, queries
from .models import Category, Product, ProductCategory, ProductImage, ProductPicture


class PictureRefused(Refusal):
    words = gettext_lazy("A picture needs words for those who cannot see it.")


@transaction.atomic
def add_picture(
    *, product: Product, stored: pictures.Stored, alt: dict[str, str], by: Any, at: datetime
) -> ProductImage:
    """
    Show one more picture of a product; `stored` comes from `pictures.store`, outside of this.

    :raises PictureRefused: if it has no words
    """
    alt = {language: words.strip()[:200] for language, words in alt.items() if words.strip()}
    if not alt:
        raise PictureRefused()
    sheet = operations.locked_sheet(product)
    image = ProductImage(
        product=product, original=stored.path, display_order=product.images.count()
    )
    languages.set_texts(image, "caption", alt)
    image.save()
    ProductPicture.objects.create(
        image=image,
        width=stored.width,
        height=stored.height,
        sizes=stored.sizes,
        colour=stored.colour,
        checksum=stored.checksum,
    )
    what = {"before": {}, "after": {"picture": alt}}
    operations.note_change(sheet, what="picture", by=by, at=at, **what)
    operations.refresh_cards([product.pk], at)
    return image


@transaction.atomic
def describe_picture(
    *, image: ProductImage, alt: dict[str, str], order: int, by: Any, at: datetime
) -> None:
    """
    Change the words of a picture and its place in the gallery.

    :raises PictureRefused: if no words are left
    """
    alt = {language: words.strip()[:200] for language, words in alt.items()}
    if not any(alt.values()):
        raise PictureRefused()
    sheet = operations.locked_sheet(image.product)
    before = {"alt": languages.texts(image, "caption"), "order": image.display_order}
    languages.set_texts(image, "caption", alt)
    image.display_order = order
    image.save()
    after = {"alt": languages.texts(image, "caption"), "order": order}
    if before != after:
        what = {"before": before, "after": after}
        operations.note_change(sheet, what="picture", by=by, at=at, **what)
        operations.refresh_cards([image.product_id], at)


@transaction.atomic
def remove_picture(*, image: ProductImage, by: Any, at: datetime) -> None:
    """
    Stop showing a picture; its file stays, since orders may show it.

    :raises operations.NotPublishable: if the product is on sale and needs it
    """
    product = image.product
    whole = product.parent if product.is_child else product
    sheet = operations.locked_with_demands(whole)
    if product.is_child:
        sheet = operations.locked_sheet(product)
    before = {"picture": languages.texts(image, "caption")}
    ProductImage.objects.filter(pk=image.pk).delete()
    operations.note_change(sheet, what="picture", before=before, after={}, by=by, at=at)
    lacks = disclosure.lacks(whole, at=at) if whole.is_public else []
    if product.is_child:  # whose picture may have been the only one of the whole
        lacks = [each for each in lacks if each.key == "picture"]
    if lacks:
        raise operations.NotPublishable(lacks)
    operations.refresh_cards([product.pk], at)


@transaction.atomic
def put_into_categories(
    *, product: Product, categories: list[Category], by: Any, at: datetime
) -> None:
    """Say where a product stands."""
    sheet = operations.locked_sheet(product)
    there = _shelves_of(product)
    wanted = {category.pk for category in categories}
    if there == wanted:
        return
    ProductCategory.objects.filter(product=product, category__in=there - wanted).delete()
    ProductCategory.objects.bulk_create(
        ProductCategory(product=product, category_id=pk) for pk in wanted - there
    )
    what = {"before": {"categories": sorted(there)}, "after": {"categories": sorted(wanted)}}
    operations.note_change(sheet, what="categories", by=by, at=at, **what)
    operations.refresh_cards([product.pk], at)
    queries.forget_tree()


def _shelves_of(product: Product) -> set[int]:
    rows = ProductCategory.objects.filter(product=product)
    return set(rows.values_list("category", flat=True))
