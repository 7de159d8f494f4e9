"""What is done to search documents. They follow the catalogue; nobody else writes them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connection, transaction
from psycopg2.extras import execute_values

from storefront.catalogue import generation
from storefront.catalogue import queries as catalogue
from storefront.catalogue.languages import LANGUAGES, texts
from storefront.catalogue.models import (
    Product,
    ProductAttributeValue,
    ProductCard,
    ProductFact,
)
from storefront.partner.models import StockRecord

from . import documents

AT_ONCE = 500


@transaction.atomic
def index(product_ids: Iterable[int], at: datetime) -> int:
    """
    Write the documents of these products anew and return how many there are.

    Called within the transaction that changed them, so a product and what finds it never differ.
    Variants are found through their product.
    """
    ids = set(product_ids)
    parents = Product.objects.filter(pk__in=ids).values_list("pk", "parent_id")
    wanted = sorted({parent or pk for pk, parent in parents})
    written = sum(_write(batch) for batch in _batches(wanted))
    generation.move_on()
    return written


def rebuild(*, at: datetime) -> Iterator[tuple[int, int]]:
    """Write every document anew; yields how many products are done, and of how many."""
    every = list(ProductCard.objects.order_by("pk").values_list("pk", flat=True))
    done = 0
    for batch in _batches(every):
        index(batch, at)
        done += len(batch)
        yield done, len(every)


def _batches(ids: list[int]) -> Iterator[list[int]]:
    each = iter(ids)
    while batch := list(islice(each, AT_ONCE)):
        yield batch


def _write(ids: list[int]) -> int:
    told = _Told(ids)
    rows = [
        (product.pk, language, documents.vector(document, language), documents.vocabulary(document))
        for product in told.products
        for language in LANGUAGES
        for document in [told.document(product, language)]
    ]
    with connection.cursor() as cursor:
        execute_values(
            cursor.cursor,
            "INSERT INTO search_searchdocument (product_id, language, vector, vocabulary) VALUES %s"
            " ON CONFLICT (product_id, language)"
            " DO UPDATE SET vector = excluded.vector, vocabulary = excluded.vocabulary",
            rows,
            template="(%s, %s, %s::tsvector, %s::text[])",
            page_size=AT_ONCE,
        )
    return len(rows)


class _Told:
    """Everything that is said about some products, read once: seven statements for all of them."""

    def __init__(self, ids: list[int]) -> None:
        self.products = list(Product.objects.filter(pk__in=ids).exclude(structure="child"))
        self.children: dict[int, list[Product]] = defaultdict(list)
        for child in Product.objects.filter(parent__in=ids, is_public=True).order_by("pk"):
            self.children[child.parent_id].append(child)
        every = [*ids, *(child.pk for group in self.children.values() for child in group)]
        self.categories = dict(
            ProductCard.objects.filter(pk__in=ids).values_list("pk", "categories")
        )
        self.records: dict[int, list[tuple[str, str]]] = defaultdict(list)
        for product, sku, supplier in StockRecord.objects.filter(product__in=every).values_list(
            "product", "partner_sku", "partner__name"
        ):
            self.records[product].append((sku, supplier))
        self.values: dict[int, list[Any]] = defaultdict(list)
        for value in (
            ProductAttributeValue.objects.filter(product__in=every)
            .select_related("attribute", "value_option")
            .prefetch_related("value_multi_option")
        ):
            self.values[value.product_id].append(value)
        self.facts: dict[int, list[ProductFact]] = defaultdict(list)
        for fact in ProductFact.objects.filter(product__in=every):
            self.facts[fact.product_id].append(fact)

    def document(self, product: Product, language: str) -> documents.Document:
        family = [product, *self.children[product.pk]]
        titles = texts(product, "title")
        others = [words for code, words in titles.items() if code != language]
        return documents.Document(
            title=_said(titles, language),
            names=dict.fromkeys(self._names(family, language)),
            facts=dict.fromkeys([*others, *self._facts(family, language)]),
            description=_said(texts(product, "description"), language),
        )

    def _names(self, family: list[Product], language: str) -> Iterator[str]:
        tree = catalogue.category_tree()
        for category in self.categories.get(family[0].pk, ()):
            if category in tree:
                yield _said(tree[category].names, language)
        for product in family:
            for sku, supplier in self.records[product.pk]:
                yield supplier
                yield sku
            yield product.upc or ""
            for value in self.values[product.pk]:
                for option in _options(value):
                    yield _said(texts(option, "option"), language)
        for child in family[1:]:
            yield _said(texts(child, "title"), language)

    def _facts(self, family: list[Product], language: str) -> Iterator[str]:
        for product in family:
            for fact in self.facts[product.pk]:
                yield _said(texts(fact, "text"), language)
            for value in self.values[product.pk]:
                if value.attribute.type in ("text", "richtext"):
                    yield f"{value.value_text or value.value_richtext or ''}"


def _options(value: Any) -> list[Any]:
    if value.attribute.type == "option":
        return [value.value_option] if value.value_option else []
    if value.attribute.type == "multi_option":
        return list(value.value_multi_option.all())
    return []


def _said(words: dict[str, str], language: str) -> str:
    return words.get(language) or words.get("en") or next(iter(words.values()), "")
