from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from storefront.core import lasting
from storefront.core.refusal import Refusal

from .models import PolicyVersion


class AlreadyInForce(Refusal):
    words = _("This version is in force, so it stays as it is. Write a new version instead.")


class NotAfterTheLast(Refusal):
    words = _("A new version must come into force after the one before it.")


@transaction.atomic
def write_version(
    *,
    slug: str,
    version: int,
    language: str,
    title: str,
    body: str,
    valid_from: datetime,
    at: datetime,
    summary: str = "",
) -> PolicyVersion:
    """
    Write a policy's text, or correct one that is not in force yet.

    :raises AlreadyInForce: if this version is in force and the text differs
    :raises NotAfterTheLast: if it would come into force before an earlier version
    """
    existing = (
        PolicyVersion.objects.select_for_update()
        .filter(slug=slug, version=version, language=language)
        .first()
    )
    wanted = {"title": title, "body": body, "valid_from": valid_from, "summary": summary}
    if existing:
        if all(getattr(existing, name) == value for name, value in wanted.items()):
            return existing
        if existing.valid_from <= at:
            raise AlreadyInForce()
    if PolicyVersion.objects.filter(
        slug=slug, version__lt=version, valid_from__gt=valid_from
    ).exists():
        raise NotAfterTheLast()
    text, _created = PolicyVersion.objects.update_or_create(
        slug=slug, version=version, language=language, defaults=wanted
    )
    lasting.move_on()
    return text
