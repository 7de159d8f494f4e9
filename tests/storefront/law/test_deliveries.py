import pytest

from storefront.law.checks import deliveries_are_lawful


def problems():
    return [(problem.id, problem.msg) for problem in deliveries_are_lawful(app_configs=None)]


def test_the_shop_as_configured_may_sell_where_it_delivers():
    assert problems() == []


@pytest.mark.parametrize(
    ("country", "found"),
    [
        ("PL", ["law.E001", "law.E003"]),
        ("US-CA", ["law.E002", "law.E003"]),
        ("IR", ["law.E002", "law.E003"]),
        ("KR", ["law.E003"]),
    ],
)
def test_the_shop_does_not_start_where_it_would_sell_without_knowing_the_law(
    country, found, settings
):
    settings.CANDOUR_DELIVERS_TO = ["IE", country]

    assert [id_ for id_, _ in problems()] == found


def test_a_country_that_is_not_open_says_which_facts_are_missing(settings):
    settings.CANDOUR_DELIVERS_TO = ["US-CA"]

    assert "withdrawal.starts" in problems()[0][1]
