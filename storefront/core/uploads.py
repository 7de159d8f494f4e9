"""Files from people: believed by their content, never by their name."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from .refusal import Refusal

if TYPE_CHECKING:
    from PIL import Image

MAX_BYTES = 6 * 1024 * 1024
MAX_PIXELS = 40_000_000
PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


class UploadRefused(Refusal):
    words = _("This file cannot be used.")


@dataclass(frozen=True)
class Upload:
    """A file that was looked into: its bytes, its true kind, and an ending that fits."""

    content: bytes
    mime: str
    ending: str


def image(file: Any) -> Image.Image:
    """
    Unpack a picture and turn it upright; its `format` is lost, what its camera noted is not kept.

    :raises UploadRefused: if it is too large, no picture, or a picture that unpacks to too much
    """
    return _unpacked(file)[0]


def picture(file: Any) -> Upload:
    """
    Read a picture, turn it upright and write it anew without what its camera noted.

    :raises UploadRefused: if it is too large, no picture, or a picture that unpacks to too much
    """
    unpacked, kind = _unpacked(file)
    written = io.BytesIO()
    unpacked.convert("RGB" if kind == "JPEG" else unpacked.mode).save(written, kind)
    return Upload(written.getvalue(), PICTURES[kind], kind.lower())


def _unpacked(file: Any) -> tuple[Image.Image, str]:
    from PIL import Image, ImageOps  # heavy, and seldom needed by the web

    if file.size > MAX_BYTES:
        raise UploadRefused(_("The picture is larger than 6 MB."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(file.read()))
            if opened.format not in PICTURES:
                raise UploadRefused(_("Pictures may be JPEG, PNG or WebP."))
            if opened.width * opened.height > MAX_PIXELS:
                raise UploadRefused(_("The picture has too many pixels."))
            kind = opened.format
            opened.load()
            return ImageOps.exif_transpose(opened), kind
    except UploadRefused:
        raise
    except Exception as broken:
        # Pillow raises many kinds for files that are not what they say.
        raise UploadRefused(_("This file is not a picture that we can read.")) from broken


def document(file: Any) -> Upload:
    """
    Accept a picture, or a PDF as it is.

    :raises UploadRefused: if it is too large or neither
    """
    if file.size > MAX_BYTES:
        raise UploadRefused(_("The file is larger than 6 MB."))
    head = file.read(5)
    file.seek(0)
    if head == b"%PDF-":
        return Upload(file.read(), "application/pdf", "pdf")
    return picture(file)


def photograph(file: Any, *, longest: int = 1280) -> tuple[Upload, tuple[int, int]]:
    """
    Read a picture for a page: upright, at most `longest` pixels a side, written anew as WebP.

    Returns it with its width and height; nothing that its camera noted is left.

    :raises UploadRefused: if it is too large, no picture, or a picture that unpacks to too much
    """
    unpacked = image(file)
    clear = unpacked.mode in ("RGBA", "LA", "PA") or "transparency" in unpacked.info
    shrunk = unpacked.convert("RGBA" if clear else "RGB")
    shrunk.thumbnail((longest, longest))
    written = io.BytesIO()
    shrunk.save(written, "WEBP", quality=82)
    return Upload(written.getvalue(), "image/webp", "webp"), shrunk.size
