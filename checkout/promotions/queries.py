from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum
from oscar.core.loading import get_model

from storefront.core import money, references

from .engine import Counted
from .models import Promotion, Use

Product = get_model("catalogue", "Product")
Category = get_model("catalogue", "Category")
Shelf = get_model("catalogue", "ProductCategory")


def waiting() -> QuerySet[Promotion]:
    return Promotion.objects.filter(status=Promotion.Status.WAITING)


def _approved(rows: QuerySet[Promotion], at: datetime) -> QuerySet[Promotion]:
    return rows.filter(status=Promotion.Status.APPROVED, ends_at__gt=at)


# How promotions stand at a moment, by the word for it.
STANDING: dict[str, Callable[[QuerySet[Promotion], datetime], QuerySet[Promotion]]] = {
    "draft": lambda rows, at: rows.filter(status=Promotion.Status.DRAFT),
    "waiting": lambda rows, at: rows.filter(status=Promotion.Status.WAITING),
    "planned": lambda rows, at: _approved(rows, at).filter(starts_at__gt=at),
    "running": lambda rows, at: _approved(rows, at).filter(starts_at__lte=at),
    "over": lambda rows, at: rows.filter(
        Q(status=Promotion.Status.ENDED) | Q(status=Promotion.Status.APPROVED, ends_at__lte=at)
    ),
}


def by_code(code: str) -> Promotion | None:
    """Return the promotion of a code as it was typed, in large or small letters; not a draft."""
    known = Promotion.objects.filter(voucher__isnull=False)
    return known.filter(code=references.tidy(code)[:32]).first()


def had_part_in(promotion: Promotion, person: Any) -> bool:
    """Say whether a member of staff wrote, changed or asked for it; sending back is no part."""
    status = Promotion.Status
    own = promotion.moves.filter(moved_by=person, to_status__in=(status.DRAFT, status.WAITING))
    return bool(own.exclude(from_status=status.WAITING).exists())


def locked(pk: int) -> Promotion:
    """Return a promotion as it stands, locked: its uses are counted and it is moved behind this."""
    rows = Promotion.objects.select_for_update(of=("self",), no_key=True)
    return rows.get(pk=pk)


def locked_several(keys: Collection[int]) -> list[Promotion]:
    """Return promotions, locked in the order of their keys."""
    rows = Promotion.objects.select_for_update(of=("self",), no_key=True)
    return list(rows.filter(pk__in=keys).order_by("pk"))


def locked_standing() -> list[Promotion]:
    """Return all that waits to be signed off or was, locked in the order of their keys."""
    standing = (Promotion.Status.WAITING, Promotion.Status.APPROVED)
    rows = Promotion.objects.select_for_update(of=("self",), no_key=True)
    return list(rows.filter(status__in=standing).order_by("pk"))


def in_the_way_of(promotion: Promotion) -> Promotion | None:
    """
    Return an approved promotion that reduces the same goods at the same time, if two must not.

    Both are for everybody and one of them does not combine: buyers could not tell which counts. A
    code is typed in on purpose; which of two takes more off, the buyer sees in the basket.
    """
    if promotion.code:
        return None
    delivery = Promotion.Gives.DELIVERY
    others = Promotion.objects.filter(
        status=Promotion.Status.APPROVED,
        code="",
        starts_at__lt=promotion.ends_at,
        ends_at__gt=promotion.starts_at,
    ).exclude(pk=promotion.pk)
    if promotion.is_for_delivery:
        return others.filter(gives=delivery).order_by("pk").first()
    others = others.exclude(gives=delivery)
    if promotion.combines:
        others = others.exclude(combines=True)
    found = list(others.order_by("pk"))
    if not found:
        return None
    everything = list(Product.objects.values_list("pk", flat=True))
    goods = goods_of([promotion.pk, *(each.pk for each in found)], everything)
    mine = goods[promotion.pk]
    return next((each for each in found if goods[each.pk] & mine), None)


