"""One import: check everything, then write everything, or refuse with every reason."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storefront.catalogue import demands, operations, queries
from storefront.catalogue.models import ImportMark, Product, ProductSheet
from storefront.core.refusal import Refusal
from storefront.partner.models import StockRecord

from . import changing, checks, storing, writing
from .goods import Goods, Problem
from .places import Places

ONE_AT_A_TIME = 7_301_002  # an advisory lock
Progress = Callable[[str, int, int], None]


class ImportRefused(Refusal):
    """`problems` names every row and column that is wrong; nothing was written."""

    words = _("Nothing was imported: %(number)s problems were found.")

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(number=len(problems))


@dataclass
class Report:
    """What an import did, or would do: numbers of products."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    published: int = 0
    drafts: int = 0
    notes: list[Problem] = field(default_factory=list)
    lacking: dict[str, int] = field(default_factory=dict)


def import_goods(
    goods: list[Goods],
    *,
    at: datetime,
    by: Any = None,
    pictures: Path | None = None,
    problems: list[Problem] | None = None,
    publish: bool = False,
    dry_run: bool = False,
    source: str = "",
    progress: Progress = lambda _step, _done, _of: None,
) -> Report:
    """
    Bring the goods of a file into the shop; goods that it has unchanged are left alone.

    All or nothing; a recall of goods that are being changed waits for the end of it. Goods go on
    sale if their row or `publish` says so and nothing is lacking; the rest stay drafts, and the
    report says what they lack.

    :raises ImportRefused: with every problem, if there is one
    """
    report = Report()
    progress("check", 0, len(goods))
    for item in (item for each in goods for item in each.items):
        item.currency = item.currency or settings.OSCAR_DEFAULT_CURRENCY
    checksums = {each.key: each.checksum for each in goods}
    known = {
        mark.key: mark
        for mark in ImportMark.objects.filter(key__in=list(checksums)).select_related("product")
    }
    new = [each for each in goods if each.key not in known]
    changed = [
        each
        for each in goods
        if each.key in known and known[each.key].checksum != checksums[each.key]
    ]
    found = list(problems or [])
    unread = {(each.row, each.column) for each in found}
    found += [
        each
        for each in checks.problems_of(new + changed, at=at, pictures=pictures, notes=report.notes)
        if (each.row, each.column) not in unread
    ]
    found += writing.problems_of(new)
    found += changing.problems_of(changed, known, at=at)
    if found:
        raise ImportRefused(sorted(found))

    report.created, report.changed = len(new), len(changed)
    report.unchanged = len(goods) - len(new) - len(changed)
    if dry_run or not (new or changed):
        return report

    stored = storing.store_pictures(new + changed, pictures, progress)
    with transaction.atomic():
        _stand_alone([each.key for each in new])
        places = Places(new + changed, at=at, by=by, why=source)
        here = [known[each.key].product for each in changed]
        named = [places.product_class(each.class_name) for each in new + changed]
        demands.hold(of=here, classes=named)
        _lock([product.pk for product in here])
        products = writing.create(
            new, places, stored, checksums, at=at, by=by, why=source, progress=progress
        )
        for number, each in enumerate(changed):
            mark = known[each.key]
            changing.change(each, mark, places, stored, at=at, by=by, why=source)
            ImportMark.objects.filter(pk=mark.pk).update(
                checksum=checksums[each.key], stock=each.stock, imported_at=at
            )
            products[each.key] = mark.product
            progress("change", number + 1, len(changed))
        _put_on_sale(new + changed, products, report, publish=publish, at=at, by=by)
        progress("cards", 0, len(products))
        operations.refresh_cards([product.pk for product in products.values()], at)
        queries.forget_tree()
        queries.forget_labels()
    progress("done", len(goods), len(goods))
    return report


def _stand_alone(new: list[str]) -> None:
    """
    Wait for any other import to end.

    :raises ImportRefused: if it brought the same goods meanwhile
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
    if ImportMark.objects.filter(key__in=new).exists():
        words = gettext("Another import brought the same goods just now. Please run it again.")
        raise ImportRefused([Problem(1, "", words)])


def _lock(products: list[int]) -> None:
    """
    Lock what will be changed, all of it first and in the order in which everybody does.

    A file has goods in an order of its own: changed one after the other, a recall or a purchase
    that has the same in hand would wait for us, and we for it.
    """
    if not products:
        return
    own = Q(pk__in=products) | Q(parent__in=products)
    goods = list(Product.objects.filter(own).order_by("pk").values_list("pk", flat=True))
    records = StockRecord.objects.select_for_update(of=("self",)).filter(product__in=goods)
    sheets = ProductSheet.objects.select_for_update(of=("self",)).filter(product__in=goods)
    rows = Product.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=goods)
    for locked in (records.order_by("pk"), sheets.order_by("product"), rows.order_by("pk")):
        list(locked.values_list("pk"))


def _put_on_sale(
    goods: list[Goods],
    products: dict[str, Product],
    report: Report,
    *,
    publish: bool,
    at: datetime,
    by: Any,
) -> None:
    wanted = [products[each.key] for each in goods if publish or each.published]
    refused = operations.publish_many(products=wanted, by=by, at=at)
    report.published = len(wanted) - len(refused)
    report.drafts = len(goods) - report.published
    for lacks in refused.values():
        for lack in lacks:
            report.lacking[lack.words] = report.lacking.get(lack.words, 0) + 1
