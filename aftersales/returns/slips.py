"""The slip that goes into the parcel: who, what, where to, with a code that our desk can scan."""

import io
import json
from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from aftersales.tracking.carriers import registry
from checkout.agreement import pdf
from storefront.core.templatetags.candour import day_words
from storefront.notices.wording import address_of
from storefront.seller import queries as sellers

from .models import Return

FOLDER = Path(__file__).parent / "typeset"


def words(returned: Return) -> dict[str, Any]:
    """Return what a slip says, in the language that is active."""
    seller = sellers.current()
    by, parcel = returned.send_back_by, returned.parcel
    has_label = returned.way_back == Return.WayBack.LABEL and bool(parcel.label_number)
    promised = str(returned.order.intent.delivery.get("carrier") or "")
    label = [
        [_("Carrier"), registry.name_of(parcel.label_carrier, promised=promised)],
        [_("Parcel number"), parcel.label_number],
        [_("Postage"), _("Paid: nothing is paid at the counter")],
    ]
    return {
        "title": _("Return label") if has_label else _("Return slip"),
        "reference": returned.reference,
        "rows": [
            *(label if has_label else []),
            [_("Order"), returned.order.number],
            [_("Why"), str(returned.get_kind_display())],
            *([[_("Send it by"), day_words(by)]] if by else []),
            [_("Not content?"), address_of(reverse("cases:how"))],
            [_("Way"), str(returned.get_way_back_display()) or _("as you like")],
        ],
        "to": [seller.name, _("Returns"), *seller.address],
        "to_title": _("Please send to"),
        "lines_title": _("In this parcel"),
        "lines": [[str(each.quantity), each.line.title] for each in returned.lines.all()],
        "note": _("Stick this on the parcel and hand it in at the carrier's counter.")
        if has_label
        else _("Put this slip into the parcel, and the address on it. Keep the receipt."),
        # What the counter scans; our own desk reads the reference.
        "qr": _qr(parcel.label_number if has_label else returned.reference),
    }


def render(returned: Return) -> bytes:
    """Return the slip as a PDF, in the language of the return."""
    with translation.override(returned.language):
        said = words(returned)
    data = {**said, "language": returned.language.split("-")[0]}
    import typst  # heavy, and seldom needed by the web

    return bytes(
        typst.compile(
            str(FOLDER / "slip.typ"),
            root=str(FOLDER),
            font_paths=[str(pdf.FOLDER / "fonts")],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )
    )


def _qr(reference: str) -> str:
    out = io.BytesIO()
    import segno  # heavy, and seldom needed by the web

    segno.make(reference, error="m", micro=False).save(out, kind="svg", scale=4, border=2)
    return out.getvalue().decode()
