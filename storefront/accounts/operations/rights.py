"""
Who may work in the shop and as what, and whose account is stopped: decided by managers alone.

Nobody changes their own rights, so a manager is always left: the one who took the last other one's
rights. Managers are locked first, in the order of their keys, and then the account.
"""

import functools
import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from storefront.core.refusal import Refusal
from storefront.notices import operations as notices
from storefront.notices.operations import Recipient
from storefront.staff import history
from storefront.staff.models import What

from .. import queries
from ..models import User

log = logging.getLogger("candour.rights")


class ManagersOnly(Refusal):
    words = _("Only a manager decides about accounts and roles.")


class OwnAccount(Refusal):
    words = _("Nobody changes their own rights. Another manager can.")


class RolesNeedStaff(Refusal):
    words = _("Roles and the rights of a manager are for members of staff.")


class ClosedForGood(Refusal):
    words = _("Its owner closed this account: it is nobody's any more.")


class AlreadySo(Refusal):
    words = _("This is so already.")


def kept_on_record(operation: Callable[..., Any]) -> Callable[..., Any]:
    """
    Keep on record that somebody reached for rights that are not theirs to give (LBT-5.1.1.c).

    In the log: what the operation wrote is undone, and so would be a row.
    """

    @functools.wraps(operation)
    def tried(*, by: Any, **said: Any) -> Any:
        try:
            return operation(by=by, **said)
        except (ManagersOnly, OwnAccount) as refusal:
            note_refused(by=by, about=said.get("account") or said.get("role"), why=str(refusal))
            raise

    return tried


def note_refused(*, by: Any, about: Any, why: str) -> None:
    """Write into the log who was refused what; accounts by their keys, not by their names."""
    log.warning(
        "rights refused to account %s, about %s %s: %s",
        getattr(by, "pk", None),
        about._meta.label if hasattr(about, "_meta") else about or "a new role",
        getattr(about, "pk", ""),
        why,
    )


@kept_on_record
@transaction.atomic
def give_rights(
    *,
    account: User,
    staff: bool,
    manager: bool,
    roles: Iterable[Group],
    why: str,
    by: Any,
    at: datetime,
    seen: int | None = None,
) -> User:
    """
    Make somebody a member of staff, or no longer one, in these roles and no other (LBT-5.1.1.c).

    Every session of theirs ends, so that nobody goes on with rights that are gone. Giving what is
    there already changes nothing.

    :raises ManagersOnly: if the one who decides is no manager, or no longer
    :raises OwnAccount: if it is their own
    :raises RolesNeedStaff: if somebody who is not staff should have a role
    :raises ClosedForGood: if the owner closed the account
    :raises history.ChangedMeanwhile: if it was changed after change `seen`
    """
    account = _locked(account, by=by)
    history.unless_changed(account, since=seen)
    roles = sorted(roles, key=lambda role: role.pk)
    if account.closed_at:
        raise ClosedForGood()
    if not staff and (manager or roles):
        raise RolesNeedStaff()
    before = rights_of(account)
    account.is_staff, account.is_superuser = staff, manager
    account.save(update_fields=["is_staff", "is_superuser"])
    account.groups.set(roles)
    if history.record(row=account, before=before, after=rights_of(account), why=why, by=by, at=at):
        end_sessions(User.objects.filter(pk=account.pk))
    return account


@kept_on_record
@transaction.atomic
def stop_account(
    *, account: User, why: str, by: Any, at: datetime, seen: int | None = None
) -> User:
    """
    Let nobody sign in with an account until it is opened again, and tell its owner why.

    Its sessions end at once; orders, promises and rights of the owner stay what they are.

    :raises ManagersOnly: if the one who decides is no manager, or no longer
    :raises OwnAccount: if it is their own
    :raises AlreadySo: if it is stopped
    """
    account = _locked(account, by=by)
    history.unless_changed(account, since=seen)
    if not account.is_active:
        raise AlreadySo()
    return _switch(account, active=False, what=What.STOPPED, why=why, by=by, at=at)


@kept_on_record
@transaction.atomic
def reopen_account(
    *, account: User, why: str, by: Any, at: datetime, seen: int | None = None
) -> User:
    """
    Let the owner of a stopped account sign in again, and tell them.

    :raises ManagersOnly: if the one who decides is no manager, or no longer
    :raises OwnAccount: if it is their own
    :raises ClosedForGood: if the owner closed it themselves
    :raises AlreadySo: if it is open
    """
    account = _locked(account, by=by)
    history.unless_changed(account, since=seen)
    if account.closed_at:
        raise ClosedForGood()
    if account.is_active:
        raise AlreadySo()
    return _switch(account, active=True, what=What.RESUMED, why=why, by=by, at=at)


def rights_of(account: User) -> dict[str, Any]:
    return {
        "is_staff": account.is_staff,
        "is_superuser": account.is_superuser,
        "groups": sorted(account.groups.values_list("name", flat=True)),
    }


def end_sessions(accounts: Any) -> None:
    """End every session of these accounts: what a session was made for no longer fits."""
    accounts.update(sessions_ended=F("sessions_ended") + 1)


def decided_by_a_manager(by: Any) -> None:
    """
    Lock the managers in the order of their keys, and go on only if this is one of them.

    :raises ManagersOnly: if it is not
    """
    managers = queries.managers().select_for_update().order_by("pk")
    if getattr(by, "pk", None) not in {manager.pk for manager in managers}:
        raise ManagersOnly()


def _locked(account: User, *, by: Any) -> User:
    decided_by_a_manager(by)
    if account.pk == by.pk:
        raise OwnAccount()
    return User.objects.select_for_update().get(pk=account.pk)


def _switch(account: User, *, active: bool, what: str, why: str, by: Any, at: datetime) -> User:
    account.is_active = active
    account.save(update_fields=["is_active"])
    change = history.record(
        row=account,
        before={"is_active": not active},
        after={"is_active": active},
        what=what,
        why=why,
        by=by,
        at=at,
    )
    end_sessions(User.objects.filter(pk=account.pk))
    assert change is not None  # noqa: S101  (a switch is a change)
    notices.tell(
        kind="account-reopened" if active else "account-stopped",
        to=Recipient(email=account.email, language=account.language, user=account),
        context={"name": queries.display_name(account), "why": change.why},
        dedupe_key=f"account-{what}-{change.pk}",
        at=at,
    )
    return account
