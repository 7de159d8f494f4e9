"""Who carries the shop's parcels."""

import base64
import hashlib
import os

from .base import PRODUCTION
from .security import SECRET_KEY
from .shop import CANDOUR_DEMO

# A shop that really sends parcels names its own; the simulated one carries nothing.
CANDOUR_CARRIERS = [
    *(
        ["aftersales.tracking.carriers.simulator.Simulator"]
        if not PRODUCTION or (CANDOUR_DEMO and os.environ.get("CANDOUR_DEMO") == "1")
        else []
    ),
    "aftersales.tracking.carriers.by_hand.ByHand",
    "aftersales.tracking.carriers.by_hand.Collection",
]
CANDOUR_SIMULATOR_SECRET = (
    "whsec_"
    + base64.b64encode(hashlib.sha256(f"simulated carrier {SECRET_KEY}".encode()).digest()).decode()
)
# How many seconds an hour of the simulated carrier takes.
CANDOUR_SIMULATED_HOUR = float(os.environ.get("CANDOUR_SIMULATED_HOUR", "10"))
