"""Finding rows by what somebody says on the telephone or reads from a label."""

from typing import Any

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest

from storefront.core import references

# Shorter ones would find half the shop.
SHORTEST_PHONE = 7
IN_A_PHONE = set("+0123456789 ()-/.")


def buyer(path: str = "") -> tuple[str, ...]:
    """Return the look-ups by which an order's buyer is found, from the row that leads to it."""
    to = f"{path}__" if path else ""
    return (
        f"{to}guest_email",
        f"{to}user__email",
        f"{to}intent__email",
        f"{to}shipping_address__first_name",
        f"{to}shipping_address__last_name",
    )


class FoundByNumber:
    """
    A list of staff that knows numbers with and without their dashes, and phones with any spaces.

    `numbers` are look-ups of references, `phones` of phone numbers.
    """

    numbers: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        rows, twice = super().get_search_results(request, queryset, search_term)  # type: ignore[misc]
        found = self._by_number(queryset, search_term)
        return (found, False) if found is not None and found.exists() else (rows, twice)

    def _by_number(self, queryset: QuerySet[Any], typed: str) -> QuerySet[Any] | None:
        meant = Q()
        if reference := references.dashed(typed):
            for name in self.numbers:
                meant |= Q(**{f"{name}__endswith": reference})
        digits = "".join(each for each in typed if each.isascii() and each.isdigit()).lstrip("0")
        if set(typed) <= IN_A_PHONE and len(digits) >= SHORTEST_PHONE:
            # As text: a field of phone numbers takes a part of one for nothing.
            plain = {f"phone_{n}": Cast(name, CharField()) for n, name in enumerate(self.phones)}
            queryset = queryset.alias(**plain)
            for name in plain:
                meant |= Q(**{f"{name}__contains": digits})
        return queryset.filter(meant) if meant else None
