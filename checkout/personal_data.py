"""The personal data of the sale: what a buyer means to buy and has filled in."""

from django.utils.translation import gettext_lazy as _

from storefront.purposes.personal import DELETE, PersonalData

from . import erasing

PERSONAL: list[PersonalData] = [
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
]
