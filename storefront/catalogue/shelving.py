"""What is done to pictures and to the tree of categories."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from storefront.core.refusal import Refusal

from . import disclosure, languages, operations, pictures, queries
from .models import Category, Product, ProductCard, ProductCategory, ProductImage, ProductPicture

TREE_LOCK = 7_301_001  # an advisory lock: the tree is moved by one person at a time


class PictureRefused(Refusal):
    words = gettext_lazy("A picture needs words for those who cannot see it.")


class CategoryRefused(Refusal):
    words = gettext_lazy("A category cannot be moved below itself.")


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
    sheet = operations.locked_sheet(product)
    before = {"picture": languages.texts(image, "caption")}
    ProductImage.objects.filter(pk=image.pk).delete()
    operations.note_change(sheet, what="picture", before=before, after={}, by=by, at=at)
    if product.is_public and not product.is_child and (lacks := disclosure.lacks(product, at=at)):
        raise operations.NotPublishable(lacks)
    operations.refresh_cards([product.pk], at)


@transaction.atomic
def put_into_categories(
    *, product: Product, categories: list[Category], by: Any, at: datetime
) -> None:
    """Say where a product stands."""
    sheet = operations.locked_sheet(product)
    there = set(ProductCategory.objects.filter(product=product).values_list("category", flat=True))
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


@transaction.atomic
def save_category(
    *,
    category: Category | None,
    texts: dict[str, dict[str, str]],
    fields: dict[str, Any],
    above: Category | None,
    at: datetime,
) -> Category:
    """
    Make a category, or change one and everything below it: its words, and where it stands.

    :raises CategoryRefused: if it would stand below itself
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TREE_LOCK])
    if above is not None:
        above = Category.objects.get(pk=above.pk)
    if category is None:
        category = Category(**fields)
        for field, words in texts.items():
            languages.set_texts(category, field, words)
        if above is None:
            Category.objects.add_root(instance=category)
        else:
            Category.objects.add_child(above, instance=category)
    else:
        category = Category.objects.get(pk=category.pk)
        for field, words in texts.items():
            languages.set_texts(category, field, words)
        for field, value in fields.items():
            setattr(category, field, value)
        category.save()
        category = _moved(category, above)
    category.set_ancestors_are_public()
    below = [each.pk for each in category.get_descendants_and_self()]
    cards = ProductCard.objects.filter(categories__overlap=below).values_list("pk", flat=True)
    operations.refresh_cards(list(cards), at)
    queries.forget_tree()
    return category


def _moved(category: Category, above: Category | None) -> Category:
    now = category.get_parent()
    if (now.pk if now else None) == (above.pk if above else None):
        return category
    if above is None:
        category.move(Category.get_last_root_node(), "last-sibling")
    elif above.pk == category.pk or above.is_descendant_of(category):
        raise CategoryRefused()
    else:
        category.move(above, "last-child")
    return Category.objects.get(pk=category.pk)


@transaction.atomic
def remove_category(*, category: Category) -> None:
    """
    Take away an empty category.

    :raises CategoryRefused: if products or categories stand in it
    """
    if category.has_children() or ProductCategory.objects.filter(category=category).exists():
        raise CategoryRefused(_("Something still stands in this category."))
    category.delete()
    queries.forget_tree()
