"""What the code asks a person for, a manager can give: as a box on the page of a role."""

import ast

import pytest
from django.apps import apps
from django.conf import settings

from storefront.staff import duties, tiles
from tests.clock import NOON
from tests.factories import make_staff

# Oscar's dashboard asks for it, and that is not here.
OSCARS = {"partner.dashboard_access"}
PACKAGES = ("storefront", "checkout", "aftersales", "complaints", "privacy")


def asked_in(source):
    """Return the permissions that a module asks for by name."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in ("has_perm", "has_perms", "staff"):
            found |= {
                each.value
                for argument in node.args
                for each in ast.walk(argument)
                if isinstance(each, ast.Constant) and "." in str(each.value)
            }
    return found


def asked():
    found = {tile.permission for tile in tiles.all_tiles() if tile.permission}
    for package in PACKAGES:
        for file in (settings.BASE_DIR / package).rglob("*.py"):
            found |= asked_in(file.read_text())
    for model in apps.get_models():
        if apps.get_app_config(model._meta.app_label).module.__name__.startswith(PACKAGES):
            found |= {f"{model._meta.app_label}.{code}" for code, _name in model._meta.permissions}
    return found - OSCARS


def test_a_right_that_is_asked_for_is_found():
    source = """
@staff("g.h")
def page(request):
    return user.has_perm("a.b") or user.has_perms(["c.d", "e.f"])
"""

    assert asked_in(source) == {"a.b", "c.d", "e.f", "g.h"}


@pytest.mark.django_db
def test_a_manager_can_give_every_right_that_is_asked_for_and_reads_it_in_words(rf):
    request = rf.get("/")
    request.user, request.at = make_staff(), NOON
    boxes = {each: words for room in duties.rooms(request) for each, words in room.duties}

    wanted = asked()

    assert len(wanted) > 40
    assert wanted - set(boxes) == set()
    assert {duties.words_of(each) for each in wanted} & wanted == set()
