"""The pages on which a buyer writes a review, sees how it stands, and changes it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from storefront.catalogue.models import ProductCard
from storefront.core import links
from storefront.core.access import link_holder, order_holder, visitor
from storefront.core.limits import limited
from storefront.core.refusal import Refusal
from storefront.policies.queries import slugs
from storefront.purposes import operations as purposes

from .. import forms, invitations, operations, own, queries, registry, telling
from ..models import AppealStatus, Draft, Photo, ReviewFacts
from ..models.facts import WORDS
from ..reading import ReviewShown
from ..registry import Purchase
from .reading import served


@visitor
@require_safe
def begin(request: HttpRequest, product_slug: str, pk: int) -> HttpResponse:
    """Lead whoever received a product to their review of it; tell others how we know buyers."""
    card = ProductCard.objects.public().filter(pk=pk).select_related("product").first()
    if card is None or card.slug != product_slug:
        raise Http404
    for each in registry.of_visitor(request):
        if each.product_id == card.pk:
            written = queries.own_review(each)
            return redirect((written and own.own_url(written)) or own.url_of(each))
    context = {
        "title": card.product.get_title(),
        "url": reverse("catalogue:detail", args=[card.slug, card.pk]),
        **_rules(request),
    }
    return render(request, "reviews/begin.html", context)


@order_holder
@require_http_methods(["GET", "POST"])
@limited("review-write", limit=40, per=3600)
def write(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Take down what a buyer has to say; the next page shows it as all will see it."""
    purchase = registry.purchase_for(request, number, pk)
    facts, draft = queries.own_review(purchase), _draft(purchase)
    photos = _photos(draft, facts)
    posted = request.method == "POST"
    form = forms.Write(
        request.POST if posted else None,
        request.FILES if posted else None,
        photos=photos,
        initial=_known(draft, facts),
    )
    if posted and form.is_valid():
        try:
            operations.save_draft(
                purchase=purchase,
                said=form.said(),
                photos=[upload for _name, upload in form.cleaned_data["photos"]],
                without=[int(each) for each in form.cleaned_data.get("without", [])],
                at=request.at,  # type: ignore[attr-defined]
            )
        except operations.NameTellsTooMuch as refusal:
            form.add_error("name", str(refusal))
        except operations.TooShort as refusal:
            form.add_error("body", str(refusal))
        except operations.TooManyPhotos as refusal:
            form.add_error("photos", str(refusal))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("reviews:preview", purchase.order_number, purchase.product_id)
    context = {**_context(request, purchase, facts), "form": form, "photos": photos}
    return render(request, "reviews/write.html", context, status=422 if form.errors else 200)


@order_holder
@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Show the draft as all will see it, with when and by which rules; one press sends it."""
    at = request.at  # type: ignore[attr-defined]
    purchase = registry.purchase_for(request, number, pk)
    facts, draft = queries.own_review(purchase), _draft(purchase)
    where = (purchase.order_number, purchase.product_id)
    if request.method == "POST":
        try:
            operations.send(purchase=purchase, at=at)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("reviews:write", *where)
        return redirect("reviews:own", *where)
    if draft is None:
        return redirect("reviews:own" if facts else "reviews:write", *where)
    context = {
        **_context(request, purchase, facts),
        "review": _as_shown(draft, purchase, written_at=facts.written_at if facts else at),
        "changes": facts,
        "photos": [each for each in _photos(draft, facts) if not each.leaves],
        "covered": draft.covered,
        "by": at + telling.within(),
    }
    return render(request, "reviews/preview.html", context)


@order_holder
@require_safe
def detail(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Show its author how a review stands, why, and what they can do."""
    return _page(request, registry.purchase_for(request, number, pk))


def _page(
    request: HttpRequest, purchase: Purchase, *, form: forms.Object | None = None
) -> HttpResponse:
    facts = queries.own_review(purchase)
    if facts is None:
        return redirect("reviews:write", purchase.order_number, purchase.product_id)
    answer = facts.answers.order_by("-pk").first()
    appeals = list(facts.appeals.order_by("-pk"))
    context = {
        **_context(request, purchase, facts),
        "review": _as_shown(facts, purchase, written_at=facts.written_at, answer=answer),
        "photos": list(queries.photos_of(facts)),
        "appeal": next((each for each in appeals if each.status == AppealStatus.OPEN), None),
        "decided": next((each for each in appeals if each.decided_at), None),
        "form": form or forms.Object(),
        "due": telling.appeal_due(request.at),  # type: ignore[attr-defined]
        "has_draft": _draft(purchase) is not None,
        "shown_by": queries.shown_by(facts),
    }
    wrong = form is not None and form.errors
    return render(request, "reviews/own.html", context, status=422 if wrong else 200)


