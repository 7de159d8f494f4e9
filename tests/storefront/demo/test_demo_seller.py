"""The demo shop sells, also one that was made before its seller was stated."""

import pytest
from django.conf import settings
from django.contrib.sites.models import Site
from django.core.management import call_command

from storefront.config.management.commands import demo_shop
from storefront.notices.channels import ConsoleSms
from storefront.seller import operations, queries
from storefront.seller.demo import FERNHILL
from storefront.seller.models import SellerVersion
from tests.clock import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def _there():
    Site.objects.update_or_create(
        pk=settings.SITE_ID, defaults={"name": demo_shop.NAME, "domain": "localhost"}
    )


@pytest.mark.usefixtures("_there")
def test_a_demo_shop_from_before_gets_its_seller(capsys):
    call_command("demo_shop")

    assert queries.missing(NOON) == []
    assert queries.shop_name() == "Fernhill"


@pytest.mark.usefixtures("_there")
def test_a_seller_that_somebody_has_stated_stays(capsys):
    stated = {**FERNHILL, "shop_name": "Weirside"}
    operations.state(values=stated, why="Ours", by=None, at=NOON)

    call_command("demo_shop")

    assert queries.shop_name() == "Weirside"
    assert SellerVersion.objects.count() == 1


def test_between_the_steps_stand_no_text_messages_and_the_accounts_may_be_told_later(
    monkeypatch, capsys, caplog
):
    def people(_at):
        ConsoleSms().send(to="+353871234567", words="Your parcel comes", message_id="1")

    monkeypatch.setattr(demo_shop, "_parts", lambda: [("storefront.accounts", people)])

    call_command("demo_shop", tell_accounts=False)

    said = capsys.readouterr()
    assert "Demo shop: storefront.accounts" in said.out
    assert "Accounts, all with the password" not in said.out
    assert "SMS" not in caplog.text + said.err
    people(NOON)
    assert "Your parcel comes" in caplog.text
