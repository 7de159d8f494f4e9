"""The terms of a promotion, for everybody who was told of it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from storefront.core import limits, references
from storefront.core.access import anyone

from . import wording
from .models import Promotion


@anyone
@require_safe
@limits.unguessable("promotions", limit=60, per=600)
def terms(request: HttpRequest, reference: str) -> HttpResponse:
    """
    Show the terms of a promotion that runs, as they were signed off; of an ended one, its end.

    What is not approved or has not begun is nobody's business yet.
    """
    at = request.at  # type: ignore[attr-defined]
    promotion = Promotion.objects.filter(reference=references.tidy(reference)[:16]).first()
    if promotion is None or promotion.offer_id is None or at < promotion.starts_at:
        raise Http404
    over = not promotion.runs(at)
    context = {
        "promotion": promotion,
        "over": over,
        "told": promotion.told(get_language() or ""),
        "gives": wording.gives(promotion),
    }
    return render(request, "promotions/terms.html", context, status=410 if over else 200)
