"""What a role may see and do; decided by managers."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storefront.core.refusal import Refusal
from storefront.staff import history
from storefront.staff.models import Change, What

from .. import usual_roles
from ..models import User
from .rights import decided_by_a_manager, end_sessions, kept_on_record


class NoName(Refusal):
    words = _("A role needs a name.")


class NameTaken(Refusal):
    words = _("There is a role of this name already.")


class RoleInUse(Refusal):
    words = _("Somebody works in this role. Take it from them first.")


class UnknownPermission(Refusal):
    words = _("One of these rights is not known here.")


@kept_on_record
@transaction.atomic
def save_role(
    *,
    role: Group | None,
    name: str,
    may: Iterable[str],
    why: str,
    by: Any,
    at: datetime,
    seen: int | None = None,
) -> Group:
    """
    Make a role, or change what it is called and what its people may do (LBT-5.1.1.c).

    `may` are permissions as `app.codename`. Who works in a role that changes signs in anew.

    :raises ManagersOnly: if the one who decides is no manager, or no longer
    :raises NoName: without a name
    :raises NameTaken: if another role has the name, whatever its case
    :raises UnknownPermission: if there is no such permission
    :raises history.ChangedMeanwhile: if it was changed after change `seen`
    """
    decided_by_a_manager(by)
    name = " ".join(name.split())
    if not name:
        raise NoName()
    taken = Group.objects.filter(name__iexact=name)
    if role:
        role = Group.objects.select_for_update().get(pk=role.pk)
        history.unless_changed(role, since=seen)
        taken = taken.exclude(pk=role.pk)
    if taken.exists():
        raise NameTaken()
    wanted = _permissions(set(may))
    before = as_it_is(role) if role else {}
    what = What.CHANGED if role else What.MADE
    role = role or Group()
    role.name = name
    role.save()
    role.permissions.set(wanted)
    after = as_it_is(role)
    if history.record(row=role, before=before, after=after, what=what, why=why, by=by, at=at):
        end_sessions(User.objects.filter(groups=role))
    return role


@kept_on_record
@transaction.atomic
def remove_role(*, role: Group, why: str, by: Any, at: datetime) -> None:
    """
    Remove a role that nobody works in; its history stays.

    :raises ManagersOnly: if the one who decides is no manager, or no longer
    :raises RoleInUse: if somebody works in it
    """
    decided_by_a_manager(by)
    role = Group.objects.select_for_update().get(pk=role.pk)
    if User.objects.filter(groups=role).exists():
        raise RoleInUse()
    before = as_it_is(role)
    history.record(row=role, before=before, after={}, what=What.REMOVED, why=why, by=by, at=at)
    role.delete()


@transaction.atomic
def make_usual_roles(*, at: datetime) -> list[Group]:
    """
    Make the roles that most shops need, each once; returns those that are new (LBT-5.1.1.c).

    One that was renamed or removed since does not come back, whatever language the shop starts in,
    and one that somebody made under that name stays as it is.
    """
    kind = ContentType.objects.get_for_model(Group)
    made = Change.objects.filter(subject_type=kind, what=What.MADE)
    there = {
        name.casefold()
        for name in [
            *made.values_list("title", flat=True),
            *Group.objects.values_list("name", flat=True),
        ]
    }
    known = {
        after
        for changed in made.values_list("changed", flat=True)
        for name, _before, after in changed
        if name == usual_roles.USUAL
    }
    new = []
    for english, may in usual_roles.all_roles().items():
        if english in known or (name := gettext(english)).casefold() in there:
            continue
        role = Group.objects.create(name=name)
        role.permissions.set(_permissions(set(may)))
        history.record(
            row=role,
            before={},
            after={**as_it_is(role), usual_roles.USUAL: english},
            what=What.MADE,
            why=gettext("Comes with the shop"),
            by=None,
            at=at,
        )
        new.append(role)
    return new


def as_it_is(role: Group) -> dict[str, Any]:
    rows = role.permissions.values_list("content_type__app_label", "codename")
    return {"name": role.name, "may": sorted(f"{app}.{code}" for app, code in rows)}


def _permissions(wanted: set[str]) -> list[Permission]:
    rows = Permission.objects.select_related("content_type").filter(
        codename__in={each.partition(".")[2] for each in wanted}
    )
    found = [row for row in rows if f"{row.content_type.app_label}.{row.codename}" in wanted]
    if len(found) != len(wanted):
        raise UnknownPermission()
    return found
