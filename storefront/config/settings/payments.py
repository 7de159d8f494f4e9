"""Who moves the shop's money."""

import base64
import hashlib
import os

from django.core.exceptions import ImproperlyConfigured

from .base import PRODUCTION
from .security import CONTENT_SECURITY_POLICY, SECRET_KEY
from .shop import CANDOUR_DEMO

# The test bank gives things away, so a shop that really sells must ask for it by name.
CANDOUR_PAYMENT_PROVIDERS = [
    *(
        ["checkout.payments.providers.test_bank.TestBank"]
        if not PRODUCTION or (CANDOUR_DEMO and os.environ.get("CANDOUR_DEMO") == "1")
        else []
    ),
    "checkout.payments.providers.bank_transfer.BankTransfer",
    "checkout.payments.providers.on_delivery.OnDelivery",
    "checkout.payments.providers.nothing.Nothing",
]
CANDOUR_TEST_BANK_SECRET = (
    "whsec_"
    + base64.b64encode(hashlib.sha256(f"test bank {SECRET_KEY}".encode()).digest()).decode()
)

if os.environ.get("STRIPE_SECRET_KEY"):
    if not os.environ.get("STRIPE_WEBHOOK_SECRET"):
        # With an empty secret anybody could sign a post that says "paid".
        raise ImproperlyConfigured("STRIPE_SECRET_KEY needs STRIPE_WEBHOOK_SECRET beside it.")
    CANDOUR_PAYMENT_PROVIDERS.append("checkout.payments.providers.stripe.Stripe")
    # A form that is answered with a redirect may lead to Stripe's page and nowhere else.
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"].append("https://checkout.stripe.com")
    CANDOUR_STRIPE = {
        "key": os.environ["STRIPE_SECRET_KEY"],
        "webhook_secret": os.environ["STRIPE_WEBHOOK_SECRET"],
    }
