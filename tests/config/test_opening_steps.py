"""What an empty shop tells its owner to do next."""

import pytest

from storefront.config import opening_steps
from tests.clock import NOON
from tests.factories import make_delivery_methods, make_product, make_staff

pytestmark = pytest.mark.django_db


def test_an_empty_shop_says_every_step_in_order():
    steps = opening_steps.steps(NOON)

    assert [step.rpartition("    ")[2] for step in steps] == [
        "makes the first of staff",
        "state who sells",
        "write the rules: terms, privacy, returns",
        "say how goods are delivered",
        "brings the goods in",
    ]
    assert steps[1].startswith("{shop}/admin/seller/")


def test_a_shop_that_can_sell_has_nothing_left_to_be_told():
    make_staff()
    make_delivery_methods()
    make_product()

    assert opening_steps.steps(NOON) == []
