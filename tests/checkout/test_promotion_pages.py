"""The staff page of promotions: one page in plain words, and nothing saved but by operations."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from checkout.promotions.models import Promotion, Use
from tests.factories import make_category, make_intent, make_promotion, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client):
    author = make_staff()
    client.force_login(author)
    return author


def typed(**more):
    start = timezone.localtime(timezone.now()) + timedelta(days=1)
    end = start + timedelta(days=7)
    return {
        "name_en": "Spring", "name_zh_hans": "春季", "about_en": "", "about_zh_hans": "",
        "gives": "percent", "percent": "20", "amount": "", "take": "", "pay": "",
        "from_value": "", "from_quantity": "3", "code": "", "uses_in_all": "", "uses_each": "",
        "most_discount": "",
        "starts_at_0": f"{start:%Y-%m-%d}", "starts_at_1": "00:00:00",
        "ends_at_0": f"{end:%Y-%m-%d}", "ends_at_1": "00:00:00",
        "uses-TOTAL_FORMS": "0", "uses-INITIAL_FORMS": "0",
        "moves-TOTAL_FORMS": "0", "moves-INITIAL_FORMS": "0",
        **more,
    }  # fmt: skip


def page_of(promotion):
    return reverse("admin:promotions_promotion_change", args=[promotion.pk])


def test_staff_write_a_promotion_in_one_page_and_a_colleague_signs_it_off(client, author):
    table = make_category("Table")
    add = reverse("admin:promotions_promotion_add")
    assert client.get(add).status_code == 200

    client.post(add, typed(categories=[table.pk]))
    promotion = Promotion.objects.get()
    client.post(page_of(promotion), typed(categories=[table.pk], promotions_promotion_ask_now="1"))
    promotion.refresh_from_db()
    assert (promotion.status, promotion.made_by) == ("waiting", author)
    assert promotion.percent == Decimal("20") and list(promotion.categories.all()) == [table]

    refused = client.post(page_of(promotion), typed(promotions_promotion_approve_now="1"))
    assert "so somebody else signs it off" in refused.content.decode()
    colleague = make_staff()
    client.force_login(colleague)
    page = client.get(page_of(promotion)).content.decode()
    assert "20 % off from 3 things on" in page
    client.post(page_of(promotion), typed(promotions_promotion_approve_now="1"))

    promotion.refresh_from_db()
    assert (promotion.status, promotion.approved_by) == ("approved", colleague)
    assert promotion.terms["en"]["all"][0] == "20 % off: Table."
    assert promotion.terms["zh-hans"]["short"].startswith("减 20%")
    assert client.get(page_of(promotion)).status_code == 200
    assert client.get(reverse("admin:promotions_promotion_changelist")).status_code == 200


@pytest.mark.clause("LBT-5.1.1.a")
def test_a_forged_approver_in_the_form_changes_nothing(client, author):
    promotion = make_promotion(status="draft", at=timezone.now(), days=(1, 9))

    client.post(
        page_of(promotion),
        typed(approved_by=str(make_staff().pk), approved_at_0="2026-01-01", status="approved"),
    )

    promotion.refresh_from_db()
    assert (promotion.status, promotion.approved_by, promotion.name) == ("draft", None, "Spring")


def test_a_refusal_keeps_what_was_typed_and_writes_nothing(client, author):
    answer = client.post(
        reverse("admin:promotions_promotion_add"), typed(gives="sum", amount="5.00")
    ).content.decode()

    assert "needs a value from which on it counts" in answer
    assert 'value="5.00"' in answer
    assert not Promotion.objects.exists()


def test_too_many_decimals_are_refused_at_the_field(client, author):
    answer = client.post(reverse("admin:promotions_promotion_add"), typed(percent="10.005"))

    assert "2 decimal places" in answer.content.decode()
    assert not Promotion.objects.exists()


def test_a_signed_promotion_is_only_looked_at_and_ended(client, author):
    promotion = make_promotion(at=timezone.now())

    client.post(page_of(promotion), typed(percent="90"))
    client.post(page_of(promotion), typed(promotions_promotion_end_now="1"))
    promotion.refresh_from_db()
    assert (promotion.status, promotion.percent) == ("approved", Decimal("10"))
    client.post(page_of(promotion), typed(promotions_promotion_end_now="1", why="Sold out"))

    promotion.refresh_from_db()
    assert promotion.status == "ended"
    assert promotion.moves.get(to_status="ended").why == "Sold out"


def test_who_only_signs_off_sees_the_page_and_cannot_write(client):
    signer = make_staff(superuser=False)
    rights = ("approve_promotion", "view_promotion")
    signer.user_permissions.add(*Permission.objects.filter(codename__in=rights))
    client.force_login(signer)
    draft = make_promotion(status="draft", at=timezone.now(), days=(1, 9))
    waiting = make_promotion(status="waiting", at=timezone.now(), name="Wait", days=(20, 29))

    client.post(page_of(draft), typed(percent="90"))
    client.post(page_of(draft), typed(promotions_promotion_ask_now="1"))
    client.post(page_of(waiting), typed(promotions_promotion_approve_now="1"))

    draft.refresh_from_db()
    waiting.refresh_from_db()
    assert (draft.status, draft.percent) == ("draft", Decimal("10"))
    assert (waiting.status, waiting.approved_by) == ("approved", signer)


def test_how_it_stands_has_its_colour_in_every_language(client, author):
    make_promotion(at=timezone.now())
    url = reverse("admin:promotions_promotion_changelist")

    def colour(language, word):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        page = client.get(url).content.decode()
        return re.search(rf'class="([^"]*)"[^>]*>\s*{word}\s*<', page).group(1)

    assert "green" in colour("en", "Running")
    assert colour("zh-hans", "进行中") == colour("en", "Running")


def test_its_page_says_in_words_how_it_stands_and_what_was_taken_off(client, author):
    promotion = make_promotion(at=timezone.now())
    used = {"promotion": promotion, "intent": make_intent(), "since": timezone.now()}
    Use.objects.create(**used, amount=Decimal("2.00"), status="used")

    page = client.get(page_of(promotion)).content.decode()

    assert "Running" in page
    assert "(&#x27;running" not in page
    assert "in 1 order, €2.00 off" in page
    assert page.count("€2.00") == 2
    assert "减 10%：我们销售的一切。" in page


def test_a_tile_says_how_many_wait(client, author):
    make_promotion(status="waiting", at=timezone.now())

    page = client.get(reverse("admin:index")).content.decode()

    assert "Promotions to approve" in page
    url = reverse("admin:promotions_promotion_changelist")
    listed = client.get(f"{url}?stands=waiting").content.decode()
    assert "Ten off a hundred" in listed
    for stands in ("draft", "planned", "running", "over"):
        assert "Ten off a hundred" not in client.get(f"{url}?stands={stands}").content.decode()
