"""Who sells, as pages and other rooms ask; the newest statement is kept, never for long."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import phonenumbers
from babel import Locale
from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language, gettext

from storefront.core import marks
from storefront.core.lasting import Lasting
from storefront.law import queries as law

from . import facts as stated
from .models import SellerVersion


@dataclass(frozen=True)
class Missing:
    """One of these is a fact that is still to be stated, and the countries whose law asks."""

    key: str
    title: object
    countries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Seller:
    """
    One of these is the seller as stated; without a statement every text is empty.

    What is written in words (the country, the hours) is in the language of the page.
    """

    version: int = 0
    written_at: datetime | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return str(self.version)

    def __bool__(self) -> bool:
        return bool(self.version)

    def __getattr__(self, key: str) -> str:
        if key in stated.BY_KEY:
            return str(self.facts.get(key, ""))
        raise AttributeError(key)

    @property
    def name(self) -> str:
        return self.legal_name

    @property
    def legal_form(self) -> str:
        """What kind of body it is, in the reader's language where the shop has a word for it."""
        return _in_words(self.facts.get("legal_form"))

    @property
    def register(self) -> str:
        """The register it stands in, likewise."""
        return _in_words(self.facts.get("register"))

    @property
    def address(self) -> list[str]:
        """The address in the lines of an envelope, the country in the reader's language."""
        place = marks.joined([self.town, self.region])
        lines = (self.street, " ".join(filter(None, (place, self.postcode))), self.country_name)
        return [line for line in lines if line]

    @property
    def place(self) -> str:
        """Where goods can be fetched and brought: the address without the country."""
        return marks.joined(self.address[:2])

    @property
    def country_name(self) -> str:
        if not self.country:
            return ""
        locale = Locale.parse((get_language() or "en").replace("-", "_"))
        return str(locale.territories.get(self.country, self.country))

    @property
    def registered(self) -> str:
        """The register with the number in it, as far as there is one."""
        return " ".join(filter(None, (self.register, self.register_no)))

    @property
    def phone_shown(self) -> str:
        """The phone in the groups in which it is read aloud."""
        if not self.phone:
            return ""
        number = phonenumbers.parse(self.phone)
        return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))

    @property
    def hours(self) -> str:
        by_language = self.facts.get("hours") or {}
        return str(by_language.get(get_language() or "en") or by_language.get("en") or "")

    @property
    def account(self) -> dict[str, str] | None:
        """Where money is transferred to; nothing if no account is stated."""
        if not self.iban:
            return None
        spaced = " ".join(self.iban[i : i + 4] for i in range(0, len(self.iban), 4))
        return {"name": self.account_holder, "iban": spaced, "bic": self.bic}


def _in_words(stated_as: Any) -> str:
    return gettext(str(stated_as)) if stated_as else ""


def _newest() -> Seller:
    row = SellerVersion.objects.order_by("-version").first()
    return Seller(row.version, row.written_at, row.facts) if row else Seller()


_kept: Lasting[Seller] = Lasting(_newest)


def current() -> Seller:
    """Return the seller as stated now; false if nobody has stated anything."""
    return _kept.get()


def shop_name() -> str:
    """Return what stands over the door."""
    return current().shop_name or settings.CANDOUR_SHOP_NAME


def shop_title(request: Any) -> str:
    """The same for the head of the staff pages."""
    return shop_name()


def as_agreed(*, language: str) -> dict[str, Any]:
    """Return the seller as an agreement keeps it: plain JSON, words in the buyer's language."""
    seller = current()
    with translation.override(language):
        return {
            "version": seller.version,
            "name": seller.name,
            "legal_form": seller.legal_form,
            "representative": seller.representative,
            "address": seller.address,
            "country": seller.country,
            "register": seller.register,
            "company_no": seller.register_no,
            "vat": seller.vat_id,
            "supervisor": seller.supervisor,
            "licence_no": seller.licence_no,
            "icp_no": seller.icp_no,
            "email": seller.email,
            "phone": seller.phone_shown,
            "hours": seller.hours,
        }


def missing(at: datetime) -> list[Missing]:
    """
    Return what has to be stated before anything is sold, in the order of the form (PRE-08).

    That is what every shop needs, and what the law of each served country asks for and nobody
    has declared not to apply.
    """
    seller = current()
    served = (settings.CANDOUR_SEAT, *settings.CANDOUR_DELIVERS_TO)
    kept, key = _missing.get(), (seller.version, seller.written_at, at.date(), served)
    if key not in kept:
        kept[key] = _work_out_missing(seller, served, at)
    return kept[key]


# For every page of the sale; worked out anew with every change of what lasts, and each second.
_missing: Lasting[dict[tuple[Any, ...], list[Missing]]] = Lasting(dict)


def _work_out_missing(seller: Seller, served: tuple[str, ...], at: datetime) -> list[Missing]:
    settled = {key for key in stated.BY_KEY if seller.facts.get(key)}
    settled |= set(seller.facts.get("not_applicable", ()))
    asked: dict[str, list[str]] = {fact.key: [] for fact in stated.FACTS if fact.needed}
    for country in dict.fromkeys(served):
        for name in _asked_by_law(country, at):
            asked.setdefault(stated.ANSWERS.get(name, name), []).append(country)
    order = list(stated.BY_KEY)
    return [
        Missing(key, stated.BY_KEY[key].title if key in stated.BY_KEY else key, tuple(countries))
        for key, countries in sorted(
            asked.items(), key=lambda each: order.index(each[0]) if each[0] in order else 99
        )
        if key not in settled
    ]


def _asked_by_law(country: str, at: datetime) -> list[str]:
    try:
        rules = law.rules_for(residence=country, ship_to=country, seat=settings.CANDOUR_SEAT, at=at)
    except law.NoProfile:
        return []
    return list(rules.value("seller_identity.required_fields") or ())
