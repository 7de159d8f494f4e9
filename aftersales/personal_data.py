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
]
