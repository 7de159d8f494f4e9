"""An invoice or credit note in words and figures as its reader writes them; nothing is summed."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from checkout import addresses
from storefront.core import marks, money
from storefront.core.templatetags.candour import day_words

from .models import Kind, TaxDocument


def for_paper(made: TaxDocument) -> dict[str, Any]:
    """Return everything that the typeset page shows, as text in the document's language."""
    with translation.override(made.language):
        return _texts(made)


def _texts(made: TaxDocument) -> dict[str, Any]:
    said = made.document
    currency, is_note = said["currency"], made.kind == Kind.CREDIT_NOTE

    def amount(value: str) -> str:
        return money.text(Decimal(value), currency)

    facts = [
        [_("Number"), said["number"]],
        [_("Date"), _day(said["issued_at"])],
        [_("Goods left us on"), _day(said["supplied_at"])],
        [_("Order"), marks.joined([said["order"], _day(said["ordered_at"])])],
    ]
    if is_note:
        invoice = marks.joined([said["credits"], _day(said["credits_issued_at"])])
        facts += [
            [_("Takes from invoice"), invoice],
            [_("Because of"), said["why"]],
            *([[_("What for"), _parts(said, amount)]] if said.get("parts") else []),
        ]
        if said["refund"]:
            facts.append([_("Refund"), said["refund"]])
    elif said["payment"]["method"]:
        paid = _("paid") if said["payment"]["paid"] else _("to be paid")
        facts.append([_("Payment"), marks.joined([said["payment"]["method"], paid])])
    return {
        "language": made.language.split("-")[0],
        "title": _("Credit note") if is_note else _("Invoice"),
        "number": said["number"],
        "parties": [
            [_("Seller"), _seller(said["seller"])],
            [_("Buyer"), _buyer(said)],
        ],
        "facts": facts,
        "head": [
            *((_("Because of"), "") if is_note else (_("Thing"), _("Pieces"))),
            *(_("VAT"), _("With VAT")),
        ],
        "rows": [
            {
                "title": row["title"],
                "note": _note(row, amount),
                "quantity": str(row.get("quantity", "")),
                "rate": percent(row["rate"]),
                "gross": amount(row["gross"]),
            }
            for row in said["rows"]
        ],
        "vat_head": [_("VAT rate"), _("Without VAT"), _("VAT"), _("With VAT")],
        "vat": [
            [percent(each["rate"]), *(amount(each[name]) for name in ("net", "tax", "gross"))]
            for each in said["vat"]
        ],
        "sum": [_("Sum"), amount(said["net"]), amount(said["tax"]), amount(said["total"])],
        "total": [_total(said, is_note), amount(said["total"])],
        "notes": _notes(said),
    }


def _total(said: dict[str, Any], is_note: bool) -> str:
    if not is_note:
        return _("Total")
    return _("Comes back to you") if said["refund"] else _("Taken off the invoice")


def percent(rate: str) -> str:
    """Write a rate such as 0.23 in percent."""
    return marks.percent(f"{(Decimal(rate) * 100).normalize():f}")


def _day(moment: str) -> str:
    return str(day_words(timezone.localtime(datetime.fromisoformat(moment)).date()))


def _note(row: dict[str, Any], amount: Any) -> str:
    if "sku" not in row:
        return ""
    parts = [row["sku"], _("%(price)s each") % {"price": amount(row["unit_price"])}]
    if Decimal(row["reduction"]):
        parts.append(_("less %(sum)s") % {"sum": amount(row["reduction"])})
    return " · ".join(parts)


def _parts(said: dict[str, Any], amount: Any) -> str:
    return "\n".join(f"{name}: {amount(value)}" for name, value in said["parts"])


def _seller(seller: dict[str, Any]) -> str:
    lines = [seller["name"], seller.get("legal_form"), *seller["address"]]
    if seller["vat"]:
        lines.append(_("VAT number %(number)s") % {"number": seller["vat"]})
    if seller["company_no"]:
        register = seller.get("register") or _("Company number")
        lines.append(f"{register} {seller['company_no']}")
    return "\n".join(str(line) for line in [*lines, seller["email"]] if line)


def _buyer(said: dict[str, Any]) -> str:
    return "\n".join([*addresses.in_lines(said["buyer"]["address"]), said["buyer"]["email"]])


def _notes(said: dict[str, Any]) -> list[str]:
    notes = [_("All prices contain the VAT named; it is that of the country of delivery.")]
    if any(not Decimal(each["rate"]) for each in said["vat"]):
        notes = [_("No VAT is charged on what leaves the European Union; duty may fall due there.")]
    if said["delivered_to"] != said["buyer"]["address"]:
        to = addresses.in_one_line(said["delivered_to"])
        notes.append(_("Delivered to: %(address)s") % {"address": to})
    return notes
