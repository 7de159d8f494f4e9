"""What is done to suppliers: who they are, and that somebody saw their papers."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import phonenumbers
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from storefront.core import destination
from storefront.core.refusal import Refusal
from storefront.core.templatetags.candour import day_words
from storefront.staff import history
from storefront.staff.models import What

from . import registry
from .models import Partner, StockRecord, Supplier

# Who they are, which is what somebody vouched for; the rest is how one reaches them.
IDENTITY = ("legal_name", "address", "country")
FIELDS = (*IDENTITY, "email", "phone")


class Wrong(Refusal):
    """Some of what was stated cannot be; `problems` has the words by field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__(" ".join(self.problems.values()))


class NoPapers(Refusal):
    words = _("Name the papers that were seen: what, and of which day.")


class OwnEntry(Refusal):
    words = _(
        "You entered this supplier, or wrote something of them since their papers were last seen: "
        "a colleague records the papers."
    )


class EndsAlready(Refusal):
    words = _("A verification ends on a day to come.")


class TooFar(Refusal):
    words = _("Papers are looked at anew after a year: %(day)s is the furthest day.")


@transaction.atomic
def save_supplier(
    *,
    supplier: Supplier | None,
    values: Mapping[str, Any],
    why: str,
    by: Any,
    at: datetime,
    seen: int | None = None,
) -> Supplier:
    """
    Enter a supplier, or change who they are; `values` has every name of `FIELDS`.

    Their goods are shown after `verify`. A change to a name of `IDENTITY` ends that: nobody has
    vouched for whoever they are now, and their goods are hidden at once (LBT-5.3.2.1.1).

    :raises Wrong: naming each field that cannot be
    :raises history.ChangedMeanwhile: if it was changed after change `seen`
    """
    row = _locked(supplier) if supplier else Supplier()
    if supplier:
        history.unless_changed(row, since=seen)
    if found := problems(values, supplier=row if supplier else None):
        raise Wrong(found)
    before = {**as_it_is(row), **_verification(row)} if supplier else {}
    for name in FIELDS:
        setattr(row, name, str(values[name] or "").strip())
    another = any(before.get(name) != getattr(row, name) for name in IDENTITY)
    if ended := another and row.verified_at is not None:
        row.proof, row.valid_until, row.verified_by, row.verified_at = "", None, None, None
    try:
        with transaction.atomic():
            if not supplier:
                row.partner = Partner.objects.create(name=row.legal_name[:128])
            row.save()
    except IntegrityError as taken:  # somebody entered the same one in this very moment
        raise Wrong({"legal_name": now_(NAME_TAKEN)}) from taken
    what = What.CHANGED if supplier else What.MADE
    after = {**as_it_is(row), **(_verification(row) if supplier else {})}
    history.record(row=row, before=before, after=after, what=what, why=why, by=by, at=at)
    if ended:
        _show_or_hide_goods(row, at)
    return row


def note_entered(*, supplier: Supplier, why: str, by: Any, at: datetime) -> None:
    """
    Record that a supplier came into the shop another way than by `save_supplier`, such as a file.

    :raises history.NotSaidWhy: if it is not said which
    """
    after = as_it_is(supplier)
    history.record(row=supplier, before={}, after=after, what=What.MADE, why=why, by=by, at=at)


@transaction.atomic
def verify(
    *,
    supplier: Supplier,
    papers: str,
    until: date,
    how: str,
    by: Any,
    at: datetime,
    seen: int | None = None,
) -> Supplier:
    """
    Record that the supplier's papers were seen and how, and until when that holds.

    From now until the end of that day, in the shop's own zone, their goods may be shown
    (LBT-5.3.2.1.1). Recording the same again changes nothing.

    :raises OwnEntry: if it is whoever entered the supplier, or wrote of it since it was last seen
    :raises NoPapers: if none are named
    :raises EndsAlready: if the day is not one to come
    :raises TooFar: if it is more than a year ahead
    :raises history.ChangedMeanwhile: if the supplier was changed after change `seen`
    :raises history.NotSaidWhy: if it is not said how they were seen
    """
    row, papers = _locked(supplier), papers.strip()
    if row.is_verified(at) and (row.proof, row.valid_until) == (papers, until):
        return row
    history.unless_changed(row, since=seen)
    if wrote(row, by):
        raise OwnEntry()
    if not papers:
        raise NoPapers()
    if until <= timezone.localdate(at):
        raise EndsAlready()
    if until > (furthest := furthest_day(at)):
        raise TooFar(day=day_words(furthest))
    before = _verification(row)
    row.proof, row.valid_until, row.verified_by, row.verified_at = papers, until, by, at
    row.save(update_fields=["proof", "valid_until", "verified_by", "verified_at"])
    history.record(
        row=row,
        before=before,
        after=_verification(row),
        what=What.VERIFIED,
        why=how,
        by=by,
        at=at,
    )
    _show_or_hide_goods(row, at)
    return row


def furthest_day(at: datetime) -> date:
    """Return the last day until which papers that are seen now may hold (LBT-5.3.2.1.1)."""
    today = timezone.localdate(at)
    leaps = (today.month, today.day) == (2, 29)
    return today.replace(year=today.year + 1, day=28 if leaps else today.day)


NAME_TAKEN = _("This supplier is entered already, in the same country.")


def problems(values: Mapping[str, Any], *, supplier: Supplier | None) -> dict[str, str]:
    """Return what cannot be, in words, by field; of a supplier there is, or of a new one."""
    found: dict[str, str] = {}
    name, country = str(values["legal_name"] or "").strip(), values["country"]
    others = Supplier.objects.exclude(pk=supplier.pk if supplier else None)
    if not name:
        found["legal_name"] = now_("Write the name under which they trade or are registered.")
    elif others.filter(legal_name__iexact=name, country=country or "").exists():
        found["legal_name"] = str(NAME_TAKEN)
    if not str(values["address"] or "").strip():
        found["address"] = now_("Write where they can be reached by post.")
    if country not in destination.COUNTRIES:
        found["country"] = now_("Choose the country of the list in which they are.")
    elif (phone := str(values["phone"] or "").strip()) and not _rings(phone, country):
        found["phone"] = now_("There is no such phone number.")
    return found


def wrote(supplier: Supplier, person: Any) -> bool:
    """
    Say whether somebody wrote what is to be vouched for, and so cannot be the one who does.

    That is whoever entered the supplier, and whoever changed anything since it was last verified:
    who merely renews what others wrote and saw is none of them.
    """
    if (number := getattr(person, "pk", None)) is None:
        return False
    changes = history.of(supplier)
    seen = changes.filter(what=What.VERIFIED).values_list("pk", flat=True).first() or 0
    own = changes.filter(changed_by=number)
    return own.filter(Q(what=What.MADE) | Q(pk__gt=seen)).exists()


def _rings(phone: str, country: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(phone, country))
    except phonenumbers.NumberParseException:
        return False


def as_it_is(row: Supplier) -> dict[str, Any]:
    return {name: getattr(row, name) for name in FIELDS}


def _verification(row: Supplier) -> dict[str, Any]:
    return {"proof": row.proof, "valid_until": row.valid_until}


def _show_or_hide_goods(row: Supplier, at: datetime) -> None:
    products = StockRecord.objects.filter(partner=row.partner_id)
    registry.changed(list(products.values_list("product_id", flat=True)), at)


def _locked(supplier: Supplier) -> Supplier:
    return Supplier.objects.select_for_update().get(pk=supplier.pk)
