"""Invoices and credit notes as PDF, set by typst; drawn anew from the unchanged document."""

import json
from pathlib import Path

from checkout.agreement import pdf as agreement

from . import wording
from .models import TaxDocument

FOLDER = Path(__file__).parent / "typeset"


def render(made: TaxDocument) -> bytes:
    """Return the PDF of a document in the language in which it was written."""
    data = wording.for_paper(made)
    import typst  # heavy, and seldom needed by the web

    return bytes(
        typst.compile(
            str(FOLDER / "invoice.typ"),
            root=str(FOLDER),
            font_paths=[str(agreement.FOLDER / "fonts")],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )
    )
