from datetime import timedelta

import pytest
from django.urls import reverse

from storefront.policies import demo as policies_demo
from storefront.policies import operations, queries, rendering
from storefront.policies.models import PolicyVersion
from tests.clock import NOON

pytestmark = pytest.mark.django_db


def _write(version, *, valid_from=NOON, language="en", body="You may send things back."):
    return operations.write_version(
        slug="returns",
        version=version,
        texts={language: {"title": "Returns", "body": body}},
        valid_from=valid_from,
        at=NOON - timedelta(days=1),
    )


def test_the_version_in_force_is_the_newest_that_has_begun():
    _write(1)
    _write(2, valid_from=NOON + timedelta(days=7))

    assert queries.in_force("returns", at=NOON).version == 1
    assert queries.in_force("returns", at=NOON + timedelta(days=7)).version == 2


def test_a_reader_of_chinese_gets_the_english_text_where_no_version_was_written_in_chinese():
    _write(1)
    _write(2)

    shown = queries.in_force("returns", at=NOON, language="zh-hans")

    assert (shown.version, shown.language) == (2, "en")


def test_no_language_loses_a_rule_by_a_new_version():
    both = {code: {"title": "Returns", "body": "Send it back."} for code in ("en", "zh-hans")}
    begins = {"valid_from": NOON, "at": NOON - timedelta(days=1)}
    operations.write_version(slug="returns", version=1, texts=both, **begins)

    with pytest.raises(operations.NotInEveryLanguage):
        _write(2)

    assert PolicyVersion.objects.filter(version=2).count() == 0
    assert queries.in_force("returns", at=NOON, language="zh-hans").language == "zh-hans"


def test_a_version_in_force_cannot_be_changed():
    _write(1)

    with pytest.raises(operations.AlreadyInForce):
        operations.write_version(
            slug="returns",
            version=1,
            texts={"en": {"title": "Returns", "body": "No returns."}},
            valid_from=NOON,
            at=NOON,
        )

    assert PolicyVersion.objects.get().body == "You may send things back."


def test_a_new_version_cannot_begin_before_an_older_one():
    _write(1, valid_from=NOON + timedelta(days=7))

    with pytest.raises(operations.NotAfterTheLast):
        _write(2, valid_from=NOON)


def test_writing_the_same_again_changes_nothing():
    first = _write(1)

    assert _write(1) == first


def test_a_policy_page_shows_the_version_in_force(client):
    _write(1, valid_from=NOON - timedelta(days=900), body="# Odd\n\n**Kept** <script>x</script>")

    page = client.get(reverse("policies:policy", args=["returns"]))

    assert page.status_code == 200
    assert "<strong>Kept</strong>" in page.content.decode()
    assert "<script>x" not in page.content.decode()


def test_an_unknown_policy_is_not_found(client):
    assert client.get(reverse("policies:policy", args=["nothing"])).status_code == 404
    assert client.get(reverse("policies:version", args=["nothing", 3])).status_code == 404


def test_markdown_cannot_carry_script():
    assert "href" not in rendering.html("[press](javascript:alert(1))")


def test_the_demo_shop_has_every_rule_in_both_languages_in_force():
    policies_demo.demo(NOON.replace(year=2027))
    later = NOON.replace(year=2027)

    english = queries.all_in_force(at=later)
    chinese = queries.all_in_force(at=later, language="zh-hans")

    assert set(english) == set(chinese) >= {"terms", "returns", "delivery", "privacy", "code"}
    assert {text.language for text in chinese.values()} == {"zh-hans"}
    assert english["returns"].version == 2