def counted(
    promotions: Collection[Promotion], *, buyer_id: int | None, but_basket: int | None
) -> dict[int, Counted]:
    """
    Count the uses of promotions, those under way too; not those of this basket's own purchases.

    One statement, none where there is nothing to count.
    """
    if not promotions:
        return {}
    rows = Use.objects.filter(promotion__in=[each.pk for each in promotions], status__in=Use.COUNTS)
    if but_basket is not None:
        # A use of a purchase whose basket is gone counts like any other.
        rows = rows.filter(Q(intent__basket=None) | ~Q(intent__basket=but_basket))
    mine = Q(user=buyer_id) if buyer_id else Q(pk=None)
    found = rows.values("promotion").annotate(
        n=Count("pk"), of_buyer=Count("pk", filter=mine), given=Sum("amount", default=money.ZERO)
    )
    return {
        each["promotion"]: Counted(each["n"], each["of_buyer"], each["given"]) for each in found
    }


def used(promotion: Promotion, *, buyer_id: int | None) -> Counted | None:
    """Count the uses of a promotion that are orders; one statement."""
    rows = Use.objects.filter(promotion=promotion, status=Use.Status.USED)
    mine = Q(user=buyer_id) if buyer_id else Q(pk=None)
    found = rows.aggregate(
        n=Count("pk"), of_buyer=Count("pk", filter=mine), given=Sum("amount", default=money.ZERO)
    )
    return Counted(found["n"], found["of_buyer"], found["given"]) if found["n"] else None


# Which products each promotion names, and which it leaves out: by themselves, as a variant of what
# is named, or by a category above them. A promotion that names none names all.
_NAMED = """
WITH goods AS (
    SELECT id, COALESCE(parent_id, id) AS shown FROM {product} WHERE id = ANY(%(products)s)
), shelves AS (
    SELECT goods.id, above.id AS category_id
    FROM goods JOIN {shelf} shelf ON shelf.product_id = goods.shown
    JOIN {category} own ON own.id = shelf.category_id
    JOIN {category} above ON own.path LIKE above.path || '%%'
)
SELECT promotion_id, 'in', id FROM (SELECT category_id, promotion_id FROM {categories}) named
JOIN shelves USING (category_id) WHERE promotion_id = ANY(%(promotions)s)
UNION SELECT promotion_id, 'in', goods.id FROM {products} named
JOIN goods ON named.product_id IN (goods.id, goods.shown) WHERE promotion_id = ANY(%(promotions)s)
UNION SELECT promotion_id, 'out', id
FROM (SELECT category_id, promotion_id FROM {but_categories}) named
JOIN shelves USING (category_id) WHERE promotion_id = ANY(%(promotions)s)
UNION SELECT promotion_id, 'out', goods.id FROM {but_products} named
JOIN goods ON named.product_id IN (goods.id, goods.shown) WHERE promotion_id = ANY(%(promotions)s)
UNION SELECT promotion_id, 'some', NULL FROM {categories} WHERE promotion_id = ANY(%(promotions)s)
UNION SELECT promotion_id, 'some', NULL FROM {products} WHERE promotion_id = ANY(%(promotions)s)
"""


def goods_of(promotions: Collection[int], products: Collection[int]) -> dict[int, frozenset[int]]:
    """Return for each of these promotions which of these products it is about; one statement."""
    tables = {
        name: getattr(Promotion, name).through._meta.db_table
        for name in ("categories", "products", "but_categories", "but_products")
    }
    rows = {"product": Product, "shelf": Shelf, "category": Category}
    tables |= {name: model._meta.db_table for name, model in rows.items()}
    found: dict[str, dict[int, set[int]]] = {
        kind: defaultdict(set) for kind in ("in", "out", "some")
    }
    with connection.cursor() as cursor:
        cursor.execute(
            _NAMED.format(**tables),
            {"products": list(products), "promotions": list(promotions)},
        )
        for promotion, kind, product in cursor.fetchall():
            found[kind][promotion].add(product)
    return {
        each: frozenset(
            (found["in"][each] if each in found["some"] else set(products)) - found["out"][each]
        )
        for each in promotions
    }
