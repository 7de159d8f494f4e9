"""Writing a recall down: what it must say, and what it may not."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftersales.recalls import affected, queries, wording
from aftersales.recalls.models import Recall, Remedy, Status
from storefront.catalogue import languages
from storefront.core import lifecycle, marks
from storefront.core.refusal import Refusal
from storefront.partner.models import Lot, StockRecord
from storefront.seller import queries as sellers
from storefront.staff import steps

TEXTS = ("hazard", "instructions")


class NotADraft(Refusal):
    words = gettext_lazy("This recall is not a draft any more, so its words stay as they are.")


class SofteningWords(Refusal):
    """The law bans words that make a danger sound smaller; each is named, with its language."""


class NotOfThisProduct(Refusal):
    words = gettext_lazy("These variants or lots are not of the product that is recalled.")


class LotTakenBack(Refusal):
    words = gettext_lazy(
        "Lot %(number)s was taken back: it was entered by mistake. Choose the lots anew."
    )


class WhyNeeded(Refusal):
    words = gettext_lazy("Say why: it stands in the history, and buyers may ask.")


class Incomplete(Refusal):
    """What is still missing, all of it named."""


@transaction.atomic
def draft(
    *,
    recall: Recall,
    texts: Mapping[str, Mapping[str, str]],
    remedies: Iterable[str],
    at: datetime,
    by: Any = None,
    variants: Iterable[Any] = (),
    lots: Iterable[Lot] = (),
    dispose: bool = False,
    sold_from: date | None = None,
    sold_until: date | None = None,
    contact_email: str = "",
    contact_phone: str = "",
    seen: int | None = None,
) -> Recall:
    """
    Write or change the draft of a recall; `recall` is new with its product, or a draft.

    `texts` are {"hazard": {"en": ...}, "instructions": {...}} by language.

    `seen` is the last step that the writer had in view, and None asks nothing.

    :raises steps.ActedMeanwhile: if it took a step since `seen`
    :raises NotADraft: if it waits for its second person or was announced
    :raises SofteningWords: if a text plays the danger down (SAF-04)
    :raises NotOfThisProduct: if variants or lots are of something else
    :raises LotTakenBack: if a lot was entered by mistake
    """
    new = recall.pk is None
    if not new:
        product = recall.product
        recall = queries.locked(recall)
        steps.unless_acted(recall, since=seen)
        if not queries.may_be_written(recall):
            raise NotADraft()
        recall.product = product
    _refuse_softening(texts, at)
    wanted = set(remedies)
    recall.remedies = [value for value in Remedy.values if value in wanted]
    recall.dispose = dispose
    recall.sold_from, recall.sold_until = sold_from, sold_until
    recall.contact_email, recall.contact_phone = contact_email, contact_phone
    # Words in another language would hide that nobody wrote the English ones.
    languages.write(recall, **texts)
    recall.variants.set(_of_it(recall, variants))
    recall.lots.set(_standing(lots))
    records = set(affected.stockrecords(recall))
    chosen = set(recall.lots.values_list("stockrecord_id", flat=True))
    if not chosen <= records:
        raise NotOfThisProduct()
    # Whoever writes at it, first or later, cannot let it go out.
    _note(recall, "" if new else Status.DRAFT, by=by, at=at)
    return recall


@transaction.atomic
def submit(*, recall: Recall, by: Any, at: datetime) -> Recall:
    """
    Ask a second person to let a recall go out; from here nobody changes its words.

    :raises Incomplete: if something that a notice must say is missing (SAF-04, SAF-05)
    :raises lifecycle.IllegalMove: if it is not a draft
    """
    recall = queries.locked(recall)
    refuse_incomplete(recall, at)
    lifecycle.move(recall, to=Status.TO_APPROVE, by=by, at=at)
    return recall


@transaction.atomic
def send_back(*, recall: Recall, why: str, by: Any, at: datetime) -> Recall:
    """
    Give a recall back to be written better; it is a draft again.

    :raises WhyNeeded: if no reason is given
    """
    if not why.strip():
        raise WhyNeeded()
    recall = queries.as_it_stands(recall)
    lifecycle.move(recall, to=Status.DRAFT, by=by, at=at, why=why)
    return recall


def refuse_incomplete(recall: Recall, at: datetime) -> None:
    """
    Keep a recall in that does not say all that the law wants of its notice.

    :raises Incomplete: naming all that is missing
    :raises SofteningWords: if a text plays the danger down
    """
    _refuse_softening({field: wording.texts(recall, field) for field in TEXTS}, at)
    if missing := lacks(recall, at):
        raise Incomplete(marks.sentences([_("This recall cannot go out yet."), *missing]))


def lacks(recall: Recall, at: datetime) -> list[str]:
    """Return in sentences what a recall must still say before it may go out."""
    found = []
    names = {"hazard": _("what the danger is"), "instructions": _("what to do now")}
    for field, name in names.items():
        said = wording.texts(recall, field)
        for code, language in settings.LANGUAGES:
            if not said.get(code, "").strip():
                found.append(
                    _("Not said in %(language)s: %(what)s.") % {"language": language, "what": name}
                )
    least = wording.least_remedies(at)
    if len(set(recall.remedies)) < least:
        found.append(_("The law asks for at least %(least)s remedies.") % {"least": least})
    if recall.dispose and Remedy.REPAIR in recall.remedies:
        found.append(_("What is thrown away cannot be repaired."))
    if recall.sold_from is None:
        found.append(_("Not said: since when it was sold."))
    if recall.sold_from and recall.sold_until and recall.sold_until < recall.sold_from:
        found.append(_("It cannot have been sold until a day before it was sold first."))
    seller = sellers.current()
    if not (recall.contact_email or recall.contact_phone or seller.email or seller.phone):
        found.append(_("Not said: how to reach somebody about it."))
    for lot in recall.lots.exclude(taken_back_at=None).order_by("number", "pk"):
        found.append(str(LotTakenBack(number=lot.number)))
    if not affected.stockrecords(recall):
        found.append(_("Nothing of it was ever sold here."))
    if picture_of(recall) is None:
        found.append(_("It has no picture."))
    return found


def picture_of(recall: Recall) -> dict[str, Any] | None:
    """Return a picture of what is recalled, as pages show it; a variant's own comes first."""
    from aftersales.tracking import goods

    records = StockRecord.objects.filter(pk__in=affected.stockrecords(recall))
    ids = [*records.order_by("pk").values_list("product_id", flat=True), recall.product_id]
    shown = goods.pictures_of(ids)
    found = (shown[pk]["picture"] for pk in ids if pk in shown and shown[pk]["picture"])
    picture = next(found, None)
    if picture is None:
        return None
    return {**picture, "alt": languages.in_language(picture["alt"])}


