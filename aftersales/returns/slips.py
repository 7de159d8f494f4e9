"""The slip that goes into the parcel: who, what, where to, with a code that our desk can scan."""

import io
import json
from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from checkout.agreement import pdf
from storefront.notices.wording import address_of
from storefront.seller import queries as sellers

from .models import Return

FOLDER = Path(__file__).parent / "typeset"


def words(returned: Return) -> dict[str, Any]:
    """Return what a slip says, in the language that is active."""
    seller = sellers.current()
    by = returned.send_back_by
    return {
        "title": _("Return slip"),
        "reference": returned.reference,
        "rows": [
            [_("Order"), returned.order.number],
            [_("Why"), str(returned.get_kind_display())],
            [_("Send it by"), date_format(by, "DATE_FORMAT") if by else "–"],
            [_("Not content?"), address_of(reverse("cases:how"))],
            [_("Way"), str(returned.get_way_back_display()) or _("as you like")],
        ],
        "to": [seller.name, _("Returns"), *seller.address],
        "to_title": _("Please send to"),
        "lines_title": _("In this parcel"),
        "lines": [[str(each.quantity), each.line.title] for each in returned.lines.all()],
        "note": _("Put this slip into the parcel, and the address on it. Keep the receipt."),
        "qr": _qr(returned.reference),
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
