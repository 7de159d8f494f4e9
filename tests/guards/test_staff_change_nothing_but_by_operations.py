"""No page of the admin writes rows by itself: what staff change goes through an operation."""

import inspect

import pytest
from django.utils import timezone

from storefront.accounts.models import User
from storefront.staff.admin import OperationAdmin
from storefront.staff.site import site

OURS = ("storefront.", "checkout.", "aftersales.", "complaints.", "privacy.")
PAGES = {model._meta.label: page for model, page in site._registry.items()}


@pytest.fixture
def asked(rf):
    """What a manager asks, who may do all that a page allows."""
    request = rf.get("/admin/")
    request.user, request.at = User(is_staff=True, is_superuser=True), timezone.now()
    return request


def _own(page, name):
    """The class that says what a method of a page does, and its text."""
    where = next(each for each in type(page).__mro__ if name in vars(each))
    return where, inspect.getsource(vars(where)[name])


@pytest.mark.parametrize("label", sorted(PAGES))
def test_a_page_is_saved_by_operations(label, asked):
    page = PAGES[label]
    if not (page.has_add_permission(asked) or page.has_change_permission(asked)):
        return
    where, text = _own(page, "save_model")

    assert isinstance(page, OperationAdmin)
    assert where.__module__.startswith(OURS)
    assert ".save(" not in text


@pytest.mark.parametrize("label", sorted(PAGES))
def test_rows_within_a_page_are_saved_by_operations_or_not_at_all(label, asked):
    page = PAGES[label]
    written = [
        inline
        for inline in page.get_inline_instances(asked)
        if inline.has_add_permission(asked, None) or inline.has_change_permission(asked)
    ]
    if written:
        ways = (_own(page, name)[0] for name in ("save_related", "save_formset"))
        assert any(where.__module__.startswith(OURS) for where in ways)


@pytest.mark.parametrize("label", sorted(PAGES))
def test_nothing_is_deleted_but_by_an_operation(label, asked):
    page = PAGES[label]
    if page.has_delete_permission(asked):
        assert _own(page, "delete_model")[0].__module__.startswith(OURS)
        assert "delete_selected" not in page.get_actions(asked)