def _refuse_softening(texts: Mapping[str, Mapping[str, str]], at: datetime) -> None:
    names = dict(settings.LANGUAGES)
    found = [
        _("“%(word)s” makes a danger sound smaller (%(language)s).")
        % {"word": word, "language": names.get(code, code)}
        for words in texts.values()
        for code, text in words.items()
        for word in wording.softening(text, code, at)
    ]
    if found:
        rule = _("The law keeps such words out of a recall:")
        raise SofteningWords(" ".join([rule, *dict.fromkeys(found)]))


def _of_it(recall: Recall, variants: Iterable[Any]) -> list[Any]:
    chosen = list(variants)
    if any(each.parent_id != recall.product_id for each in chosen):
        raise NotOfThisProduct()
    return chosen


def _standing(lots: Iterable[Lot]) -> list[Lot]:
    """Lock the lots, so that nobody takes one back that is just being named."""
    rows = Lot.objects.select_for_update(of=("self",), no_key=True)
    found = list(rows.filter(pk__in=[lot.pk for lot in lots]).order_by("pk"))
    for lot in found:
        if lot.taken_back_at:
            raise LotTakenBack(number=lot.number)
    return found


def _note(recall: Recall, before: str, *, by: Any, at: datetime) -> None:
    recall.moves.create(
        from_status=before,
        to_status=recall.status,
        moved_by=by if getattr(by, "pk", None) else None,
        moved_at=at,
    )
