"""Everything that is wrong with the goods of a file, found before anything is written."""

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from storefront.catalogue import disclosure, languages
from storefront.catalogue.models import FactKind, ImportMark, ProductSheet
from storefront.core import marks, uploads
from storefront.partner import operations as partner
from storefront.partner.models import StockRecord

from .goods import Goods, Item, Problem

MOST_VARIANTS = 500
DEEPEST = 8
LONGEST_TEXT = 50_000
UNITS = set(ProductSheet.Unit.values)

Note = Callable[[int, str, str], None]


def problems_of(
    goods: list[Goods], *, at: datetime, pictures: Path | None, notes: list[Problem]
) -> list[Problem]:
    """Return all problems, in the order of the rows; what may be passed over goes into `notes`."""
    found: list[Problem] = []

    def note(row: int, column: str, words: str) -> None:
        found.append(Problem(row, column, words))

    owners = _owners(item.sku for each in goods for item in each.items)
    kinds = set(FactKind.objects.values_list("key", flat=True))
    skus: dict[str, int] = {}
    keys: dict[str, int] = {}
    for each in goods:
        if each.key in keys:
            note(each.row, "sku", _("It stands in row %(row)s already.") % {"row": keys[each.key]})
        keys.setdefault(each.key, each.row)
        _texts(each, note)
        _places(each, note)
        _facts(each, kinds, note)
        _items(each, note)
        for item in each.items:
            _sku(item, each, skus, owners, note)
            _money(item, at, note)
            _figures(item, note)
            _pictures(item, pictures, note, notes)
    return sorted(found)


def _texts(goods: Goods, note: Note) -> None:
    if not any(not disclosure.says_nothing(words) for words in goods.title.values()):
        note(goods.row, "title", _("It has no name."))
    if any(len(words) > 255 for words in goods.title.values()):
        note(goods.row, "title", _("The name is longer than 255 characters."))
    for name, texts in (("description", goods.description), ("summary", goods.summary)):
        if any(len(words) > LONGEST_TEXT for words in texts.values()):
            note(goods.row, name, _("The text is too long."))
    if any(not words.isprintable() for words in goods.title.values()):
        note(goods.row, "title", _("The name holds characters that cannot be seen."))


def _places(goods: Goods, note: Note) -> None:
    if len(goods.class_name) > 128:
        note(goods.row, "product_class", _("The class has too long a name."))
    if len(goods.supplier) > 128:
        note(goods.row, "supplier", _("The supplier has too long a name."))
    for path in goods.categories:
        names = [name.strip() for name in path.split(">")]
        if len(names) > DEEPEST or not all(0 < len(name) <= 255 for name in names):
            note(goods.row, "category", _("A category is written Table > Tea & coffee."))


def _facts(goods: Goods, kinds: set[str], note: Note) -> None:
    for key, (text, source) in goods.facts.items():
        if key not in kinds:
            note(goods.row, "facts", _("There is no kind of fact named %(key)s.") % {"key": key})
        elif not text or any(map(disclosure.says_nothing, text.values())):
            note(goods.row, "facts", _("%(key)s says nothing.") % {"key": key})
        elif not source:
            note(goods.row, "facts", _("Nobody vouches for %(key)s.") % {"key": key})


def _items(goods: Goods, note: Note) -> None:
    if not goods.items:
        note(goods.row, "", _("There is nothing to buy: no row with a price."))
    if len(goods.items) > MOST_VARIANTS:
        note(goods.row, "", _("It has more than %(most)s variants.") % {"most": MOST_VARIANTS})
    if not goods.is_parent:
        return
    seen: dict[tuple, int] = {}
    for item in goods.items:
        chosen = tuple(
            sorted((name, languages.in_language(words)) for name, words in item.options.items())
        )
        if not chosen:
            note(item.row, "option", _("A variant says by what it differs."))
        elif (earlier := seen.setdefault(chosen, item.row)) != item.row:
            note(item.row, "option", _("It is the same as row %(row)s.") % {"row": earlier})


def _owners(skus: Iterable[str]) -> dict[str, str]:
    """Return, for each sku that the shop has, the key under which its goods were imported."""
    found: dict[str, str] = {}
    for sku, product, parent in StockRecord.objects.filter(partner_sku__in=list(skus)).values_list(
        "partner_sku", "product", "product__parent"
    ):
        found[sku] = str(parent or product)
    marks = ImportMark.objects.filter(product__in={int(pk) for pk in found.values()})
    keys = {str(product): key for product, key in marks.values_list("product", "key")}
    return {sku: keys.get(product, "") for sku, product in found.items()}


