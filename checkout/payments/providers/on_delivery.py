"""Money that the driver takes at the door and the carrier settles with us."""

from .bank_transfer import BankTransfer


class OnDelivery(BankTransfer):
    code = "on_delivery"
