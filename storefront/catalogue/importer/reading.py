"""From the bytes of a file to rows of text, or to a sentence that says why not."""

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from types import ModuleType
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from storefront.core import marks
from storefront.core.refusal import Refusal

from .goods import Goods, Problem

MOST_BYTES = 300 * 1024 * 1024
LONGEST_FIELD = 1024 * 1024
MOST_ROWS = 500_000


class FileRefused(Refusal):
    words = gettext_lazy("This file cannot be read.")


@dataclass(frozen=True)
class Row:
    """One line of the file: its number as a spreadsheet counts, and its cells by column."""

    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "").strip()

    def first(self, *columns: str) -> str:
        return next((self[column] for column in columns if self[column]), "")


def rows(path: Path, *, encoding: str = "") -> tuple[list[str], list[Row]]:
    """
    Return the header and the rows of a CSV file, plain or gzipped.

    :raises FileRefused: if it is too large, in another encoding, or no table
    """
    text = _text(_bytes(path), encoding)
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        header = [name.strip() for name in next(reader)]
        found = list(_rows(reader, header))
    except StopIteration:
        raise FileRefused(_("The file is empty.")) from None
    except csv.Error as broken:
        raise FileRefused(
            _("Line %(line)s is no row of a table: %(why)s"), line=reader.line_num, why=broken
        ) from broken
    if len(set(filter(None, header))) < 2:
        raise FileRefused(_("The first line does not name the columns."))
    if len(header) != len(set(header)) and "" not in header:
        twice = sorted({name for name in header if header.count(name) > 1})
        raise FileRefused(_("A column is named twice: %(names)s"), names=marks.listed(twice))
    return header, found


def _rows(reader: Iterator[list[str]], header: list[str]) -> Iterator[Row]:
    for number, cells in enumerate(reader, start=2):
        if number > MOST_ROWS:
            raise FileRefused(_("The file has more rows than can be read at once."))
        if any(cell.strip() for cell in cells):
            yield Row(number, dict(zip(header, cells, strict=False)))


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            is_zipped = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            with gzip.GzipFile(fileobj=file) if is_zipped else file as whole:
                content = whole.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as broken:
        raise FileRefused(_("The file cannot be opened: %(why)s"), why=broken) from broken
    if len(content) > MOST_BYTES:
        raise FileRefused(_("The file is larger than can be read at once."))
    return content


def _text(content: bytes, encoding: str) -> str:
    """Decode what is marked or provably UTF-8; anything else must be named, never guessed."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = encoding or "utf-16"
    try:
        text = content.decode(encoding or "utf-8-sig")
    except LookupError:
        raise FileRefused(_("There is no encoding named %(name)s."), name=encoding) from None
    except UnicodeDecodeError as broken:
        line = content[: broken.start].count(b"\n") + 1
        raise FileRefused(
            _(
                "The file is not in UTF-8: line %(line)s has a byte that means nothing there. "
                "Save it as UTF-8, or name its encoding (--encoding cp1252, gb18030, ...)."
            ),
            line=line,
        ) from broken
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        raise FileRefused(_("Line %(line)s holds a zero byte: this is no text."), line=line)
    return text


def _delimiter(text: str) -> str:
    header = text.partition("\n")[0]
    return max(",;\t", key=header.count)


def formats() -> dict[str, ModuleType]:
    from . import magento, own, shopify

    return {"own": own, "shopify": shopify, "magento": magento}


def goods(
    path: Path, *, name: str = "auto", encoding: str = ""
) -> tuple[list[Goods], list[Problem]]:
    """
    Read a file in a format, or in the one that its columns tell.

    :raises FileRefused: if it cannot be read, or no format fits
    """
    header, found = rows(path, encoding=encoding)
    known = formats()
    if name == "auto":
        name = next((each for each in known if known[each].fits(header)), "")
    if name not in known:
        raise FileRefused(
            _("These columns belong to no format that is known: %(names)s"),
            names=marks.listed(sorted(known)),
        )
    problems: list[Problem] = []
    return known[name].read(found, problems), problems


# How cells are read; each notes what is wrong and goes on, so that all is told at once.


class Cells:
    """Reads the cells of one row, noting problems with their column."""

    def __init__(self, row: Row, problems: list[Problem]) -> None:
        self.row, self.problems = row, problems

    def note(self, column: str, words: str) -> None:
        self.problems.append(Problem(self.row.number, column, words))

    def amount(self, column: str) -> Decimal | None:
        words = self.row[column]
        return self._read(column, words.lstrip("'"), _decimal) if words else None

    def whole(self, column: str) -> int | None:
        words = self.row[column]
        return self._read(column, words, _whole) if words else None

    def _read(self, column: str, words: str, how: Callable) -> Any:
        try:
            return how(words)
        except (InvalidOperation, ValueError):
            self.note(column, _("“%(words)s” is no number.") % {"words": words[:40]})
            return None


def _decimal(words: str) -> Decimal:
    number = Decimal(words)
    if not number.is_finite():
        raise ValueError(words)
    return number


def _whole(words: str) -> int:
    number = _decimal(words)
    if number != number.to_integral_value() or abs(number) > 10**12:
        raise ValueError(words)
    return int(number)
