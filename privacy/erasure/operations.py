from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from checkout import erasing
from storefront.accounts import operations as accounts
from storefront.accounts.models import User
from storefront.core.refusal import Refusal
from storefront.notices import operations as notices
from storefront.notices.operations import Recipient
from storefront.purposes import personal

from .models import Closure


class StaffStay(Refusal):
    words = _("An account that may work in the shop is closed by whoever gave it that right.")


@transaction.atomic
def close_account(*, user: Any, at: datetime) -> Closure:
    """
    Close an account: delete, blank or keep each declared field, and say goodbye.

    Orders stay reachable through the links in their mails. Every browser is signed out by it, since
    the account opens nothing any more. Closing again returns the first closure.

    :raises StaffStay: if the account belongs to staff
    """
    erasing.lock_purchases(user)
    # Rows may still be written that point to it, such as an order that is being placed.
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if user.is_staff or user.is_superuser:
        raise StaffStay()
    if user.closed_at:
        return Closure.objects.get(account_number=user.pk)
    farewell = Recipient(email=user.email, language=user.language or "en")
    done = {entry.model: _erase(entry, user, at=at) for entry in personal.declared()}
    accounts.make_nobodys(user=user, at=at)
    closure = Closure.objects.create(account_number=user.pk, closed_at=at, done=done)
    notices.tell(kind="account-closed", to=farewell, dedupe_key=f"account-closed-{user.pk}", at=at)
    return closure


def _erase(entry: personal.PersonalData, user: Any, *, at: datetime) -> dict[str, Any]:
    """Do to one model's rows what was declared; return what that was and to how many rows."""
    if entry.erase:
        return {"did": entry.erasure, "rows": entry.erase(user=user, at=at)}
    if entry.erasure == personal.KEEP or entry.model == "accounts.User":
        return {"did": entry.erasure, "because": str(entry.kept_because)}
    pks = [row.pk for row in entry.rows_of(user)]
    rows = entry.model_class()._base_manager.filter(pk__in=pks)
    if entry.erasure == personal.DELETE:
        rows.delete()
    else:
        rows.update(**(entry.blank_with or _blanks(entry)))
    return {"did": entry.erasure, "rows": len(pks)}


def _blanks(entry: personal.PersonalData) -> dict[str, Any]:
    fields = [entry.model_class()._meta.get_field(name) for name in entry.fields]
    return {field.name: None if field.null else "" for field in fields}
