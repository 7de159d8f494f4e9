"""storefront <- checkout <- aftersales <- complaints <- privacy, and inside storefront too."""

import ast
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
PACKAGES = ["storefront", "checkout", "aftersales", "complaints", "privacy"]
# What each room of the storefront may know besides itself.
GROUND = {"core", "staff", "demo"}  # demo is data, and the reading of it
MIDDLE = {"law", "accounts", "promises", "notices", "purposes", "policies", "seller"}
GOODS = {"partner", "catalogue"}
STOREFRONT = {
    "core": {"core"},
    "staff": {"core", "staff"},
    **dict.fromkeys(MIDDLE, GROUND | MIDDLE),
    **dict.fromkeys(GOODS, GROUND | MIDDLE | GOODS),
    "demo": {"core"},
    "search": GROUND | MIDDLE | GOODS | {"search"},
    "questions": GROUND | MIDDLE | GOODS | {"questions"},
    "reviews": GROUND | MIDDLE | GOODS | {"reviews"},
    "home": GROUND | MIDDLE | GOODS | {"search", "home", "demo"},
}


def _imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_knows_only_those_before_it(package):
    later = PACKAGES[PACKAGES.index(package) + 1 :]
    wrong = [
        f"{path.relative_to(PROJECT)} imports {name}"
        for path in (PROJECT / package).rglob("*.py")
        if "config" not in path.relative_to(PROJECT).parts[1:2]
        for name in _imports(path)
        if name.split(".")[0] in later
    ]
    assert wrong == []


def test_nothing_imports_the_configuration():
    wrong = [
        f"{path.relative_to(PROJECT)} imports {name}"
        for package in PACKAGES
        for path in (PROJECT / package).rglob("*.py")
        if path.relative_to(PROJECT).parts[:2] != ("storefront", "config")
        for name in _imports(path)
        if name.startswith("storefront.config")
    ]
    assert wrong == []


@pytest.mark.parametrize("room", sorted(STOREFRONT))
def test_a_room_of_the_storefront_knows_only_what_it_may(room):
    wrong = []
    for path in (PROJECT / "storefront" / room).rglob("*.py"):
        for name in _imports(path):
            package, _, rest = name.partition(".")
            known = STOREFRONT[room] | {room}
            if package == "storefront" and rest.split(".")[0] in STOREFRONT.keys() - known:
                wrong.append(f"{path.relative_to(PROJECT)} imports {name}")
    assert wrong == []
