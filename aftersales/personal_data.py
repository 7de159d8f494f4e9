"""The personal data of what happens after the sale."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from storefront.purposes.personal import DELETE, KEEP, PersonalData


def _scans(user: Any) -> Any:
    from aftersales.tracking.models import Shipment
    from aftersales.tracking.simulator.models import Scan

    keys = Shipment.objects.filter(order__user=user).values("key")
    return Scan.objects.filter(parcel__key__in=keys).order_by("pk")


PERSONAL: list[PersonalData] = [
    PersonalData(
        model="tracking.Shipment",
        title=_("Parcels to you"),
        owner="order__user",
        fields={
            "number": _("Tracking number"),
            "status": _("How it stands"),
            "handed_over_at": _("Handed over at"),
            "delivered_at": _("Delivered at"),
            "received_by": _("Taken in by"),
        },
        purpose="contract",
        keep=_("Six years, with the order"),
        erasure=KEEP,
        kept_because=_("It shows that an order was delivered, and when your rights began."),
    ),
    PersonalData(
        model="tracking.Checkpoint",
        title=_("What carriers reported of your parcels"),
        owner="shipment__order__user",
        fields={
            "kind": _("What happened"),
            "place": _("Place"),
            "words": _("Carrier's words"),
            "happened_at": _("Happened at"),
        },
        purpose="contract",
        keep=_("Six years, with the order"),
        erasure=KEEP,
        kept_because=_("It shows that an order was delivered, and when your rights began."),
    ),
    PersonalData(
        model="tracking.RefusedPost",
        title=_("Refused posts in a carrier's name"),
        fields={"address": _("Network address of the sender")},
        purpose="legal",
        keep=_("90 days"),
        erasure=DELETE,
    ),
    PersonalData(
        model="changes.DeliveryChange",
        title=_("Where your orders went instead"),
        owner="order__user",
        fields={
            "before": _("Address before"),
            "after": _("Address after"),
            "asked_at": _("When"),
        },
        purpose="contract",
        keep=_("Six years, with the order"),
        erasure=KEEP,
        kept_because=_("It shows where an order was sent at your wish."),
    ),
    PersonalData(
        model="setbacks.Setback",
        title=_("What you chose for parcels that did not arrive"),
        owner="shipment__order__user",
        fields={
            "choice": _("Choice"),
            "day": _("Day"),
            "address": _("Right address"),
            "decided_at": _("When"),
        },
        purpose="contract",
        keep=_("Six years, with the order"),
        erasure=KEEP,
        kept_because=_("It shows what became of a parcel at your wish."),
    ),
    PersonalData(
        model="invoices.TaxDocument",
        title=_("Your invoices and credit notes"),
        owner="order__user",
        fields={
            "number": _("Number"),
            "total": _("Total"),
            "document": _("All that it says"),
            "issued_at": _("Issued at"),
        },
        purpose="contract",
        keep=_("As long as the order"),
        erasure=KEEP,
        kept_because=_("The record of a sale must be kept for the tax office."),
    ),
    PersonalData(
        model="returns.Statement",
        title=_("Withdrawals that you stated"),
        owner="user",
        fields={
            "reference": _("Number"),
            "name": _("Name"),
            "contract": _("Contract"),
            "email": _("Confirmation to"),
            "which": _("Which things"),
            "stated_at": _("When"),
            "outcome": _("What became of it"),
        },
        purpose="legal",
        keep=_("Six years, with the order"),
        erasure=KEEP,
        kept_because=_("It is the proof, yours as well as ours, that you withdrew in time."),
    ),
    PersonalData(
        model="returns.Return",
        title=_("Your returns"),
        owner="order__user",
        fields={
            "reference": _("Number"),
            "kind": _("Why"),
            "words": _("Your words"),
            "objection": _("Your objection"),
            "told_at": _("When"),
            "status": _("What we decided"),
            "reasons": _("Our reasons"),
        },
        purpose="contract",
        keep=_("Six years, with the order"),
        erasure=KEEP,
        kept_because=_("It shows what was given back and why."),
    ),
    PersonalData(
        model="returns.ReturnPhoto",
        title=_("Files that you sent with a return"),
        owner="of__order__user",
        fields={"name": _("Name"), "shows": _("Shows"), "added_at": _("When")},
        file="file",
        purpose="contract",
        keep=_("Six years, with the order"),
        erasure=KEEP,
        kept_because=_("It shows what was wrong, or that something was sent."),
    ),
    PersonalData(
        model="returns.ReturnLine",
        title=_("What came back, and what was taken off"),
        owner="of__order__user",
        fields={
            "quantity": _("How many"),
            "received": _("How many came"),
            "condition": _("How it was"),
            "deduction": _("Taken off"),
            "why": _("Why"),
        },
        purpose="contract",
        keep=_("Six years, with the order"),
        erasure=KEEP,
        kept_because=_("It shows what was given back and why."),
    ),
    PersonalData(
        model="changes.Cancellation",
        title=_("What you left out of your orders"),
        owner="order__user",
        fields={"reason": _("Your reason"), "by_staff": _("By us"), "asked_at": _("When")},
        purpose="contract",
        keep=_("Six years, with the order"),
        erasure=KEEP,
        kept_because=_("It shows what was given back and why."),
    ),
    PersonalData(
        model="tracking.Ending",
        title=_("Orders that you ended because they were late"),
        owner="order__user",
        fields={"order_id": _("Order"), "ended_at": _("When")},
        purpose="contract",
        keep=_("Six years, with the order"),
        erasure=KEEP,
        kept_because=_("It shows what was given back and why."),
    ),
    PersonalData(
        model="refunds.Goodwill",
        title=_("Money that we gave you of our own accord"),
        owner="order__user",
        fields={"amount": _("Amount"), "why": _("Why"), "given_at": _("When")},
        purpose="contract",
        keep=_("Six years, with the order"),
        erasure=KEEP,
        kept_because=_("It shows what was given back and why."),
    ),
    PersonalData(
        model="simulated_carrier.Scan",
        title=_("What the carrier of the demonstration wrote down"),
        rows=_scans,
        fields={"words": _("Carrier's words"), "received_by": _("Taken in by")},
        purpose="contract",
        keep=_("Six years, with the order"),
        erasure=KEEP,
        kept_because=_("It shows that an order was delivered, and when your rights began."),
    ),
]
