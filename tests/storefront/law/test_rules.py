import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from storefront.law import citations, queries
from storefront.law.facts import NONE, UNKNOWN

TODAY = date(2026, 11, 21)


def rules(residence, ship_to=None, *, at=TODAY, seat="IE"):
    return queries.rules_for(residence=residence, ship_to=ship_to, seat=seat, at=at)


# Inheritance


def test_a_country_inherits_what_it_does_not_say_itself():
    fact = rules("DE").fact("withdrawal.period")

    assert (fact.value, fact.unit, fact.profile) == (14, "day", "eu")


def test_a_country_changes_single_facts_of_its_parent():
    assert rules("FR").fact("guarantee.presumption").profile == "fr"
    assert rules("FR").value("guarantee.presumption") == 24
    assert rules("DE").value("guarantee.presumption") == 12


def test_what_nobody_has_read_is_unknown_and_not_the_same_as_no_rule():
    assert rules("CN").value("withdrawal.roll_to_working_day") is None
    assert rules("CN").fact("price.tax_in_price") is UNKNOWN
    assert rules("CN").value("delivery.default_max") == NONE


def test_a_path_that_the_schema_lacks_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        rules("DE").fact("withdrawal.perod")


def test_a_country_without_a_profile_has_no_rules():
    for code in ("PL", "eu", "base", "", "../gb"):
        with pytest.raises(queries.NoProfile):
            rules(code)


# Dates


def test_the_withdrawal_function_is_due_from_19_june_2026():
    assert rules("DE", at=date(2026, 6, 18)).value("withdrawal_function.required") == NONE
    assert rules("DE", at=date(2026, 6, 19)).holds("withdrawal_function.required")


def test_a_succession_of_facts_changes_on_its_day():
    before = rules("FR", at=date(2026, 7, 30)).fact("guarantee.after_repair_extension")
    after = rules("FR", at=date(2026, 7, 31)).fact("guarantee.after_repair_extension")

    assert (before.value, after.value) == (6, 12)


def test_a_fact_of_the_future_does_not_hold_yet():
    assert rules("ES").value("complaints.answer_within") == NONE
    assert rules("ES", at=date(2026, 12, 28)).value("complaints.answer_within") == 15


def test_a_moment_counts_as_the_day_it_is_where_the_buyer_lives():
    late = datetime(2026, 6, 18, 22, 30, tzinfo=UTC)

    assert rules("DE", at=late).day == date(2026, 6, 19)
    assert rules("IE", at=late).day == date(2026, 6, 18)
    assert rules("CN", at=late).day == date(2026, 6, 19)


# Labels


@pytest.mark.parametrize(
    ("country", "language", "text", "shown_in"),
    [
        ("DE", "en", "order with obligation to pay", "en"),
        ("DE", "de", "zahlungspflichtig bestellen", "de"),
        ("FR", "fr", "commande avec obligation de paiement", "fr"),
        ("IT", "it", "ordine con obbligo di pagare", "it"),
        ("NL", "nl", "bestelling met betalingsverplichting", "nl"),
        ("DE", "zh-hans", "zahlungspflichtig bestellen", "de"),
        ("IE", "zh-hans", "order with obligation to pay", "en"),
        ("ES", "es", "order with obligation to pay", "en"),
        ("GB", "en-gb", "order with obligation to pay", "en"),
    ],
)
def test_the_order_button_says_what_the_law_fixes_and_in_which_language(
    country, language, text, shown_in
):
    label = rules(country).label("order_button", language)

    assert (label.text, label.language) == (text, shown_in)
    assert label.fixed


def test_a_legal_label_says_when_it_is_not_in_the_language_asked_for():
    label = rules("FR").label("withdrawal_entry", "zh-hans")

    assert (label.text, label.language, label.asked) == (
        "renoncer au contrat ici",
        "fr",
        "zh-Hans",
    )
    assert not label.as_asked


def test_the_withdrawal_labels_are_those_of_the_country():
    assert rules("DE").label("withdrawal_entry", "de").text == "Vertrag widerrufen"
    assert rules("DE").label("withdrawal_confirm", "de").text == "Widerruf bestätigen"
    assert rules("IE").label("withdrawal_entry", "en").text == "withdraw from contract here"


def test_words_that_nobody_has_read_are_not_made_up():
    label = rules("NL").label("withdrawal_entry", "nl")

    assert (label.text, label.language) == ("withdraw from contract here", "en")


def test_where_no_law_fixes_the_words_the_shop_uses_its_own():
    for country, kind in (("CN", "order_button"), ("GB", "withdrawal_entry")):
        label = rules(country).label(kind, "en")

        assert (label.text, label.fixed, str(label)) == (None, False, "")


def test_a_label_that_does_not_exist_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        rules("DE").label("buy_now", "de")


# Basis


def test_a_basis_names_the_rule_and_the_article():
    basis = rules("DE").basis("withdrawal.period")

    assert basis.rules == ("WDR-01",)
    assert str(basis) == "CRD art. 9(1) (WDR-01)"
    assert (basis.since, basis.sure, basis.confirm) == ("2014-06-13", "S", False)


