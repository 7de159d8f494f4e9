from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from storefront.accounts.models import User
from storefront.core import lasting, marks, sweeps
from storefront.core.refusal import Refusal
from storefront.core.templatetags.candour import day_words
from storefront.notices import operations as notices
from storefront.notices.operations import Recipient

from . import facts, house, queries, tasks
from .models import Announcement, PolicyVersion

LANGUAGES = [code for code, _name in settings.LANGUAGES]
AT_ONCE = 200  # accounts told in one transaction


class AlreadyInForce(Refusal):
    words = _("This version is in force, so it stays as it is. Write a new version instead.")


class NotAfterTheLast(Refusal):
    words = _("A new version must come into force after the one before it.")


class NotInEveryLanguage(Refusal):
    words = _("A rule holds in every language or in none. Still to be written: %(languages)s.")


class TooSoon(Refusal):
    words = _("Buyers are told beforehand: it can hold from %(day)s at the earliest.")


class InThePast(Refusal):
    words = _("A rule holds from a moment that is still to come.")


class NotSaidWhatChanges(Refusal):
    words = _("Say in every language what changes: buyers are told just that.")


class UnknownFact(Refusal):
    words = _("The text takes a fact from elsewhere that nobody states: %(name)s.")


class NoSuchRule(Refusal):
    words = _("No page of the shop leads to a rule of this name.")


class NothingChanged(Refusal):
    words = _("The text is the same as in the version before, so there is nothing to announce.")


class NotSaidWhy(Refusal):
    words = _("Say in a line what changes and why.")


class AnnouncedMeanwhile(Refusal):
    words = _("Somebody else has announced a version meanwhile. Look at theirs first.")


@transaction.atomic
def write_version(
    *,
    slug: str,
    version: int,
    texts: Mapping[str, Mapping[str, str]],
    valid_from: datetime,
    at: datetime,
) -> dict[str, PolicyVersion]:
    """
    Write a version of a policy, or correct one that is not in force yet.

    `texts` has {"title", "body", "summary"} by language. Whoever reads one language gets no older
    version than others do, so it is written in each language that the one before was written in.

    :raises AlreadyInForce: if this version is in force and a text differs
    :raises NotAfterTheLast: if it would come into force before an earlier version
    :raises NotInEveryLanguage: if a language would lose the policy
    """
    rows = PolicyVersion.objects.select_for_update().filter(slug=slug).order_by("pk")
    there = {(row.version, row.language): row for row in rows}
    before = max((number for number, _code in there if number < version), default=0)
    lost = {code for number, code in there if number in (before, version)} - set(texts)
    if lost:
        raise NotInEveryLanguage(languages=_named(lost))
    if any(number < version and row.valid_from > valid_from for (number, _c), row in there.items()):
        raise NotAfterTheLast()
    written = {}
    for code, text in texts.items():
        wanted = {"summary": "", **text, "valid_from": valid_from}
        row = there.get((version, code))
        if row and any(getattr(row, name) != value for name, value in wanted.items()):
            if row.valid_from <= at:
                raise AlreadyInForce()
            PolicyVersion.objects.filter(pk=row.pk).update(**wanted)
        if row is None:
            row = PolicyVersion.objects.create(slug=slug, version=version, language=code, **wanted)
        written[code] = row
    lasting.move_on()
    return written


