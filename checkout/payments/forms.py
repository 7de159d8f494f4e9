from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from storefront.core import money
from storefront.core.forms import Card, Cards

from .methods import PaymentMethod


class AnotherWay(forms.Form):
    """How to go on after a payment that did not work."""

    way = forms.ChoiceField(
        label=_("What now?"),
        widget=Cards,
        error_messages={
            "required": _("Choose how you would like to pay."),
            "invalid_choice": _("This way of paying is not offered for this order."),
        },
    )

    def __init__(
        self, *args: Any, ways: list[PaymentMethod], tried: str, currency: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = [
            (way.code, self._card(way, tried=tried, currency=currency)) for way in ways
        ]

    def _card(self, way: PaymentMethod, *, tried: str, currency: str) -> Card:
        title = (
            _("Try another card, or the same one again")
            if way.code == tried == "card"
            else way.title
        )
        aside = money.text(way.fee, currency) if way.fee else _("no fee")
        return Card(title, note=f"{way.note} {way.risk_words}", aside=aside)
