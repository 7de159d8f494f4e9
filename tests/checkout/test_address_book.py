"""The address book of an account, and the checkout that offers what is in it."""

from functools import partial

import pytest
from django.urls import reverse
from oscar.core.loading import get_model

from checkout.book import operations, queries
from tests.factories import make_delivery_methods, make_user
from tests.racing import race

UserAddress = get_model("address", "UserAddress")
HERE = {
    "name": "Maeve Doyle",
    "company": "",
    "line1": "12 Canal Row",
    "line2": "",
    "district": "",
    "town": "Dublin",
    "region": "Co. Dublin",
    "postcode": "D08 XY00",
    "country": "IE",
    "phone": "",
}


def place(n):
    return {**HERE, "line1": f"{n} Canal Row"}


def keep(user, n=1, **more):
    return operations.keep_address(user=user, address=place(n), **more)


def firsts(user):
    return list(UserAddress.objects.filter(user=user, is_default_for_shipping=True))


@pytest.fixture
def member(client):
    make_delivery_methods()
    user = make_user()
    client.force_login(user)
    return user


@pytest.mark.django_db
def test_the_first_that_is_kept_comes_first_until_another_is_put_there():
    user = make_user()
    one, two = keep(user, 1), keep(user, 2)
    assert firsts(user) == [one]

    operations.put_first(user=user, pk=two.pk)

    assert firsts(user) == [two]
    assert [row.pk for row in queries.rows_of(user)] == [two.pk, one.pk]


@pytest.mark.django_db
def test_the_same_address_is_kept_once():
    user = make_user()

    assert keep(user) == keep(user)
    assert UserAddress.objects.count() == 1


@pytest.mark.django_db
def test_an_address_is_changed_in_its_place_but_not_into_another_of_the_book():
    user = make_user()
    one, two = keep(user, 1), keep(user, 2)

    operations.change_address(user=user, pk=one.pk, address=place(3))
    with pytest.raises(operations.KeptAlready):
        operations.change_address(user=user, pk=two.pk, address=place(3))

    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.line1, two.line1, firsts(user)) == ("3 Canal Row", "2 Canal Row", [one])


@pytest.mark.django_db
def test_when_the_first_is_deleted_another_comes_first():
    user = make_user()
    one, two = keep(user, 1), keep(user, 2)

    operations.delete_address(user=user, pk=one.pk)
    operations.delete_address(user=user, pk=one.pk)

    assert firsts(user) == [two]
    with pytest.raises(operations.NotKept):
        operations.put_first(user=user, pk=one.pk)


@pytest.mark.django_db
def test_a_full_book_says_so():
    user = make_user()
    for n in range(queries.MOST):
        keep(user, n)

    with pytest.raises(operations.BookIsFull):
        keep(user, 99)

    assert UserAddress.objects.filter(user=user).count() == queries.MOST


@pytest.mark.django_db(transaction=True)
def test_of_two_put_first_at_once_one_comes_first():
    user = make_user()
    _old, one, two = keep(user, 1), keep(user, 2), keep(user, 3)

    race(
        *(partial(operations.put_first, user=user, pk=row.pk) for row in (one, two)),
        after="checkout.book.queries.rows_of",
    )

    assert len(firsts(user)) == 1


@pytest.mark.django_db(transaction=True)
def test_the_last_place_of_a_book_is_given_once():
    user = make_user()
    for n in range(queries.MOST - 1):
        keep(user, n)

    outcomes = race(
        *(partial(keep, user, n) for n in (50, 51)), after="checkout.book.queries.rows_of"
    )

    assert [type(each).__name__ for each in outcomes].count("BookIsFull") == 1, outcomes
    assert UserAddress.objects.filter(user=user).count() == queries.MOST


@pytest.mark.django_db
def test_a_member_adds_changes_prefers_and_deletes_on_their_pages(client, member):
    empty = client.get(reverse("book:list")).content.decode()
    assert "You keep no address yet" in empty
    client.post(reverse("book:new"), HERE)
    client.post(reverse("book:new"), {**place(7), "first": "on", "phone": "087 123 4567"})
    one, two = UserAddress.objects.order_by("pk")
    assert (firsts(member), str(two.phone_number)) == ([two], "+353871234567")

    client.post(reverse("book:change", args=[one.pk]), place(8))
    client.post(reverse("book:first", args=[one.pk]))
    page = client.get(reverse("book:list")).content.decode()
    client.post(reverse("book:delete", args=[two.pk]))

    assert "8 Canal Row" in page
    assert firsts(member) == [one] == list(UserAddress.objects.all())
    assert "1 kept." in client.get(reverse("account:home")).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"line1": ""}, {"country": "KP"}, {"phone": "12"}, {"line1": "x" * 300}]
)
def test_what_is_wrong_with_an_address_is_named_and_nothing_is_kept(client, member, wrong):
    answer = client.post(reverse("book:new"), {**HERE, **wrong})

    assert answer.status_code == 422
    assert not UserAddress.objects.exists()


@pytest.mark.django_db
def test_another_country_asks_for_its_own_fields(client, member):
    page = client.post(reverse("book:new"), {**HERE, "country": "CN", "update": "1"})

    assert page.status_code == 200
    assert "region" in page.context["form"].fields
    assert not UserAddress.objects.exists()


@pytest.mark.django_db
def test_somebody_elses_addresses_do_not_exist(client, member):
    theirs = keep(make_user())

    assert client.get(reverse("book:change", args=[theirs.pk])).status_code == 404
    for name in ("change", "first", "delete"):
        assert client.post(reverse(f"book:{name}", args=[theirs.pk]), HERE).status_code == 404
    client.logout()
    assert client.get(reverse("book:list")).status_code == 302
    theirs.refresh_from_db()
    assert theirs.line1 == "1 Canal Row"
