"""
The agreement as a PDF, set by typst; drawn anew each time from the unchanged document.

It is the copy to keep (CRD art. 8(7)): the rules stand in it word for word, as a second part.
"""

import json
from pathlib import Path

from . import rules, wording
from .models import Agreement

FOLDER = Path(__file__).parent / "typeset"


def render(agreement: Agreement) -> bytes:
    """Return the PDF of an agreement in the language in which it was made."""
    data = wording.for_paper(agreement) | rules.in_full(agreement)
    import typst  # heavy, and seldom needed by the web

    return bytes(
        typst.compile(
            str(FOLDER / "agreement.typ"),
            root=str(FOLDER),
            font_paths=[str(FOLDER / "fonts")],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )
    )
