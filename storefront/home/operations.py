from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from storefront.catalogue import generation
from storefront.core.refusal import Refusal
from storefront.staff import history
from storefront.staff.models import What

from . import content
from .models import FrontPage


class AlreadyOut(Refusal):
    words = _("Buyers have seen this one, so it stays as it is. Write a new one from it.")


class NotOut(Refusal):
    words = _("Buyers have not seen this one yet: publish it instead.")


class TooMuch(Refusal):
    """There is no room for all of it; the words say where."""


class NotReady(Refusal):
    """Something is lacking before buyers see it; the words name all of it."""


class InThePast(Refusal):
    words = _("This moment is over. Choose a later one, or publish it now.")


@transaction.atomic
def write_draft(
    *,
    page: FrontPage | None,
    name: str,
    told: dict[str, Any],
    why: str,
    by: Any,
    at: datetime,
    seen: int | None = None,
) -> FrontPage:
    """
    Keep a front page as a draft that buyers do not see; it may be unfinished.

    One that waits for its moment becomes a draft again with that. Writing the same changes nothing.

    :raises AlreadyOut: if buyers see it or have seen it
    :raises TooMuch: if there are more products or shelves than a page has room for
    :raises history.ChangedMeanwhile: if it was changed after change `seen`
    """
    before: dict[str, Any] = {}
    if page:
        page = _draft(page, at=at, seen=seen)
        before = _as_it_is(page)
    if words := content.too_much(told):
        raise TooMuch(" ".join(words))
    what = What.CHANGED if page else What.MADE
    page = page or FrontPage()
    page.name, page.told = " ".join(name.split())[:80] or str(at.date()), told
    if page.pk is None or _as_it_is(page) != before:
        page.since = None
        page.save()
    after = _as_it_is(page)
    history.record(row=page, before=before, after=after, what=what, why=why, by=by, at=at)
    return page


@transaction.atomic
def publish(
    *,
    page: FrontPage,
    since: datetime | None = None,
    why: str,
    by: Any,
    at: datetime,
    seen: int | None = None,
) -> FrontPage:
    """
    Show a draft to buyers, now or from a moment on; the one before stays as a record.

    :raises NotReady: naming everything that is lacking
    :raises InThePast: if `since` is over
    :raises AlreadyOut: if it is out already
    """
    page = _draft(page, at=at, seen=seen)
    if since is not None and since < at:
        raise InThePast()
    return _show(page, since=since or at, why=why, by=by, at=at)


@transaction.atomic
def show_again(*, page: FrontPage, why: str, by: Any, at: datetime) -> FrontPage:
    """
    Go back to what was shown before, as a new version that holds from now on.

    What is off sale by now is left out, with a shelf that is empty by that: the way back is quick
    just when something had to be taken off sale.

    :raises NotOut: if buyers have never seen it
    :raises NotReady: if something else is lacking on it
    """
    if not page.is_out(at):
        raise NotOut()
    again = FrontPage.objects.create(name=page.name, told=content.on_sale_only(page.told))
    return _show(again, since=at, why=why, by=by, at=at)


@transaction.atomic
def copy(*, page: FrontPage, why: str, by: Any, at: datetime) -> FrontPage:
    """Begin a draft from another front page, whatever has become of that one."""
    made = FrontPage.objects.create(name=page.name, told=page.told)
    history.record(
        row=made, before={}, after=_as_it_is(made), what=What.MADE, why=why, by=by, at=at
    )
    return made


@transaction.atomic
def take_back(
    *, page: FrontPage, why: str, by: Any, at: datetime, seen: int | None = None
) -> FrontPage:
    """
    Make a draft of one that waits for its moment, with all that it says; a draft stays one.

    :raises AlreadyOut: if buyers see it or have seen it
    :raises history.ChangedMeanwhile: if it was changed after change `seen`
    """
    page = _draft(page, at=at, seen=seen)
    if page.since is None:
        return page
    before, page.since = {"since": page.since}, None
    page.save(update_fields=["since"])
    history.record(row=page, before=before, after={"since": None}, why=why, by=by, at=at)
    return page


@transaction.atomic
def throw_away(
    *, page: FrontPage, why: str, by: Any, at: datetime, seen: int | None = None
) -> None:
    """
    Remove a draft that nobody needs, or one that waits for its moment.

    :raises AlreadyOut: if buyers see it or have seen it
    """
    page = _draft(page, at=at, seen=seen)
    before = _as_it_is(page)
    history.record(row=page, before=before, after={}, what=What.REMOVED, why=why, by=by, at=at)
    page.delete()


def _draft(page: FrontPage, *, at: datetime, seen: int | None) -> FrontPage:
    page = FrontPage.objects.select_for_update().get(pk=page.pk)
    history.unless_changed(page, since=seen)
    if page.is_out(at):
        raise AlreadyOut()
    return page


def _show(page: FrontPage, *, since: datetime, why: str, by: Any, at: datetime) -> FrontPage:
    if words := content.lacking(page.told):
        raise NotReady(" ".join(words))
    before, page.since = {"since": page.since}, since
    page.save(update_fields=["since"])
    history.record(
        row=page,
        before=before,
        after={"since": since},
        what=What.PUBLISHED,
        why=why,
        by=by,
        at=at,
    )
    generation.move_on()
    return page


def _as_it_is(page: FrontPage) -> dict[str, Any]:
    return {"name": page.name, "since": page.since, **content.flat(page.told)}
