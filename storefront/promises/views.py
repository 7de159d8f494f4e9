from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from storefront.core.access import anyone

from . import queries, registry

LOOKED_AT = timedelta(days=365)


@anyone
def record(request: HttpRequest) -> HttpResponse:
    """Show everybody how many of our promises we kept in time, kind by kind."""
    at = request.at  # type: ignore[attr-defined]
    rows = queries.record(since=at - LOOKED_AT, at=at)
    context = {
        "rows": [{"title": registry.title_of(row.kind), "row": row} for row in rows],
        "due": sum(row.due for row in rows),
        "kept": sum(row.kept for row in rows),
        "since": at - LOOKED_AT,
    }
    return render(request, "promises/record.html", context)
