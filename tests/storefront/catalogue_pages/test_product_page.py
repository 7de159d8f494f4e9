"""The page of a product says everything that a buyer needs to know before buying."""

import json
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from storefront.catalogue import delivery, generation, shown
from storefront.catalogue import operations as catalogue
from storefront.catalogue.models import ProductCard
from storefront.partner import operations as partner
from tests.clock import NOON
from tests.factories import make_category, make_class, make_product, make_supplier, make_variants

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _plain(client, monkeypatch):
    generation.forget()
    translation.activate("en")
    client.cookies["no-page-cache"] = "1"
    monkeypatch.setattr(delivery, "_offers", [])
    monkeypatch.setattr(delivery, "_holds", [])


def address(product, **query) -> str:
    parent = product.parent or product
    return reverse("catalogue:detail", kwargs={"product_slug": parent.slug, "pk": parent.pk})


def read(response) -> str:
    """Return the words of a page, without its marks."""
    body = re.sub(r"(?s)<script.*?</script>|<style.*?</style>", "", response.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


@pytest.mark.clause("LBT-6.1.3.a", lacks="facts of a choice by itself")
def test_the_page_names_the_thing_its_price_with_vat_and_who_it_is_from(client):
    mug = make_product(title="Weir mug", price="24.00", partner=make_supplier("Orla Keane"))

    words = read(client.get(address(mug)))

    assert "Weir mug" in words
    assert "€24.00" in words
    assert "With VAT" in words
    assert "Orla Keane Ltd" in words


def test_every_fact_stands_with_who_vouches_for_it_and_the_version(client):
    mug = make_product(title="Mug", product_class=make_class("Cups", requires=["maker", "origin"]))

    words = read(client.get(address(mug)))

    assert "Maker of Mug" in words
    assert "Origin of Mug" in words
    assert words.count("Weir Pottery") >= 2
    assert "Version 1 of this description" in words


@pytest.mark.clause("LBT-6.1.3.d")
def test_stock_is_told_as_it_is_at_this_moment(client):
    mug = make_product(title="Mug", stock=7)
    record = mug.stockrecords.get()
    record.num_allocated = 2
    record.save()
    delivery.register_holds(
        lambda *, product_ids, at: {mug.pk: (2, NOON.replace(hour=19, minute=12))}
    )

    words = read(client.get(address(mug)))

    assert "5, ready to send." in words
    assert "2 more are held for other people until Mon 2 Mar, 19:12 at the latest." in words


def test_what_is_sold_out_says_so_and_cannot_be_put_in_the_basket(client):
    mug = make_product(title="Mug", stock=0)

    response = client.get(address(mug))

    assert "Sold out" in read(response)
    assert "Put in the basket" not in read(response)


def test_a_choice_is_made_without_a_script_and_a_sold_out_one_says_so(client):
    oat, moss = make_variants(title="Hob mug", values=("oat", "moss"), stock=(3, 0))

    html = client.get(address(oat)).content.decode()

    assert f'name="product" id="v{oat.pk}" value="{oat.pk}" checked' in html
    assert re.search(rf'id="v{moss.pk}" value="{moss.pk}"><label for="v{moss.pk}">moss', html)
    assert "Sold out" in re.search(rf'for="v{moss.pk}">.*?</label>', html, re.S)[0]
    assert "oat: 3, ready to send." in html


def test_a_sold_out_choice_has_its_page_with_what_is_known_of_its_return(client, monkeypatch):
    days = [NOON]
    monkeypatch.setattr("storefront.core.requests.timezone.now", lambda: days[-1])
    oat, moss = make_variants(title="Hob mug", values=("oat", "moss"), stock=(3, 0))

    page = client.get(f"{address(oat)}?product={moss.pk}")

    words = read(page)
    assert page.context["chosen"].product_id == moss.pk
    assert "Sold out for now. We do not know yet when it comes back, or whether." in words
    assert "The other choices are there." in words
    assert "Put in the basket" not in words
    partner.expect_back(stockrecord=moss.stockrecords.get(), on=date(2026, 3, 20), at=NOON)
    words = read(client.get(f"{address(oat)}?product={moss.pk}"))
    assert "We expect it back by Fri 20 Mar 2026. That is what we know, and no promise." in words
    days.append(NOON + timedelta(days=30))
    assert "20 Mar" not in read(client.get(f"{address(oat)}?product={moss.pk}"))


def test_a_name_that_ends_with_a_stop_gets_no_second_one(client):
    mug = make_product(partner=make_supplier("Marmi Valdarena S.r.l."))
    mug.stockrecords.get().partner.supplier.__class__.objects.update(legal_name="Marmi S.r.l.")

    words = read(client.get(address(mug)))

    assert "From Marmi S.r.l. " in words
    assert "S.r.l.." not in words


def test_a_reduction_says_why_on_card_page_and_among_the_changes(client):
    rug = make_product(title="Rug", price="100.00", at=NOON - timedelta(days=60))
    why = {"en": "The weaver gives up this colour.", "zh-hans": "织造者不再织这个颜色。"}
    record = rug.stockrecords.get()
    partner.set_price(stockrecord=record, price=Decimal("80.00"), at=NOON, reduced=True, reason=why)

    assert why["en"] in read(client.get(address(rug)))
    assert why["en"] in str(shown.cards([rug.pk], at=NOON)[0])
    changes = reverse("catalogue:changes", kwargs={"product_slug": rug.slug, "pk": rug.pk})
    assert f"before €100.00. Reduced: {why['en']}" in read(client.get(changes))
    with translation.override("zh-hans"):
        assert why["zh-hans"] in read(client.get(address(rug)))
        assert why["zh-hans"] in str(shown.cards([rug.pk], at=NOON)[0])


def test_a_price_that_one_choice_changed_is_told_with_its_name(client):
    oat, moss = make_variants(prices=("20.00", "20.00"), at=NOON - timedelta(days=60))
    parent = oat.parent
    page = reverse("catalogue:changes", kwargs={"product_slug": parent.slug, "pk": parent.pk})

    def priced(variant, price, at=NOON):
        record = variant.stockrecords.get()
        partner.set_price(stockrecord=record, price=Decimal(price), at=at)

    priced(moss, "21.00")
    assert "moss: Price: €21.00, before €20.00" in read(client.get(page))
    later = NOON + timedelta(hours=1)
    priced(moss, "22.00", later)
    priced(oat, "22.00", later)

    told = read(client.get(page))
    assert "moss: Price: €22.00, before €21.00" in told
    assert "oat: Price: €22.00, before €20.00" in told


def test_a_price_that_every_choice_changed_alike_is_told_once(client):
    both = make_variants(prices=("20.00", "20.00"), at=NOON - timedelta(days=60))
    for each in both:
        record = each.stockrecords.get()
        partner.set_price(stockrecord=record, price=Decimal("18.00"), at=NOON)
    parent = both[0].parent

    page = reverse("catalogue:changes", kwargs={"product_slug": parent.slug, "pk": parent.pk})
    told = read(client.get(page))

    assert told.count("Price: €18.00, before €20.00") == 1
    assert "oat" not in told and "moss" not in told


def test_a_card_that_was_written_before_an_upgrade_is_read(client):
    mug = make_product(price="30.00", at=NOON - timedelta(days=60))
    partner.set_price(
        stockrecord=mug.stockrecords.get(), price=Decimal("20.00"), at=NOON, reduced=True
    )
    whole = ProductCard.objects.get().compared
    ProductCard.objects.update(compared={key: entry[:3] for key, entry in whole.items()})

    words = read(client.get(address(mug)))

    assert "€20.00" in words
    assert "€30.00" in words


def test_where_the_goods_go_untaxed_no_tax_is_claimed(client):
    mug = make_product(title="Mug")

    at_home = read(client.get(address(mug)))
    client.cookies["country"] = "CN"
    abroad = read(client.get(address(mug)))

    assert "With VAT" in at_home
    assert "Without import tax of your country" in abroad
    assert "With VAT" not in abroad


def test_who_follows_a_price_from_a_list_finds_it_chosen(client):
    _large, small = make_variants(title="Bowl", option="size", prices=("29.00", "20.00"))

    page = client.get(address(small)).content.decode()

    assert f'id="v{small.pk}" value="{small.pk}" checked' in page
    assert "€20.00" in page


def test_a_dearer_choice_says_what_it_costs(client):
    small, large = make_variants(title="Bowl", option="size", prices=("20.00", "29.00"))

    words = read(client.get(address(small)))

    assert "Up to €29.00 by choice" in words
    assert "€29.00" in read(client.get(address(small) + f"?variant={large.pk}"))


@pytest.mark.clause("LBT-6.1.3.a", lacks="facts of a choice by itself")
@pytest.mark.clause("ISO10008-C.2")
def test_a_choice_of_another_product_shows_the_product_with_a_word(client):
    oat, _moss = make_variants(title="Hob mug")
    other = make_product(title="Lamp")

    response = client.get(address(oat), {"variant": other.pk})

    assert response.status_code == 200
    assert "That choice is not one of this product." in read(response)


def test_when_it_comes_is_a_date_and_a_condition(client):
    mug = make_product(title="Mug")
    delivery.register(
        lambda *, country, goods, at: delivery.Offer(
            by=date(2026, 3, 4),
            order_by=NOON + timedelta(hours=2),
            charge=Decimal("4.90"),
            free_from=Decimal("60"),
            currency="EUR",
        )
    )

    words = read(client.get(address(mug)))

    assert "by Wed 4 Mar 2026 if you order by Mon 2 Mar, 14:00." in words
    assert "delivery to Ireland from €4.90, free from €60.00" in words


def test_without_a_known_delivery_nothing_is_said_about_it(client):
    words = read(client.get(address(make_product(title="Mug"))))

    assert "At your door" not in words
    assert "delivery from" not in words


def test_the_law_of_the_country_says_how_long_it_may_go_back_and_who_answers_for_faults(client):
    words = read(client.get(address(make_product(title="Mug"))))

    assert "Until 14 days after it arrives, no reason needed." in words
    assert "2 years from the day it arrives, by law." in words
    assert "For 1 year you need not prove that the fault was there" in words


def test_a_draft_has_no_page(client):
    draft = make_product(title="Draft", public=False)

    assert client.get(address(draft)).status_code == 404


def test_an_address_with_an_old_name_leads_to_the_one_of_today(client):
    mug = make_product(title="Mug")

    response = client.get(address(mug).replace(mug.slug, "old-name"))

    assert (response.status_code, response["Location"]) == (301, address(mug))


def test_what_changed_is_listed_with_its_date(client):
    mug = make_product(title="Mug")
    catalogue.change_product(
        product=mug, texts={"title": {"en": "Beaker"}}, facts={}, by=None, at=NOON
    )

    words = read(client.get(address(mug) + "changes/"))

    assert "What changed: Beaker" in words
    assert "Mon 2 Mar 2026" in words


def test_similar_things_are_of_the_same_kind_nearest_in_price(client):
    table = make_category("Table")
    mug = make_product(title="Mug", price="24.00", category=table)
    make_product(title="Dear vase", price="240.00", category=table)
    make_product(title="Cup", price="22.00", category=table)
    make_product(title="Towel", price="24.00", category=make_category("Bath"))

    html = client.get(address(mug)).content.decode()
    similar = html.split('id="sim"')[1]

    assert similar.index("Cup") < similar.index("Dear vase")
    assert "Towel" not in similar
    assert "not by what we earn" in similar


def test_search_engines_read_the_same_price_and_stock(client):
    mug = make_product(title="Mug </script><script>alert(1)", price="24.00", stock=0)

    html = client.get(address(mug)).content.decode()
    data = json.loads(html.split('<script type="application/ld+json">')[1].split("</script>")[0])

    assert data["name"] == "Mug </script><script>alert(1)"
    assert data["offers"][0]["price"] == "24.00"
    assert data["offers"][0]["availability"] == "https://schema.org/OutOfStock"
    assert "<script>alert(1)" not in html


def test_the_page_in_chinese_has_the_chinese_name(client):
    mug = make_product(title="Mug", title_zh="马克杯")

    html = client.get(f"/zh-hans{address(mug)}").content.decode()

    assert "<h1>马克杯</h1>" in html
    assert '<html lang="zh-hans"' in html


def test_a_description_in_html_loses_what_is_not_harmless(client):
    mug = make_product(title="Mug")
    catalogue.change_product(
        product=mug,
        texts={"description": {"en": "<p onclick='x()'>Good <script>alert(1)</script></p>"}},
        facts={},
        by=None,
        at=NOON,
    )

    html = client.get(address(mug)).content.decode()

    assert "<p>Good </p>" in html
    assert "<script>alert(1)" not in html


def test_the_button_beside_the_choices_shows_the_one_that_is_chosen(client):
    small, large = make_variants(prices=["24.00", "29.00"])

    page = client.get(address(small), {"product": large.pk, "quantity": "1"})

    chosen = f'id="v{large.pk}" value="{large.pk}" checked'
    assert chosen in page.content.decode()
    assert 'formmethod="get"' in page.content.decode()
