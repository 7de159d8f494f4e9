"""The file to keep holds the rules agreed to word for word (CRD art. 8(7)), as they were."""

import io
from datetime import timedelta
from functools import cache

import pypdf
import pytest
import yaml

from checkout.agreement import operations, pdf
from checkout.payments import operations as payments
from checkout.payments.providers.base import Answer
from storefront.demo import tables
from storefront.policies import operations as policies
from storefront.policies import parts, queries
from storefront.policies.models import PolicyVersion
from tests.clock import NOON
from tests.factories import make_attempt, make_intent

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
ACCEPTED = ("terms", "delivery", "returns")


@cache
def written(slug, version, language):
    path = tables.FOLDER / "policies" / slug / f"{version}.{language}.md"
    _empty, matter, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return {"title": yaml.safe_load(matter)["title"], "body": body.strip(), "summary": "All of it"}


def write(slug, version, *, valid_from, texts=None):
    texts = texts or {each: written(slug, version, each) for each in ("en", "zh-hans")}
    policies.write_version(
        slug=slug, version=version, texts=texts, valid_from=valid_from, at=NOON - 400 * DAY
    )


def order_under_rules(language="en"):
    """Make an order under the demo shop's own rules for terms, delivery, returns and complaints."""
    for slug in ("terms", "delivery", "returns", "complaints", "cookies"):
        write(slug, 1, valid_from=NOON - 200 * DAY)
    write("returns", 2, valid_from=NOON - 100 * DAY)
    intent = make_intent(language=language)
    in_force = queries.all_in_force(at=NOON, language=language)
    intent.snapshot["policies"] = [
        {
            "slug": slug,
            "version": text.version,
            "language": text.language,
            "title": text.title,
            "sha256": PolicyVersion.objects.get(pk=text.pk).sha256,
            "accepted": slug in ACCEPTED,
        }
        for slug, text in sorted(in_force.items())
    ]
    intent.save()
    attempt = make_attempt(intent=intent)
    answer = Answer("charged", "TBP-1", attempt.amount, "EUR")
    payments.record_result(attempt=attempt, answer=answer, at=NOON)
    intent.refresh_from_db()
    return intent.order


def words_of(order):
    pages = pypdf.PdfReader(io.BytesIO(pdf.render(order.agreement))).pages
    assert len(pages) <= 12
    return " ".join("".join(page.extract_text() for page in pages).split())


def test_the_file_has_what_was_accepted_word_for_word_with_how_to_withdraw_and_the_form():
    words = words_of(order_under_rules())

    assert "The second part of this file has these rules word for word." in words
    assert "a form for it, stand there under “Returns and withdrawal”." in words
    assert "Model withdrawal form" in words
    assert "hereby give notice that I/we (*) withdraw from my/our (*) contract" in words
    assert "Send the things back within 14 days of telling us, to Fernhill Goods" in words
    assert "These terms say what you and we owe each other" in words
    assert "How to complain" in words
    assert words.index("Terms of sale, version 1 Fingerprint") < words.index(
        "Complaints, version 1 Fingerprint"
    )
    assert "Cookies, version 1 Fingerprint" not in words


def test_it_keeps_the_version_agreed_to_whatever_holds_later():
    order = order_under_rules()
    text = {"title": "Returns", "body": "Nothing comes back any more.", "summary": "Less"}
    write("returns", 3, valid_from=NOON + DAY, texts={"en": text, "zh-hans": text})

    words = words_of(order)

    assert "Returns and withdrawal, version 2" in words
    assert "Nothing comes back any more" not in words
    assert operations.is_genuine(order.agreement)


def test_each_text_stands_under_the_fingerprint_that_the_agreement_names():
    order = order_under_rules()

    words = words_of(order).replace(" ", "")

    for each in order.agreement.document["policies"]:
        assert (each["sha256"] in words) == (
            each["slug"] != "cookies" and each["slug"] != "privacy"
        )


def test_a_text_that_is_not_the_one_agreed_to_does_not_stand_in_it():
    order = order_under_rules()
    PolicyVersion.objects.filter(slug="terms").update(body="Written over.")

    words = words_of(order)

    assert "Written over" not in words
    assert "Terms of sale, version 1 Fingerprint" not in words
    assert "Model withdrawal form" in words


def test_it_is_in_the_buyers_language():
    words = words_of(order_under_rules("zh-hans"))

    assert "规则全文" in words
    assert "撤回表格范本" in words
    assert "Model withdrawal form" not in words


def test_a_text_is_taken_apart_without_any_markup():
    body = (
        "## What\n\nOne **bold** [door](/x/) `code`\nnext <b>raw</b>\n\n"
        "1. first\n2. second\n   - in\n\n"
        "> said\n\n| A | B |\n|---|---|\n| 1 | **2** |\n\n---\n\n    as it is\n"
    )

    assert parts.of(body) == [
        {"kind": "heading", "level": 2, "runs": [["", "What", ""]]},
        {
            "kind": "words",
            "runs": [
                ["", "One ", ""],
                ["strong", "bold", ""],
                ["", " ", ""],
                ["", "door", "/x/"],
                ["", " ", ""],
                ["code", "code", ""],
                ["", " ", ""],
                ["", "next <b>raw</b>", ""],
            ],
        },
        {
            "kind": "list",
            "numbered": True,
            "items": [
                [{"kind": "words", "runs": [["", "first", ""]]}],
                [
                    {"kind": "words", "runs": [["", "second", ""]]},
                    {
                        "kind": "list",
                        "numbered": False,
                        "items": [[{"kind": "words", "runs": [["", "in", ""]]}]],
                    },
                ],
            ],
        },
        {"kind": "quote", "parts": [{"kind": "words", "runs": [["", "said", ""]]}]},
        {
            "kind": "table",
            "columns": 2,
            "head": [[["", "A", ""]], [["", "B", ""]]],
            "rows": [[[["", "1", ""]], [["strong", "2", ""]]]],
        },
        {"kind": "words", "runs": [["", "as it is\n", ""]]},
    ]
