"""Which step of a row was the last in view of whoever acts on it, so that nobody acts blindly."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.html import strip_tags
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storefront.core import marks
from storefront.core.templatetags.candour import when

from .history import ChangedMeanwhile

SEEN = "admin/seen.html"


class ActedMeanwhile(ChangedMeanwhile):
    """Somebody took a step since the page was opened; the words say who, when and which."""

    words = _(
        "Nothing was done: your page was older than how it stands. %(who)s, %(at)s: %(what)s. "
        "What you typed is here still; open the page anew to see theirs."
    )


class NotOffered(ChangedMeanwhile):
    words = _("Nothing was done: this is not open to you here, or not any more.")


class SeenForm(forms.ModelForm):
    """
    A form over a row with steps, which brings back which of these was the last in view.

    The page that shows it has `SEEN` as its `change_form_before_template`.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "seen" in self.fields:
            self.fields["seen"].initial = last(self.instance)


def last(row: Any) -> int:
    """Return the number of the latest step of a row; nought if there is none."""
    return (_latest_first(row).values_list("pk", flat=True).first() or 0) if row.pk else 0


def unless_acted(row: Any, *, since: int | None) -> None:
    """
    Go on only if a row, which is locked, took no step since the writer had it in view.

    `since` is what `last` gave when it was shown; None asks nothing.

    :raises ActedMeanwhile: if it took one
    """
    if since is None:
        return
    step = _latest_first(row).select_related("moved_by").first()
    if step is not None and step.pk != since:
        raise acted(who=step.moved_by, at=step.moved_at, what=_told(row, step))


def acted(*, who: Any, at: datetime, what: str) -> ActedMeanwhile:
    """Return the refusal in words, for rows that keep their history in another way too."""
    return ActedMeanwhile(
        who=(who.get_full_name() or who.get_username()) if who else gettext("the shop"),
        at=strip_tags(when(at, "short")),
        what=what,
    )


def only_by(row: Any, person: Any, *, since: int | None) -> bool:
    """Say whether every step since one in view is the person's own: a press came twice then."""
    if since is None:
        return False
    return not row.moves.filter(pk__gt=since).exclude(moved_by=person).exists()


def _latest_first(row: Any) -> QuerySet[Any]:
    found: QuerySet[Any] = row.moves.order_by("-pk")
    return found


def _told(row: Any, step: Any) -> str:
    words = {value: str(label) for value, label in type(row).Status.choices}
    if step.from_status == step.to_status:
        told = gettext("has changed it")
    else:
        told = f"{words.get(step.from_status, '—')} → {words.get(step.to_status, '—')}"
    return f"{told} {marks.bracketed(gettext(step.why))}" if step.why else told
