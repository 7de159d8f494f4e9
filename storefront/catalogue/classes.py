"""What is done to classes: saying what they must state, and what lies outside our scope."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from storefront.core.refusal import Refusal
from storefront.staff import history
from storefront.staff.models import What

from . import demands, disclosure, languages, operations, queries
from .attributes import Attribute, as_they_are, replace
from .languages import LANGUAGES, column
from .models import ClassDisclosure, FactKind, Product, ProductClass, ProductSheet

# The law's own words (`withdrawal.exclusions.*`): another would take nothing away.
EXCLUSIONS = {
    "sealed_hygiene": gettext_lazy("sealed for hygiene"),
    "made_to_specification": gettext_lazy("made to the buyer's wishes"),
    "perishable": gettext_lazy("perishable"),
    "sealed_media": gettext_lazy("sealed recordings or software"),
    "newspapers": gettext_lazy("newspapers and magazines"),
    "mixed_inseparably": gettext_lazy("mixed with other things for good"),
}


class Wrong(Refusal):
    """Something of a class cannot be; `problems` has the words by field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__(" ".join(self.problems.values()))


class ExceptionRefused(Refusal):
    words = gettext_lazy("Say how the further rules are met.")


@dataclass(frozen=True)
class Terms:
    """What a class must state, and what the law says of it."""

    kinds: Iterable[FactKind]
    unit_price_needed: bool = False
    picture_needed: bool = True
    outside: str = ""
    exception: str = ""
    withdrawal_exclusion: str = ""


@transaction.atomic
def save_class(
    *,
    product_class: ProductClass | None,
    names: Mapping[str, str],
    track_stock: bool,
    attributes: Sequence[Attribute],
    terms: Terms,
    why: str,
    by: Any,
    at: datetime,
    seen: int | None = None,
) -> tuple[ProductClass, list[Product]]:
    """
    Make a class of goods, or change it: its words, its attributes, and what it must state.

    Returns it with the products that were taken off sale for lacking something (LBT-6.1.3.a).

    :raises Wrong: naming each field that cannot be
    :raises AttributeRefused: if an attribute cannot be as it was asked for
    :raises AttributeInUse: if goods are described with one that would go or be another thing
    :raises ExceptionRefused: if it is said how further rules are met, and there are none
    :raises history.ChangedMeanwhile: if it was changed after change `seen`
    """
    # New goods may be put into it meanwhile: only its key is theirs.
    locked = ProductClass.objects.select_for_update(no_key=True)
    row = locked.get(pk=product_class.pk) if product_class else ProductClass()
    if product_class:
        history.unless_changed(row, since=seen)
    if found := problems(names, terms, product_class=row if product_class else None):
        raise Wrong(found)
    before = as_it_is(row) if product_class else {}
    row.track_stock = track_stock
    languages.write(row, name=names)
    replace(row, attributes)
    declared = _locked_disclosure(row)
    declared.unit_price_needed = terms.unit_price_needed
    declared.picture_needed = terms.picture_needed
    declared.withdrawal_exclusion = terms.withdrawal_exclusion
    declared.save()
    declared.required.set(terms.kinds)
    taken_back = bool(declared.outside_met) and not terms.exception.strip()
    if declared.outside != terms.outside or taken_back:
        mark_outside(product_class=row, outside=terms.outside, by=by, at=at)
    if terms.exception.strip() and terms.exception != declared.outside_met:
        record_exception(product_class=row, how=terms.exception.strip(), by=by, at=at)
    taken = _take_off_sale_what_lacks(row, by=by, at=at)
    what = What.CHANGED if product_class else What.MADE
    history.record(row=row, before=before, after=as_it_is(row), what=what, why=why, by=by, at=at)
    transaction.on_commit(queries.forget_labels)
    return row, taken


