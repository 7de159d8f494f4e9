"""Files that belong to somebody: not in the public folder, shown by views that know the owner."""

import os
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.http import HttpResponse
from django.utils.deconstruct import deconstructible

from .uploads import Upload


@deconstructible(path="storefront.core.private.PrivateStorage")
class PrivateStorage(FileSystemStorage):
    """The storage of private files; migrations name it, and carry no path of a machine."""

    @property
    def base_location(self) -> Any:
        return settings.PRIVATE_ROOT

    @property
    def location(self) -> str:
        return os.path.abspath(self.base_location)


storage = PrivateStorage()


@contextmanager
def stored(uploads: Iterable[Upload], folder: str) -> Iterator[list[str]]:
    """
    Store files before the transaction that writes their rows, under names that nobody can guess.

    A storage may be another machine, and nobody waits for one while rows are locked. Whoever writes
    a row takes its name off the list; what is left there, or all when it fails, is deleted again.
    """
    names: list[str] = []
    left = names
    try:
        for upload in uploads:
            name = f"{folder}/{uuid.uuid4().hex}.{upload.ending}"
            names.append(storage.save(name, ContentFile(upload.content)))
        left = list(names)
        yield left
    except BaseException:
        left = names
        raise
    finally:
        for name in left:
            storage.delete(name)


def served(content: bytes, *, mime: str, name: str) -> HttpResponse:
    """Answer with a private file: to be saved, never run, never kept by anything in between."""
    response = HttpResponse(content, content_type=mime)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
