from .claims import claim, goodwill
from .detail import detail, objection, photo, sent, slip, slip_pdf, way
from .withdrawals import stated, withdraw

__all__ = [
    "claim",
    "detail",
    "goodwill",
    "objection",
    "photo",
    "sent",
    "slip",
    "slip_pdf",
    "stated",
    "way",
    "withdraw",
]