@transaction.atomic
def announce(
    *,
    slug: str,
    texts: Mapping[str, Mapping[str, str]],
    valid_from: datetime,
    why: str,
    after: int,
    by: Any,
    at: datetime,
) -> Announcement:
    """
    Announce the next version of a policy, in every language, before it holds (LBT-5.2.1.1.note).

    Until then its page shows it ahead with what changes, and everybody with an account is told.
    The first version of a policy changes nothing for anybody and may hold at once. `after` is the
    version that the writer had in view; announcing the same again returns the first announcement.

    :raises NoSuchRule: if it is none of the rules that the shop's pages lead to
    :raises NotInEveryLanguage: if a title or a text is missing in a language
    :raises NothingChanged: if neither title nor text differs in any language
    :raises NotSaidWhatChanges: if what changes is missing in a language
    :raises UnknownFact: if a text names a fact that nobody states
    :raises InThePast: if it would hold from a moment that is over
    :raises TooSoon: if buyers would be told less than `house.NOTICE_DAYS` days before
    :raises NotAfterTheLast: if it would hold before an earlier version does
    :raises AnnouncedMeanwhile: if there is a newer version than the one in view
    """
    if slug not in queries.RULES:
        raise NoSuchRule()
    if not (why := " ".join(why.split())):
        raise NotSaidWhy()
    lacking = [code for code in LANGUAGES if not _written(texts.get(code, {}), "title", "body")]
    if lacking:
        raise NotInEveryLanguage(languages=_named(lacking))
    last = PolicyVersion.objects.select_for_update().filter(slug=slug).order_by("-version").first()
    number = last.version if last else 0
    if after != number:
        same = Announcement.objects.filter(slug=slug, version=after + 1, valid_from=valid_from)
        if number == after + 1 and (first := same.first()) and _says(slug, number, texts):
            return first
        raise AnnouncedMeanwhile()
    if last and _says(slug, number, texts, at=at):
        raise NothingChanged()
    if last and not all(_written(texts[code], "summary") for code in LANGUAGES):
        raise NotSaidWhatChanges()
    if valid_from < at:
        raise InThePast()
    if last and valid_from < at + timedelta(days=house.NOTICE_DAYS):
        earliest: date = (at + timedelta(days=house.NOTICE_DAYS + 1)).date()
        raise TooSoon(day=day_words(earliest))
    texts = {code: {**text, "body": _filled(text["body"], at=at)} for code, text in texts.items()}
    write_version(slug=slug, version=number + 1, texts=texts, valid_from=valid_from, at=at)
    made = Announcement.objects.create(
        slug=slug,
        version=number + 1,
        valid_from=valid_from,
        why=why[:300],
        announced_by=by if getattr(by, "pk", None) else None,
        announced_at=at,
        told_at=None if last else at,
    )
    if last:
        transaction.on_commit(lambda: tasks.tell_members.delay())
    return made


def tell_members(*, at: datetime) -> int:
    """Tell everybody with an account of each version that was announced; safe to run twice."""
    waiting = Announcement.objects.filter(told_at=None)
    return sweeps.each("policies", waiting, lambda each: _tell_of(each, at=at))


def _tell_of(announcement: Announcement, *, at: datetime) -> bool:
    texts = {
        text.language: text
        for text in PolicyVersion.objects.filter(
            slug=announcement.slug, version=announcement.version
        )
    }
    while _tell_some(announcement.pk, texts, at=at):
        pass
    return True


@transaction.atomic
def _tell_some(pk: int, texts: Mapping[str, PolicyVersion], *, at: datetime) -> bool:
    """Tell the next accounts in the order of their keys; say whether there may be more."""
    row = Announcement.objects.select_for_update().get(pk=pk)
    if row.told_at:
        return False
    members = list(
        User.objects.filter(is_active=True, closed_at=None, pk__gt=row.told_up_to).order_by("pk")[
            :AT_ONCE
        ]
    )
    for member in members:
        text = texts.get(member.language) or texts[LANGUAGES[0]]
        notices.tell(
            kind="rules-change",
            to=Recipient.of(member),
            context={
                "title": text.title,
                "what": text.summary,
                "slug": row.slug,
                "version": row.version,
                "from": row.valid_from.isoformat(),
            },
            dedupe_key=f"rules-{row.slug}-{row.version}-{member.pk}",
            at=at,
        )
    row.told_up_to = members[-1].pk if members else row.told_up_to
    row.told_at = None if len(members) == AT_ONCE else at
    row.save(update_fields=["told_up_to", "told_at"])
    return row.told_at is None


def _filled(body: str, *, at: datetime) -> str:
    try:
        return facts.filled(body, at=at)
    except facts.NoSuchFact as missing:
        raise UnknownFact(name=missing) from None


def _written(text: Mapping[str, str], *names: str) -> bool:
    return all((text.get(name) or "").strip() for name in names)


def _says(
    slug: str, version: int, texts: Mapping[str, Mapping[str, str]], *, at: datetime | None = None
) -> bool:
    """Say whether a version says just this; white space around it says nothing."""
    rows = PolicyVersion.objects.filter(slug=slug, version=version)
    there = {row.language: (row.title.strip(), row.body.strip()) for row in rows}
    said = {
        code: (text["title"].strip(), _filled(text["body"], at=at or rows[0].valid_from).strip())
        for code, text in texts.items()
    }
    return there == said


def _named(languages: Any) -> str:
    names = dict(settings.LANGUAGES)
    return marks.listed(str(names.get(code, code)) for code in sorted(languages))
