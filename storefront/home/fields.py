"""Products chosen in an order that counts, looked up while one types."""

from typing import Any

from django import forms
from django.db.models import Case, Value, When
from unfold.fields import UnfoldAdminMultipleAutocompleteModelChoiceField

from storefront.catalogue.models import Product


class ProductsInOrder(UnfoldAdminMultipleAutocompleteModelChoiceField):
    """
    Products on sale, by their ids, in the order in which they were picked.

    Only what is picked is drawn; the rest comes from the page that `url_path` names.
    """

    def __init__(self, *, picked: list[int], most: int, **kwargs: Any) -> None:
        self.most = most
        super().__init__(queryset=in_order(picked), required=False, **kwargs)

    def clean(self, value: Any) -> list[int]:
        """
        Return the ids as they were sent, each once.

        :raises ValidationError: for what is no product
        """
        try:
            wanted = list(dict.fromkeys(int(each) for each in value or []))
        except (TypeError, ValueError):
            wanted = [-1]
        known = set(Product.objects.filter(pk__in=wanted[:200]).values_list("pk", flat=True))
        if set(wanted) - known:
            raise forms.ValidationError(self.error_messages["invalid_choice"] % {"value": value})
        return wanted


def in_order(picked: list[int]) -> Any:
    """Return these products as they were picked."""
    places = [When(pk=pk, then=Value(place)) for place, pk in enumerate(picked)]
    found = Product.objects.filter(pk__in=picked)
    return found.order_by(Case(*places)) if places else found


def ids(values: list[Any]) -> list[int]:
    """Read what a browser sent as ids, leaving out what can be none."""
    return [int(each) for each in values if str(each).isdigit() and len(str(each)) < 10]