@order_holder
@require_POST
def take_back(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Take a review down at its author's wish."""
    purchase = registry.purchase_for(request, number, pk)
    facts = _own_or_404(purchase)
    try:
        operations.take_back(facts=facts, by=purchase.user, at=request.at)  # type: ignore[attr-defined]
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, gettext("It is taken down."))
    return redirect("reviews:own", number, pk)


@order_holder
@limited("review-appeal", limit=10, per=3600)
@require_POST
def appeal(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Have a second person look at a hidden review."""
    purchase = registry.purchase_for(request, number, pk)
    facts = _own_or_404(purchase)
    form = forms.Object(request.POST)
    if form.is_valid():
        try:
            operations.appeal(facts=facts, at=request.at, **form.cleaned_data)  # type: ignore[attr-defined]
        except Refusal as refusal:
            form.add_error("words", str(refusal))
        else:
            return redirect("reviews:own", number, pk)
    return _page(request, purchase, form=form)


@order_holder
@require_safe
def own_photo(request: HttpRequest, number: str, pk: int, photo: int) -> HttpResponse:
    """Show a picture to whoever added it, also while nobody else sees it."""
    purchase = registry.purchase_for(request, number, pk)
    found = Photo.objects.filter(pk=photo, removed_at=None).select_related("draft").first()
    facts = queries.own_review(purchase)
    draft = _draft(purchase)
    mine = found and (
        (facts is not None and found.facts_id == facts.pk)
        or (draft is not None and found.draft_id == draft.pk)
    )
    if not mine:
        raise Http404
    return served(found, kept_for=0)


@link_holder
@require_http_methods(["GET", "POST"])
def stop_invitations(request: HttpRequest, token: str) -> HttpResponse:
    """Stop invitations to review, for whoever holds the link from one."""
    at = request.at  # type: ignore[attr-defined]
    try:
        user = invitations.user_of(token, at=at)
    except links.LinkRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("privacy:centre")
    done = request.method == "POST"
    if done:
        purposes.record(invitations.PURPOSE, granted=False, source="invitation", user=user, at=at)
    return render(request, "reviews/stop.html", {"done": done})


def _draft(purchase: Purchase) -> Draft | None:
    return Draft.objects.filter(
        product=purchase.product_id, order_number=purchase.order_number
    ).first()


def _own_or_404(purchase: Purchase) -> ReviewFacts:
    facts = queries.own_review(purchase)
    if facts is None:
        raise Http404
    return facts


def _photos(draft: Draft | None, facts: ReviewFacts | None) -> list[Photo]:
    stay = list(queries.photos_of(facts)) if facts else []
    return [*stay, *(draft.photos.filter(facts=None).order_by("pk") if draft else ())]


def _known(draft: Draft | None, facts: ReviewFacts | None) -> dict[str, Any]:
    if draft:
        return {name: getattr(draft, name) for name in WORDS}
    return _said_by(facts) if facts else {}


def _said_by(facts: ReviewFacts) -> dict[str, Any]:
    return {name: getattr(facts if hasattr(facts, name) else facts.review, name) for name in WORDS}


def _as_shown(
    said: Draft | ReviewFacts, purchase: Purchase, *, written_at: Any, answer: Any = None
) -> ReviewShown:
    words = _said_by(said) if isinstance(said, ReviewFacts) else _known(said, None)
    words.pop("stays")
    return ReviewShown(
        pk=None,
        who=words.pop("name"),
        language=said.language,
        written_at=written_at,
        changed_at=getattr(said, "changed_at", None),
        bought_at=purchase.bought_at,
        sent_back=purchase.sent_back,
        answer=answer.words if answer else "",
        answered_at=answer.at if answer else None,
        **words,
    )


def _rules(request: HttpRequest) -> dict[str, Any]:
    return {
        "rules": telling.RULES in slugs(at=request.at),  # type: ignore[attr-defined]
        "hours": int(telling.within().total_seconds() // 3600),
    }


def _context(request: HttpRequest, purchase: Purchase, facts: ReviewFacts | None) -> dict[str, Any]:
    return {"purchase": purchase, "facts": facts, **_rules(request)}
