"""What the roles of the demo open and what they do not, seen by driving the pages."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from checkout.shipping.models import DeliveryMethod
from storefront.accounts import demo as accounts
from storefront.accounts.demo import role
from storefront.partner import queries
from storefront.partner.models import StockCount, StockRecord, Supplier
from tests.factories import make_delivery_methods, make_product, make_staff, make_supplier

pytestmark = pytest.mark.django_db


@pytest.fixture
def works_as(client):
    """Signs somebody in who works in a role: `works_as("packer")`."""

    def sign_in(name):
        person = make_staff(superuser=name == "manager", first_name=name.title())
        if name in accounts.ROLES:
            person.groups.add(role(name))
        client.force_login(person)
        return client

    return sign_in


def _typed(record, **typed):
    view = queries.in_view(record)
    return {
        "units_seen": view.units, "count_seen": view.count,
        "price_seen": queries.latest_price(record), "key": "",
        "price_changes-TOTAL_FORMS": 0, "price_changes-INITIAL_FORMS": 0,
        "stock_counts-TOTAL_FORMS": 0, "stock_counts-INITIAL_FORMS": 0, **typed,
    }  # fmt: skip


def _of(record):
    return reverse("admin:partner_stockrecord_change", args=[record.pk])


def test_a_packer_counts_and_sets_no_price(works_as):
    desk, record = works_as("packer"), make_product(price="59.00", stock=23).stockrecords.get()

    html = desk.get(_of(record)).content.decode()
    assert 'name="new_count"' in html
    assert 'name="new_price"' not in html
    assert desk.post(_of(record), _typed(record, new_count="30")).status_code == 302
    record.refresh_from_db()
    desk.post(_of(record), _typed(record, new_price="1.00", reduced="on"))

    record.refresh_from_db()
    assert (str(record.price), record.num_in_stock) == ("59.00", 30)
    assert StockCount.objects.get().counted_by.first_name == "Packer"


def test_a_manager_sets_prices(works_as):
    desk, record = works_as("manager"), make_product(price="59.00").stockrecords.get()

    assert 'name="new_price"' in desk.get(_of(record)).content.decode()
    desk.post(_of(record), _typed(record, new_price="49.00", why="Clay is dearer"))

    assert str(StockRecord.objects.get().price) == "49.00"


@pytest.mark.parametrize("name", ["packer", "service", "nobody"])
def test_only_a_manager_writes_ways_of_delivery_and_suppliers(works_as, name):
    make_delivery_methods()
    supplier, method = make_supplier(verified=False).supplier, DeliveryMethod.objects.first()
    desk = works_as(name)
    verify = reverse("admin:partner_supplier_verify", args=[supplier.pk])
    pages = {
        reverse("admin:shipping_deliverymethod_add"): 403,
        reverse("admin:partner_supplier_add"): 403,
        verify: 403,
    }

    for page, status in pages.items():
        assert desk.get(page).status_code == status, page
        assert desk.post(page, {"why": "x"}).status_code == status, page
    for row, page in ((supplier, "partner_supplier"), (method, "shipping_deliverymethod")):
        where = reverse(f"admin:{page}_change", args=[row.pk])
        assert desk.post(where, {"why": "x", "seen": 0}).status_code == 403
        seen = desk.get(where)
        assert seen.status_code == (200 if name == "packer" else 403)
        assert b'name="why"' not in seen.content

    assert Supplier.objects.get().verified_at is None


def test_a_stranger_counts_nothing(works_as):
    desk, record = works_as("nobody"), make_product(stock=23).stockrecords.get()

    assert desk.get(_of(record)).status_code == 403
    assert desk.post(_of(record), _typed(record, new_count="1")).status_code == 403
    assert StockRecord.objects.get().num_in_stock == 23


def test_no_role_stands_there_that_nobody_made(works_as):
    desk = works_as("manager")

    html = desk.get(reverse("admin:auth_group_changelist")).content.decode()

    assert "Oscar" not in html
    assert not Group.objects.exists()


def test_the_page_of_a_role_tells_prices_and_unpacking_apart(works_as):
    html = works_as("manager").get(reverse("admin:auth_group_add")).content.decode()

    assert "Prices: set them, announce a reduction" in html
    assert "Stock: count it, book deliveries in, say when to order more" in html
    assert "Returns: note that one has come, and what was in it" in html
