"""Files that belong to somebody: not in the public folder, shown by views that know the owner."""

import os
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.http import HttpResponse
from django.utils.deconstruct import deconstructible


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


def served(content: bytes, *, mime: str, name: str) -> HttpResponse:
    """Answer with a private file: to be saved, never run, never kept by anything in between."""
    response = HttpResponse(content, content_type=mime)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