def _sku(
    item: Item, goods: Goods, skus: dict[str, int], owners: dict[str, str], note: Note
) -> None:
    if not item.sku:
        note(item.row, "sku", _("The row has no sku."))
    elif len(item.sku) > 128 or not item.sku.isprintable():
        note(item.row, "sku", _("A sku has at most 128 characters, all of them visible."))
    elif item.sku in skus:
        values = {"sku": item.sku, "row": skus[item.sku]}
        note(item.row, "sku", _("The sku %(sku)s stands in row %(row)s already.") % values)
    elif owners.get(item.sku, goods.key) != goods.key:
        values = {"sku": item.sku}
        note(item.row, "sku", _("The shop has the sku %(sku)s for something else.") % values)
    skus.setdefault(item.sku, item.row)


def _money(item: Item, at: datetime, note: Note) -> None:
    if not partner.currency_is_ours(item.currency):
        values = {"ours": settings.OSCAR_DEFAULT_CURRENCY, "theirs": item.currency[:8]}
        note(item.row, "currency", _("The shop sells in %(ours)s, not in %(theirs)s.") % values)
        return
    if item.price is None:
        note(item.row, "price", _("It has no price."))
        return
    try:
        partner.checked_price(item.price, item.currency)
        if item.list_price is not None:
            partner.checked_price(item.list_price, item.currency)
            if item.list_price <= item.price:
                note(item.row, "list_price", _("The earlier price is not above the price."))
    except partner.PriceRefused as refusal:
        note(item.row, "price", str(refusal))
    if item.price_since and item.price_since > at.date():
        note(item.row, "price_since", _("The day lies ahead."))


def _figures(item: Item, note: Note) -> None:
    if not 0 <= item.stock <= partner.MOST_UNITS:
        note(item.row, "stock", _("A count is a whole number, zero or more."))
    if item.low_at is not None and not 0 <= item.low_at <= partner.MOST_UNITS:
        note(item.row, "low_stock_at", _("A count is a whole number, zero or more."))
    if item.content is not None and not 0 < item.content < 10**7:
        note(item.row, "unit_quantity", _("A content is above zero."))
    if item.content is not None and item.content_unit not in UNITS:
        values = {"units": marks.listed(sorted(UNITS))}
        note(item.row, "unit", _("The unit is one of %(units)s.") % values)
    if item.weight_g is not None and not 0 <= item.weight_g <= 10**8:
        note(item.row, "weight_g", _("A weight is in grams, zero or more."))
    if len(item.lot) > 60:
        note(item.row, "lot", _("The lot has too long a name."))


def _pictures(item: Item, folder: Path | None, note: Note, notes: list[Problem]) -> None:
    for picture in item.pictures:
        path = located(picture.path, folder)
        values = {"name": picture.path[:120]}
        if path is None:
            words = _("There is no picture named %(name)s.") % values
            if picture.may_be_missing:
                notes.append(Problem(item.row, "pictures", words))
            else:
                note(item.row, "pictures", words)
        elif words := _not_a_picture(path):
            note(item.row, "pictures", f"{picture.path[:120]}: {words}")


def located(name: str, folder: Path | None) -> Path | None:
    """Return where a named picture lies, if it lies within the folder."""
    if folder is None or not name or "\x00" in name:
        return None
    root = folder.resolve()
    path = (root / name).resolve()
    return path if path.is_relative_to(root) and path.is_file() else None


def _not_a_picture(path: Path) -> str:
    """Look at size, kind and number of pixels without unpacking the picture."""
    from PIL import Image  # heavy, and seldom needed by the web

    if path.stat().st_size > uploads.MAX_BYTES:
        return _("The picture is larger than 6 MB.")
    try:
        with Image.open(path) as image:
            if image.format not in uploads.PICTURES:
                return _("Pictures may be JPEG, PNG or WebP.")
            if image.width * image.height > uploads.MAX_PIXELS:
                return _("The picture has too many pixels.")
    except Exception:
        # Pillow raises many kinds for files that are not what they say.
        return _("This file is not a picture that we can read.")
    return ""
