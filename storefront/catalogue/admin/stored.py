"""Pictures that staff send along with a page: written to the store before anything is locked."""

import re
from typing import Any

from django.http import HttpRequest

from storefront.catalogue import pictures
from storefront.core import uploads
from storefront.staff.admin import OperationAdmin

Stored = pictures.Stored | uploads.UploadRefused


class PicturesAdmin(OperationAdmin):
    """
    A page with fields of pictures, whose names `picture_fields` fits.

    Its form finds what became of each in `stored`: the picture, or why it is none.
    """

    picture_fields = re.compile("picture")

    def before_saving(self, request: HttpRequest, object_id: str | None) -> None:
        request.stored = {}  # type: ignore[attr-defined]
        row = self.get_object(request, object_id) if object_id else None
        may = self.has_change_permission(request, row) if row else self.has_add_permission(request)
        if not may:
            return  # the page itself says so
        for name, file in request.FILES.items():
            if self.picture_fields.fullmatch(name):
                request.stored[name] = _stored(file)  # type: ignore[attr-defined]

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        form.stored = getattr(request, "stored", {})
        return form


def _stored(file: Any) -> Stored:
    try:
        return pictures.store(file)
    except uploads.UploadRefused as refusal:
        return refusal
