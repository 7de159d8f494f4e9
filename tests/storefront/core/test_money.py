from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront.core import money

amounts = st.decimals(min_value=0, max_value=10**7, places=2)


@given(total=amounts, weights=st.lists(st.integers(0, 1000), min_size=1, max_size=20))
def test_shares_always_add_up_to_what_was_shared(total, weights):
    if not sum(weights):
        with pytest.raises(ValueError, match="every weight is zero"):
            money.split(total, weights=weights, currency="EUR")
        return

    shares = money.split(total, weights=weights, currency="EUR")

    assert sum(shares) == total
    assert all(share == money.quantise(share, "EUR") for share in shares)


@given(gross=amounts)
def test_tax_is_within_the_price(gross):
    tax = money.tax_within(gross, rate=Decimal("0.23"), currency="EUR")

    assert 0 <= tax <= gross


def test_an_amount_has_the_digits_of_its_currency():
    assert money.quantise(Decimal("10.005"), "EUR") == Decimal("10.01")
    assert money.quantise(Decimal("10.5"), "JPY") == Decimal("11")
    assert money.text(Decimal("1234.5"), "EUR", "en") == "€1,234.50"
    assert money.text(Decimal("1234.5"), "EUR", "de") == "1.234,50\xa0€"


def test_two_currencies_are_never_added():
    with pytest.raises(ValueError, match="USD is not EUR"):
        money.Money(Decimal(1), "EUR") + money.Money(Decimal(1), "USD")
