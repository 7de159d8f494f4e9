"""What can be stated of a seller, and how each fact is checked before it is believed."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import phonenumbers
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _
from stdnum import bic, get_cc_module, iban
from stdnum.exceptions import ValidationError as WrongNumber

from storefront.core.refusal import Refusal


class Wrong(Refusal):
    """Some facts cannot be right; `problems` has the words by the key of the fact."""

    words = _("Some of this cannot be right.")

    def __init__(self, problems: Mapping[str, object]) -> None:
        self.problems = dict(problems)
        super().__init__(" ".join(str(each) for each in problems.values()))


@dataclass(frozen=True)
class Fact:
    """
    One of these is one thing that can be stated.

    `needed` always; `law` is the field of `seller_identity.required_fields` that it answers, which
    may be declared not to apply where `may_not_apply` is set.
    """

    key: str
    title: object
    hint: object = ""
    most: int = 200
    needed: bool = False
    law: str = ""
    may_not_apply: bool = False


FACTS = (
    Fact("shop_name", _("Name of the shop"), _("As it stands over the door."), 60, needed=True),
    Fact("legal_name", _("Full legal name"), _("As it is registered."), needed=True),
    Fact(
        "legal_form",
        _("Legal form"),
        _("Such as: private company limited by shares."),
        120,
        needed=True,
    ),
    Fact(
        "representative",
        _("Represented by"),
        _("The persons who act for it."),
        law="representative",
        may_not_apply=True,
    ),
    Fact("street", _("Street and number"), _("Where it can be visited; no post box."), needed=True),
    Fact("town", _("Town"), "", 120, needed=True),
    Fact("region", _("County or region"), "", 120),
    Fact("postcode", _("Postal code"), "", 20),
    Fact("country", _("Country"), _("Two letters, as in IE."), 2, needed=True),
    Fact("register", _("Register"), _("Which one, and where it is kept."), 160),
    Fact("register_no", _("Number in the register"), "", 60, law="register_no", may_not_apply=True),
    Fact(
        "vat_id",
        _("VAT number"),
        _("With the letters of the country."),
        30,
        law="vat_id",
        may_not_apply=True,
    ),
    Fact(
        "supervisor",
        _("Supervising authority"),
        _("Where the trade needs a licence."),
        law="supervisor",
        may_not_apply=True,
    ),
    Fact(
        "licence_no",
        _("Business licence"),
        _("The unified social credit code, in China."),
        60,
        law="licence_no",
        may_not_apply=True,
    ),
    Fact(
        "icp_no",
        _("ICP number"),
        _("The number of the website’s filing, in China."),
        60,
        law="icp_no",
        may_not_apply=True,
    ),
    Fact("email", _("E-mail"), _("Read by a person."), 254, needed=True),
    Fact("phone", _("Phone"), _("With the code of the country: +353 …"), 40, needed=True),
    Fact("account_holder", _("Account holder"), _("If it is not the legal name."), 140),
    Fact("iban", _("IBAN"), _("Without it nobody can pay by bank transfer."), 50),
    Fact("bic", _("BIC"), "", 11),
)
BY_KEY = {fact.key: fact for fact in FACTS}
# Which facts of ours answer a field of the law; the others are answered by one of the same name.
ANSWERS = {
    "trade_name": "shop_name",
    "legal_name": "legal_name",
    "address": "street",
    "email": "email",
    "phone": "phone",
    **{fact.law: fact.key for fact in FACTS if fact.law},
}
MAY_NOT_APPLY = {fact.key: fact.title for fact in FACTS if fact.may_not_apply}
# Where no library knows a register, the form of its numbers.
REGISTERS = {
    "IE": r"\d{5,7}",
    "GB": r"(?:[A-Z]{2}\d{6}|\d{8})",
    "NL": r"\d{8}",
}
MODULES = {"FR": "siren", "IT": "iva", "ES": "cif", "CN": "uscc"}


def hours_key(language: str) -> str:
    return f"hours_{language}"


def clean(values: Mapping[str, Any], *, languages: list[str] | None = None) -> dict[str, Any]:
    """
    Return what was stated in the one form in which it is kept.

    Numbers are compact, the phone is E.164, `hours` is by language and `not_applicable` a list.

    :raises Wrong: naming each fact that is missing or cannot be right
    """
    languages = languages or [code for code, _name in settings.LANGUAGES]
    facts: dict[str, Any] = {}
    problems: dict[str, object] = {}
    for fact in FACTS:
        value = " ".join(str(values.get(fact.key) or "").split())
        if "\x00" in value or len(value) > fact.most:
            problems[fact.key] = _("%(title)s: this is too long.") % {"title": fact.title}
        elif not value and fact.needed:
            problems[fact.key] = _("Please fill in: %(title)s") % {"title": fact.title}
        facts[fact.key] = value
    hours = values.get("hours") or {}
    facts["hours"] = {code: " ".join(str(hours.get(code) or "").split()) for code in languages}
    for code, words in facts["hours"].items():
        if not words:
            problems[hours_key(code)] = _("Say when somebody answers.")
        elif len(words) > 160:
            problems[hours_key(code)] = _("This is too long.")
    stated = {key for key in MAY_NOT_APPLY if facts[key]}
    facts["not_applicable"] = sorted(set(values.get("not_applicable") or ()) & set(MAY_NOT_APPLY))
    for key in sorted(stated & set(facts["not_applicable"])):
        problems[key] = _("State it, or say that it does not apply: not both.")
    for key, check in CHECKS.items():
        # What a number must look like is known only once the country is.
        if facts[key] and key not in problems and not (key in BY_COUNTRY and "country" in problems):
            try:
                facts[key] = check(facts[key], facts["country"])
            except ValueError as wrong:
                problems[key] = wrong.args[0]
    if facts["iban"] and not facts["account_holder"]:
        facts["account_holder"] = facts["legal_name"][:140]
    if problems:
        raise Wrong(problems)
    return facts


def _country(value: str, _country: str) -> str:
    code = value.upper()
    if code != settings.CANDOUR_SEAT:
        raise ValueError(
            _("The law that this shop follows is that of %(seat)s (the setting CANDOUR_SEAT).")
            % {"seat": settings.CANDOUR_SEAT}
        )
    return code


def _vat_id(value: str, country: str) -> str:
    compact = re.sub(r"[\s.\-]", "", value).upper()
    module = get_cc_module(country.lower(), "vat")
    prefix = {"GR": "EL"}.get(country, country)
    if not compact.startswith(prefix):
        raise ValueError(_("A VAT number begins with the letters of its country."))
    if module is not None and not module.is_valid(compact):
        raise ValueError(_("This is no VAT number: its check digits do not fit."))
    return compact


def _register_no(value: str, country: str) -> str:
    compact = re.sub(r"\s", "", value).upper()
    wrong = ValueError(_("This is no number of that register."))
    if country in REGISTERS and not re.fullmatch(REGISTERS[country], compact):
        raise wrong
    if name := MODULES.get(country):
        module = get_cc_module(country.lower(), name)
        if module is not None and not module.is_valid(compact):
            raise wrong
    return compact if country in REGISTERS or country in MODULES else value


def _licence_no(value: str, _country: str) -> str:
    module = get_cc_module("cn", "uscc")
    if module is not None and not module.is_valid(value):
        raise ValueError(_("This is no unified social credit code: its check digit does not fit."))
    return re.sub(r"\s", "", value).upper()


def _email(value: str, _country: str) -> str:
    try:
        validate_email(value)
    except ValidationError:
        raise ValueError(_("This is no e-mail address.")) from None
    return value


def _phone(value: str, country: str) -> str:
    try:
        number = phonenumbers.parse(value, country or None)
    except phonenumbers.NumberParseException:
        raise ValueError(_("This is no phone number.")) from None
    if not phonenumbers.is_valid_number(number):
        raise ValueError(_("There is no such phone number."))
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _iban(value: str, _country: str) -> str:
    try:
        return str(iban.validate(value))
    except WrongNumber:
        raise ValueError(_("This is no IBAN: its check digits do not fit.")) from None


def _bic(value: str, _country: str) -> str:
    try:
        return str(bic.validate(value))
    except WrongNumber:
        raise ValueError(_("This is no BIC.")) from None


BY_COUNTRY = {"vat_id", "register_no"}
CHECKS: dict[str, Callable[[str, str], str]] = {
    "country": _country,
    "register_no": _register_no,
    "vat_id": _vat_id,
    "licence_no": _licence_no,
    "email": _email,
    "phone": _phone,
    "iban": _iban,
    "bic": _bic,
}
