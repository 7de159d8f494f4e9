"""The agreement: written once, from what was frozen, and never changed."""

import io

import pypdf
import pytest
from django.db import IntegrityError, connection, transaction

from checkout.agreement import canonical, operations, pdf
from checkout.agreement.models import Agreement, Unchangeable
from tests.factories import make_intent, make_order, make_product

pytestmark = pytest.mark.django_db


@pytest.mark.clause("LBT-6.2.4.1.a")
def test_it_holds_what_was_agreed_whatever_changes_afterwards():
    mug = make_product(title="Weir mug", price="20.00")
    order = make_order(lines=[(mug, 2)])
    mug.title = mug.title_en = "Another mug"
    mug.save()
    mug.stockrecords.update(price="99.00")

    document = Agreement.objects.get(order=order).document

    (line,) = document["lines"]
    assert (line["title"], line["quantity"], line["price"]) == ("Weir mug", 2, "40.00")
    assert document["sums"]["total"] == "44.90"
    assert document["number"] == order.number
    assert document["seller"]["name"] == "Fernhill Goods Limited"
    assert document["withdrawal"]["withdrawal.period"]["value"] == 14
    assert document["law"]["profiles"]["ie"] >= 1


def test_its_sum_is_that_of_its_parts():
    from decimal import Decimal

    sums = make_order().agreement.document["sums"]

    parts = Decimal(sums["goods"]) + Decimal(sums["delivery"]) + Decimal(sums["fee"])
    assert Decimal(sums["total"]) == parts


def test_python_and_the_database_refuse_to_change_or_delete_it():
    agreement = make_order().agreement
    agreement.document["sums"]["total"] = "1.00"

    with pytest.raises(Unchangeable):
        agreement.save()
    with pytest.raises(Unchangeable):
        agreement.delete()
    for change in (
        lambda: Agreement.objects.update(sha256="0" * 64),
        lambda: Agreement.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            change()

    assert Agreement.objects.get().document["sums"]["total"] == "24.90"


def test_only_the_stated_end_of_its_time_lets_it_be_deleted():
    make_order()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL candour.retention_is_over = 'yes'")

    assert Agreement.objects.all().delete()[0] == 1


def test_its_fingerprint_is_the_same_after_the_database_and_another_for_another_sign():
    agreement = Agreement.objects.get(pk=make_order(language="zh-hans").agreement.pk)

    assert operations.is_genuine(agreement)
    agreement.document["lines"][0]["title"] += " "
    assert not operations.is_genuine(agreement)


def test_the_canonical_form_does_not_depend_on_the_order_of_names():
    assert canonical.text({"b": "é", "a": [1, None]}) == '{"a":[1,null],"b":"é"}'
    assert canonical.sha256({"b": 1, "a": 2}) == canonical.sha256({"a": 2, "b": 1})


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Paid, with 23 % VAT of"), ("zh-hans", "青瓷茶杯")]
)
def test_the_file_says_the_same_in_the_buyers_language(language, words):
    cup = make_product(title="青瓷茶杯" if language == "zh-hans" else "Celadon cup")
    order = make_order(lines=[(cup, 1)], language=language)

    pages = pypdf.PdfReader(io.BytesIO(pdf.render(order.agreement))).pages
    text = "".join(page.extract_text() for page in pages)

    assert words in text
    assert order.number in text
    assert order.agreement.sha256[:16] in text.replace("\n", "")


def test_hostile_words_stay_words_on_paper():
    cup = make_product(title='#panic("x") $ \\ </script> *bold* @ref')
    intent_fields = {"lines": [(cup, 1)]}
    order = make_order(**intent_fields)

    text = "".join(
        page.extract_text()
        for page in pypdf.PdfReader(io.BytesIO(pdf.render(order.agreement))).pages
    )

    assert '#panic("x") $ \\ </script> *bold* @ref' in text.replace("\n", " ")


def test_the_snapshot_of_an_intent_is_what_it_is_made_from():
    intent = make_intent()

    assert intent.delivery["name"] == "Green Post, to the door"
    assert str(intent.fee) == "0.00"


def test_the_facts_on_the_products_page_go_into_it_as_they_were_said():
    from checkout.payments import disclosed
    from tests.clock import NOON
    from tests.factories import make_class, make_variants

    made = make_class("Pottery", requires=("maker",))
    oat, _moss = make_variants(title="Hob mug", product_class=made)

    sheet = disclosed.sheets([oat.pk], language="en", at=NOON)[oat.pk]

    assert sheet["title"] == "Hob mug, oat"
    assert ["Glaze", "oat"] in sheet["facts"]
    assert ["Maker", "Maker of Hob mug"] in sheet["facts"]
    assert (sheet["supplier"], sheet["version"]) == ("Weir Pottery", 1)
