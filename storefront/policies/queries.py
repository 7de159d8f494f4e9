from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from storefront.core.lasting import Lasting

from .models import PolicyVersion

REQUIRED = ("terms", "privacy", "returns")
"""Without these nothing is sold: what is agreed, what is done with data, how goods go back."""

RULES = {
    "terms": _("Terms of sale"),
    "privacy": _("Privacy"),
    "returns": _("Returns and withdrawal"),
    "delivery": _("Delivery"),
    "payment": _("Payment"),
    "guarantee": _("Guarantee"),
    "complaints": _("Complaints"),
    "reviews": _("Reviews"),
    "cookies": _("Cookies"),
    "code": _("Code of conduct"),
}
"""Every rule that pages of the shop lead to, by its name in addresses; there are no others."""


def _every() -> list[PolicyVersion]:
    return list(PolicyVersion.objects.defer("body").order_by("slug", "-version"))


# Every page of the checkout asks which rules are in force; there are few of them.
_without_body: Lasting[list[PolicyVersion]] = Lasting(_every)
_fingerprints: Lasting[dict[int, str]] = Lasting(dict)


def in_force(slug: str, *, at: datetime, language: str = "en") -> PolicyVersion | None:
    """
    Return the version of a policy in force at a moment, in a language or else in English.

    A version that is not written in the language is still the one in force: never an older one.
    """
    texts = {text.language: text for text in _version_in_force(slug, at)}
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), None)


def all_in_force(*, at: datetime, language: str = "en") -> dict[str, PolicyVersion]:
    """Return every policy in force by its slug, without its body; as a rule without a statement."""
    return _newest(_without_body.get(), at, language)


def fingerprints(policies: Iterable[PolicyVersion]) -> dict[int, str]:
    """Return by its key how an agreement names each text; as a rule without a statement."""
    wanted, kept = [policy.pk for policy in policies], _fingerprints.get()
    if unread := [pk for pk in wanted if pk not in kept]:
        kept |= {text.pk: text.sha256 for text in PolicyVersion.objects.filter(pk__in=unread)}
    return {pk: kept[pk] for pk in wanted}


def _newest(
    among: Iterable[PolicyVersion], at: datetime, language: str
) -> dict[str, PolicyVersion]:
    newest: dict[str, dict[str, PolicyVersion]] = {}
    number: dict[str, int] = {}
    for text in among:
        if text.valid_from > at:
            continue
        if text.version >= number.setdefault(text.slug, text.version):
            newest.setdefault(text.slug, {})[text.language] = text
    return {
        slug: by_language.get(language) or by_language.get("en") or next(iter(by_language.values()))
        for slug, by_language in newest.items()
    }


def slugs(*, at: datetime) -> frozenset[str]:
    """Return which policies are in force; as a rule without a statement."""
    return frozenset(text.slug for text in _without_body.get() if text.valid_from <= at)


def missing(*, at: datetime) -> list[str]:
    """Return which of the required policies are not in force."""
    there = slugs(at=at)
    return [slug for slug in REQUIRED if slug not in there]


def versions(slug: str, *, language: str = "en") -> QuerySet[PolicyVersion]:
    """Return every version of a policy in a language, the newest first, future ones included."""
    return PolicyVersion.objects.filter(slug=slug, language=language).order_by("-version")


def coming(slug: str, *, at: datetime, language: str = "en") -> PolicyVersion | None:
    """Return the next version of a policy that is announced and does not hold yet."""
    rows = PolicyVersion.objects.filter(slug=slug, valid_from__gt=at)
    first = rows.order_by("valid_from", "version").values_list("version", flat=True).first()
    return exactly(slug, first, language=language) if first else None


def exactly(slug: str, version: int, *, language: str = "en") -> PolicyVersion | None:
    """Return one version as it was, in a language or else in English."""
    texts = {
        text.language: text for text in PolicyVersion.objects.filter(slug=slug, version=version)
    }
    return texts.get(language) or texts.get("en")


def named(versions: Iterable[Mapping[str, Any]]) -> list[PolicyVersion]:
    """Return the texts that an agreement names by {"slug", "version", "language"}, in one query."""
    wanted = [
        Q(slug=each["slug"], version=each["version"], language=each["language"])
        for each in versions
    ]
    if not wanted:
        return []
    return list(PolicyVersion.objects.filter(reduce(or_, wanted)))


def _version_in_force(slug: str, at: datetime) -> list[PolicyVersion]:
    texts = list(PolicyVersion.objects.filter(slug=slug, valid_from__lte=at).order_by("-version"))
    return [text for text in texts if text.version == texts[0].version]
