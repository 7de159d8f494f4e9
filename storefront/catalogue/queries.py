"""Questions about what is shown: live stock, departments, a product's page."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, Func, Max, Min, Q, Sum, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from storefront.partner.models import StockRecord

from . import pictures, units
from .kept import Kept
from .languages import LANGUAGES, in_language, texts
from .models import AttributeOption, Category, Product, ProductAttribute, ProductCard

LOOKED_AT_WITHIN = timedelta(days=365)
IN_STOCK, LOW, SOLD_OUT = "in_stock", "low", "sold_out"


@dataclass(frozen=True)
class Live:
    """What a product has at this moment: free units over all its variants, and their prices."""

    free: int = 0
    low_at: int = 0
    from_price: Decimal | None = None
    to_price: Decimal | None = None
    currency: str = ""

    @property
    def state(self) -> str:
        if self.free <= 0:
            return SOLD_OUT
        return LOW if self.free <= self.low_at else IN_STOCK

    @property
    def words(self) -> str:
        return stock_words(self.state, self.free)


def stock_words(state: str, free: int) -> str:
    if state == SOLD_OUT:
        return _("Sold out")
    if state == LOW:
        return ngettext("Only %(free)d left", "Only %(free)d left", free) % {"free": free}
    return _("In stock")


def live(product_ids: Iterable[int]) -> dict[int, Live]:
    """Return the present stock and prices of products or parents, in one statement."""
    ids = list(product_ids)
    shown = Case(
        When(product__parent__isnull=False, then=F("product__parent")), default=F("product")
    )
    rows = (
        StockRecord.objects.filter(
            Q(product__in=ids) | Q(product__parent__in=ids, product__is_public=True)
        )
        .order_by()
        .values(shown=shown)
        .annotate(
            free=Sum(
                Greatest(Coalesce(F("num_in_stock"), 0) - Coalesce(F("num_allocated"), 0), Value(0))
            ),
            low_at=Max(Coalesce(F("low_stock_threshold"), 0)),
            low=Min("price"),
            high=Max("price"),
            currency=Min("price_currency"),
        )
        .values_list("shown", "free", "low_at", "low", "high", "currency")
    )
    found = {
        shown: Live(free, low_at, low, high, currency)
        for shown, free, low_at, low, high, currency in rows
    }
    return {pk: found.get(pk, Live()) for pk in ids}


def stale(at: datetime) -> Any:
    """Return products on sale whose description nobody has looked at for a year."""
    looked = Q(sheet__reviewed_at__lt=at - LOOKED_AT_WITHIN) | Q(sheet__reviewed_at=None)
    return Product.objects.filter(looked, sheet__status="on_sale")


# Departments and the tree


@dataclass(frozen=True)
class Branch:
    """One category of the tree, in every language."""

    id: int
    names: dict[str, str]
    slug: str
    parent_id: int | None
    depth: int
    path: str
    in_menu: bool
    intros: dict[str, str] = field(default_factory=dict)
    scene: dict[str, Any] | None = None
    product_count: int = 0
    children: tuple[int, ...] = field(default=())

    @property
    def name(self) -> str:
        return in_language(self.names)

    @property
    def intro(self) -> str:
        return in_language(self.intros)

    @property
    def picture(self) -> dict[str, Any] | None:
        """The scene that opens it, as components/picture.html reads it."""
        return {**self.scene, "alt": in_language(self.scene["alt"])} if self.scene else None

    @property
    def url(self) -> str:
        try:
            return reverse("catalogue:category", kwargs={"category_slug": self.slug, "pk": self.id})
        except NoReverseMatch:
            return f"/catalogue/category/{self.slug}_{self.id}/"


def category_tree() -> dict[int, Branch]:
    """Return every public category by its id, in the order of the tree; kept until one changes."""
    return TREE.get()


def forget_tree() -> None:
    """Have the tree read anew, once what changed it is committed; call it with every change."""
    TREE.forget()


def departments() -> list[dict[str, Any]]:
    """Return the top of the tree for the masthead; no statement while it is kept."""
    return TREE.drawn(("departments", get_language()), _departments)


def _departments(tree: dict[int, Branch]) -> list[dict[str, Any]]:
    return [
        {"id": each.id, "name": each.name, "url": each.url}
        for each in tree.values()
        if each.depth == 1 and each.in_menu
    ]


def _read_tree() -> dict[int, Branch]:
    public = Category.objects.filter(is_public=True, ancestors_are_public=True)
    rows = list(public.select_related("picture").order_by("path"))
    counts = _public_counts()
    by_path = {row.path: row for row in rows}
    found: dict[int, Branch] = {}
    for row in rows:
        above = by_path.get(row.path[: -Category.steplen])
        slug = f"{found[above.pk].slug}/{row.slug}" if above else row.slug
        found[row.pk] = Branch(
            id=row.pk,
            names=texts(row, "name"),
            slug=slug,
            parent_id=above.pk if above else None,
            depth=row.depth,
            path=row.path,
            in_menu=not row.exclude_from_menu,
            intros=texts(row, "description"),
            scene=pictures.sized(row.picture, row.picture.alt) if hasattr(row, "picture") else None,
            product_count=counts.get(row.pk, 0),
            children=tuple(each.pk for each in rows if each.path[: -Category.steplen] == row.path),
        )
    return found


def _public_counts() -> dict[int, int]:
    return dict(
        ProductCard.objects.filter(public=True)
        .annotate(category=Func("categories", function="unnest"))
        .values("category")
        .annotate(number=Count("pk"))
        .values_list("category", "number")
    )


# Words for facets


def facet_labels(language: str | None = None) -> dict[str, tuple[str, dict[str, str]]]:
    """Return {attribute: (name, {option: words})} in one language; kept until one changes."""
    language = language or get_language() or LANGUAGES[0]
    return LABELS.drawn(
        language,
        lambda kept: {
            code: (
                names.get(language) or in_language(names),
                {key: words.get(language) or in_language(words) for key, words in options.items()},
            )
            for code, (names, options) in kept.items()
        },
    )


def forget_labels() -> None:
    LABELS.forget()


def _read_labels() -> dict[str, tuple[dict[str, str], dict[str, dict[str, str]]]]:
    from .cards import option_key

    options: dict[int, dict[str, dict[str, str]]] = {}
    for option in AttributeOption.objects.all():
        options.setdefault(option.group_id, {})[option_key(option)] = texts(option, "option")
    found: dict[str, tuple[dict[str, str], dict[str, dict[str, str]]]] = {}
    for attribute in ProductAttribute.objects.exclude(option_group=None).order_by("pk"):
        names, known = found.setdefault(attribute.code, (texts(attribute, "name"), {}))
        known.update(options.get(attribute.option_group_id, {}))
    return found


def unit_base_title(base: str) -> object:
    return units.title(base)


TREE = Kept("catalogue-tree", _read_tree)
LABELS = Kept("catalogue-labels", _read_labels)
