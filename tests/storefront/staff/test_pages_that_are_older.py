"""Two members of staff at one row: what is older overwrites nothing and never claims success."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from storefront.staff import steps
from tests.aftersales.recalling import make_lamp, make_lot, make_recall
from tests.checkout.test_promotion_pages import page_of, typed
from tests.factories import make_product, make_promotion, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def nell(client):
    nell = make_staff(first_name="Nell", last_name="Costigan")
    client.force_login(nell)
    return nell


def in_view(client, url):
    """Return the last step that the page shows, as its form brings it back."""
    page = client.get(url).content.decode()
    return re.search(r'name="seen" value="(\d+)"', page).group(1)


def draft_promotion():
    return make_promotion(status="draft", at=timezone.now(), days=(1, 9))


def test_an_older_page_of_a_promotion_loses_nobodys_work(client, nell):
    promotion = draft_promotion()
    older = in_view(client, page_of(promotion))
    client.post(page_of(promotion), typed(percent="9", seen=older))
    client.force_login(make_staff())

    answer = client.post(page_of(promotion), typed(about_en="For you", seen=older))

    promotion.refresh_from_db()
    assert (promotion.percent, promotion.about_en) == (Decimal("9"), "")
    words = answer.content.decode()
    assert "Nell Costigan" in words and "has changed it" in words
    assert ">For you</textarea>" in words


def test_an_older_page_of_a_promotion_that_waits_by_now_does_not_claim_to_be_saved(client, nell):
    promotion = draft_promotion()
    older = in_view(client, page_of(promotion))
    client.post(page_of(promotion), typed(seen=older, promotions_promotion_ask_now="1"))
    client.force_login(make_staff())

    answer = client.post(page_of(promotion), typed(percent="33", seen=older))

    promotion.refresh_from_db()
    assert (promotion.status, promotion.percent) == ("waiting", Decimal("20"))
    words = answer.content.decode()
    assert "Draft → Waits for approval" in words
    assert 'value="33"' in words and "changed successfully" not in words


def test_the_same_press_twice_is_one_and_answers_alike(client, nell):
    promotion = draft_promotion()
    asked = typed(seen=in_view(client, page_of(promotion)), promotions_promotion_ask_now="1")

    answers = [client.post(page_of(promotion), asked) for _press in range(2)]

    assert [each.status_code for each in answers] == [302, 302]
    assert promotion.moves.filter(to_status="waiting").count() == 1


def test_nobody_signs_words_that_they_have_not_read(client, nell):
    promotion = make_promotion(status="waiting", at=timezone.now(), days=(1, 9))
    older = in_view(client, page_of(promotion))
    press = {"seen": older, "promotions_promotion_send_back_now": "1", "why": "Too much"}
    forms = {"uses-TOTAL_FORMS": "0", "uses-INITIAL_FORMS": "0",
             "moves-TOTAL_FORMS": "0", "moves-INITIAL_FORMS": "0"}  # fmt: skip
    client.post(page_of(promotion), {**press, **forms})
    client.force_login(make_staff())

    late = {"seen": older, "promotions_promotion_approve_now": "1", **forms}
    answer = client.post(page_of(promotion), late).content.decode()

    promotion.refresh_from_db()
    assert promotion.status == "draft"
    assert "Nell Costigan" in answer and "(Too much)" in answer
    assert "Sign it off" not in answer and "End it now" not in answer
    assert "This field is required" not in answer


def recall_typed(recall, **more):
    return {
        "product": recall.product_id, "hazard_en": recall.hazard_en,
        "hazard_zh_hans": recall.hazard_zh_hans, "instructions_en": recall.instructions_en,
        "instructions_zh_hans": recall.instructions_zh_hans, "remedies": recall.remedies,
        "sold_from": "2026-01-15", "moves-TOTAL_FORMS": 0, "moves-INITIAL_FORMS": 0, **more,
    }  # fmt: skip


def test_an_older_page_of_a_recall_overwrites_nothing(client, nell):
    recall = make_recall(make_lamp(), submitted=False, at=timezone.now())
    url = reverse("admin:recalls_recall_change", args=[recall.pk])
    older, keep = in_view(client, url), {"recalls_recall_keep": "1"}
    first = recall_typed(recall, seen=older, hazard_en="It can burn whoever touches it.")
    assert client.post(url, {**first, **keep}).status_code == 302
    client.force_login(make_staff())

    second = recall_typed(recall, seen=older, instructions_en="Put it outside.")
    answer = client.post(url, {**second, **keep}).content.decode()

    recall.refresh_from_db()
    assert recall.hazard_en == "It can burn whoever touches it."
    assert recall.instructions_en == "Pull the plug and keep it from children."
    assert "Nell Costigan" in answer and ">Put it outside.</textarea>" in answer


def test_a_draft_of_a_recall_that_waits_by_now_is_not_said_to_be_kept(client, nell):
    recall = make_recall(make_lamp(), submitted=False, at=timezone.now())
    url = reverse("admin:recalls_recall_change", args=[recall.pk])
    typed_in = recall_typed(recall, seen=in_view(client, url), hazard_en="It can burn.")
    make_recall_wait(recall, nell)

    answer = client.post(url, {**typed_in, "recalls_recall_keep": "1"}).content.decode()

    recall.refresh_from_db()
    assert recall.status == "to_approve"
    assert recall.hazard_en.startswith("The foot can become live.")
    assert "Waits for a second person" in answer and "The draft is kept" not in answer
    assert ">It can burn.</textarea>" in answer


def make_recall_wait(recall, by):
    from aftersales.recalls import operations

    operations.submit(recall=recall, by=by, at=timezone.now() + timedelta(minutes=1))


def test_an_older_page_of_a_product_overwrites_nothing_and_keeps_what_was_typed(client, nell):
    mug = make_product(title="Weir mug")
    url = reverse("admin:catalogue_product_change", args=[mug.pk])
    answer = client.get(url)
    form = answer.context["adminform"].form
    older = form["seen"].value()
    assert f'name="seen" value="{older}"' in answer.content.decode()
    said = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    for inline in answer.context["inline_admin_formsets"]:
        prefix = inline.formset.prefix
        said |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    first = client.post(url, {**said, "origin": "IE"})
    assert first.status_code == 302, first.context["errors"]
    client.force_login(make_staff())

    late = client.post(url, {**said, "title_en": "Large mug"}).content.decode()

    mug.refresh_from_db()
    assert (mug.title_en, mug.sheet.origin) == ("Weir mug", "IE")
    assert "Nell Costigan" in late and 'value="Large mug"' in late


def test_each_act_at_a_recall_says_what_was_done(client, nell):
    recall = make_recall(make_lamp(), at=timezone.now())
    url = reverse("admin:recalls_recall_change", args=[recall.pk])
    back = {"moves-TOTAL_FORMS": 0, "moves-INITIAL_FORMS": 0, "why": "Say where it burns"}

    answer = client.post(
        url, {**back, "seen": in_view(client, url), "recalls_recall_send_back": "1"}, follow=True
    )

    assert "It is a draft again, and its history says why." in answer.content.decode()


def test_a_step_by_the_shop_itself_is_told_as_such(nell):
    promotion = make_promotion(at=timezone.now())
    before = steps.last(promotion)
    promotion.moves.create(
        from_status="approved", to_status="ended", moved_at=timezone.now(), why="its time is over"
    )

    with pytest.raises(steps.ActedMeanwhile, match="the shop.*Approved → Ended"):
        steps.unless_acted(promotion, since=before)


# Choosing goods


def found(client, app, model, field, term):
    answer = client.get(
        reverse("admin:autocomplete"),
        {"app_label": app, "model_name": model, "field_name": field, "term": term},
    )
    return answer.status_code, [
        row["text"] for row in (answer.json()["results"] if answer.status_code == 200 else [])
    ]


def test_whoever_drafts_recalls_or_promotions_finds_goods_without_a_right_to_them(client):
    make_lot(make_product(title="Globe lamp"))
    writer = make_staff(superuser=False)
    rights = ("add_recall", "change_recall", "add_promotion", "change_promotion")
    writer.user_permissions.add(*Permission.objects.filter(codename__in=rights))
    client.force_login(writer)

    assert found(client, "recalls", "recall", "product", "Globe") == (200, ["Globe lamp"])
    assert found(client, "promotions", "promotion", "products", "Globe") == (200, ["Globe lamp"])
    assert found(client, "recalls", "recall", "lots", "26-117")[0] == 200
    assert client.get(reverse("admin:catalogue_product_changelist")).status_code == 403


def test_whoever_may_write_neither_finds_no_goods_in_their_fields(client):
    reader = make_staff(superuser=False)
    reader.user_permissions.add(*Permission.objects.filter(codename="view_recall"))
    client.force_login(reader)

    assert found(client, "recalls", "recall", "product", "Globe") == (403, [])