def test_a_buyer_reads_the_law_by_its_name():
    assert rules("DE").basis("withdrawal.period").for_buyers == (
        "Consumer Rights Directive 2011/83/EU article 9(1)"
    )
    assert citations.written_out("CRA 2015 s. 19") == "Consumer Rights Act 2015 section 19"
    assert citations.written_out("BW 7:17") == "Dutch Civil Code, book 7:17"
    assert citations.written_out("PAngV § 4") == "PAngV § 4"


def test_who_reads_chinese_reads_chinese_law_by_its_own_name():
    with translation.override("zh-hans"):
        said = [
            citations.written_out(source)
            for source in (
                "Consumer Rights Law art. 23",
                "Consumer Rights Law art. 25; Order 90",
                "product rules, listed goods",
                "PIPL art. 23, 25",
            )
        ]

    assert said == [
        "《消费者权益保护法》第 23 条",
        "《消费者权益保护法》第 25 条；国家工商总局令第 90 号",
        "部分商品“三包”规定",
        "《个人信息保护法》第 23、25 条",
    ]


# Freezing


def test_frozen_rules_go_through_json_and_come_back_the_same():
    placed = rules("DE", "FR")

    back = queries.thaw(json.loads(json.dumps(placed.frozen())))

    assert back.frozen() == placed.frozen()
    assert back.fact("guarantee.presumption") == placed.fact("guarantee.presumption")
    assert back.label("order_button", "de") == placed.label("order_button", "de")
    assert (back.day, back.residence, back.ship_to) == (
        TODAY,
        placed.residence,
        placed.ship_to,
    )


def test_frozen_rules_name_the_profiles_and_their_versions():
    assert rules("DE", "CN").frozen()["profiles"] == {
        "base": 1,
        "cn": 1,
        "de": 1,
        "eu": 1,
        "ie": 2,
    }


def test_a_change_of_the_law_does_not_reach_an_order_placed_before_it():
    placed = rules("FR", at=date(2026, 7, 30)).frozen()

    assert queries.thaw(placed).value("guarantee.after_repair_extension") == 6
    assert rules("FR").value("guarantee.after_repair_extension") == 12


def test_what_belongs_to_the_day_of_an_event_is_not_frozen_with_the_order():
    with pytest.raises(KeyError, match="day of the event"):
        queries.thaw(rules("DE").frozen()).fact("complaints.answer_within")


def test_frozen_rules_of_an_unknown_format_are_refused():
    with pytest.raises(ValueError, match="format 99"):
        queries.thaw({**rules("DE").frozen(), "format": 99})


def test_every_pair_of_countries_can_be_frozen_and_read_back():
    for residence in queries.known_countries():
        for ship_to in queries.known_countries():
            placed = rules(residence, ship_to)
            assert queries.thaw(placed.frozen()).frozen() == placed.frozen()


# Opening a country


def opening(country, at=TODAY):
    return next(each for each in queries.open_countries(at) if each.country == country)


def test_the_countries_of_the_first_deliveries_are_open_but_ask_for_confirmation():
    for country in ("ie", "gb", "de", "fr", "nl", "it", "es", "cn"):
        assert opening(country).open
        assert opening(country).needs_confirmation


def test_an_unread_fact_that_the_shop_needs_keeps_a_country_closed():
    assert not opening("us-ca").open
    assert "withdrawal.starts" in opening("us-ca").blocked_by


def test_a_draft_is_never_open():
    assert opening("ir").status == "draft"
    assert not opening("ir").open


def test_a_review_that_is_past_due_is_shown():
    assert not opening("de").review_overdue
    assert opening("de", at=date(2027, 2, 19)).review_overdue


def test_the_facts_to_confirm_of_a_country_begin_with_those_that_close_it():
    questions = queries.facts_to_confirm("us-ca", TODAY)

    assert [question.blocks for question in questions] == sorted(
        (question.blocks for question in questions), reverse=True
    )
    assert questions[0].blocks
    assert all(question.description for question in questions)


# VAT


@pytest.mark.parametrize(
    ("country", "day", "percent"),
    [
        ("IE", TODAY, "23"),
        ("GB", TODAY, "20"),
        ("DE", TODAY, "19"),
        ("FR", TODAY, "20"),
        ("NL", TODAY, "21"),
        ("IT", TODAY, "22"),
        ("ES", TODAY, "21"),
        ("CN", TODAY, "0"),
        ("DE", date(2020, 12, 31), "16"),
        ("DE", date(2021, 1, 1), "19"),
        ("IE", date(2021, 2, 28), "21"),
        ("IE", date(2021, 3, 1), "23"),
    ],
)
def test_the_standard_vat_rate_is_the_one_of_the_country_and_the_day(country, day, percent):
    rate = queries.vat_rate(country, day)

    assert (rate.amount, rate.unit) == (Decimal(percent), "percent")


def test_a_country_without_a_rate_has_none():
    with pytest.raises(queries.NoProfile):
        queries.vat_rate("US", TODAY)
