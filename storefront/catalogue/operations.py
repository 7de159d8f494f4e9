"""What is done to products: stating facts, putting on sale, taking off sale."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from storefront.core import lifecycle, marks
from storefront.core.refusal import Refusal
from storefront.law import claims
from storefront.partner.models import StockRecord
from storefront.staff import steps

from . import cards, demands, disclosure, figures, generation, languages, registry
from .models import (
    FactKind,
    Product,
    ProductCard,
    ProductClass,
    ProductFact,
    ProductSheet,
    SheetChange,
)

ON_SALE, OFF_SALE = ProductSheet.Status.ON_SALE, ProductSheet.Status.OFF_SALE
CARDS_AT_ONCE = 2_000


class NotPublishable(Refusal):
    """`lacks` names everything that is missing, so that all of it can be mended at once."""

    def __init__(self, lacks: list[disclosure.Lack]) -> None:
        self.lacks = lacks
        super().__init__(
            marks.sentences(
                [_("This product cannot go on sale yet."), *(lack.words for lack in lacks)]
            )
        )


class FactRefused(Refusal):
    words = gettext_lazy("A fact says something, and somebody vouches for it.")


@transaction.atomic
def create_product(
    *, product_class: ProductClass, texts: dict[str, dict[str, str]], by: Any, at: datetime
) -> Product:
    """Make a draft: a product of a class, with words and nothing else yet."""
    product = Product(product_class=product_class, is_public=False)
    for field, words in texts.items():
        languages.set_texts(product, field, words)
    product.slug = slugify(product.title_en or "") or slugify(product.title, allow_unicode=True)
    product.slug = (product.slug or "product")[:255]
    product.save()
    locked_sheet(product)
    refresh_cards([product.pk], at)
    return product


@transaction.atomic
def publish(*, product: Product, by: Any, at: datetime, proof: str = "") -> ProductSheet:
    """
    Put a product on sale; one that is on sale already stays so.

    `proof` is why the superlatives in its words are true.

    :raises NotPublishable: if anything that must be stated is not, all of it named
    :raises claims.Unproven: if there is a superlative of which nobody says why it is true
    """
    sheet = _put_on_sale(product, by=by, at=at, proof=proof)
    refresh_cards([product.pk], at)
    return sheet


@transaction.atomic
def publish_many(
    *, products: Iterable[Product], by: Any, at: datetime
) -> dict[int, list[disclosure.Lack]]:
    """Put on sale those that lack nothing; returns what each of the others lacks, by its key."""
    refused, shown = {}, []
    products = list(products)
    demands.hold(of=products)
    for product in products:
        try:
            with transaction.atomic():
                _put_on_sale(product, by=by, at=at)
            shown.append(product.pk)
        except NotPublishable as refusal:
            refused[product.pk] = refusal.lacks
        except claims.Unproven as refusal:
            refused[product.pk] = [disclosure.Lack(claims.CLAIM, str(refusal))]
    refresh_cards(shown, at)
    return refused


def _put_on_sale(product: Product, *, by: Any, at: datetime, proof: str = "") -> ProductSheet:
    sheet = locked_with_demands(product)
    if missing := disclosure.lacks(product, at=at):
        raise NotPublishable(missing)
    claims.settle(product, _said_of(product), proof=proof, by=by, at=at)
    if sheet.status == ON_SALE and product.is_public:
        return sheet
    sheet.published_at = sheet.published_at or at
    sheet.reviewed_at = at
    sheet.save(update_fields=["published_at", "reviewed_at"])
    if sheet.status != ON_SALE:
        lifecycle.move(sheet, to=ON_SALE, by=by, at=at)
    Product.objects.filter(pk=product.pk).update(is_public=True, date_updated=at)
    product.is_public = True
    return sheet


@transaction.atomic
def withdraw_from_sale(*, product: Product, by: Any, at: datetime, why: str) -> ProductSheet:
    """Take a product off sale at once; one that is not on sale stays as it is."""
    sheet = locked_sheet(product)
    if sheet.status == ON_SALE:
        lifecycle.move(sheet, to=OFF_SALE, by=by, at=at, why=why)
    Product.objects.filter(pk=product.pk).update(is_public=False, date_updated=at)
    product.is_public = False
    refresh_cards([product.pk], at)
    return sheet


@transaction.atomic
def state_fact(
    *,
    product: Product,
    kind: FactKind,
    text: dict[str, str],
    source: dict[str, str],
    by: Any,
    at: datetime,
    proof: str | None = None,
) -> ProductFact:
    """
    State a fact about a product, by language, with who vouches for it: a new version of its sheet.

    `proof` is why its superlatives are true, asked of what is on sale; None asks nothing.

    :raises FactRefused: if it says nothing, such as "n/a", or nobody vouches for it
    :raises claims.Unproven: if there is a superlative and `proof` says nothing
    """
    text, source = _trimmed(text), _trimmed(source)
    if not text or not source or any(map(disclosure.says_nothing, [*text.values()])):
        raise FactRefused()
    sheet = locked_sheet(product)
    if proof is not None and sheet.status == ON_SALE:
        claims.settle(product, [text], proof=proof, by=by, at=at)
    fact = ProductFact.objects.filter(product=product, kind=kind).first()
    before = _as_stated(fact) if fact else {}
    fact = fact or ProductFact(product=product, kind=kind)
    languages.set_texts(fact, "text", text)
    languages.set_texts(fact, "source", source)
    fact.checked_at = at
    fact.save()
    if (after := _as_stated(fact)) != before:
        note_change(sheet, what=f"fact:{kind.key}", before=before, after=after, by=by, at=at)
        refresh_cards([product.pk], at)
    return fact


@transaction.atomic
def withdraw_fact(*, fact: ProductFact, by: Any, at: datetime) -> None:
    """
    Take back a fact.

    :raises NotPublishable: if the product is on sale and must state it
    """
    sheet = locked_with_demands(fact.product)
    demanded = FactKind.objects.filter(
        pk=fact.kind_id, classes__product_class=fact.product.product_class_id
    )
    if sheet.status == ON_SALE and (kind := demanded.first()):
        words = _("Not stated: %(what)s.") % {"what": kind.title}
        raise NotPublishable([disclosure.Lack(kind.key, words)])
    note_change(
        sheet, what=f"fact:{fact.kind.key}", before=_as_stated(fact), after={}, by=by, at=at
    )
    fact.delete()
    refresh_cards([fact.product_id], at)


@transaction.atomic
def change_product(
    *,
    product: Product,
    texts: dict[str, dict[str, str]],
    facts: dict[str, Any],
    by: Any,
    at: datetime,
    seen: int | None = None,
    proof: str | None = None,
) -> int:
    """
    Change what a product is called and described as, and the figures of its sheet.

    `texts` is {"title": {"en": ...}}; `facts` are columns of the sheet. Returns its version, which
    grows by one if anything changed. `seen` is the version that the writer had in view, and None
    asks nothing. `proof` is why its superlatives are true, asked of what is on sale likewise.

    :raises claims.Unproven: if there is a superlative and `proof` says nothing
    :raises steps.ActedMeanwhile: if somebody changed it since `seen`
    :raises figures.NoSuchCountry: if its origin is no country
    :raises figures.NotASize: if its size is not three numbers
    """
    sheet = locked_sheet(product)
    facts = figures.checked(facts)
    _refuse_unseen(sheet, seen)
    if proof is not None and sheet.status == ON_SALE:
        claims.settle(product, texts.values(), proof=proof, by=by, at=at)
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    columns = []
    for field, words in texts.items():
        old = languages.texts(product, field)
        if changed := {lang: text for lang, text in words.items() if old.get(lang, "") != text}:
            columns += languages.set_texts(product, field, changed)
            before[field] = {lang: old.get(lang, "") for lang in changed}
            after[field] = changed
    for field, value in facts.items():
        if (old := getattr(sheet, field)) != value:
            setattr(sheet, field, value)
            before[field], after[field] = str(old or ""), str(value or "")
    if not after:
        return sheet.version
    if columns:
        Product.objects.filter(pk=product.pk).update(
            date_updated=at, **{column: getattr(product, column) for column in columns}
        )
    sheet.save()
    what = ",".join(after)[:120]
    note_change(sheet, what=what, before=before, after=after, by=by, at=at)
    refresh_cards([product.pk], at)
    return sheet.version


def _said_of(product: Product) -> list[dict[str, str]]:
    """Return all that is said of a product in words, each as {language: words}."""
    own = [languages.texts(product, each) for each in ("title", "meta_description", "description")]
    return [*own, *(languages.texts(fact, "text") for fact in product.facts.all())]


def _refuse_unseen(sheet: ProductSheet, seen: int | None) -> None:
    if seen is None or sheet.version == seen:
        return
    last = sheet.changes.select_related("changed_by").order_by("-version").first()
    if last is not None:
        raise steps.acted(who=last.changed_by, at=last.changed_at, what=_("has changed it"))


def take_off_expired(*, at: datetime) -> int:
    """
    Rewrite the cards of goods whose supplier's verification has run out, so that nobody sees them.

    A product whose choices come from several suppliers is hidden with the first that runs out.

    Safe to run at any time and twice; returns how many were hidden (LBT-5.3.2.1.1).
    """
    today = timezone.localdate(at)
    lapsed = Q(partner__supplier__valid_until__lt=today) | Q(partner__supplier__verified_at=None)
    goods = StockRecord.objects.filter(lapsed, product__is_public=True)
    theirs = goods.annotate(shown=Coalesce("product__parent", "product")).values("shown")
    shown = ProductCard.objects.filter(public=True, pk__in=theirs)
    ids = list(shown.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), CARDS_AT_ONCE):
        refresh_cards(ids[start : start + CARDS_AT_ONCE], at)
    return len(ids)


@transaction.atomic
def refresh_cards(product_ids: Iterable[int], at: datetime) -> int:
    """
    Rewrite the cards of these products, or of the parents of those that are variants.

    Called inside the transaction that changed something, so a card is never older than the fact.
    """
    ids = sorted(
        {
            parent or pk
            for pk, parent in Product.objects.filter(pk__in=list(product_ids)).values_list(
                "pk", "parent"
            )
        }
    )
    columns = [field.name for field in ProductCard._meta.fields if not field.primary_key]
    for start in range(0, len(ids), CARDS_AT_ONCE):
        some = ids[start : start + CARDS_AT_ONCE]
        # Locked before anything is read: of two changes at once, the later card knows of both.
        list(
            Product.objects.select_for_update(no_key=True)
            .filter(pk__in=some)
            .order_by("pk")
            .values_list("pk")
        )
        ProductCard.objects.bulk_create(
            cards.build(some, at=at),
            update_conflicts=True,
            unique_fields=["product"],
            update_fields=columns,
        )
        registry.changed(some, at)
    return len(ids)


def note_popularity(*, orders: Mapping[int, int]) -> int:
    """
    Write down in how many orders each product was, by its id, and return how many changed.

    Products that are not named were in none. Who counts, and over which days, is a later room's.
    """
    changed = 0
    # One at a time, so that nobody who rewrites cards waits for all of them.
    for pk, before in list(ProductCard.objects.order_by("pk").values_list("pk", "popularity")):
        if before != (number := orders.get(pk, 0)):
            changed += ProductCard.objects.filter(pk=pk).update(popularity=number)
    if changed:
        generation.move_on()
    return changed


def locked_sheet(product: Product) -> ProductSheet:
    """Lock the product's sheet, making an empty draft of it first if there is none."""
    ProductSheet.objects.get_or_create(product=product)
    return ProductSheet.objects.select_for_update().get(product=product)


