from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from storefront.catalogue.models import Product, ProductCard
from storefront.core.access import visitor
from storefront.core.limits import limited
from storefront.core.refusal import Refusal

from . import forms, operations, queries

GRANT = "questions_asked"


@visitor
@limited("question", limit=6, per=600)
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, product_slug: str, pk: int) -> HttpResponse:
    """Ask about a product; what was asked before stands beside it."""
    product = _shown(pk, product_slug)
    form = forms.Ask(request.POST or None)
    alike = _alike(request, product, form)
    if request.method == "POST" and form.is_valid() and not alike:
        try:
            question = operations.ask(
                product=product,
                language=get_language() or "en",
                user=request.user,
                at=request.at,  # type: ignore[attr-defined]
                **form.cleaned_data,
            )
        except Refusal as refusal:
            form.add_error("text", str(refusal))
        else:
            # Only this browser may see that its question waits.
            request.session[GRANT] = [*request.session.get(GRANT, [])[-20:], question.pk]
            return redirect("questions:asked", product_slug=product.slug, pk=product.pk)
    context = {"form": form, "alike": alike, **_context(product)}
    return render(request, "questions/ask.html", context, status=422 if form.errors else 200)


def _alike(request: HttpRequest, product: Product, form: forms.Ask) -> list[Any]:
    """Return what answers the question already, until its asker says that it does not."""
    if request.method != "POST" or "sure" in request.POST or not form.is_valid():
        return []
    return queries.similar(product.card, form.cleaned_data["text"])


@visitor
@require_safe
def asked(request: HttpRequest, product_slug: str, pk: int) -> HttpResponse:
    """Show whoever asked until when we answer."""
    product = _shown(pk, product_slug)
    question = (
        queries.waiting()
        .filter(pk__in=request.session.get(GRANT, []), product=product)
        .order_by("-pk")
        .first()
    )
    if question is None:
        return redirect(_context(product)["url"])
    return render(request, "questions/asked.html", {"question": question, **_context(product)})


def _shown(pk: int, slug: str) -> Product:
    card = ProductCard.objects.public().filter(pk=pk).select_related("product").first()
    if card is None or card.slug != slug:
        raise Http404
    return card.product


def _context(product: Product) -> dict[str, Any]:
    kwargs = {"product_slug": product.slug, "pk": product.pk}
    return {
        "product": product,
        "url": reverse("catalogue:detail", kwargs=kwargs),
        "questions": queries.shown(product.pk),
    }