def problems(
    names: Mapping[str, str], terms: Terms, *, product_class: ProductClass | None
) -> dict[str, str]:
    """Return what cannot be, in words, by field; of a class there is, or of a new one."""
    found = {
        column("name", code): _("Write it in every language.")
        for code in LANGUAGES
        if not (names.get(code) or "").strip()
    }
    others = ProductClass.objects.exclude(pk=product_class.pk if product_class else None)
    first = column("name", LANGUAGES[0])
    if first not in found and others.filter(name_en__iexact=names[LANGUAGES[0]].strip()).exists():
        found[first] = _("There is another class of this name.")
    if terms.outside and terms.outside not in ClassDisclosure.Outside.values:
        found["outside"] = _("Choose one of the list.")
    if terms.withdrawal_exclusion and terms.withdrawal_exclusion not in EXCLUSIONS:
        found["withdrawal_exclusion"] = _("Choose one of the list.")
    if terms.exception.strip() and not terms.outside:
        found["exception"] = _("This is only for goods outside our scope. Choose which.")
    elif terms.exception.strip() and disclosure.says_nothing(terms.exception):
        found["exception"] = str(ExceptionRefused())
    return found


def as_it_is(row: ProductClass) -> dict[str, Any]:
    """Return a class as its history keeps it."""
    declared = _locked_disclosure(row)
    return {
        **{column("name", code): getattr(row, column("name", code)) or "" for code in LANGUAGES},
        "track_stock": row.track_stock,
        "attributes": as_they_are(row),
        "required": list(declared.required.order_by("order", "pk").values_list("key", flat=True)),
        "unit_price_needed": declared.unit_price_needed,
        "picture_needed": declared.picture_needed,
        "outside": declared.outside,
        "exception": declared.outside_met,
        "withdrawal_exclusion": declared.withdrawal_exclusion,
    }


@transaction.atomic
def mark_outside(
    *, product_class: ProductClass, outside: str, by: Any, at: datetime
) -> list[Product]:
    """Mark a class as outside our scope (LBT-1); what is on sale in it is taken off at once."""
    declared = _locked_disclosure(product_class)
    declared.outside, declared.outside_met = outside, ""
    declared.outside_met_by = declared.outside_met_at = None
    declared.save()
    return _take_off_sale_what_lacks(product_class, by=by, at=at)


@transaction.atomic
def record_exception(
    *, product_class: ProductClass, how: str, by: Any, at: datetime
) -> ClassDisclosure:
    """
    Record how the further rules of a class outside our scope are met, so that it may be sold.

    :raises ExceptionRefused: if nothing is said, or the class is not outside
    """
    declared = _locked_disclosure(product_class)
    if disclosure.says_nothing(how) or not declared.outside:
        raise ExceptionRefused()
    declared.outside_met, declared.outside_met_by, declared.outside_met_at = how, by, at
    declared.save()
    return declared


@transaction.atomic
def move_to_class(
    *, product: Product, product_class: ProductClass, by: Any, at: datetime
) -> ProductSheet:
    """Put a product into another class; if it lacks what that demands, it goes off sale at once."""
    demands.hold(classes=[product_class])
    sheet = operations.locked_sheet(product)
    if product.product_class_id == product_class.pk:
        return sheet
    what = {"before": {"class": str(product.product_class)}, "after": {"class": str(product_class)}}
    product.product_class = product_class
    Product.objects.filter(pk=product.pk).update(product_class=product_class, date_updated=at)
    operations.note_change(sheet, what="class", by=by, at=at, **what)
    if sheet.status == operations.ON_SALE and (lacks := disclosure.lacks(product, at=at)):
        return operations.withdraw_from_sale(product=product, by=by, at=at, why=lacks[0].words)
    operations.refresh_cards([product.pk], at)
    return sheet


def _locked_disclosure(product_class: ProductClass) -> ClassDisclosure:
    ClassDisclosure.objects.get_or_create(product_class=product_class)
    return ClassDisclosure.objects.select_for_update().get(product_class=product_class)


def _take_off_sale_what_lacks(
    product_class: ProductClass, *, by: Any, at: datetime
) -> list[Product]:
    taken = []
    for product in Product.objects.filter(
        product_class=product_class, sheet__status=operations.ON_SALE
    ).order_by("pk"):
        if lacks := disclosure.lacks(product, at=at):
            operations.withdraw_from_sale(product=product, by=by, at=at, why=lacks[0].words)
            taken.append(product)
    return taken
