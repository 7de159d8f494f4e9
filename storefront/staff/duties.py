"""What a role may do, in plain words: only what some page asks for, by the phase of a purchase."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from .navigation import PHASES, phase_of
from .site import site

# What a page's name does not say by itself.
WORDS = {
    "cases.add_complaint": _("Complaints: take one down for somebody who calls or writes"),
    "cases.change_complaint": _("Complaints: answer them, keep notes"),
    "catalogue.change_product": _("Products: write them, put them on sale, take them off"),
    "changes.add_deliverychange": _("Orders: change where or when one is delivered"),
    "law.add_confirmation": _("Law: confirm a figure that nobody has read yet"),
    "lots.add_statedlot": _("Lots: state which lot is packed for an order"),
    "notices.view_message": _("Messages: read them, and try again to send one"),
    "order.change_order": _("Orders: mark them packed or delivered, keep notes"),
    "partner.add_pricechange": _("Prices: set them, announce a reduction"),
    "partner.change_stockrecord": _("Stock: count it, book deliveries in, say when to order more"),
    "partner.change_supplier": _("Suppliers: change who they are"),
    "partner.verify_supplier": _("Suppliers: record that their papers were seen"),
    "payments.add_refund": _("Orders: cancel one for the shop and give the money back"),
    "payments.change_attempt": _("Payments: say that money came, or what is wrong with it"),
    "payments.change_refund": _("Refunds: send one now, or say that it was paid by hand"),
    "policies.add_policyversion": _("Rules: write and announce a new version"),
    "promotions.approve_promotion": _("Promotions: sign off those that others wrote"),
    "questions.change_question": _("Questions: answer them, show them or not"),
    "recalls.announce_recall": _("Recalls: let one that others drafted go out, and end it"),
    "recalls.change_recall": _("Recalls: write a draft, and ask a second person"),
    "refunds.add_goodwill": _("Goodwill: give money back without having to"),
    "returns.add_statement": _("Returns: take down a withdrawal that came by mail or phone"),
    "returns.change_return": _("Returns: unpack, decide, repair, pay back"),
    "returns.unpack_return": _("Returns: note that one has come, and what was in it"),
    "returns.change_statement": _("Returns: find the order of a withdrawal"),
    "reviewing.change_reviewfacts": _("Reviews: show them or not, answer them"),
    "seller.add_sellerversion": _("Who sells: state it anew"),
    "setbacks.change_setback": _("Setbacks on the way: choose for the buyer, send again"),
    "tracking.add_checkpoint": _("Parcels: type in a carrier's report"),
    "tracking.add_shipment": _("Parcels: hand an order over to a carrier"),
}
# Asked for by buttons on the pages of other rows.
BY_BUTTONS = (
    "lots.add_statedlot",
    "partner.add_pricechange",
    "partner.verify_supplier",
    "payments.add_refund",
    "promotions.approve_promotion",
    "recalls.announce_recall",
    "returns.change_return",
    "returns.change_statement",
    "returns.unpack_return",
    "tracking.add_checkpoint",
)
IN_GENERAL = {
    "view": _("%(things)s: look at them"),
    "add": _("%(things)s: add one"),
    "change": _("%(things)s: change them"),
    "delete": _("%(things)s: remove one"),
}


@dataclass(frozen=True)
class Room:
    """One of these is a phase of the purchase, with what can be done in it: permission, words."""

    key: str
    title: object
    duties: list[tuple[str, str]]


def rooms(request: HttpRequest) -> list[Room]:
    """Return what a role can be given; the request is a manager's, who may do all there is."""
    found: dict[str, dict[str, str]] = {phase: {} for phase in PHASES}
    for model, page in site._registry.items():
        app = model._meta.app_label
        for act in IN_GENERAL:
            if getattr(page, "managers_alone", False) and act != "view":
                continue
            if getattr(page, f"has_{act}_permission")(request):
                permission = f"{app}.{act}_{model._meta.model_name}"
                found[phase_of(app)][permission] = _told(permission, model, act)
    for permission in BY_BUTTONS:
        found[phase_of(permission.partition(".")[0])][permission] = str(WORDS[permission])
    return [
        Room(phase, PHASES[phase], sorted(duties.items(), key=lambda duty: duty[1]))
        for phase, duties in found.items()
        if duties
    ]


def words_of(permission: str) -> str:
    """Return a permission in plain words; its own name if no page is about it any more."""
    app, _dot, code = permission.partition(".")
    act, _dash, name = code.partition("_")
    try:
        return _told(permission, apps.get_model(app, name), act)
    except (LookupError, ValueError, KeyError):
        return permission


def _told(permission: str, model: Any, act: str) -> str:
    if permission in WORDS:
        return str(WORDS[permission])
    return str(IN_GENERAL[act] % {"things": capfirst(str(model._meta.verbose_name_plural))})
