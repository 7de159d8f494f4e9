"""Writing in an address book. Each: lock the account, check, write."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from checkout import address_book
from storefront.core.refusal import Refusal

from . import queries

UserAddress = get_model("address", "UserAddress")


class BookIsFull(Refusal):
    words = _("An address book holds 12 addresses. Delete one that you do not need any more.")


class KeptAlready(Refusal):
    words = _("This address is in your address book already.")


class NotKept(Refusal):
    words = _("This address is not in your address book any more.")


@transaction.atomic
def keep_address(*, user: Any, address: Mapping[str, str], first: bool = False) -> Any:
    """
    Keep an address; one that is there already stays as it is.

    The first one that is kept comes first, until another is put there.

    :raises BookIsFull: if there are as many as a book holds
    """
    _lock(user)
    rows = queries.rows_of(user)
    row = address_book.row_for(address, user=user)
    kept = next((each for each in rows if each.hash == str(row.generate_hash())), None)
    if kept is None:
        if len(rows) >= queries.MOST:
            raise BookIsFull()
        row.save()
        kept = row
    if first or not rows:
        _put_first(user, kept)
    return kept


@transaction.atomic
def change_address(*, user: Any, pk: int, address: Mapping[str, str], first: bool = False) -> Any:
    """
    Write something else in the place of a kept address.

    :raises NotKept: if it was deleted meanwhile
    :raises KeptAlready: if that is another address of the book
    """
    _lock(user)
    rows = queries.rows_of(user)
    kept = next((each for each in rows if each.pk == pk), None)
    if kept is None:
        raise NotKept()
    row = address_book.row_for(address, user=user)
    if any(each.hash == str(row.generate_hash()) for each in rows if each.pk != pk):
        raise KeptAlready()
    row.pk, row.date_created = kept.pk, kept.date_created
    row.is_default_for_shipping = kept.is_default_for_shipping
    row.is_default_for_billing = kept.is_default_for_billing
    row.num_orders_as_shipping_address = kept.num_orders_as_shipping_address
    row.save(force_update=True)
    if first:
        _put_first(user, row)
    return row


@transaction.atomic
def delete_address(*, user: Any, pk: int) -> None:
    """Delete a kept address, or nothing where it is gone; orders keep theirs."""
    _lock(user)
    UserAddress.objects.filter(user=user, pk=pk).delete()
    rows = queries.rows_of(user)
    if rows and not any(each.is_default_for_shipping for each in rows):
        _put_first(user, rows[0])


@transaction.atomic
def put_first(*, user: Any, pk: int) -> None:
    """
    Have an address offered first, in the checkout too.

    :raises NotKept: if it was deleted meanwhile
    """
    _lock(user)
    kept = next((each for each in queries.rows_of(user) if each.pk == pk), None)
    if kept is None:
        raise NotKept()
    _put_first(user, kept)


def _lock(user: Any) -> None:
    get_user_model().objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)


def _put_first(user: Any, row: Any) -> None:
    mine = UserAddress.objects.filter(user=user)
    mine.filter(is_default_for_shipping=True).exclude(pk=row.pk).update(
        is_default_for_shipping=False
    )
    mine.filter(pk=row.pk).update(is_default_for_shipping=True)
    row.is_default_for_shipping = True
