"""A button at the top of a staff page is a link: it leads somewhere, and changes nothing itself."""

import ast
import inspect
import textwrap

import pytest

from storefront.staff.site import site

ACTIONS = [
    (model_admin, name)
    for model_admin in site._registry.values()
    for kind in ("actions_detail", "actions_row", "actions_list")
    for name in model_admin._extract_action_names(getattr(model_admin, kind))
]
# What a link may do: lead on, or show a page whose form is posted.
SHOWS = {"redirect", "lead_to", "render", "TemplateResponse", "page"}


def _called(node):
    function = node.func
    return function.id if isinstance(function, ast.Name) else function.attr


def test_there_are_links_to_look_at():
    assert ("SetbackAdmin", "carrier_knows") in {
        (type(each).__name__, name) for each, name in ACTIONS
    }


@pytest.mark.parametrize(
    ("model_admin", "name"), ACTIONS, ids=[f"{type(a).__name__}.{n}" for a, n in ACTIONS]
)
def test_a_link_only_leads_on_or_shows_a_form(model_admin, name):
    source = textwrap.dedent(inspect.getsource(inspect.unwrap(getattr(model_admin, name))))
    function = ast.parse(source).body[0]
    done = [each for each in function.body if not isinstance(each, ast.Expr)]

    assert [type(each) for each in done] == [ast.Return]
    assert isinstance(done[0].value, ast.Call)
    assert _called(done[0].value) in SHOWS
