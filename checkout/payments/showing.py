"""A frozen summary in the form in which the pages' components take it; nothing is added up here."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def lines(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what was bought as `components/line.html` takes it."""
    return [
        {
            "name": line["title"],
            "amount": Decimal(line["price"]),
            "words": _("%(quantity)s pieces") % {"quantity": line["quantity"]}
            if line["quantity"] > 1
            else "",
        }
        for line in summary["lines"]
    ]


def totals(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return how the sum is made as `components/totals.html` takes it."""
    count = sum(line["quantity"] for line in summary["lines"])
    rows = [
        {
            "name": ngettext("%(count)s thing", "%(count)s things", count) % {"count": count},
            "amount": Decimal(summary["goods"]),
        }
    ]
    rows += [{"name": name, "amount": -Decimal(amount)} for name, amount in summary["discounts"]]
    rows.append(
        {"name": summary["delivery"]["name"], "amount": Decimal(summary["delivery"]["charge"])}
    )
    if Decimal(summary["fee"]):
        rows.append({"name": _("Fee for the way of paying"), "amount": Decimal(summary["fee"])})
    return rows
