"""Naming what changed between the page that a buyer read and the moment of pressing the button."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from storefront.core import money
from storefront.core.templatetags.candour import day_words

from .summary import Summary

SALT = "candour.checkout.seen"


@dataclass(frozen=True)
class Agreed:
    """
    What a page showed that was pressed: `fingerprint` names the sums, `seen` is what a buyer reads.

    Its words are had again from the language it was in and the moment until which it said that
    the goods are held.
    """

    fingerprint: str = ""
    seen: dict[str, Any] = field(default_factory=dict)
    language: str = ""
    held_until: datetime | None = None


def seal(summary: Summary, *, language: str, held_until: datetime | None) -> str:
    """Return what the page shows, signed, for its form to send back."""
    return signing.dumps(
        {
            "fingerprint": summary.fingerprint,
            "seen": seen(summary),
            "language": language,
            "held_until": held_until.isoformat() if held_until else "",
        },
        salt=SALT,
        compress=True,
    )


def seen(summary: Summary) -> dict[str, Any]:
    """Return what a buyer sees of an order, for `differences` to compare with later."""
    return _essence(summary.as_json())


def unseal(sealed: str) -> Agreed:
    """Return what the page showed; nothing for what we did not sign."""
    try:
        data = signing.loads(sealed, salt=SALT)
    except signing.BadSignature:
        return Agreed()
    until = data.get("held_until")
    return Agreed(
        fingerprint=data["fingerprint"],
        seen=data["seen"],
        language=data.get("language", ""),
        held_until=datetime.fromisoformat(until) if until else None,
    )


def differences(seen: dict[str, Any], now: Summary) -> list[str]:
    """Say in sentences what is not as it was seen."""
    if not seen:
        return [_("We could not tell what your page showed, so please read this one.")]
    new, currency = _essence(now.as_json()), now.currency
    found: list[str] = []
    if seen["currency"] != currency:
        found.append(
            _("Prices are now in %(now)s, they were in %(before)s.")
            % {"now": currency, "before": seen["currency"]}
        )
    found += _lines(seen, new, currency)
    if seen["delivery"] != new["delivery"]:
        found += _delivery(seen, new, currency)
    for name, words in [("fee", _("Fee for paying")), ("total", _("To pay"))]:
        if seen[name] != new[name]:
            found.append(_was(words, seen[name], new[name], currency, seen["currency"]))
    if seen["policies"] != new["policies"]:
        found.append(_("One of our rules has a new version. It is linked below."))
    if seen["about"] != new["about"]:
        found.append(_("The address, the e-mail or the payment was changed in another window."))
    return found or [_("Something you agree to has changed. Please read this page again.")]


def _essence(said: dict[str, Any]) -> dict[str, Any]:
    delivery = said["delivery"]
    return {
        "currency": said["currency"],
        "lines": {
            line["sku"]: [line["title"], line["quantity"], line["unit_price"], line["price"]]
            for line in said["lines"]
        },
        "delivery": [delivery[name] for name in ("name", "charge", "earliest", "latest")]
        if delivery
        else None,
        "fee": said["fee"],
        "total": said["total"],
        "policies": said["policies"],
        "about": said["agreed_about"],
    }


def _lines(seen: dict[str, Any], new: dict[str, Any], currency: str) -> list[str]:
    found = []
    for sku, (title, quantity, unit, price) in new["lines"].items():
        if sku not in seen["lines"]:
            found.append(_("%(title)s was added.") % {"title": title})
            continue
        _title, before, unit_before, price_before = seen["lines"][sku]
        if before != quantity:
            found.append(
                _("%(title)s: %(now)s of them, it was %(before)s.")
                % {"title": title, "now": quantity, "before": before}
            )
        if unit_before != unit:
            found.append(_was(title, unit_before, unit, currency, seen["currency"]))
        elif price_before != price and before == quantity:
            found.append(
                _was(_("%(title)s with its discount") % {"title": title}, price_before, price,
                     currency, seen["currency"])
            )  # fmt: skip
    for sku, (title, *_rest) in seen["lines"].items():
        if sku not in new["lines"]:
            found.append(_("%(title)s is no longer in the basket.") % {"title": title})
    return found


def _delivery(seen: dict[str, Any], new: dict[str, Any], currency: str) -> list[str]:
    if new["delivery"] is None:
        return [_("The delivery that you chose is not offered any more.")]
    name, charge, earliest, latest = new["delivery"]
    if seen["delivery"] is None or seen["delivery"][0] != name:
        return [_("The delivery is now: %(name)s.") % {"name": name}]
    found = []
    if seen["delivery"][1] != charge:
        found.append(_was(name, seen["delivery"][1], charge, currency, seen["currency"]))
    if seen["delivery"][2:] != [earliest, latest]:
        found.append(
            _("%(name)s now comes by %(now)s, it was %(before)s.")
            % {"name": name, "now": _day(latest), "before": _day(seen["delivery"][3])}
        )
    return found


def _was(what: object, before: str, now: str, currency: str, old_currency: str) -> str:
    return _("%(what)s: now %(now)s, it was %(before)s.") % {
        "what": what,
        "now": money.text(Decimal(now), currency),
        "before": money.text(Decimal(before), old_currency),
    }


def _day(text: str) -> str:
    return day_words(date.fromisoformat(text))
