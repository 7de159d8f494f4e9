"""
The roles that most shops need, each with what its work asks for and nothing else (LBT-5.1.1.c).

An empty shop gets them at its first start; managers change, rename or remove them. Whoever does two
kinds of work has two roles. Two things are kept apart: who writes what costs the shop money, warns
buyers or says who makes the goods, and who lets it go out or vouches for it.
"""

from django.utils.translation import gettext_noop

# Under which name the history of a role keeps which of these it is, in whatever language it came.
USUAL = "usual"
SEES_ORDERS = (
    "order.view_order",
    "payments.view_intent",
    "payments.view_attempt",
    "payments.view_refund",
    "promises.view_promise",
    "tracking.view_shipment",
)

ROLES: dict[str, tuple[str, ...]] = {
    gettext_noop("Catalogue editor"): (
        "catalogue.view_product",
        "catalogue.add_product",
        "catalogue.change_product",
        "catalogue.view_category",
        "catalogue.add_category",
        "catalogue.change_category",
        "home.view_frontpage",
        "home.add_frontpage",
        "home.change_frontpage",
        "partner.view_stockrecord",
        "partner.view_supplier",
        "partner.add_supplier",
        "partner.change_supplier",
        "promotions.view_promotion",
        "promotions.add_promotion",
        "promotions.change_promotion",
        "questions.view_question",
        "questions.change_question",
    ),
    gettext_noop("Price approver"): (
        "catalogue.view_product",
        "partner.view_stockrecord",
        "partner.add_pricechange",
        "promotions.view_promotion",
        "promotions.approve_promotion",
    ),
    gettext_noop("Stock and packing"): (
        "order.view_order",
        "order.change_order",
        "partner.view_stockrecord",
        "partner.change_stockrecord",
        "partner.view_lot",
        "partner.add_lot",
        "lots.view_statedlot",
        "lots.add_statedlot",
        "tracking.view_shipment",
        "tracking.add_shipment",
        "tracking.add_checkpoint",
        "setbacks.view_setback",
        "returns.view_return",
        "returns.unpack_return",
    ),
    gettext_noop("Order desk"): (
        *SEES_ORDERS,
        "order.change_order",
        "changes.view_cancellation",
        "changes.view_deliverychange",
        "changes.add_deliverychange",
        "tracking.add_checkpoint",
        "setbacks.view_setback",
        "setbacks.change_setback",
        "notices.view_message",
        "questions.view_question",
        "questions.change_question",
        "cases.view_complaint",
        "cases.add_complaint",
    ),
    gettext_noop("Returns and refunds"): (
        *SEES_ORDERS,
        "returns.view_return",
        "returns.change_return",
        "returns.view_statement",
        "returns.add_statement",
        "returns.change_statement",
        "payments.change_attempt",
        "payments.add_refund",
        "payments.change_refund",
        "refunds.view_goodwill",
        "refunds.view_goodwillproposal",
        "refunds.view_lateextra",
        "invoices.view_taxdocument",
    ),
    gettext_noop("Complaint handler"): (
        *SEES_ORDERS,
        "cases.view_complaint",
        "cases.add_complaint",
        "cases.change_complaint",
        "notices.view_message",
        "returns.view_return",
        "recalls.view_case",
    ),
    gettext_noop("Complaint manager"): (
        *SEES_ORDERS,
        "cases.view_complaint",
        "cases.add_complaint",
        "cases.change_complaint",
        "notices.view_message",
        "returns.view_return",
        "payments.add_refund",
        "refunds.view_goodwill",
        "refunds.add_goodwill",
        "refunds.view_goodwillproposal",
        "reviewing.view_reviewfacts",
        "reviewing.change_reviewfacts",
    ),
    gettext_noop("Product safety"): (
        "catalogue.view_product",
        "partner.view_stockrecord",
        "partner.view_lot",
        "lots.view_statedlot",
        "order.view_order",
        "recalls.view_recall",
        "recalls.add_recall",
        "recalls.change_recall",
        "recalls.view_case",
        "recalls.change_case",
    ),
    gettext_noop("Recall approver"): (
        "catalogue.view_product",
        "partner.view_lot",
        "lots.view_statedlot",
        "recalls.view_recall",
        "recalls.announce_recall",
        "recalls.view_case",
    ),
    gettext_noop("Privacy officer"): (
        "erasure.view_closure",
        "purposes.view_choice",
        "notices.view_message",
        "policies.view_policyversion",
    ),
    gettext_noop("Quality manager"): (
        "partner.view_supplier",
        "partner.verify_supplier",
        "promises.view_promise",
        "cases.view_complaint",
        "reviewing.view_reviewfacts",
        "policies.view_policyversion",
        "policies.add_policyversion",
        "law.view_confirmation",
        "law.add_confirmation",
        "seller.view_sellerversion",
    ),
}
# May look at whatever the others look at, and change nothing.
AUDITOR = gettext_noop("Auditor, who only looks")


def all_roles() -> dict[str, tuple[str, ...]]:
    """Return every usual role with its rights; the auditor looks at what any of the others may."""
    seen = {each for may in ROLES.values() for each in may if ".view_" in each}
    return {**ROLES, AUDITOR: tuple(sorted(seen))}
