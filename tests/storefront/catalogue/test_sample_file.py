from pathlib import Path

import pytest
from django.core.management import call_command

from storefront.catalogue import demo
from storefront.catalogue.models import Product
from tests.clock import NOON

SAMPLE = Path(__file__).parents[3] / "storefront" / "demo" / "sample.csv"


@pytest.mark.django_db
def test_the_sample_file_of_the_readme_is_read_and_a_second_run_changes_nothing(capsys):
    demo._kinds()
    demo._classes()
    demo.suppliers(NOON)

    call_command("import_catalogue", str(SAMPLE))
    first = Product.objects.count()
    call_command("import_catalogue", str(SAMPLE))

    assert first == 4, "a parent, its two variants, and a thing of its own"
    assert Product.objects.count() == first
    assert "unchanged 2" in capsys.readouterr().out
