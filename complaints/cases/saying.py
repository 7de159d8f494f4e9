"""What is said about a complaint, with the files that came with it, and how its maker is told."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.utils.translation import gettext_lazy as _

from storefront.core import private
from storefront.core.refusal import Refusal
from storefront.core.uploads import Upload
from storefront.notices import operations as notices
from storefront.notices.operations import Recipient

from .models import Complaint, Entry, Evidence

MOST_FILES = 5
CARD_NUMBER = re.compile(r"\b(?:\d[ -]?){12,18}\d\b")


class Answered(Refusal):
    words = _("This complaint has been answered already.")


class TooManyFiles(Refusal):
    words = _("Up to five files can be added at a time.")


@dataclass(frozen=True)
class File:
    """A file as it came: the name that its owner gave it, and what was found in it."""

    name: str
    upload: Upload


@contextmanager
def stored(files: Sequence[File]) -> Iterator[list[str]]:
    """
    Store what came along before anything is locked; see `private.stored`.

    :raises TooManyFiles: if more than MOST_FILES came
    """
    if len(files) > MOST_FILES:
        raise TooManyFiles()
    with private.stored([file.upload for file in files], "complaints") as names:
        yield names


def say(
    complaint: Complaint,
    *,
    speaker: str,
    words: str,
    by: Any,
    at: datetime,
    files: Sequence[File] = (),
    names: list[str] | None = None,
) -> Entry:
    """Write one thing said, in the caller's transaction; `names` is where its files were stored."""
    by = by if getattr(by, "pk", None) else None
    entry = Entry.objects.create(
        complaint=complaint, speaker=speaker, said_by=by, words=words, said_at=at
    )
    for file, name in zip(files, list(names or ()), strict=True):
        Evidence.objects.create(entry=entry, name=file.name[:120], mime=file.upload.mime, file=name)
        cast(list[str], names).remove(name)
    return entry


def tell(complaint: Complaint, *, kind: str, key: str, at: datetime) -> None:
    """Tell its maker, once for each `key`."""
    notices.tell(
        kind=kind,
        to=Recipient(user=complaint.user, email=complaint.email, language=complaint.language),
        subject=complaint,
        dedupe_key=f"complaint-{complaint.pk}-{key}",
        at=at,
        order_number=complaint.order_number,
    )


def cards_covered(words: str) -> str:
    """Cover what looks like the number of a card: nobody here may have it (LBT-6.2.5.3)."""
    return CARD_NUMBER.sub("[…]", words)
