"""The personal data of the sale: what a buyer means to buy and has filled in."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from storefront.purposes import keeping
from storefront.purposes.personal import DELETE, KEEP, PersonalData

from . import erasing

_ADDRESS = {
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "line1": _("Street"),
    "line2": _("More of the street"),
    "line3": _("District"),
    "line4": _("Town"),
    "state": _("Region"),
    "postcode": _("Postcode"),
    "country_id": _("Country"),
}


_NO_ADDRESS = {name: "" for name in _ADDRESS if name != "country_id"}


def _old_remarks(before: Any) -> Any:
    from checkout.order.creator import BUYER, OrderNote

    return OrderNote.objects.filter(order__date_placed__lt=before, note_type=BUYER)


def _remarks(user: Any) -> Any:
    """Return what the buyer wrote with an order; notes of staff are the shop's own."""
    from checkout.order.creator import BUYER, OrderNote

    return OrderNote.objects.filter(order__user=user, note_type=BUYER).order_by("pk")


PERSONAL: list[PersonalData] = [
    PersonalData(
        model="order.ShippingAddress",
        title=_("Where your orders went"),
        owner="order__user",
        fields={**_ADDRESS, "phone_number": _("Phone")},
        purpose="contract",
        keep=keeping.ACCOUNTS.words,
        kept=keeping.ACCOUNTS,
        since="order__date_placed",
        over={**_NO_ADDRESS, "phone_number": ""},
        erasure=KEEP,
        kept_because=_("The record of a sale must be kept for the tax office."),
    ),
    PersonalData(
        model="order.BillingAddress",
        title=_("Where your invoices went"),
        owner="order__user",
        fields=_ADDRESS,
        purpose="contract",
        keep=keeping.ACCOUNTS.words,
        kept=keeping.ACCOUNTS,
        since="order__date_placed",
        over=_NO_ADDRESS,
        erasure=KEEP,
        kept_because=_("The record of a sale must be kept for the tax office."),
    ),
    PersonalData(
        model="basket.Basket",
        title=_("Your baskets"),
        owner="owner",
        fields={"status": _("How it stands"), "date_created": _("Begun")},
        purpose="contract",
        keep=_("Until it is ordered, or 30 days after the last change"),
        erasure=DELETE,
        erase=erasing.baskets,
    ),
    PersonalData(
        model="checkout.CheckoutDraft",
        title=_("An order that you have begun"),
        owner="basket__owner",
        fields={
            "email": _("E-mail address"),
            "phone": _("Phone"),
            "shipping_address": _("Delivered to"),
            "billing_address": _("Invoice to"),
            "remark": _("Remark for us"),
            "started_at": _("Started"),
        },
        purpose="contract",
        keep=_("Until it is ordered, or 30 days after the last change"),
        erasure=DELETE,
    ),
    PersonalData(
        model="payments.Intent",
        title=_("Your purchases, as you agreed to them"),
        owner="user",
        fields={
            "reference": _("Reference"),
            "email": _("E-mail address"),
            "phone": _("Phone"),
            "language": _("Language"),
            "total": _("Total"),
            "currency": _("Currency"),
            "snapshot": _("All that you agreed to"),
            "made_at": _("Made at"),
        },
        purpose="contract",
        keep=keeping.ACCOUNTS.words,
        kept=keeping.ACCOUNTS,
        since="made_at",
        over={"email": "", "phone": "", "user": None, "snapshot": {}},
        erasure=KEEP,
        kept_because=_("The record of a sale must be kept for the tax office."),
    ),
    PersonalData(
        model="promotions.Use",
        title=_("Promotions that you used"),
        owner="user",
        fields={
            "promotion": _("Promotion"),
            "amount": _("Taken off"),
            "status": _("How it stands"),
            "since": _("Since"),
        },
        purpose="contract",
        keep=_("As long as the order"),
        erasure=KEEP,
        kept_because=_("It says how often each buyer has used what each may use once."),
    ),
    PersonalData(
        model="order.Order",
        title=_("Your orders"),
        owner="user",
        fields={
            "number": _("Number"),
            "date_placed": _("Ordered at"),
            "status": _("How it stands"),
            "total_incl_tax": _("Total"),
            "currency": _("Currency"),
            "guest_email": _("E-mail address"),
        },
        purpose="contract",
        keep=keeping.ACCOUNTS.words,
        kept=keeping.ACCOUNTS,
        since="date_placed",
        over={"guest_email": "", "user": None},
        erasure=KEEP,
        kept_because=_("The record of a sale must be kept for the tax office."),
    ),
    PersonalData(
        model="order.OrderNote",
        title=_("What you wrote with your orders"),
        rows=_remarks,
        fields={"message": _("Your words"), "date_created": _("When")},
        purpose="contract",
        keep=keeping.ORDERS.words,
        kept=keeping.ORDERS,
        rows_over=_old_remarks,
        erasure=KEEP,
        kept_because=_("It is part of what was agreed."),
    ),
    PersonalData(
        model="agreement.Agreement",
        title=_("Your agreements"),
        owner="order__user",
        fields={"document": _("Agreement"), "sha256": _("Fingerprint"), "made_at": _("Made at")},
        purpose="contract",
        keep=keeping.ACCOUNTS.words,
        kept=keeping.ACCOUNTS,
        since="made_at",
        erasure=KEEP,
        kept_because=_("It proves to both sides what was agreed, and is never changed."),
    ),
    PersonalData(
        model="payments.Attempt",
        title=_("Your payments"),
        owner="intent__user",
        fields={
            "method": _("Way of paying"),
            "amount": _("Amount"),
            "currency": _("Currency"),
            "status": _("How it stands"),
            "made_at": _("Made at"),
        },
        purpose="contract",
        keep=keeping.ACCOUNTS.words,
        erasure=KEEP,
        kept_because=_("The record of a sale must be kept for the tax office."),
    ),
    PersonalData(
        model="payments.TakenBack",
        # Without an owner: it stood on a purchase by mistake, and is the payment of somebody else.
        title=_("Bookings of payments that were taken back"),
        fields={
            "amount": _("Amount"),
            "currency": _("Currency"),
            "taken_back_at": _("When"),
        },
        purpose="contract",
        keep=keeping.ACCOUNTS.words,
        erasure=KEEP,
        kept_because=_("The record of a sale must be kept for the tax office."),
    ),
    PersonalData(
        model="payments.Refund",
        title=_("Money given back to you"),
        owner="attempt__intent__user",
        fields={
            "reference": _("Number"),
            "amount": _("Amount"),
            "currency": _("Currency"),
            "reason": _("Reason"),
            "words": _("Words"),
            "status": _("How it stands"),
            "asked_at": _("When"),
            "done_at": _("Given back at"),
            "bank_reference": _("Reference of the bank"),
        },
        purpose="contract",
        keep=keeping.ACCOUNTS.words,
        erasure=KEEP,
        kept_because=_("The record of a sale must be kept for the tax office."),
    ),
    PersonalData(
        model="payments.ProviderEvent",
        title=_("What banks reported of payments"),
        fields={"payload": _("Report")},
        purpose="contract",
        keep=keeping.ACCOUNTS.words,
        erasure=KEEP,
        kept_because=_("The record of a sale must be kept for the tax office."),
    ),
]
