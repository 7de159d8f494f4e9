"""The document in words and figures as its reader writes them; nothing is worked out here."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from checkout import addresses
from checkout.payments import methods
from storefront.core import destination, marks, money
from storefront.core.templatetags.candour import day_words, when
from storefront.law import queries as law
from storefront.policies import outside

from .models import Agreement


def for_paper(agreement: Agreement) -> dict[str, Any]:
    """Return everything that the typeset page shows, as text in the agreement's language."""
    with translation.override(agreement.language):
        return _texts(agreement)


def _texts(agreement: Agreement) -> dict[str, Any]:
    document, sums = agreement.document, agreement.document["sums"]

    def amount(value: str) -> str:
        return money.text(Decimal(value), sums["currency"])

    def moment(value: str) -> str:
        return strip_tags(when(datetime.fromisoformat(value)))

    def day(value: str) -> str:
        return day_words(date.fromisoformat(value))

    seller, buyer = document["seller"], document["buyer"]
    delivery = document["delivery"]
    window = f"{day(delivery['earliest'])} – {day(delivery['latest'])}"
    leaves = [[_("It leaves us by"), moment(delivery["dispatch_by"])]]
    method = methods.EVERY.get(document["payment"]["method"])
    if delivery.get("kind") == "collection":
        leaves = []
    elif method and method.money_first:
        counted = _("From the day on which your money is here; the days above hold if that is %s.")
        leaves.append([_("Counted"), counted % day(document["agreed_at"][:10])])
    totals = [[_("Goods"), amount(sums["goods"])]]
    totals += [[name, f"−{amount(value)}"] for name, value in sums["discounts"]]
    totals += [[_("Delivery"), amount(sums["delivery"])]]
    if Decimal(sums["fee"]):
        totals += [[_("Fee for the way of paying"), amount(sums["fee"])]]
    rate = f"{(Decimal(sums.get('tax_rate', '0')) * 100).normalize():f}"
    paid = document.get("paid")
    total = _("Paid, with %(rate)s %% VAT of %(tax)s") if paid else None
    total = total or _("To pay, with %(rate)s %% VAT of %(tax)s")
    return {
        "language": agreement.language.split("-")[0],
        "title": _("What we agreed"),
        "number": document["number"],
        "intro": _("Order %(number)s, made on %(at)s.")
        % {"number": document["number"], "at": moment(document["agreed_at"])},
        "parties": [
            [_("You buy from"), _seller(seller)],
            *([[_("Registered"), registered]] if (registered := _registered(seller)) else []),
            *([[_("How to reach us"), reach]] if (reach := _reach(seller)) else []),
            [_("Delivered to"), addresses.in_one_line(buyer["delivered_to"])],
            [
                _("Invoice to"),
                addresses.in_one_line(buyer["invoice_to"] or buyer["delivered_to"]),
            ],
            [_("Confirmed to"), buyer["email"]],
        ],
        "lines_title": _("What you buy"),
        "head": [_("Thing"), _("Pieces"), _("Each"), _("Together")],
        "lines": [
            {
                "title": line["title"],
                "sku": line["sku"],
                "quantity": str(line["quantity"]),
                "unit": amount(line["unit_price"]),
                "price": amount(line["price"]),
                "facts": [
                    *([str(a), str(b)] for a, b in line["sheet"].get("facts", [])),
                    *_outside(document, line),
                ],
            }
            for line in document["lines"]
        ],
        "totals": totals,
        "total": [
            total % {"rate": rate, "tax": amount(sums["tax"])},
            amount(sums["total"]),
        ],  # fmt: skip
        "terms_title": _("On what terms"),
        "terms": [
            [_("Delivery"), marks.labelled(delivery["name"], window)],
            *leaves,
            [_("Payment"), str(_way(document["payment"]["method"]))],
            [_("Law"), _law(document["law"], day(document["agreed_at"][:10]))],
            *(
                [each["name"], marks.sentences(each["terms"])]
                for each in document.get("promotions", [])
            ),
        ],
        "said_title": _("What stood beside the button"),
        "said": [[each["title"], each["words"]] for each in document.get("said", [])],
        "policies_title": _("The rules that you accepted"),
        "policies": [_policy(each) for each in document["policies"] if is_accepted(each)],
        "others_title": _("Other rules in force that day"),
        "others": [_policy(each) for each in document["policies"] if not is_accepted(each)],
        "fingerprint_title": _("Fingerprint (SHA-256) of this agreement"),
        "fingerprint": agreement.sha256,
        "fingerprint_words": _(
            "It is taken of the agreement as data, which your order page hands out. "
            "If one sign of it were changed, the fingerprint would be another."
        ),
    }


def _seller(seller: dict[str, Any]) -> str:
    parts = [seller.get("name"), seller.get("legal_form"), *seller.get("address", [])]
    return marks.joined(part for part in parts if part)


def _registered(seller: dict[str, Any]) -> str:
    register = seller.get("register") or _("Company no.")
    number = f"{register} {seller['company_no']}" if seller.get("company_no") else ""
    vat = f"{_('VAT number')} {seller['vat']}" if seller.get("vat") else ""
    return marks.joined([number, vat])


def _reach(seller: dict[str, Any]) -> str:
    return marks.joined(seller[key] for key in ("email", "phone", "hours") if seller.get(key))


def _outside(document: dict[str, Any], line: dict[str, Any]) -> list[list[str]]:
    """Say at its line what may not go back without a reason, by the law of the agreement."""
    kind = line["sheet"].get("exclusion", "")
    words = outside.words(law.thaw(document["law"]), kind) if kind else ""
    return [[_("Changing your mind"), words]] if words else []


def is_accepted(policy: dict[str, Any]) -> bool:
    return bool(policy.get("accepted", True))


def _policy(policy: dict[str, Any]) -> list[str]:
    """A rule with the beginning of its fingerprint, enough to tell two texts apart."""
    return [
        versioned(policy),
        " ".join(policy["sha256"][i : i + 8] for i in range(0, 32, 8)),
    ]


def versioned(policy: dict[str, Any]) -> str:
    return marks.joined([policy["title"], f"{_('version')} {policy['version']}"])


def _way(code: str) -> object:
    method = methods.EVERY.get(code)
    return method.title if method else code


def _law(law: dict[str, Any], on: str) -> str:
    """Name whose law counts; the versions that we had of it stand in the agreement as data."""
    places = [
        _("the European Union") if name == "eu" else destination.name(name.upper())
        for name in sorted(law.get("profiles", {}), reverse=True)
        if name != "base"
    ]
    if not places:
        return str(_("Our own rules"))
    words = _("Consumer law of %(places)s, as we knew it on %(day)s")
    return words % {"places": marks.listed(places), "day": on}