def locked_with_demands(product: Product) -> ProductSheet:
    """
    Lock a product's sheet, of a variant that of its product, once what its class demands is held.

    :raises NotPublishable: if it was put into another class in this very moment
    """
    whole = product.parent if product.is_child else product
    held = demands.hold(of=[whole])
    sheet = locked_sheet(whole)
    whole.product_class_id = Product.objects.values_list("product_class", flat=True).get(
        pk=whole.pk
    )
    if whole.product_class_id not in held:
        words = _("It has just been put into another class. Look at it once more.")
        raise NotPublishable([disclosure.Lack("class", words)])
    return sheet


def note_change(
    sheet: ProductSheet, *, what: str, before: dict, after: dict, by: Any, at: datetime
) -> None:
    """Write the next version of a locked sheet."""
    sheet.version, sheet.reviewed_at = sheet.version + 1, at
    ProductSheet.objects.filter(pk=sheet.pk).update(version=sheet.version, reviewed_at=at)
    SheetChange.objects.create(
        sheet=sheet,
        version=sheet.version,
        what=what[:120],
        before=before,
        after=after,
        changed_by=by if getattr(by, "pk", None) else None,
        changed_at=at,
    )


def _as_stated(fact: ProductFact) -> dict[str, Any]:
    return {"text": languages.texts(fact, "text"), "source": languages.texts(fact, "source")}


def _trimmed(words: dict[str, str]) -> dict[str, str]:
    return {language: text.strip() for language, text in words.items() if text.strip()}
