"""
The words that goods are described with: kinds of fact, and the choices of an attribute.

What is stated in them already keeps its key, and nothing goes that a product on sale stands on.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from storefront.core.refusal import Refusal
from storefront.staff import history
from storefront.staff.models import What

from . import languages, queries
from .languages import LANGUAGES, column
from .models import AttributeOption, AttributeOptionGroup, FactKind, ProductFact

LAST_PLACE = 32_767


class NotAKey(Refusal):
    words = _("A key is of small letters, digits, dashes and underscores, and nobody else's.")


class KeyInUse(Refusal):
    words = _("Products are described under “%(key)s”, so it stays.")


class NotInEveryLanguage(Refusal):
    words = _("Write it in every language: buyers read it.")


class NameTaken(Refusal):
    words = _("A name is needed, and one that nothing else has.")


class TwiceTheSame(Refusal):
    words = _("Two choices say the same: %(words)s.")


class ChoiceInUse(Refusal):
    words = _("Products are described with this choice, so it stays: %(words)s.")


@dataclass(frozen=True)
class Choice:
    """One of these is a choice as it should be: words by language, `pk` of one that is there."""

    words: Mapping[str, str]
    code: str = ""
    pk: int | None = None


@transaction.atomic
def save_kind(
    *,
    kind: FactKind | None,
    titles: Mapping[str, str],
    why: str,
    by: Any,
    at: datetime,
    key: str = "",
    order: int | None = None,
    seen: int | None = None,
) -> FactKind:
    """
    Make a kind of fact, or change its words and its place on the pages.

    Without a key it gets one of its words, and without a place it stands last.

    :raises NotAKey: if the key is another's, or none
    :raises KeyInUse: if facts are stated under the old key, or a class demands it
    :raises NotInEveryLanguage: if a title is missing
    :raises history.ChangedMeanwhile: if it was changed after change `seen`
    """
    row = FactKind.objects.select_for_update().get(pk=kind.pk) if kind else FactKind()
    if kind:
        history.unless_changed(row, since=seen)
    others = FactKind.objects.exclude(pk=row.pk)
    key = key.strip() or row.key or slugify(titles.get(LANGUAGES[0]) or "")[:40]
    if order is None:
        last = others.aggregate(last=Max("order"))["last"] or 0
        order = row.order if kind else min(last + 10, LAST_PLACE)
    if not re.fullmatch(r"[a-z0-9_-]{1,40}", key) or others.filter(key=key).exists():
        raise NotAKey()
    if kind and key != row.key and _states(row):
        raise KeyInUse(key=row.key)
    if not all((titles.get(code) or "").strip() for code in LANGUAGES):
        raise NotInEveryLanguage()
    before = _kind_as_it_is(row) if kind else {}
    row.key, row.order = key, order
    languages.write(row, title=titles)
    after, what = _kind_as_it_is(row), What.CHANGED if kind else What.MADE
    history.record(row=row, before=before, after=after, what=what, why=why, by=by, at=at)
    return row


@transaction.atomic
def remove_kind(*, kind: FactKind, why: str, by: Any, at: datetime) -> None:
    """
    Remove a kind of fact that nothing is stated under.

    :raises KeyInUse: if facts are stated under it, or a class demands it
    """
    row = FactKind.objects.select_for_update().get(pk=kind.pk)
    if _states(row):
        raise KeyInUse(key=row.key)
    before = _kind_as_it_is(row)
    history.record(row=row, before=before, after={}, what=What.REMOVED, why=why, by=by, at=at)
    row.delete()


@transaction.atomic
def save_choices(
    *,
    group: AttributeOptionGroup | None,
    name: str,
    choices: Sequence[Choice],
    why: str,
    by: Any,
    at: datetime,
    seen: int | None = None,
) -> AttributeOptionGroup:
    """
    Make a group of choices, or change it to just these; those left out go.

    :raises NameTaken: without a name, or with that of another group
    :raises NotInEveryLanguage: if a choice is not written in every language
    :raises TwiceTheSame: if two choices say the same
    :raises ChoiceInUse: if one that products are described with would go or lose its code
    :raises history.ChangedMeanwhile: if it was changed after change `seen`
    """
    groups = AttributeOptionGroup.objects
    row = groups.select_for_update().get(pk=group.pk) if group else AttributeOptionGroup()
    if group:
        history.unless_changed(row, since=seen)
    name = " ".join(name.split())
    if not name or groups.filter(name__iexact=name).exclude(pk=row.pk).exists():
        raise NameTaken()
    _checked(choices)
    before = _group_as_it_is(row) if group else {}
    row.name = name
    row.save()
    _replace(row, choices)
    after, what = _group_as_it_is(row), What.CHANGED if group else What.MADE
    history.record(row=row, before=before, after=after, what=what, why=why, by=by, at=at)
    transaction.on_commit(queries.forget_labels)
    return row


def _states(kind: FactKind) -> bool:
    return ProductFact.objects.filter(kind=kind).exists() or kind.classes.exists()


def _checked(choices: Sequence[Choice]) -> None:
    for choice in choices:
        if not all((choice.words.get(code) or "").strip() for code in LANGUAGES):
            raise NotInEveryLanguage()
    for code in LANGUAGES:
        said = [choice.words[code].strip().casefold() for choice in choices]
        if twice := next((words for words in said if said.count(words) > 1), None):
            raise TwiceTheSame(words=twice)


def _replace(group: AttributeOptionGroup, choices: Sequence[Choice]) -> None:
    there = {row.pk: row for row in group.options.select_for_update().order_by("pk")}
    kept = {choice.pk for choice in choices}
    used = _in_use(list(there))
    for pk, row in there.items():
        if pk not in kept:
            if pk in used:
                raise ChoiceInUse(words=row.option)
            row.delete()
    for choice in choices:
        row = there.get(choice.pk or 0) or AttributeOption(group=group)
        code = choice.code.strip() or None
        if row.pk in used and (row.code or None) != code:
            raise ChoiceInUse(words=row.option)
        row.code = code
        languages.write(row, option=choice.words)


def _in_use(options: list[int]) -> set[int]:
    values = get_model("catalogue", "ProductAttributeValue").objects
    single = values.filter(value_option__in=options).values_list("value_option", flat=True)
    several = values.filter(value_multi_option__in=options)
    return {*single, *several.values_list("value_multi_option", flat=True)}


def _kind_as_it_is(row: FactKind) -> dict[str, Any]:
    titles = {column("title", code): getattr(row, column("title", code)) for code in LANGUAGES}
    return {"key": row.key, **titles, "order": row.order}


def _group_as_it_is(row: AttributeOptionGroup) -> dict[str, Any]:
    said = [
        " / ".join([*(getattr(each, column("option", code)) or "" for code in LANGUAGES),
                    *([each.code] if each.code else [])])
        for each in row.options.order_by("pk")
    ]  # fmt: skip
    return {"name": row.name, "options": said}
