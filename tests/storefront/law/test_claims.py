"""Who calls something the best says why it is: until then nothing of it goes out."""

from datetime import timedelta

import pytest
from django.utils import timezone

from checkout.promotions import operations as promotions
from storefront.catalogue import operations
from storefront.law import claims
from storefront.staff.models import Change
from tests.checkout.test_promotion_pages import page_of, typed
from tests.clock import NOON
from tests.factories import make_product, make_promotion, make_staff
from tests.storefront.catalogue.test_staff import _form, _page

TRUE = "Test of five clays, report 26-118 of the laboratory"


@pytest.mark.parametrize(
    ("words", "language", "found"),
    [
        ("The BEST clay of Cork. It holds 360 ml.", "en", ["The BEST clay of Cork."]),
        ("Bestow it. Best before: see the lid.", "en", []),
        ("Our best, best before May.", "en", ["Our best, best before May."]),
        ("World’s first mug", "en", ["World's first mug"]),
        ("本店最佳马克杯。容量 360 毫升。", "zh-hans", ["本店最佳马克杯。"]),
        ("The best of it", "zh-hans", []),
    ],
)
def test_superlatives_are_found_by_language_as_whole_words(words, language, found):
    assert claims.sentences(words, language) == found


@pytest.mark.django_db
@pytest.mark.clause("LBT-5.3.2.2", lacks="an archive of what was shown on a day")
def test_goods_with_a_superlative_go_on_sale_once_it_is_said_why_it_is_true(client):
    nell = make_staff(first_name="Nell", last_name="Costigan")
    client.force_login(nell)
    mug = make_product(title="The best mug", public=False)
    press = _form(mug, catalogue_product_publish_now="1")

    refused = client.post(_page(mug), press)

    form = refused.context["adminform"].form
    assert "“The best mug”" in str(form.errors["proof"])
    mug.refresh_from_db()
    assert (mug.is_public, Change.objects.count()) == (False, 0)

    client.post(_page(mug), {**press, "proof": TRUE})

    mug.refresh_from_db()
    assert mug.is_public
    html = client.get(_page(mug)).content.decode()
    assert f"Nell Costigan: Claimed: “The best mug”. True because: {TRUE}" in html


@pytest.mark.django_db
def test_what_is_on_sale_already_takes_no_new_superlative_without_a_why():
    mug, nell = make_product(title="Weir mug"), make_staff()
    said = {"product": mug, "facts": {}, "by": nell, "at": NOON}
    operations.change_product(texts={"title": {"en": "Best mug"}}, **said, proof=TRUE)

    with pytest.raises(claims.Unproven, match="Unbeatable mug"):
        operations.change_product(texts={"title": {"en": "Unbeatable mug"}}, **said, proof=" ")
    mug.refresh_from_db()
    assert mug.title_en == "Best mug"

    operations.change_product(texts={"title": {"en": "Best mug"}}, **said, proof="")
    assert [(each.changed, each.why) for each in claims.told(mug)] == [
        ([["claim", None, ["Best mug"]]], TRUE)
    ]


@pytest.mark.django_db
def test_of_many_those_with_a_superlative_stay_where_they_are():
    best, plain = (make_product(title=title, public=False) for title in ("Best mug", "Mug"))

    refused = operations.publish_many(products=[best, plain], by=None, at=NOON)

    assert {key: [lack.key for lack in lacks] for key, lacks in refused.items()} == {
        best.pk: ["claim"]
    }


@pytest.mark.django_db
@pytest.mark.clause("LBT-5.3.2.2", lacks="an archive of what was shown on a day")
def test_a_promotion_with_a_superlative_is_not_asked_for_without_a_why(client):
    client.force_login(make_staff())
    promotion = make_promotion(status="draft", at=timezone.now(), days=(1, 9))
    press = typed(name_en="Best offer ever", promotions_promotion_ask_now="1")

    refused = client.post(page_of(promotion), press)

    assert "“Best offer ever”" in str(refused.context["adminform"].form.errors["proof"])
    promotion.refresh_from_db()
    assert promotion.status == "draft"

    client.post(page_of(promotion), {**press, "proof": TRUE})

    promotion.refresh_from_db()
    assert promotion.status == "waiting"
    assert f"True because: {TRUE}" in client.get(page_of(promotion)).content.decode()


@pytest.mark.django_db
def test_a_superlative_of_a_promotion_is_refused_whoever_asks():
    promotion = make_promotion(status="draft", at=NOON, name="Lowest prices")

    with pytest.raises(claims.Unproven):
        promotions.ask(promotion=promotion, by=make_staff(), at=NOON - timedelta(days=1))
