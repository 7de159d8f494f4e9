from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from oscar.core.loading import get_model

from checkout import address_book, addresses
from checkout.shipping import queries as shipping

UserAddress = get_model("address", "UserAddress")

MOST = 12


def rows_of(user: Any) -> list[Any]:
    """Return the addresses that an account keeps, the one that comes first on top."""
    if user is None or not user.is_authenticated:
        return []
    rows = UserAddress.objects.filter(user=user)
    return list(rows.order_by("-is_default_for_shipping", "-pk")[:MOST])


def row_of(user: Any, pk: int) -> Any:
    """
    Return one address of an account.

    :raises Http404: for somebody else's as for one that does not exist
    """
    row = UserAddress.objects.filter(user=user, pk=pk).first()
    if row is None:
        raise Http404
    return row


def shown(row: Any) -> dict[str, Any]:
    """Return a kept address as its page shows it."""
    address = address_book.from_book(row)
    return {
        "pk": row.pk,
        "name": address["name"],
        "place": addresses.in_one_line({**address, "name": ""}),
        "phone": address["phone"],
        "first": row.is_default_for_shipping,
    }


def countries() -> list[tuple[str, str]]:
    """Return the countries that we deliver to, our own first."""
    served = {code for method in shipping.offered() for code in method.countries}
    return addresses.country_choices(served & set(settings.CANDOUR_DELIVERS_TO))


def note(user: Any, at: datetime) -> object:
    """Say on the account's page how many addresses are kept."""
    count = UserAddress.objects.filter(user=user).count()
    if not count:
        return _("None kept yet.")
    return ngettext("%(count)s kept.", "%(count)s kept.", count) % {"count": count}
