from io import StringIO

import pytest
from django.core.management import call_command

from storefront.config.management.commands import clauses


@pytest.fixture
def _proofs(monkeypatch):
    proofs = {
        "LBT-3.10": ["tests/checkout/test_agreement.py::test_it"],
        "LBT-3.11": ["tests/checkout/test_agreement.py::test_half (in part, without a table)"],
    }
    monkeypatch.setattr(clauses, "collect_proofs", lambda: proofs)


def said(*arguments):
    out = StringIO()
    call_command("clauses", *arguments, stdout=out)
    return out.getvalue()


def test_the_project_carries_the_id_of_every_requirement():
    requirements = clauses.requirements()

    assert len(requirements) == 327
    assert set(requirements.values()) == {
        *("storefront", "checkout", "aftersales", "complaints", "privacy")
    }


@pytest.mark.usefixtures("_proofs")
def test_a_requirement_is_shown_with_its_test_or_without_one():
    text = said("LBT-3.1")

    assert "LBT-3.10           tests/checkout/test_agreement.py::test_it" in text
    assert "LBT-3.11           tests/checkout/test_agreement.py::test_half (in part" in text
    assert "LBT-3.11           proved in part (checkout)" in text


@pytest.mark.usefixtures("_proofs")
def test_only_those_without_a_test_are_shown_when_asked():
    assert "test_agreement" not in said("--open")
    assert "48 requirements" not in said("--app", "checkout", "--open")
    assert "1 of 49 requirements have a test" in said("--app", "checkout", "--open")
