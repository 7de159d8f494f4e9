from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from checkout.order import access
from storefront.core.access import order_holder

from . import canonical, operations, pdf, wording
from .models import Agreement


@order_holder
@require_GET
@never_cache
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """Show what was agreed, as it was shown, and prove that it is unchanged."""
    agreement = _agreement(request, number)
    policies = agreement.document["policies"]
    context = {
        "agreement": agreement,
        "document": agreement.document,
        "paper": wording.for_paper(agreement),
        "order": agreement.order,
        "accepted": [each for each in policies if wording.is_accepted(each)],
        "others": [each for each in policies if not wording.is_accepted(each)],
        "genuine": operations.is_genuine(agreement),
    }
    return render(request, "agreement/detail.html", context)


@order_holder
@require_GET
@never_cache
def document(request: HttpRequest, number: str) -> HttpResponse:
    """Hand out the same as a file to keep."""
    agreement = _agreement(request, number)
    return _file(pdf.render(agreement), "application/pdf", f"{agreement.order.number}.pdf")


@order_holder
@require_GET
@never_cache
def raw(request: HttpRequest, number: str) -> HttpResponse:
    """Hand out the very bytes of which the fingerprint is taken."""
    agreement = _agreement(request, number)
    body = canonical.text(agreement.document).encode()
    return _file(body, "application/json", f"{agreement.order.number}.json")


def _agreement(request: HttpRequest, number: str) -> Agreement:
    order = access.order_for(request, number)
    try:
        agreement: Agreement = order.agreement
    except Agreement.DoesNotExist as missing:
        raise Http404 from missing
    agreement.order = order
    return agreement


def _file(body: bytes, mime: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=mime)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
