"""The seller of the demo shop, who does not exist; no number of theirs is anybody's."""

from datetime import datetime

from django.utils.translation import gettext_noop as _

from . import operations
from .models import SellerVersion

FERNHILL = {
    "shop_name": "Fernhill",
    "legal_name": "Fernhill Goods Limited",
    "legal_form": _("Private company limited by shares"),
    "representative": "Orla Brennan",
    "street": "9 Weir Lane",
    "town": "Kilmore",
    "region": "Co. Wexford",
    "country": "IE",
    "register": _("Companies Registration Office, Dublin, no."),
    "register_no": "000000",
    "vat_id": "IE1234567FA",
    "email": "hello@fernhill.example",
    "phone": "+353 1 555 0142",
    "hours": {
        "en": "Mon to Fri, 9:00 to 17:00 Irish time",
        "zh-hans": "周一至周五 9:00 至 17:00（爱尔兰时间）",
    },
    "iban": "IE75 TEST 0000 0000 0000 00",
    "bic": "TESTIE00",
    "not_applicable": ["supervisor", "licence_no", "icp_no"],
}


def demo(at: datetime) -> None:
    """State Fernhill, unless somebody has stated a seller already."""
    if not SellerVersion.objects.exists():
        operations.state(values=FERNHILL, why="The demo shop", by=None, at=at)
