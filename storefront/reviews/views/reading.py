"""What everybody sees of reviews, and what a reader may say about one."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from storefront.catalogue import page as pages
from storefront.core import destination
from storefront.core.access import anyone, signed_in, visitor
from storefront.core.limits import limited
from storefront.core.pagecache import cacheable
from storefront.core.refusal import Refusal
from storefront.policies.queries import slugs

from .. import forms, law, operations, queries, reading, telling

SORTS = {
    "newest": gettext_lazy("Newest first"),
    "oldest": gettext_lazy("Oldest first"),
    "helpful": gettext_lazy("Most helpful first"),
    "highest": gettext_lazy("Most stars first"),
    "lowest": gettext_lazy("Fewest stars first"),
}
PHOTO_KEPT_FOR = 300  # seconds; so long a picture may outlive the moment in which it was hidden


class _Counted:
    """Stands for the reviews of which only one page was read."""

    def __init__(self, number: int) -> None:
        self.number = number

    def count(self) -> int:
        return self.number

    def __len__(self) -> int:
        return self.number

    def __getitem__(self, _which: object) -> list[object]:
        return []


@anyone
@require_safe
@cacheable
def all_reviews(request: HttpRequest, product_slug: str, pk: int) -> HttpResponse:
    """Show what every buyer wrote about a product, how it was chosen and how it is counted."""
    at = request.at  # type: ignore[attr-defined]
    found = pages.product_page(int(pk))
    if found is None or found.product.slug != product_slug:
        raise Http404
    sort = request.GET.get("sort", "")
    sort = sort if sort in SORTS else reading.NEWEST
    asked = request.GET.get("stars", "")
    stars = int(asked) if asked in ("1", "2", "3", "4", "5") else None
    number = request.GET.get("page", "")
    start = (int(number) - 1) * reading.ON_A_PAGE if number.isdecimal() and len(number) < 5 else 0
    reviews = reading.of(
        found.product.pk,
        number=reading.ON_A_PAGE,
        start=max(0, start),
        stars=stars,
        sort=sort,
    )
    if reviews and start and not reviews.shown:
        raise Http404
    shown = Paginator(_Counted(reviews.found if reviews else 0), reading.ON_A_PAGE)  # type: ignore[arg-type]
    kwargs = {"product_slug": found.product.slug, "pk": found.product.pk}
    country = destination.of(request)
    return render(
        request,
        "reviews/all.html",
        {
            "page": found,
            "title": found.card.title,
            "url": reverse("catalogue:detail", kwargs=kwargs),
            "crumbs": [(gettext("Shop"), reverse("catalogue:index")), *found.categories],
            "reviews": reviews,
            "sorts": SORTS.items(),
            "sort": sort,
            "stars": stars,
            "paged": shown.get_page(number),
            "place": destination.name(country),
            "law": law.asked(country, at=at),
            "hours": int(telling.within().total_seconds() // 3600),
            "rules": telling.RULES in slugs(at=at),
        },
    )


@anyone
@require_safe
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a picture of a review that is shown."""
    found = queries.shown_photo(pk)
    if found is None:
        raise Http404
    return served(found, kept_for=PHOTO_KEPT_FOR)


def served(photo: Any, *, kept_for: int) -> HttpResponse:
    """Answer with a picture that we wrote ourselves."""
    with photo.file.open() as opened:
        response = HttpResponse(opened.read(), content_type="image/webp")
    response["X-Content-Type-Options"] = "nosniff"
    if kept_for:
        response["Cache-Control"] = f"public, max-age={kept_for}"
    return response


@signed_in
@require_http_methods(["GET", "POST"])
@limited("review-vote", limit=60, per=600)
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    """Note whether a review helped; whoever came here by signing in is led back to it."""
    facts = queries.shown(pk)
    said = request.POST.get("helped", "")
    if said in ("yes", "no"):
        try:
            operations.vote(
                facts=facts,
                helped=said == "yes",
                by=request.user,
                at=request.at,  # type: ignore[attr-defined]
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, gettext("Thank you, it is counted."))
    return redirect(_place_of(facts))


@visitor
@require_http_methods(["GET", "POST"])
@limited("review-report", limit=6, per=3600)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in that a review breaks a rule."""
    facts = queries.shown(pk)
    form = forms.ReportIt(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.report(
                facts=facts,
                user=request.user,
                at=request.at,  # type: ignore[attr-defined]
                **form.cleaned_data,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, gettext("Thank you. A person looks at it, whatever its stars are.")
            )
            return redirect(_place_of(facts))
    context = {"form": form, "facts": facts, "url": _place_of(facts)}
    return render(request, "reviews/report.html", context, status=422 if form.errors else 200)


def _place_of(facts: Any) -> str:
    product = facts.product
    return f"{reverse('reviews:all', args=[product.slug, product.pk])}#r{facts.pk}"
