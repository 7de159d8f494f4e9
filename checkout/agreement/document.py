"""What an agreement says: the snapshot, put in the order in which a buyer reads it."""

from datetime import datetime
from typing import Any

FORMAT = 1


def build(*, order: Any, intent: Any, attempt: Any, at: datetime) -> dict[str, Any]:
    """Return the document of an order as plain JSON: amounts are text, moments ISO 8601."""
    shot = intent.snapshot
    summary = shot["summary"]
    goods = shot.get("goods", {})
    return {
        "format": FORMAT,
        "number": order.number,
        "made_at": at.isoformat(),
        "agreed_at": intent.made_at.isoformat(),
        "language": intent.language,
        "seller": shot.get("seller", {}),
        "buyer": {
            "email": intent.email,
            "phone": intent.phone,
            "delivered_to": shot["shipping_address"],
            "invoice_to": shot.get("billing_address"),
        },
        "lines": [
            {
                "title": line["title"],
                "sku": line["sku"],
                "quantity": line["quantity"],
                "unit_price": line["unit_price"],
                "price": line["price"],
                "tax": line["tax"],
                "tax_rate": line["tax_rate"],
                "sheet": goods.get(str(line["product_id"]), {}),
            }
            for line in summary["lines"]
        ],
        "sums": {
            "currency": summary["currency"],
            "goods": summary["goods"],
            "discounts": summary["discounts"],
            "delivery": summary["delivery"]["charge"],
            "fee": summary["fee"],
            "tax": summary["tax"],
            "tax_rate": summary["tax_rate"],
            "total": summary["total"],
        },
        "promotions": [
            {name: each[name] for name in ("name", "reference", "amount", "terms")}
            for each in shot.get("offers", [])
        ],
        "delivery": summary["delivery"],
        "payment": {"method": attempt.method, "provider": attempt.provider},
        "paid": attempt.is_charged,
        "policies": shot.get("policies", []),
        "said": shot.get("said", []),
        "withdrawal": _withdrawal(shot.get("law", {})),
        "coming_back": shot.get("coming_back", {}),
        "law": shot.get("law", {}),
        "fingerprint_of_summary": intent.fingerprint,
    }


def _withdrawal(law: dict[str, Any]) -> dict[str, Any]:
    """The facts about withdrawal that the buyer was told of, each with its rule."""
    return {
        path: {"value": fact["value"], "unit": fact.get("unit"), "rule": fact.get("rule", "")}
        for path, fact in law.get("facts", {}).items()
        if path.startswith("withdrawal.")
    }
