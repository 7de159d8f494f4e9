"""How well search orders a real catalogue, by judgements that were not made here."""

import csv
import gzip
import json
import math
import os
from collections import defaultdict
from pathlib import Path

import pytest
from django.db import connection
from psycopg2.extras import execute_values

from storefront.catalogue import generation
from storefront.search import answers, documents, question
from tests.clock import NOON
from tests.factories import make_class

# Measured 0.679 over 29 queries that have a right answer; a fall below the floor
# is a change for the worse.
FLOOR = 0.65


@pytest.fixture
def real_data() -> Path:
    if not (folder := os.environ.get("REAL_DATA_DIR")):
        pytest.skip("REAL_DATA_DIR names no folder with real data")
    return Path(folder)


@pytest.mark.slow
@pytest.mark.django_db
def test_what_people_judged_right_stands_on_the_first_page(real_data, capsys):
    load(real_data / "catalogue-large" / "icecat-19k.csv.gz")
    judged: dict[str, dict[int, int]] = defaultdict(dict)
    with (real_data / "search-judgements-dev" / "icecat-dev.csv").open() as file:
        for row in csv.DictReader(file):
            judged[row["query"]][int(row["docid"])] = int(row["rating"])

    generation.forget()
    scores = {}
    for asked, ratings in judged.items():
        found = answers.answer(question.read(asked, "en"), at_generation=1)
        if any(ratings.values()):
            scores[asked] = ndcg(found.ids[:10], ratings)
    mean = sum(scores.values()) / len(scores)

    with capsys.disabled():
        print(f"\nNDCG@10 over {len(scores)} judged queries: {mean:.3f}")  # noqa: T201
        for asked, score in sorted(scores.items(), key=lambda pair: pair[1])[:6]:
            print(f"  {score:.2f} {asked}")  # noqa: T201
    assert mean >= FLOOR


def ndcg(ids: list[int], ratings: dict[int, int]) -> float:
    def gain(grades):
        return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))

    return gain(ratings.get(pk, 0) for pk in ids) / gain(
        sorted(ratings.values(), reverse=True)[:10]
    )


def load(path: Path) -> None:
    """Put the catalogue where search reads it, without what search does not read."""
    csv.field_size_limit(10**8)
    made = make_class()
    with gzip.open(path, "rt") as file:
        rows = {int(row["id"]): row for row in csv.DictReader(file)}
    with connection.cursor() as cursor:
        many(cursor, "catalogue_product (id, structure, is_public, title, slug, product_class_id,"
             " is_discountable, date_created, date_updated, meta_title, priority, description)",
             [(pk, "standalone", False, row["title"][:255], f"p{pk}", made.pk, True, NOON, NOON, "",
               0, "")
              for pk, row in rows.items()])  # fmt: skip
        many(cursor, "catalogue_productcard (product_id, public, slug, titles, product_class_id,"
             " categories, facets, currency, swatches, variants, reviews, popularity, changed_at,"
             " unit_base, compared, reduced_why)",
             [(pk, True, f"p{pk}", json.dumps({"en": row["title"]}), made.pk, [], [], "EUR", "[]",
               1, 0, 0, NOON, "", "{}", "{}") for pk, row in rows.items()])  # fmt: skip
        many(cursor, "search_searchdocument (product_id, language, vector, vocabulary)",
             [(pk, "en", documents.vector(document, "en"), documents.vocabulary(document))
              for pk, row in rows.items() for document in [of(row)]])  # fmt: skip


def of(row: dict[str, str]) -> documents.Document:
    facts = json.loads(row["attributes"] or "{}")
    return documents.Document(
        title=row["title"],
        names=[row["brand"], row["mpn"], str(facts.get("t_product_type", ""))],
        facts=[value for key, value in facts.items() if key[:2] == "t_" and isinstance(value, str)],
        description=row["short_description"],
    )


def many(cursor, into: str, rows: list[tuple]) -> None:
    execute_values(cursor.cursor, f"INSERT INTO {into} VALUES %s", rows, page_size=1000)
