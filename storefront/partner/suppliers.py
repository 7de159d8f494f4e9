"""What is done to suppliers: who they are, and that somebody saw their papers."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from storefront.core import destination
from storefront.core.refusal import Refusal
from storefront.staff import history
from storefront.staff.models import What

from . import registry
from .models import Partner, StockRecord, Supplier

FIELDS = ("legal_name", "address", "country", "email", "phone")


class Wrong(Refusal):
    """Some of what was stated cannot be; `problems` has the words by field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__(" ".join(self.problems.values()))


class NoPapers(Refusal):
    words = _("Name the papers that were seen: what, and of which day.")


class OwnEntry(Refusal):
    words = _("Whoever entered a supplier does not vouch for them: a colleague records the papers.")


class EndsAlready(Refusal):
    words = _("A verification ends on a day to come.")


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

    Whether their goods are shown is another matter: see `verify`.

    :raises Wrong: naming each field that cannot be
    :raises history.ChangedMeanwhile: if it was changed after change `seen`
    """
    row = _locked(supplier) if supplier else Supplier()
    if supplier:
        history.unless_changed(row, since=seen)
    if found := problems(values, supplier=row if supplier else None):
        raise Wrong(found)
    before = as_it_is(row) if supplier else {}
    for name in FIELDS:
        setattr(row, name, str(values[name] or "").strip())
    try:
        with transaction.atomic():
            if not supplier:
                row.partner = Partner.objects.create(name=row.legal_name[:128])
            row.save()
    except IntegrityError as taken:  # somebody entered the same one in this very moment
        raise Wrong({"legal_name": now_(NAME_TAKEN)}) from taken
    what = What.CHANGED if supplier else What.MADE
    history.record(row=row, before=before, after=as_it_is(row), what=what, why=why, by=by, at=at)
    return row


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

    :raises OwnEntry: if it is whoever entered the supplier
    :raises NoPapers: if none are named
    :raises EndsAlready: if the day is not one to come
    :raises history.ChangedMeanwhile: if the supplier was changed after change `seen`
    :raises history.NotSaidWhy: if it is not said how they were seen
    """
    row, papers = _locked(supplier), papers.strip()
    if row.is_verified(at) and (row.proof, row.valid_until) == (papers, until):
        return row
    history.unless_changed(row, since=seen)
    if entered_by(row, by):
        raise OwnEntry()
    if not papers:
        raise NoPapers()
    if until <= timezone.localdate(at):
        raise EndsAlready()
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
    products = StockRecord.objects.filter(partner=row.partner_id)
    registry.changed(list(products.values_list("product_id", flat=True)), at)
    return row


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
    return found


def entered_by(supplier: Supplier, person: Any) -> bool:
    """Say whether somebody entered a supplier, and so cannot be the one who vouches for them."""
    number = getattr(person, "pk", None)
    made = history.of(supplier).filter(what=What.MADE, changed_by=number)
    return number is not None and made.exists()


def as_it_is(row: Supplier) -> dict[str, Any]:
    return {name: getattr(row, name) for name in FIELDS}


def _verification(row: Supplier) -> dict[str, Any]:
    return {"proof": row.proof, "valid_until": row.valid_until}


def _locked(supplier: Supplier) -> Supplier:
    return Supplier.objects.select_for_update().get(pk=supplier.pk)
