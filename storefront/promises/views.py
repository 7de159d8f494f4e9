from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from storefront.core.access import anyone

from . import queries, registry

LOOKED_AT = timedelta(days=365)
MOST_MISSED = 20


@anyone
def record(request: HttpRequest) -> HttpResponse:
    """Show everybody which of our promises we kept in time: by kind, by month, each missed one."""
    at = request.at  # type: ignore[attr-defined]
    period = {"since": at - LOOKED_AT, "at": at}
    rows = queries.record(**period)
    missed = queries.missed(**period, most=MOST_MISSED)
    context = {
        "rows": [{"title": registry.title_of(row.kind), "row": row} for row in rows],
        "months": queries.months(**period),
        "missed": [{"title": registry.title_of(each.kind), "promise": each} for each in missed],
        "due": sum(row.due for row in rows),
        "kept": sum(row.kept for row in rows),
        "since": at - LOOKED_AT,
    }
    return render(request, "promises/record.html", context)
