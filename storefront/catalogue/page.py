"""Everything that a product's page says of it, in one statement."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.files.storage import default_storage
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from storefront.core import marks, money

from . import page_query, promoted, queries, units
from .changes import Change, changes
from .languages import LANGUAGES, in_language


@dataclass(frozen=True)
class PriceShown:
    """A price as components/price.html reads it: `was`, `cut` and `basis` only where honest."""

    now: Decimal
    currency: str
    was: Decimal | None = None
    cut: int | None = None
    unit: Decimal | None = None
    unit_base: str = ""

    @property
    def basis(self) -> str:
        return _("Lowest price in the 30 days before") if self.was else ""

    @property
    def unit_words(self) -> str:
        if self.unit is None:
            return ""
        return f"{money.text(self.unit, self.currency)} {units.title(self.unit_base)}"


@dataclass(frozen=True)
class OptionShown:
    code: str
    name: str
    value: str
    label: str


@dataclass(frozen=True)
class Variant:
    """One thing that can be put into the basket: the product itself, or one of its children."""

    product_id: int
    stockrecord_id: int
    sku: str
    title: str
    options: list[OptionShown]
    price: PriceShown | None
    free: int
    state: str
    held: bool
    aside: bool
    picture_ids: list[int]
    lot: str
    reduced_at: datetime | None = None
    reduced_why: str = ""
    back_on: date | None = None

    @property
    def words(self) -> str:
        """How many there are; LBT-6.1.3.d: what others hold at this moment may come free again."""
        if self.held:
            return _("Reserved by others at this moment")
        return queries.stock_words(self.state, self.free)

    @property
    def label(self) -> str:
        """What tells it from the others: its choices, or its name where it has none."""
        return marks.listed(each.label for each in self.options) or self.title

    @property
    def can_be_bought(self) -> bool:
        return self.free > 0 and self.price is not None


@dataclass(frozen=True)
class FactShown:
    key: str
    title: str
    text: str
    source: str
    checked_at: datetime


@dataclass(frozen=True)
class PictureShown:
    """One picture of the gallery, as components/picture.html reads it, and whose it is."""

    id: int
    product_id: int
    src: str
    srcset: str
    width: int
    height: int
    alt: str
    colour: str
    thumb: str


@dataclass(frozen=True)
class Shown:
    """The product itself."""

    pk: int
    slug: str
    structure: str
    title: str
    description: str
    meta_title: str
    meta_description: str
    is_stopped: bool
    exclusion: str

    @property
    def is_parent(self) -> bool:
        return self.structure == "parent"


@dataclass(frozen=True)
class Card:
    product_id: int
    title: str
    categories: list[int]
    facets: list[str]
    from_price: Decimal | None
    to_price: Decimal | None
    currency: str
    rating: float | None
    reviews: int
    compared: dict[str, list[Any]]
    published_at: datetime | None


@dataclass(frozen=True)
class Sheet:
    version: int
    reviewed_at: datetime | None
    published_at: datetime | None
    origin: str
    lot: str
    content: Decimal | None
    content_unit: str
    pieces: int
    weight_g: int | None
    size_mm: str


@dataclass(frozen=True)
class SupplierShown:
    """Who stands behind the goods: LBT-5.3.1.2.e asks for name and address."""

    legal_name: str
    address: str
    country: str
    email: str
    phone: str

    def __str__(self) -> str:
        return self.legal_name

    @property
    def sentence(self) -> str:
        """Say whose it is; a name that ends with a stop needs no second one."""
        return (_("From %(maker)s.") % {"maker": self.legal_name}).replace("..", ".")


@dataclass
class ProductPage:
    product: Shown
    card: Card
    sheet: Sheet
    supplier: SupplierShown | None
    facts: list[FactShown]
    variants: list[Variant]
    pictures: list[PictureShown]

    @property
    def categories(self) -> list[tuple[str, str]]:
        """The way down to it, as crumbs; from the kept tree."""
        tree = queries.category_tree()
        branches = [tree[pk] for pk in self.card.categories if pk in tree]
        deepest = max(branches, key=lambda each: each.depth, default=None)
        if deepest is None:
            return []
        line = [each for each in branches if deepest.path.startswith(each.path)]
        return [(each.name, each.url) for each in sorted(line, key=lambda each: each.depth)]

    @cached_property
    def changes(self) -> list[Change]:
        """What changed of it, newest first (LBT-6.1.3.e); read only when asked for."""
        return changes(self.product.pk, {each.stockrecord_id: each.label for each in self.variants})


def with_promotions(found: ProductPage, *, at: datetime) -> list[Change]:
    """Return what changed of a product, and when promotions for it began and ended."""
    ids = [found.product.pk, *(each.product_id for each in found.variants)]
    told = [Change(*each) for each in promoted.history(product_ids=ids, at=at)]
    return sorted([*found.changes, *told], key=lambda each: each.at, reverse=True)


def product_page(product_id: int) -> ProductPage | None:
    """Return what the public may see of a product, in the active language; None if nothing."""
    read = page_query.read(product_id, get_language() or LANGUAGES[0])
    if read is None:
        return None
    told = read["card"]
    product = Shown(pk=product_id, slug=told["slug"], **read["product"])
    card = Card(
        product_id=product_id,
        title=in_language(told["titles"]) or product.title,
        **{
            name: told[name]
            for name in (
                *("categories", "facets", "from_price", "to_price", "currency", "rating"),
                *("reviews", "compared", "published_at"),
            )
        },
    )
    sheet = Sheet(**read["sheet"])
    images = [_picture(*each) for each in read["images"]]
    return ProductPage(
        product=product,
        card=card,
        sheet=sheet,
        supplier=SupplierShown(**read["supplier"]) if read["supplier"]["legal_name"] else None,
        facts=[
            FactShown(key, title, text, source, page_query.moment(checked))
            for key, title, text, source, checked in read["facts"]
        ],
        variants=_variants(read, product, card, sheet, images),
        pictures=images,
    )


def _picture(
    pk: int,
    product_id: int,
    original: str,
    alt: str,
    width: int | None,
    height: int | None,
    sizes: list[list[Any]] | None,
    colour: str | None,
) -> PictureShown:
    links = [(wide, default_storage.url(path)) for wide, path in sizes or ()]
    plain = default_storage.url(original)
    return PictureShown(
        id=pk,
        product_id=product_id,
        src=next((url for wide, url in links if wide >= 640), links[-1][1] if links else plain),
        srcset=", ".join(f"{url} {wide}w" for wide, url in links),
        width=width or 0,
        height=height or 0,
        alt=alt,
        colour=colour or "",
        thumb=links[0][1] if links else plain,
    )


def _variants(
    read: dict[str, Any], product: Shown, card: Card, sheet: Sheet, images: list[PictureShown]
) -> list[Variant]:
    options: dict[int, list[OptionShown]] = {}
    for owner, attribute, name, pk, code, option, option_en, label in read["values"]:
        key = (code or slugify(option_en or option) or str(pk))[:80]
        options.setdefault(owner, []).append(OptionShown(attribute, name, key, label))
    found = []
    for record in read["records"]:
        pk, owner, sku, title, price, currency, units_in, aside, low_at, *own = record
        content, content_unit, pieces, lot, back_on = own
        free = max(0, units_in - aside)
        chosen = options.get(owner, [])
        measured = (
            (page_query.amount(content), content_unit, pieces)
            if content
            else (sheet.content, sheet.content_unit, sheet.pieces)
        )
        # A card that was written before reductions had a reason says less, and there was none.
        was, cut, since, *said = card.compared.get(str(pk), (None, None, None))
        why = said[0] if said else {}
        shown = None
        if price and Decimal(price):
            unit, base = units.price(Decimal(price), currency, *measured)
            shown = PriceShown(Decimal(price), currency, page_query.amount(was), cut, unit, base)
        found.append(
            Variant(
                product_id=owner,
                stockrecord_id=pk,
                sku=sku,
                title=title or marks.joined(each.label for each in chosen) or product.title,
                options=chosen,
                price=shown,
                free=free,
                state=queries.Live(free, low_at).state,
                held=free == 0 and units_in > 0,
                aside=aside > 0,
                picture_ids=[each.id for each in images if each.product_id == owner],
                lot=lot or sheet.lot,
                reduced_at=page_query.moment(since) if was and since else None,
                reduced_why=in_language(why),
                back_on=date.fromisoformat(back_on) if back_on else None,
            )
        )
    return found
