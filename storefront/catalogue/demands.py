"""What the classes of products demand, held as it is while something goes or stays on sale."""

from collections.abc import Iterable

from django.db import connection

from .models import Product, ProductClass

HELD = """
    SELECT product_class_id FROM catalogue_classdisclosure
    WHERE product_class_id = ANY(%s) ORDER BY product_class_id FOR SHARE
"""


def hold(
    *, of: Iterable[Product] = (), classes: Iterable[ProductClass | None] = ()
) -> set[int | None]:
    """
    Keep what the classes of some products, and some classes, demand until the transaction ends.

    Before any sheet, as whoever changes a class does: they take off sale what lacks something, and
    would not see what is about to go on sale. Any number may hold it at once. Returns the keys of
    the classes; of a variant that is the class of its product.
    """
    wholes = {product.parent_id or product.pk for product in of}
    rows = Product.objects.filter(pk__in=wholes)
    held = {*rows.values_list("product_class", flat=True), *(each.pk for each in classes if each)}
    with connection.cursor() as cursor:
        cursor.execute(HELD, [[pk for pk in held if pk is not None]])
    return held
