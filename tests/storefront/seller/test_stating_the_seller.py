"""Who sells: stated by a person, checked, kept for ever, shown everywhere, never old."""

import json
import time

import pytest
from django.core import checks, mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from storefront.core import lasting
from storefront.notices import operations as notices
from storefront.notices import tasks as notice_tasks
from storefront.seller import facts, operations, queries
from storefront.seller.checks import the_seller_is_named
from storefront.seller.demo import FERNHILL
from storefront.seller.models import SellerVersion, Unchangeable
from storefront.staff import tiles
from tests.clock import NOON
from tests.factories import (
    make_delivery_methods,
    make_product,
    make_staff,
    make_user,
    open_shop,
)

pytestmark = pytest.mark.django_db


def state(*, why="a test", after=None, by=None, at=NOON, **changed):
    return operations.state(values={**FERNHILL, **changed}, why=why, after=after, by=by, at=at)


def test_what_was_stated_last_holds_and_what_was_before_stays_with_who_and_when():
    orla = make_staff(username="orla")
    state()

    state(legal_name="Fernhill Things Limited", why="We changed our name", by=orla)

    assert queries.current().name == "Fernhill Things Limited"
    assert list(
        SellerVersion.objects.order_by("version").values_list(
            "version", "facts__legal_name", "why", "written_by__username", "written_at"
        )
    ) == [
        (1, "Fernhill Goods Limited", "a test", None, NOON),
        (2, "Fernhill Things Limited", "We changed our name", "orla", NOON),
    ]


def test_stating_the_same_again_changes_nothing():
    first = state()

    assert state(why="pressed twice") == first
    assert SellerVersion.objects.count() == 1


def test_what_was_stated_is_never_changed():
    row = state()

    row.why = "another reason"
    with pytest.raises(Unchangeable):
        row.save()
    with pytest.raises(Unchangeable):
        row.delete()


def test_somebody_who_looked_at_an_older_statement_is_refused():
    state()
    state(town="Wexford", after=1)

    with pytest.raises(operations.StatedMeanwhile):
        state(town="Rosslare", after=1)

    assert queries.current().town == "Wexford"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("vat_id", "IE1234567FB"),  # the check letter is another
        ("vat_id", "DE136695976"),  # not of this country
        ("vat_id", "'; DROP TABLE"),
        ("iban", "IE76 TEST 0000 0000 0000 00"),
        ("bic", "TEST"),
        ("phone", "+353 1"),
        ("phone", "call me"),
        ("email", "hello@"),
        ("register_no", "12"),
        ("licence_no", "91110000600037341M"),  # a check digit off
        ("country", "FR"),  # not where the law of this shop is from
        ("legal_name", ""),
        ("legal_name", "  \t"),
        ("legal_name", "x" * 201),
        pytest.param("town", "Kil\x00more", id="nul"),
    ],
)
def test_a_fact_that_cannot_be_right_is_refused_by_name_and_nothing_is_written(key, value):
    not_applicable = [each for each in FERNHILL["not_applicable"] if each != key]

    with pytest.raises(facts.Wrong) as refused:
        state(**{key: value, "not_applicable": not_applicable})

    assert list(refused.value.problems) == [key]
    assert not SellerVersion.objects.exists()


def test_numbers_are_kept_in_one_form_however_they_were_typed():
    kept = state(
        vat_id="ie 1234567 fa", iban="ie75test00000000000000", phone="01 555 0142", country="ie"
    ).facts

    assert kept["vat_id"] == "IE1234567FA"
    assert kept["iban"] == "IE75TEST00000000000000"
    assert kept["phone"] == "+35315550142"
    assert queries.current().phone_shown == "+353 1 555 0142"
    assert queries.current().account == {
        "name": "Fernhill Goods Limited",
        "iban": "IE75 TEST 0000 0000 0000 00",
        "bic": "TESTIE00",
    }


def test_what_the_law_asks_for_is_stated_or_declared_not_to_apply():
    state(not_applicable=[], vat_id="")

    asked = {each.key: each.countries for each in queries.missing(NOON)}

    assert set(asked) == {"vat_id", "supervisor", "licence_no", "icp_no"}
    assert asked["icp_no"] == ("CN",)
    assert "IE" in asked["vat_id"]
    state(not_applicable=["supervisor", "licence_no", "icp_no", "vat_id"], vat_id="")
    assert queries.missing(NOON) == []


