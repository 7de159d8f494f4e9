"""What stands in the way of showing a product: the answer that every path to publishing asks."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from storefront.partner import stops
from storefront.partner.models import StockRecord

from .languages import texts
from .models import ClassDisclosure, FactKind, Product, ProductFact, ProductSheet

# LBT-5.2.1.1.d: words that fill a field and say nothing.
NOTHING_SAID = {
    "", "-", "--", "---", "n/a", "na", "n.a.", "none", "tbd", "tba", "todo", "x", "xx", "xxx",
    "?", "???", ".", "...", "unknown", "null", "nil", "test", "无", "暂无", "未知",
}  # fmt: skip


def says_nothing(words: str) -> bool:
    return words.strip().strip("。.").lower() in NOTHING_SAID or not words.strip()


@dataclass(frozen=True)
class Lack:
    """One thing that is missing: its key, and the words that staff read."""

    key: str
    words: str


def lacks(product: Product, *, at: datetime) -> list[Lack]:
    """
    Return everything that must be mended before the product may be shown, each named.

    Of one choice of a product that is what it lacks itself; what is stated of the product holds
    for every choice.
    """
    if product.is_child:
        return [
            *_content_lacks(product, _content_is_known(product.parent, of=product)),
            *_stock_lacks(product, at),
            *_recalled(product),
        ]
    return [
        *_class_lacks(product),
        *_text_lacks(product),
        *_fact_lacks(product),
        *_stock_lacks(product, at),
        *_recalled(product),
    ]


def _recalled(product: Product) -> list[Lack]:
    """Return what recall keeps it off sale, until that says otherwise (LBT-6.4.4, LBT-B.E4)."""
    if (stop := stops.of_product(product)) is None:
        return []
    words = _("It is recalled for safety (%(reference)s).") % {"reference": stop.reference}
    return [Lack("recalled", words)]


def _class_lacks(product: Product) -> list[Lack]:
    if product.product_class_id is None:
        return [Lack("class", _("It belongs to no class of products."))]
    disclosure = disclosure_of(product)
    if disclosure is None:
        return [Lack("disclosure", _("Nobody has said what its class must state."))]
    if disclosure.is_closed:
        words = _("Its class is outside our scope: %(reason)s.") % {
            "reason": disclosure.get_outside_display()
        }
        return [Lack("outside", words)]
    return []


def disclosure_of(product: Product) -> ClassDisclosure | None:
    return ClassDisclosure.objects.filter(product_class=product.product_class_id).first()


def _text_lacks(product: Product) -> list[Lack]:
    found = []
    if not any(not says_nothing(words) for words in texts(product, "title").values()):
        found.append(Lack("title", _("It has no name.")))
    if not product.slug:
        found.append(Lack("slug", _("It has no address.")))
    disclosure = disclosure_of(product)
    images = get_model("catalogue", "ProductImage").objects
    of_it = images.filter(product=product) | images.filter(product__parent=product)
    if disclosure and disclosure.picture_needed and not of_it.exists():
        found.append(Lack("picture", _("It has no picture.")))
    if of_it.filter(caption="").exists():
        found.append(Lack("alt", _("A picture has no words for those who cannot see it.")))
    return found


def missing_kinds(product: Product) -> list[FactKind]:
    """Return the kinds of fact that its class demands and that nobody has stated."""
    stated = ProductFact.objects.filter(product=product).values("kind")
    return list(
        FactKind.objects.filter(classes__product_class=product.product_class_id)
        .exclude(pk__in=stated)
        .order_by("order", "pk")
    )


def _fact_lacks(product: Product) -> list[Lack]:
    found = [
        Lack(kind.key, _("Not stated: %(what)s.") % {"what": kind.title})
        for kind in missing_kinds(product)
    ]
    return [*found, *_content_lacks(product, _content_is_known(product))]


def _content_lacks(product: Product, is_known: bool) -> list[Lack]:
    disclosure = disclosure_of(product.parent if product.is_child else product)
    if is_known or not (disclosure and disclosure.unit_price_needed):
        return []
    return [Lack("content", _("Not stated: how much is in it, for the unit price."))]


def _content_is_known(product: Product, *, of: Product | None = None) -> bool:
    """Say whether the content is stated of the whole product, or of each choice (of one: `of`)."""
    sheets = ProductSheet.objects.filter(content__isnull=False)
    if sheets.filter(product=product).exists():
        return True
    if of is not None:
        return sheets.filter(product=of).exists()
    children = product.children.filter(is_public=True)
    return children.exists() and not children.exclude(pk__in=sheets.values("product")).exists()


def _stock_lacks(product: Product, at: datetime) -> list[Lack]:
    records = list(
        (
            StockRecord.objects.filter(product=product)
            | StockRecord.objects.filter(product__parent=product, product__is_public=True)
        ).select_related("partner__supplier")
    )
    if not records and product.children.exists():
        return [Lack("variants", _("None of its variants is offered: put one on sale first."))]
    if not records or not all(record.price and record.price > 0 for record in records):
        return [Lack("price", _("It has no price."))]
    unverified = {
        record.partner.name
        for record in records
        if not (
            (supplier := getattr(record.partner, "supplier", None)) and supplier.is_verified(at)
        )
    }
    return [
        Lack("supplier", _("Its supplier is not verified: %(name)s.") % {"name": name})
        for name in sorted(unverified)
    ]


def completeness(product: Product) -> int:
    """Return how much of what its class demands is stated, in whole percent (LBT-5.2.1.1.d)."""
    declared = getattr(product.product_class, "disclosure", None)
    demanded = {kind.pk for kind in declared.required.all()} if declared else set()
    stated = {fact.kind_id for fact in product.facts.all()}
    return 100 * len(demanded & stated) // len(demanded) if demanded else 100
