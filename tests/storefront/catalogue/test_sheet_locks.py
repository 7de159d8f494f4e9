"""Two who change one product at once: its versions count both, and what each wrote stands."""

from functools import partial

import pytest

from storefront.catalogue import operations, pictures, shelving
from storefront.catalogue.models import ProductCategory
from tests.clock import NOON
from tests.factories import make_category, make_kind, make_product
from tests.racing import race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
WHO = {"by": None, "at": NOON}


def picture(product, letter):
    stored = pictures.Stored(f"{letter}.webp", 640, 640, [[640, f"{letter}.webp"]], "", letter * 64)
    return partial(
        shelving.add_picture, product=product, stored=stored, alt={"en": f"View {letter}"}, **WHO
    )


def versions(product):
    return list(product.sheet.changes.order_by("pk").values_list("version", flat=True))


def test_two_pictures_added_at_once_have_places_and_versions_of_their_own():
    mug = make_product()

    outcomes = race(
        picture(mug, "a"), picture(mug, "b"), after="storefront.catalogue.languages.set_texts"
    )

    assert not [each for each in outcomes if isinstance(each, Exception)]
    assert sorted(mug.images.values_list("display_order", flat=True)) == [0, 1]
    assert versions(mug) == [2, 3]


def test_two_who_say_where_it_stands_at_once_leave_it_where_the_second_one_said():
    table, light, bath = make_category("Table"), make_category("Light"), make_category("Bath")
    mug = make_product(category=table)

    outcomes = race(
        *(
            partial(shelving.put_into_categories, product=mug, categories=[each], **WHO)
            for each in (light, bath)
        ),
        after="storefront.catalogue.shelving._shelves_of",
    )

    assert outcomes == [None, None]
    assert ProductCategory.objects.filter(product=mug).count() == 1
    assert versions(mug) == [2, 3]


def test_two_who_state_the_same_fact_at_once_write_two_versions_of_one_fact():
    mug, kind = make_product(), make_kind("maker")

    outcomes = race(
        *(
            partial(
                operations.state_fact,
                product=mug,
                kind=kind,
                text={"en": words},
                source={"en": "The maker"},
                **WHO,
            )
            for words in ("Weir Pottery", "Mill Pottery")
        ),
        after="storefront.catalogue.languages.set_texts",
    )

    assert not [each for each in outcomes if isinstance(each, Exception)]
    assert mug.facts.count() == 1
    assert versions(mug) == [2, 3]
