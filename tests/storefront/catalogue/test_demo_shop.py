"""The demo shop fills its shelves in the shop's own ways, once."""

import pytest
from django.core.management import call_command

from storefront.accounts.demo import PASSWORD
from storefront.catalogue import demo, disclosure, page
from storefront.catalogue.models import CategoryPicture, FactKind, ImportMark, Product, ProductCard
from storefront.partner.models import PriceChange
from tests.clock import NOON


@pytest.fixture
def no_pictures(monkeypatch):
    """Pictures take most of the time; what is proved here is the rest."""
    from storefront.catalogue import pictures

    def store(file):
        return pictures.Stored(f"products/{file.name}", 640, 800, [[640, file.name]], "#fff", "")

    monkeypatch.setattr(pictures, "store", store)


@pytest.mark.django_db
@pytest.mark.clause("ISO10008-C.2")
def test_every_product_of_the_demo_is_on_sale_with_all_its_facts(no_pictures):
    demo.demo(NOON)
    goods = ImportMark.objects.count()
    history = PriceChange.objects.count()
    demo.demo(NOON)

    assert goods > 60
    assert ProductCard.objects.public().count() == ImportMark.objects.count() == goods
    assert PriceChange.objects.count() == history
    on_sale = Product.objects.filter(sheet__status="on_sale", product_class__isnull=False)
    assert {disclosure.completeness(each) for each in on_sale} == {100}
    for kind in ("origin", "safety", "warranty", "materials"):
        assert FactKind.objects.get(key=kind).facts.exists()
    assert CategoryPicture.objects.count() > 8
    shown = page.product_page(ImportMark.objects.get(key="hob-mug").product_id)
    assert [name for name, _url in shown.categories] == ["Table", "Tea & coffee"]
    assert shown.variants[0].options[0].name == "Glaze"


@pytest.mark.django_db
def test_what_the_demo_reduces_was_really_sold_at_more(no_pictures):
    demo.demo(NOON)

    blanket = ImportMark.objects.get(key="wool-blanket").product.card
    assert (str(blanket.from_price), str(blanket.was_price), blanket.cut) == (
        "118.40",
        "148.00",
        20,
    )


@pytest.mark.django_db(transaction=True)
def test_the_command_says_how_to_sign_in_and_a_second_run_does_nothing(no_pictures, capsys, client):
    call_command("demo_shop")
    assert f"the password {PASSWORD}" in capsys.readouterr().out

    call_command("demo_shop")
    assert capsys.readouterr().out == "The demo shop is there already.\n"