def test_one_cannot_state_a_fact_and_declare_that_it_does_not_apply():
    with pytest.raises(facts.Wrong) as refused:
        state(not_applicable=["vat_id", "supervisor", "licence_no", "icp_no"])

    assert list(refused.value.problems) == ["vat_id"]


# Shown


def test_the_seller_stands_in_the_footer_and_on_a_page_of_its_own(client):
    state()

    footer = client.get("/").content.decode().split("</main>")[1]
    imprint = client.get(reverse("seller:imprint")).content.decode()

    for words in (
        *("Fernhill Goods Limited", "Private company limited by shares", "9 Weir Lane"),
        *("Kilmore, Co. Wexford", "Ireland", "000000", "IE1234567FA"),
        *("hello@fernhill.example", "+353 1 555 0142", "9:00 to 17:00"),
    ):
        assert words in footer
        assert words in imprint
    assert "Orla Brennan" in imprint
    assert f'href="{reverse("seller:imprint")}"' in footer


def test_in_chinese_the_country_and_the_hours_are_in_chinese(client):
    state()

    with translation.override("zh-hans"):
        imprint = client.get(reverse("seller:imprint")).content.decode()

    assert "爱尔兰" in imprint
    assert "周一至周五" in imprint


@pytest.mark.clause("LBT-5.3.1.2.e")
def test_from_home_product_and_checkout_one_press_leads_to_who_sells(client):
    make_delivery_methods()
    mug = make_product()
    pages = [
        "/",
        reverse("catalogue:detail", kwargs={"product_slug": mug.slug, "pk": mug.pk}),
        reverse("checkout:address"),
    ]
    client.post(reverse("basket:add"), {"product": mug.pk, "quantity": 1})
    client.post(reverse("checkout:start"))

    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200
        assert f'href="{reverse("seller:imprint")}"' in answer.content.decode()

    imprint = client.get(reverse("seller:imprint")).content.decode()
    told = json.loads(imprint.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert told["legalName"] == "Fernhill Goods Limited"
    assert told["vatID"] == "IE1234567FA"
    assert told["address"]["addressCountry"] == "IE"
    assert queries.missing(NOON) == []
    state(legal_name="</script><script>alert(1)</script>")
    assert "<script>alert(1)" not in client.get("/imprint/?anew").content.decode()


def test_an_unnamed_seller_is_said_to_be_unnamed(client):
    page = client.get(reverse("seller:imprint"))

    assert page.status_code == 200
    assert "Nobody sells here yet" in page.content.decode()


def test_a_letter_is_from_the_seller_and_names_them_in_full():
    state()
    notices.tell(
        kind="sign-in-mail",
        to=notices.Recipient(email="maeve@doyle.example"),
        context={"subject": "Hello", "body": "Hello."},
        dedupe_key="seller-letter",
        at=timezone.now(),
    )

    notice_tasks.send_due()

    (letter,) = mail.outbox
    assert letter.from_email == "Fernhill <hello@fernhill.example>"
    assert letter.reply_to == ["hello@fernhill.example"]
    html = letter.alternatives[0][0]
    for words in ("Fernhill Goods Limited", "Private company", "IE1234567FA", "000000"):
        assert words in html


# Never old


def test_a_new_name_stands_on_the_next_page_that_is_made(client):
    state()
    client.get("/nothing/")

    state(shop_name="Weirside")

    assert "Weirside" in client.get("/nothing/").content.decode()


def test_a_kept_page_shows_a_new_name_after_a_second_at_the_latest(client):
    state()
    assert "Fernhill Goods Limited" in client.get("/imprint/").content.decode()
    state(legal_name="Fernhill Things Limited")

    time.sleep(1.05)

    assert "Fernhill Things Limited" in client.get("/imprint/").content.decode()


def test_a_change_whose_announcement_was_lost_is_seen_after_a_second(monkeypatch):
    state()
    assert queries.current().town == "Kilmore"
    monkeypatch.setattr(lasting, "_announce", lambda: None)
    state(town="Wexford")

    time.sleep(1.05)

    assert queries.current().town == "Wexford"


def test_a_page_is_made_without_redis(monkeypatch):
    def gone(*_asked, **_more):
        raise ConnectionError("no Redis")

    state()
    monkeypatch.setattr(lasting.cache, "get", gone)

    assert queries.current().town == "Kilmore"


def test_what_is_missing_is_worked_out_once_until_something_is_stated(monkeypatch, settings):
    worked_out, work_out = [], queries._work_out_missing
    monkeypatch.setattr(
        queries, "_work_out_missing", lambda *given: worked_out.append(1) or work_out(*given)
    )
    lasting.move_on()

    before = [queries.missing(NOON), queries.missing(NOON)]
    state()
    after = queries.missing(NOON)

    assert before[0] == before[1] != []
    assert after == []
    assert len(worked_out) == 2
    settings.CANDOUR_DELIVERS_TO = ["CN"]
    queries.missing(NOON)
    assert len(worked_out) == 3


def test_a_statement_that_is_undone_was_never_made():
    state()

    with transaction.atomic():
        state(town="Wexford")
        transaction.set_rollback(True)
    lasting.move_on()

    assert queries.current().town == "Kilmore"


# Staff


def form(**changed):
    typed = {**FERNHILL, **changed}
    hours = typed.pop("hours")
    return {
        **typed,
        "hours_en": hours["en"],
        "hours_zh-hans": hours["zh-hans"],
        "why": "First statement",
        "after": "0",
    }


def test_staff_state_the_seller_and_find_it_filled_in_the_next_time(client):
    client.force_login(make_staff(username="orla"))
    add = reverse("admin:seller_sellerversion_add")

    assert client.post(add, form()).status_code == 302

    assert queries.current().name == "Fernhill Goods Limited"
    assert SellerVersion.objects.get().written_by.username == "orla"
    page = client.get(add).content.decode()
    assert 'value="Fernhill Goods Limited"' in page
    listed = client.get(reverse("admin:seller_sellerversion_changelist")).content.decode()
    assert "First statement" in listed
    shown = reverse("admin:seller_sellerversion_change", args=[SellerVersion.objects.get().pk])
    assert "IE1234567FA" in client.get(shown).content.decode()


def test_staff_are_told_at_the_field_what_is_wrong_and_keep_what_they_typed(client):
    client.force_login(make_staff())

    page = client.post(
        reverse("admin:seller_sellerversion_add"), form(vat_id="IE1234567FB", town="Kilmore Quay")
    )

    words = page.content.decode()
    assert "its check digits do not fit" in words
    assert 'value="Kilmore Quay"' in words
    assert not SellerVersion.objects.exists()


def test_who_may_not_state_the_seller_is_refused(client):
    client.force_login(make_staff(superuser=False))

    assert client.get(reverse("admin:seller_sellerversion_add")).status_code == 403
    assert client.post(reverse("admin:seller_sellerversion_add"), form()).status_code == 403

    client.force_login(make_user())
    assert client.post(reverse("admin:seller_sellerversion_add"), form()).status_code == 302
    assert not SellerVersion.objects.exists()


def test_the_start_page_counts_what_is_still_to_be_stated(client):
    waiting = {tile.key: tile for tile in tiles.all_tiles()}
    assert waiting["seller-missing"].count(NOON) > 0
    assert waiting["policies-missing"].count(NOON) == 3
    client.force_login(make_staff())
    page = client.get("/admin/").content.decode()
    assert "Full legal name, Legal form" in page
    assert "Lacking now: terms of sale, privacy notice, returns" in page

    open_shop()

    assert waiting["seller-missing"].count(NOON) == 0
    assert waiting["policies-missing"].count(NOON) == 0


def test_the_check_before_a_deployment_names_what_is_missing():
    (said,) = the_seller_is_named(databases=["default"])

    assert said.id == "seller.W001"
    assert "Full legal name" in said.msg
    assert the_seller_is_named(databases=None) == []  # asked without a database
    state()
    assert the_seller_is_named(databases=["default"]) == []
    assert the_seller_is_named in checks.registry.registry.get_checks(True)
