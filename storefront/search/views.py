"""The list of a category, of everything, and of what answers a question."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from storefront.catalogue import generation, shown
from storefront.catalogue import queries as catalogue
from storefront.core.access import anyone
from storefront.core.pagecache import cacheable

from . import answers, listing, narrowing, queries, question


@anyone
@require_safe
@cacheable
def everything(request: HttpRequest) -> HttpResponse:
    """Show every thing there is."""
    this = generation.now()
    context = _listed(request, queries.Scope(), generation_=this)
    title = gettext("Everything we sell")
    return render(
        request, "catalogue/category.html", {**context, "title": title, "texts": queries.NO_TEXTS}
    )


@anyone
@require_safe
@cacheable
def category(request: HttpRequest, category_slug: str, pk: int) -> HttpResponse:
    """Show the things of one category; an address of old leads to that of today."""
    tree = catalogue.category_tree()
    if (branch := tree.get(int(pk))) is None:
        raise Http404
    if branch.slug != category_slug:
        query = request.META.get("QUERY_STRING", "")
        return redirect(f"{branch.url}?{query}" if query else branch.url, permanent=True)
    this = generation.now()
    language = get_language() or "en"
    context = _listed(request, queries.Scope(category=branch.id), generation_=this)
    return render(
        request,
        "catalogue/category.html",
        {
            **context,
            "title": branch.name,
            "texts": generation.keep(
                ("category", branch.id, language),
                lambda: queries.category_texts(branch.id),
                generation=this,
            ),
            "crumbs": [*_above(branch, tree)],
            "parts": [tree[child] for child in branch.children if child in tree],
        },
    )


@anyone
@require_safe
@cacheable
def search(request: HttpRequest) -> HttpResponse:
    """Show what answers a question, or say that nothing does and what to do instead."""
    asked = question.read(request.GET.get("q", ""), get_language() or "en")
    this = generation.now()
    if not asked:
        return render(request, "search/ask.html", {"asked": asked})
    answer = answers.answer(asked, at_generation=this)
    if not answer.ids:
        return render(
            request,
            "search/nothing.html",
            {"asked": asked, "cards": shown.cards(queries.newest(8), at=request.at)},  # type: ignore[attr-defined]
        )
    context = _listed(request, answer.scope, generation_=this, answer=answer, asked=asked.text)
    return render(request, "search/results.html", {**context, "answer": answer, "asked": asked})


def _listed(
    request: HttpRequest,
    scope: queries.Scope,
    *,
    generation_: int,
    answer: answers.Answer | None = None,
    asked: str = "",
) -> dict[str, Any]:
    labels = catalogue.facet_labels()
    best = narrowing.BEST if answer else narrowing.NEWEST
    wanted = narrowing.read(
        request.GET, options=listing.option_values(labels), default_sort=best, asked=asked
    )
    ranked = None
    if answer and wanted.sort == narrowing.BEST:
        ranked = queries.ranked_ids(scope, wanted) if wanted else answer.ids
    path = request.path
    found = listing.listing(
        scope,
        wanted,
        path=path,
        at=request.at,  # type: ignore[attr-defined]
        at_generation=generation_,
        labels=labels,
        ranked=ranked,
    )
    return {
        "listing": found,
        "canonical": request.build_absolute_uri(
            f"{path}?page={found.page.number}" if found.page.number > 1 else path
        ),
    }


def _above(branch: catalogue.Branch, tree: dict[int, catalogue.Branch]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    while branch.parent_id in tree:
        branch = tree[branch.parent_id]
        found.insert(0, (branch.name, branch.url))
    return [(gettext("Shop"), reverse("catalogue:index")), *found]
