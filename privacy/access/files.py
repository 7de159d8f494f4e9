"""One's own data as files: JSON for machines, a workbook for people (LBT-6.5.4, GDPR art. 20)."""

import io
import json
import shutil
import tempfile
import zipfile
from datetime import datetime
from pathlib import PurePath
from typing import IO

from .queries import Part

# A sheet of a workbook takes a name of 31 characters without these.
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def as_json(parts: list[Part], *, at: datetime) -> bytes:
    """Write every part under its model's name, fields by their names."""
    content = {
        "made_at": at.isoformat(),
        "parts": [
            {
                "model": part.model,
                "title": part.title,
                "purpose": part.purpose,
                "kept": part.keep,
                "rows": [dict(zip(part.names, row, strict=True)) for row in part.rows],
            }
            for part in parts
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


def as_workbook(parts: list[Part], *, at: datetime) -> bytes:
    """Write a sheet for every part, with a first sheet that lists them."""
    written = io.BytesIO()
    # What people typed stays text: no formula, no link is ever made of it.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    import xlsxwriter  # heavy, and seldom needed by the web

    with xlsxwriter.Workbook(written, options) as book:
        bold = book.add_format({"bold": True})
        overview = book.add_worksheet("Overview")
        overview.write_row(0, 0, ["", "Rows", "Kept"], bold)
        for number, part in enumerate(parts, start=1):
            overview.write_row(number, 0, [part.title, len(part.rows), part.keep])
            sheet = book.add_worksheet(_sheet_name(part.title, number))
            sheet.write_row(0, 0, part.columns, bold)
            sheet.freeze_panes(1, 0)
            for line, row in enumerate(part.rows, start=1):
                sheet.write_row(line, 0, [_cell(value) for value in row])
            sheet.autofit()
        overview.write(len(parts) + 2, 0, at.isoformat())
        overview.autofit()
    return written.getvalue()


def as_archive(parts: list[Part], *, at: datetime) -> IO[bytes]:
    """Write an archive of the data for programs and of every file, each under its own name."""
    made = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("data.json", as_json(parts, at=at))
        for part in parts:
            for file in part.files:
                name = f"files/{part.model}/{PurePath(file.name).name}"
                with file.open() as opened, archive.open(name, "w") as target:
                    shutil.copyfileobj(opened, target)
    made.seek(0)
    return made


def _sheet_name(title: str, number: int) -> str:
    return f"{number} {title.translate(FORBIDDEN)}"[:31].strip()


def _cell(value: object) -> object:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)[:32_000]
    return value[:32_000] if isinstance(value, str) else value
