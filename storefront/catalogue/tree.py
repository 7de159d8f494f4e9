"""What is done to the tree of categories: made, changed, moved, taken away."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from storefront.core.refusal import Refusal
from storefront.staff import history
from storefront.staff.models import What

from . import languages, operations, queries
from .models import Category, ProductCard, ProductCategory

LOCK = 7_301_001  # an advisory lock: the tree is changed by one person at a time
SETTINGS = ("slug", "is_public", "exclude_from_menu")
TEXTS = ("name", "description")


class BelowItself(Refusal):
    words = _("A category cannot be moved below itself.")


class NotEmpty(Refusal):
    words = _("Something still stands in this category.")


class GoneMeanwhile(Refusal):
    words = _("Somebody else has taken this category away.")


def lock() -> None:
    """Keep the tree as it is until the transaction ends: its rows know of each other by numbers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


@transaction.atomic
def save_category(
    *,
    category: Category | None,
    texts: dict[str, dict[str, str]],
    fields: dict[str, Any],
    above: Category | None,
    why: str,
    by: Any,
    at: datetime,
    seen: int | None = None,
) -> Category:
    """
    Make a category, or change one and everything below it: its words, and where it stands.

    :raises BelowItself: if it would stand below itself
    :raises GoneMeanwhile: if it, or the one above it, is not there any more
    :raises history.ChangedMeanwhile: if it was changed after change `seen`
    """
    lock()
    above = _as_it_stands(above) if above else None
    before: dict[str, Any] = {}
    if category is None:
        row = Category(**fields)
        for field, words in texts.items():
            languages.set_texts(row, field, words)
        if above is None:
            Category.objects.add_root(instance=row)
        else:
            Category.objects.add_child(above, instance=row)
    else:
        row = _as_it_stands(category)
        history.unless_changed(row, since=seen)
        before = _as_it_is(row)
        for field, words in texts.items():
            languages.set_texts(row, field, words)
        for field, value in fields.items():
            setattr(row, field, value)
        row.save()
        row = _moved(row, above)
    row.set_ancestors_are_public()
    what = What.CHANGED if category else What.MADE
    after = _as_it_is(row)
    history.record(row=row, before=before, after=after, what=what, why=why, by=by, at=at)
    below = [each.pk for each in row.get_descendants_and_self()]
    cards = ProductCard.objects.filter(categories__overlap=below).values_list("pk", flat=True)
    operations.refresh_cards(list(cards), at)
    queries.forget_tree()
    return row


@transaction.atomic
def remove_category(*, category: Category, why: str, by: Any, at: datetime) -> None:
    """
    Take away an empty category; taking it away twice is taking it away once.

    :raises NotEmpty: if products or categories stand in it
    """
    lock()
    # Read anew: what somebody has put below it since it was shown would go with it.
    row = Category.objects.filter(pk=category.pk).first()
    if row is None:
        return
    if row.has_children() or ProductCategory.objects.filter(category=row).exists():
        raise NotEmpty()
    before = _as_it_is(row)
    history.record(row=row, before=before, after={}, what=What.REMOVED, why=why, by=by, at=at)
    row.delete()
    queries.forget_tree()


def _as_it_stands(category: Category) -> Category:
    if (row := Category.objects.filter(pk=category.pk).first()) is None:
        raise GoneMeanwhile()
    return row


def _moved(category: Category, above: Category | None) -> Category:
    now = category.get_parent()
    if (now.pk if now else None) == (above.pk if above else None):
        return category
    if above is None:
        category.move(Category.get_last_root_node(), "last-sibling")
    elif above.pk == category.pk or above.is_descendant_of(category):
        raise BelowItself()
    else:
        category.move(above, "last-child")
    return Category.objects.get(pk=category.pk)


def _as_it_is(category: Category) -> dict[str, Any]:
    above = category.get_parent()
    return {
        **{
            languages.column(field, code): words
            for field in TEXTS
            for code, words in languages.texts(category, field).items()
        },
        **{name: getattr(category, name) for name in SETTINGS},
        "above": str(above.name) if above else "",
    }
