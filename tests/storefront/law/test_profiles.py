"""People edit the profiles: every mistake they can make in them is caught here."""

import json
from itertools import pairwise

import pytest
from jsonschema import Draft202012Validator

from storefront.law import fields, resolve, vat
from storefront.law.facts import NONE, first_day
from storefront.law.queries import known_countries

FILES = sorted(resolve.FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_profile_fits_the_schema(file):
    schema = json.loads(fields.SCHEMA.read_text(encoding="utf-8"))

    wrong = [
        error.message for error in Draft202012Validator(schema).iter_errors(resolve.load_yaml(file))
    ]

    assert wrong == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_profile_is_named_as_its_file_and_its_ancestors_end(file):
    layers = resolve.ancestry(file.stem)

    assert layers[0].id == file.stem
    assert layers[-1].id == "base"
    assert len({layer.id for layer in layers}) == len(layers)


def test_every_review_falls_due_after_the_last_one():
    for profile in resolve.every_profile().values():
        assert first_day(profile.meta["reviewed_on"]) < first_day(profile.meta["next_review_due"])


def test_every_value_names_its_source_and_every_doubt_asks_a_person():
    for profile in resolve.every_profile().values():
        for path, versions in profile.facts.items():
            for fact in versions:
                assert fact.source or not fact.known, (profile.id, path)
                assert fact.confirm or (fact.known and fact.sure != "U"), (
                    profile.id,
                    path,
                )


def test_every_word_is_one_that_the_schema_ranks():
    for profile in resolve.every_profile().values():
        for path, versions in profile.facts.items():
            allowed = fields.field_at(path).values
            for fact in versions if allowed else ():
                words = fact.value if isinstance(fact.value, tuple) else (fact.value,)
                assert set(words) <= {*allowed, NONE, None}, (profile.id, path)


def test_the_versions_of_a_fact_follow_each_other():
    for profile in resolve.every_profile().values():
        for path, versions in profile.facts.items():
            for fact in versions:
                if fact.since and fact.until:
                    assert first_day(fact.since) < first_day(fact.until), (
                        profile.id,
                        path,
                    )
            for earlier, later in pairwise(versions):
                assert first_day(earlier.until) <= first_day(later.since), (
                    profile.id,
                    path,
                )


def test_every_country_of_the_first_deliveries_is_written_down():
    assert {"ie", "gb", "de", "fr", "nl", "it", "es", "cn"} <= set(known_countries())


def test_the_vat_rates_of_a_country_follow_each_other_without_a_gap():
    for country, rates in vat.every().items():
        assert rates[-1].until is None, country
        for earlier, later in pairwise(rates):
            assert earlier.until == later.since, country
        for rate in rates:
            assert rate.amount >= 0
            assert rate.source, country
