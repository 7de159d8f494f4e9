"""What a prepared query finds is what Django's own finds, for less."""

import pytest
from django.db import connection, transaction
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from storefront.catalogue.models import Product
from storefront.core.prepared import (
    NUMBER,
    NUMBERS,
    TEXT,
    TEXTS,
    Prepared,
    PreparedLock,
    PreparedQuery,
)
from tests.factories import make_product, make_variants


def with_parents(pk):
    return Product.objects.filter(Q(pk=pk) | Q(parent=pk)).select_related("parent").order_by("pk")


@pytest.mark.django_db
def test_the_rows_are_those_of_the_query():
    parent, other = make_variants()[0].parent, make_product()
    query = PreparedQuery("test_family", with_parents)

    family, single = query.rows(parent.pk), query.rows(other.pk)

    assert family == list(with_parents(parent.pk))
    assert len(family) > 1
    assert single == [other]
    assert [vars(each)["title_en"] for each in family] == [
        vars(each)["title_en"] for each in with_parents(parent.pk)
    ]
    with CaptureQueriesContext(connection) as asked:
        assert {each.parent for each in family[1:]} == {parent}
        assert family[0].parent is None
    assert len(asked) == 0


@pytest.mark.django_db
def test_it_is_planned_once_and_written_for_each_language():
    mug = make_product()
    query = PreparedQuery("test_planned", with_parents)
    query.rows(mug.pk)

    with CaptureQueriesContext(connection) as asked:
        query.rows(mug.pk)
    with translation.override("zh-hans"), CaptureQueriesContext(connection) as asked_in_chinese:
        query.rows(mug.pk)

    assert [each["sql"] for each in asked] == [f"EXECUTE test_planned_en ({mug.pk})"]
    assert asked_in_chinese[0]["sql"].startswith("PREPARE test_planned_zh_hans (bigint) AS SELECT")


@pytest.mark.django_db
def test_a_value_that_is_always_the_same_may_hold_any_sign():
    make_product(title="Half price, 50% off: $1")
    query = PreparedQuery(
        "test_signs", lambda pk: Product.objects.filter(title_en__contains="50% off", pk__gt=pk)
    )

    assert [each.title for each in query.rows(0)] == ["Half price, 50% off: $1"]


@pytest.mark.django_db
def test_it_takes_texts_and_lists_of_numbers_too():
    mug, cup, jug = (make_product(title=title) for title in ("Mug", "Cup", "It's a jug"))
    named = PreparedQuery("test_named", lambda title: Product.objects.filter(title=title), (TEXT,))
    those = PreparedQuery(
        "test_those",
        lambda keys, above: Product.objects.filter(pk__in=keys, pk__gt=above).order_by("pk"),
        (NUMBERS, NUMBER),
    )

    any_of = PreparedQuery(
        "test_any_of", lambda titles: Product.objects.filter(title__in=titles), (TEXTS,)
    )

    assert named.rows("It's a jug") == [jug]
    assert any_of.rows(["It's a jug", "Nothing"]) == [jug]
    assert named.rows("Nothing") == []
    assert those.rows([jug.pk, mug.pk], 0) == [mug, jug]
    assert those.rows([cup.pk, mug.pk], mug.pk) == [cup]
    assert those.rows([], 0) == []


@pytest.mark.django_db
def test_a_value_that_a_query_does_not_use_is_a_mistake():
    forgetful = PreparedQuery("test_forgetful", lambda pk: Product.objects.all())

    with pytest.raises(ValueError, match="nowhere"):
        forgetful.rows(1)


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_plans_it_anew():
    statement = Prepared("test_sum", ("int", "int"), "SELECT $1 + $2")
    assert statement.rows(1, 2) == [(3,)]

    connection.close()

    assert statement.rows(3, 4) == [(7,)]


@pytest.mark.django_db(transaction=True)
def test_what_locks_its_rows_asks_for_a_transaction_and_tells_what_is_not_there():
    mug = make_product()
    lock = PreparedLock(
        "test_lock", lambda pk: Product.objects.select_for_update(of=("self",)).filter(pk=pk)
    )

    with pytest.raises(transaction.TransactionManagementError):
        lock.get(mug.pk)
    with transaction.atomic():
        assert lock.get(mug.pk) == mug
        with pytest.raises(Product.DoesNotExist):
            lock.get(mug.pk + 1)
    with pytest.raises(transaction.TransactionManagementError):
        lock.get(mug.pk)
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        lock.get(mug.pk)
    assert [each["sql"] for each in asked] == [f"EXECUTE test_lock_en ({mug.pk})"]
