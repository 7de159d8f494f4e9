"""Product pictures: checked, cut to our own sizes once, and stored under what they contain."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from storefront.core import uploads

from .languages import texts

if TYPE_CHECKING:
    from PIL import Image

WIDTHS = (320, 640, 1200)
QUALITY = 82
EFFORT = 2  # of 6: a tenth larger than the most, in a third of the time


@dataclass(frozen=True)
class Stored:
    """A picture as it lies in the store: the largest size's path, all sizes, its main colour."""

    path: str
    width: int
    height: int
    sizes: list[list[Any]]
    colour: str
    checksum: str


def store(file: Any) -> Stored:
    """
    Write a picture in our sizes as WebP; the same picture again is found, not written.

    :raises uploads.UploadRefused: if it is no picture that we can show
    """
    content = file.read()
    file.seek(0)
    checksum = hashlib.sha256(content).hexdigest()
    image = uploads.image(file)
    has_alpha = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    image = image.convert("RGBA" if has_alpha else "RGB")
    sizes: list[list[Any]] = []
    height = image.height
    for width in _widths(image.width):
        path = f"products/{checksum[:2]}/{checksum[:20]}-{width}.webp"
        height = max(1, round(image.height * width / image.width))
        if not default_storage.exists(path):
            _write(image, width, height, path)
        sizes.append([width, path])
    return Stored(sizes[-1][1], sizes[-1][0], height, sizes, _main_colour(image), checksum)


def _widths(own: int) -> list[int]:
    smaller = [width for width in WIDTHS if width < own]
    return [*smaller, own] if own <= WIDTHS[-1] else list(WIDTHS)


def _write(image: Image.Image, width: int, height: int, path: str) -> None:
    from PIL import Image  # heavy, and seldom needed by the web

    written = io.BytesIO()
    shrunk = image if image.width == width else image.resize((width, height), Image.LANCZOS)
    shrunk.save(written, "WEBP", quality=QUALITY, method=EFFORT)
    default_storage.save(path, ContentFile(written.getvalue()))


def _main_colour(image: Image.Image) -> str:
    from PIL import Image  # heavy, and seldom needed by the web

    dot: Any = image.convert("RGB").resize((1, 1), Image.BOX).getpixel((0, 0))
    red, green, blue = dot
    return f"#{red:02x}{green:02x}{blue:02x}"


def shown(image: Any) -> dict[str, Any] | None:
    """Return an Oscar image as components/picture.html reads it, its words in every language."""
    alt = texts(image, "caption")
    picture = getattr(image, "picture", None)
    if picture is None:
        if not image.original:
            return None
        url = default_storage.url(image.original.name)
        return {"src": url, "srcset": "", "width": 0, "height": 0, "alt": alt, "colour": ""}
    return sized(picture, alt)


def sized(picture: Any, alt: dict[str, str]) -> dict[str, Any]:
    """Return a row of sizes as components/picture.html reads it, its words in every language."""
    links = [(width, default_storage.url(path)) for width, path in picture.sizes]
    middle = next((url for width, url in links if width >= 640), links[-1][1])
    return {
        "src": middle,
        "srcset": ", ".join(f"{url} {width}w" for width, url in links),
        "width": picture.width,
        "height": picture.height,
        "alt": alt,
        "colour": picture.colour,
    }
