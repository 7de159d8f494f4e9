"""An address that somebody mistyped or forged is answered by the staff site, and never fails."""

import pytest
from django.urls import reverse

from storefront.staff.site import site
from tests.factories import make_staff

pytestmark = pytest.mark.django_db
NO_ENTRIES = ["abc", "220/foo", "9" * 40]
NO_DAYS = [
    {"year": "99999999999"},
    {"year": "9999"},
    {"year": "9999", "month": "12"},
    {"year": "0"},
    {"year": "2026", "month": "13"},
    {"gte": "abc"},
]


@pytest.fixture
def office(client):
    client.force_login(make_staff())
    return client


def rooms():
    return [
        (model, f"admin:{model._meta.app_label}_{model._meta.model_name}")
        for model in site._registry
    ]


@pytest.mark.parametrize("number", NO_ENTRIES)
def test_what_is_no_number_of_an_entry_is_not_there(office, number):
    given = {}
    for model, name in rooms():
        url = f"{reverse(f'{name}_changelist')}{number}/change/"
        given[model._meta.label] = office.get(url).status_code

    assert {label: status for label, status in given.items() if status != 404} == {}


def test_a_step_of_no_entry_is_not_there(office):
    for name, step in (("setbacks_setback", "choose"), ("invoices_taxdocument", "paper.pdf")):
        url = f"{reverse(f'admin:{name}_changelist')}abc/{step}"
        answer = office.get(f"{url}/", follow=True)

        assert (url, answer.status_code) == (url, 404)
        assert "There is no such page or entry" in answer.content.decode()


@pytest.mark.parametrize("said", NO_DAYS)
def test_a_list_of_a_day_that_no_calendar_has_is_the_whole_list(office, said):
    dated = [
        (page.date_hierarchy, reverse(f"{name}_changelist"))
        for (model, name), page in zip(rooms(), site._registry.values(), strict=True)
        if page.date_hierarchy
    ]
    assert len(dated) >= 5
    for field, url in dated:
        answer = office.get(
            url, {f"{field}__{part}": value for part, value in said.items()}, follow=True
        )

        assert (url, answer.status_code) == (url, 200)


def test_what_a_list_is_narrowed_by_may_be_forged(office):
    for model, page in site._registry.items():
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        request = office.get(url).wsgi_request
        for each in page.get_list_filter(request):
            field = getattr(each, "parameter_name", None) or f"{each}__exact"
            for value in ("9" * 30, "\0"):
                answer = office.get(url, {field: value}, follow=True)

                assert (url, field, value, answer.status_code) == (url, field, value, 200)
