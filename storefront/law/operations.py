from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from storefront.core.refusal import Refusal

from . import confirmations
from .models import Confirmation


class NothingToConfirm(Refusal):
    """The fact is not in use, is not read, or was confirmed already."""

    words = _("“%(question)s” is not waiting to be confirmed.")


class NotSaidHow(Refusal):
    """A confirmation without a word on how the fact was checked is worth nothing."""

    words = _("Say how you checked it: where the text stands and when you read it.")


@transaction.atomic
def confirm_facts(
    *, questions: Collection[str], note: str, by: Any, at: datetime
) -> list[Confirmation]:
    """
    Vouch for facts of the law, named `country:path`; all of them, or none.

    Two people who confirm the same fact at once leave one row.

    :raises NotSaidHow: if the note is empty
    :raises NothingToConfirm: if one of them is not waiting
    """
    if not note.strip():
        raise NotSaidHow
    waiting = {confirmations.key(question): question for question in confirmations.waiting(at)}
    for question in questions:
        if question not in waiting:
            raise NothingToConfirm(question=question)
    rows = [
        Confirmation(
            country=waiting[each].country,
            path=waiting[each].path,
            fingerprint=confirmations.fingerprint(waiting[each].fact),
            words=confirmations.words(waiting[each].fact),
            note=note.strip(),
            confirmed_by=by,
            confirmed_at=at,
        )
        for each in questions
    ]
    Confirmation.objects.bulk_create(rows, ignore_conflicts=True)
    kept = Confirmation.objects.filter(fingerprint__in=[row.fingerprint for row in rows])
    return [row for row in kept if f"{row.country}:{row.path}" in questions]
