"""The personal data of what happens after the sale."""

from django.utils.translation import gettext_lazy as _

from storefront.purposes.personal import DELETE, KEEP, PersonalData

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
        purpose="contract",
        keep=_("Six years, with the order"),
        erasure=KEEP,
        kept_because=_("It shows what was wrong, or that something was sent."),
    ),
]
