from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from checkout.order import access
from storefront.core.access import order_holder

from . import pdf, queries
from .models import TaxDocument


@order_holder
@require_GET
@never_cache
def document(request: HttpRequest, number: str, document: str) -> HttpResponse:
    """Hand out an invoice or a credit note of an order as a file to keep."""
    order = access.order_for(request, number)
    # Compared here: what an address can hold is more than the database takes for a text.
    made = next((each for each in queries.of_order(order) if each.number == document), None)
    if made is None:
        raise Http404
    return as_file(made)


def as_file(made: TaxDocument) -> HttpResponse:
    response = HttpResponse(pdf.render(made), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{made.number}.pdf"'
    return response
