"""The page of a product."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from storefront.core import destination, marks
from storefront.core.access import anyone
from storefront.core.pagecache import cacheable
from storefront.law import queries as law

from . import delivery, gone, page, promoted, sections, similar, stated, structured, wording

# A choice of more variants than this is a list to pick from, not a row of pictures.
MOST_PILLS = 16
MOST_AT_ONCE = 20
# So few that a buyer may want one set aside before going on looking (LBT-6.2.1.3).
SCARCE = 5


@anyone
@require_safe
@cacheable
def product(request: HttpRequest, product_slug: str, pk: int) -> HttpResponse:
    """Show a product with everything that we say about it; an old address leads to today's."""
    found = page.product_page(int(pk))
    if found is None:
        if (why := gone.answer(request, int(pk))) is not None:
            return why
        raise Http404
    if found.product.slug != product_slug:
        return redirect(_url(found), permanent=True)
    at = request.at  # type: ignore[attr-defined]
    on = at.date()
    chosen, is_unknown = _chosen(
        found, request.GET.get("variant") or request.GET.get("product", "")
    )
    if chosen is None or chosen.price is None:
        raise Http404
    country = destination.of(request)
    offer = delivery.offer(country=country, goods=chosen.price.now, at=at)
    aside = [each.product_id for each in found.variants if each.aside]
    held = delivery.held(aside, at=at)
    by, condition = wording.arrival(offer) if offer else ("", "")
    prices = [each.price.now for each in found.variants if each.price]
    url = request.build_absolute_uri(_url(found))
    return render(
        request,
        "catalogue/product.html",
        {
            "page": found,
            "title": found.card.title,
            "chosen": chosen,
            "is_unknown": is_unknown,
            "pictures": _pictures(found, chosen),
            "choices": _choices(found, chosen),
            "as_list": len(found.variants) > MOST_PILLS,
            "price": {
                "now": chosen.price.now,
                "was": chosen.price.was,
                "cut": chosen.price.cut,
                "currency": chosen.price.currency,
                "why": chosen.reduced_why,
                "basis": wording.price_basis(
                    chosen.price,
                    offer=offer,
                    place=destination.name(country),
                    taxed=law.is_taxed(country, on),
                    reduced_at=chosen.reduced_at,
                    dearest=max(prices) if len(set(prices)) > 1 else None,
                ),
            },
            "promoted": promoted.promoted(
                product_id=chosen.product_id,
                stockrecord_id=chosen.stockrecord_id,
                price=chosen.price.now,
                currency=chosen.price.currency,
                at=at,
            ),
            "by": by,
            "by_condition": condition,
            "stock_words": wording.stock(chosen, held, several=len(found.variants) > 1),
            "can_be_bought": chosen.can_be_bought,
            "gone": "" if chosen.can_be_bought else wording.gone(chosen, on=on),
            "others": any(each.can_be_bought for each in found.variants),
            "is_scarce": 0 < chosen.free <= SCARCE,
            "most": max(1, min(MOST_AT_ONCE, chosen.free)),
            "sending_back": wording.sending_back(country, on, found.product.exclusion),
            "stated": stated.drawn(
                found,
                guarantee=wording.guarantee(country, on),
                sending_back=wording.sending_back(country, on, found.product.exclusion),
                at=at,
            ),
            "sections": sections.drawn(found, at=at),
            "similar": similar.cards(found.card, at=at),  # type: ignore[arg-type]
            "crumbs": [(gettext("Shop"), reverse("catalogue:index")), *found.categories],
            "canonical": url,
            "structured": structured.product(found, url=url, request=request),
        },
    )


@anyone
@require_safe
@cacheable
def changes(request: HttpRequest, product_slug: str, pk: int) -> HttpResponse:
    """Show what changed of a product and its prices, newest first (LBT-6.1.3.e)."""
    found = page.product_page(int(pk))
    if found is None or found.product.slug != product_slug:
        raise Http404
    return render(
        request,
        "catalogue/changes.html",
        {
            "changes": page.with_promotions(found, at=request.at),  # type: ignore[attr-defined]
            "title": found.card.title,
            "url": _url(found),
            "crumbs": [(gettext("Shop"), reverse("catalogue:index")), *found.categories],
        },
    )


def _url(found: page.ProductPage) -> str:
    kwargs = {"product_slug": found.product.slug, "pk": found.product.pk}
    return reverse("catalogue:detail", kwargs=kwargs)


def _chosen(found: page.ProductPage, asked: str) -> tuple[page.Variant | None, bool]:
    """
    Return the variant that was asked for, else the cheapest that can be bought, and whether what
    was asked for is none of this product's (LBT-6.1.3.a).

    A list names the lowest price: who follows it must find that price, not a dearer choice.
    """
    named = next((each for each in found.variants if str(each.product_id) == asked), None)
    if named and named.price:
        return named, False
    priced = [each for each in found.variants if each.price]
    buyable = [each for each in priced if each.can_be_bought] or priced
    cheapest = min(buyable, key=lambda each: each.price.now, default=None)  # type: ignore[union-attr]
    return cheapest, bool(asked) and named is None


def _pictures(found: page.ProductPage, chosen: page.Variant) -> list[page.PictureShown]:
    """Put the pictures of what is chosen first, then those of the product, then of the others."""
    own = found.product.pk
    return sorted(
        found.pictures,
        key=lambda each: (each.product_id != chosen.product_id, each.product_id != own),
    )


def _choices(found: page.ProductPage, chosen: page.Variant) -> list[dict[str, object]]:
    if len(found.variants) < 2:
        return []
    first = {each.product_id: each for each in reversed(found.pictures)}
    same = len({each.price.now for each in found.variants if each.price}) == 1
    return [
        {
            "pk": each.product_id,
            "label": marks.joined(option.label for option in each.options) or each.title,
            "picture": first.get(each.product_id),
            "price": None if same or each.price is None else each.price,
            "words": "" if each.can_be_bought else each.words,
            "gone": not each.can_be_bought,
            "checked": each is chosen,
        }
        for each in found.variants
    ]
