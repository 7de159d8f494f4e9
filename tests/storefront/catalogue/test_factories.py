"""What the factories make is what the shop would make."""

import pytest

from storefront.catalogue import queries
from storefront.catalogue.models import ProductCard
from tests.factories import make_category, make_product, make_staff, make_user, make_variants


@pytest.mark.django_db
def test_a_made_product_is_on_sale_with_its_price_and_stock():
    mug = make_product(title="Hob mug", price="18.00", stock=3, category=make_category())

    card = ProductCard.objects.public().get()
    now = queries.live([mug.pk])[mug.pk]
    assert (card.product_id, card.title, str(card.from_price)) == (mug.pk, "Hob mug", "18.00")
    assert (now.free, now.state, now.words) == (3, "in_stock", "In stock")


@pytest.mark.django_db
def test_variants_share_one_card_with_the_lowest_price_and_the_sum_of_stock():
    oat, moss = make_variants(prices=["20.00", "18.00"], stock=[1, 0])

    card = ProductCard.objects.get()
    assert card.product_id == oat.parent_id == moss.parent_id
    assert (str(card.from_price), str(card.to_price), card.variants) == ("18.00", "20.00", 2)
    assert card.facets == ["glaze=moss", "glaze=oat"]
    assert [each["label"]["en"] for each in card.swatches] == ["oat", "moss"]
    assert queries.live([oat.parent_id])[oat.parent_id].free == 1


@pytest.mark.django_db
def test_people_are_made_with_names_of_their_own():
    assert make_user().username != make_user().username
    assert make_staff().is_staff
