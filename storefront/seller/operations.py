from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from storefront.core import lasting
from storefront.core.refusal import Refusal

from . import facts
from .models import SellerVersion


class NotSaidWhy(Refusal):
    words = _("Say in a line what changed and why.")


class StatedMeanwhile(Refusal):
    words = _("Somebody else has stated the seller meanwhile. Look at theirs first.")


@transaction.atomic
def state(
    *, values: Mapping[str, Any], why: str, after: int | None = None, by: Any, at: datetime
) -> SellerVersion:
    """
    State who sells; it holds at once, and what was stated before stays as a record.

    Stating the same again changes nothing. `after` is the version that the writer had in view.

    :raises facts.Wrong: naming each fact that is missing or cannot be right
    :raises NotSaidWhy: without a word on what changed
    :raises StatedMeanwhile: if there is a newer version than the one in view
    """
    stated = facts.clean(values)
    if not why.strip():
        raise NotSaidWhy()
    # Two writers at once: the number of a version is unique, and the second one finds the first.
    last = SellerVersion.objects.select_for_update().order_by("-version").first()
    number = last.version if last else 0
    if last and last.facts == stated:
        return last
    if after is not None and after != number:
        raise StatedMeanwhile()
    row, new = SellerVersion.objects.get_or_create(
        version=number + 1,
        defaults={
            "facts": stated,
            "why": why.strip()[:300],
            "written_by": by,
            "written_at": at,
        },
    )
    if not new and row.facts != stated:
        raise StatedMeanwhile()
    lasting.move_on()
    return row
