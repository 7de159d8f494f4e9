from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from storefront.core import money
from storefront.core.forms import Card, CardField

from . import address_book, addresses

MID = {"class": "input--mid"}


class AddressForm(forms.Form):
    """
    One address, asked for as its country writes it.

    The fields follow the country; where the country has lists, the regions, towns and districts
    follow what was chosen above them, with a press on "Show the fields" where there is no script.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        countries: list[tuple[str, str]],
        initial: Mapping[str, Any] | None = None,
        for_invoice: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}), **kwargs)
        self.countries = countries
        country = self._said("country")
        known = {code for code, _name in countries}
        self.country = country if country in known else countries[0][0]
        self.rules = addresses.rules_for(
            self.country,
            region=addresses.tidy(self._said("region")),
            town=addresses.tidy(self._said("town")),
        )
        section = "billing" if for_invoice else "shipping"
        for name, form_field in self._fields(for_invoice).items():
            token = AUTOCOMPLETE.get(name)
            if token:
                form_field.widget.attrs["autocomplete"] = f"{section} {token}"
            self.fields[name] = form_field

    def _said(self, name: str) -> str:
        typed = self.data.get(self.add_prefix(name)) if self.is_bound else None
        return str(typed if typed is not None else self.initial.get(name) or "")

    def _fields(self, for_invoice: bool) -> dict[str, forms.Field]:
        rules, labels = self.rules, self.rules.labels
        fields: dict[str, forms.Field] = {
            "name": _text(
                _("Full name"),
                required=True,
                hint=""
                if for_invoice
                else _("Name and address go on the parcel and into our agreement."),
            ),
            "country": forms.ChoiceField(
                label=_("Country"),
                choices=self.countries,
                help_text=""
                if for_invoice
                else _("Decides the delivery times and which consumer law protects you."),
            ),
        }
        if for_invoice:
            fields["company"] = _text(_("Company"))
        if rules.regions and self.country == "CN":
            # From the largest to the smallest, as addresses are written there.
            fields["region"] = _choice(labels["region"], rules.regions, True)
        fields["line1"] = _text(_("Street and number"), required=True)
        fields["line2"] = _text(_("Flat, floor, company"))
        if "district" in rules.fields and (rules.districts or self.country != "IE"):
            needed = bool(rules.districts)
            fields["district"] = _choice(labels["district"], rules.districts, needed)
        fields["town"] = _choice(labels["town"], rules.towns, "town" in rules.required)
        if "region" in rules.fields and "region" not in fields:
            needed = "region" in rules.required
            fields["region"] = _choice(labels["region"], rules.regions, needed)
        if "postcode" in rules.fields:
            fields["postcode"] = _text(labels["postcode"], required="postcode" in rules.required)
            if rules.example:
                fields["postcode"].help_text = _("Such as %(example)s") % {"example": rules.example}
        if self.country == "CN":
            order = ["name", "country", "company", "region", "town", "district", "line1", "line2"]
            fields = {
                **{name: fields[name] for name in order if name in fields},
                **{name: each for name, each in fields.items() if name not in order},
            }
        return fields

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        try:
            self.address = addresses.check({**said, "country": self.country})
        except addresses.AddressRefused as refused:
            for name, words in refused.problems.items():
                if name in self.fields and name not in self.errors:
                    self.add_error(name, str(words))
                elif name not in self.fields:
                    self.add_error(None, str(words))
        return said


class DeliveryAddressForm(AddressForm):
    """To whom the order goes and where the confirmation goes."""

    def __init__(self, *args: Any, may_save: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {
            "email": forms.EmailField(
                label=_("E-mail"),
                max_length=254,
                help_text=_(
                    "For the confirmation and your key to the order. "
                    "Nothing else, unless you say so."
                ),
                widget=forms.EmailInput(attrs={"autocomplete": "email"}),
            ),
            **self.fields,  # type: ignore[has-type]
            "phone": forms.CharField(
                label=_("Phone"),
                max_length=32,
                required=False,
                help_text=_("Only the driver gets it, and only on the day."),
                widget=forms.TextInput(
                    attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel", **MID}
                ),
            ),
            "remark": forms.CharField(
                label=_("A remark for whoever packs it"),
                max_length=300,
                required=False,
                help_text=_("Such as a word for the card, or where to leave the parcel."),
                widget=forms.Textarea(attrs={"rows": 2}),
            ),
            "bill_same": forms.BooleanField(
                label=_("The invoice goes to the same address"), required=False, initial=True
            ),
        }
        if may_save:
            self.fields["save"] = forms.BooleanField(
                label=_("Keep this address in my address book"), required=False
            )

    def clean_phone(self) -> str:
        try:
            return addresses.phone(self.cleaned_data["phone"], country=self.country)
        except ValueError:
            raise forms.ValidationError(
                _("Write the number with its area code, such as 087 123 4567 or +353 87 123 4567.")
            ) from None

    def clean_remark(self) -> str:
        return addresses.tidy(self.cleaned_data["remark"])

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if not self.errors:
            self.address["phone"] = said.get("phone", "")
        return said


class BookForm(forms.Form):
    """One of the addresses that a member has kept, or another one."""

    OTHER = "other"
    book = CardField(label=_("Send it to"))

    def __init__(self, *args: Any, rows: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cards: list[tuple[str, Card]] = []
        for row in rows:
            address = address_book.from_book(row)
            cards.append(
                (
                    str(row.pk),
                    Card(address["name"], note=addresses.in_one_line({**address, "name": ""})),
                )  # fmt: skip
            )
        cards.append((self.OTHER, Card(_("Another address"))))
        self.fields["book"].choices = cards


class DeliveryForm(forms.Form):
    way = CardField(label=_("Delivery"))

    def __init__(self, *args: Any, cards: list[tuple[str, Card]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = cards


class PaymentForm(forms.Form):
    pay = CardField(label=_("Payment"))

    def __init__(
        self,
        *args: Any,
        ways: list[Any],
        currency: str,
        closed: Sequence[tuple[Any, object]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pay"].choices = [
            *[(way.code, payment_card(way, currency)) for way in ways],
            *[(way.code, Card(way.title, note=why, disabled=True)) for way, why in closed],
        ]


RISKS = {"low": _("low"), "medium": _("medium"), "high": _("high")}


def payment_card(way: Any, currency: str) -> Card:
    """Show a way of paying with its fee and how far it protects (LBT-6.2.5.2)."""
    fee = money.text(way.fee, currency) if way.fee else _("no fee")
    return Card(
        way.title,
        note=way.note,
        aside=fee,
        facts=[
            (_("Risk for you"), RISKS.get(way.risk, way.risk)),
            (_("How you are protected"), way.risk_words),
        ],
    )


AUTOCOMPLETE = {
    "name": "name",
    "company": "organization",
    "country": "country",
    "line1": "address-line1",
    "line2": "address-line2",
    "district": "address-level3",
    "town": "address-level2",
    "region": "address-level1",
    "postcode": "postal-code",
}


def _text(label: object, *, required: bool = False, hint: object = "") -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=200, help_text=hint)


def _choice(label: object, choices: tuple[tuple[str, str], ...], required: bool) -> forms.Field:
    if not choices:
        return _text(label, required=required)
    # Whether it is one of the list is checked with the whole address.
    return _Listed(label=label, required=required, choices=[("", _("Please choose")), *choices])


class _Listed(forms.ChoiceField):
    def valid_value(self, value: Any) -> bool:
        return True
