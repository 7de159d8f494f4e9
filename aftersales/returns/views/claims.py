import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from aftersales.returns import forms, gone, offers, operations, queries, windows
from aftersales.returns.models import Return
from checkout.order import access
from checkout.order.views import page_of
from storefront.core import limits
from storefront.core.access import order_holder


@order_holder
@never_cache
@require_http_methods(["GET", "POST"])
@limits.limited("claim", limit=30, per=600)
def claim(request: HttpRequest, number: str) -> HttpResponse:
    """Say what is wrong with which things, and how it should be put right."""
    order = access.order_for(request, number)
    lines = offers.lines(order, for_withdrawal=False)
    form = forms.Claim(
        request.POST or None,
        request.FILES or None,
        lines=lines,
        wishes=offers.wishes(order, request.at),  # type: ignore[attr-defined]
        initial={"kind": request.GET.get("kind", "")},
    )
    if form.is_valid() and lines:
        given = form.cleaned_data
        made, refusal = _try(
            request, form, order, kind=given["kind"], wish=given["wish"], files=given["photos"]
        )
        if made:
            return redirect("returns:detail", made.reference)
    context = {
        **_context(request, form, order, lines),
        "until": windows.fault_until(order),
    }
    return render(request, "returns/claim.html", context, status=422 if form.errors else 200)


@order_holder
@never_cache
@require_http_methods(["GET", "POST"])
@limits.limited("claim", limit=30, per=600)
def goodwill(request: HttpRequest, number: str) -> HttpResponse:
    """Ask us to take something back although the last day to withdraw is over."""
    order = access.order_for(request, number)
    lines = offers.lines(order, for_withdrawal=True)
    form = forms.Goodwill(request.POST or None, lines=lines)
    if form.is_valid() and lines:
        made, refusal = _try(request, form, order, kind=Return.Kind.GOODWILL)
        if made:
            return redirect("returns:detail", made.reference)
    context = {
        **_context(request, form, order, lines),
        "window": windows.withdrawal_window(order),
    }
    return render(request, "returns/goodwill.html", context, status=422 if form.errors else 200)


def _try(
    request: HttpRequest, form: Any, order: Any, *, kind: str, wish: str = "", files: Any = ()
) -> tuple[Return | None, Any]:
    try:
        made = operations.claim(
            order=order,
            kind=kind,
            units=form.units(),
            words=form.cleaned_data["words"],
            wish=wish,
            files=files,
            key=_key(request),
            language=request.LANGUAGE_CODE,  # type: ignore[attr-defined]
            by=request.user,
            at=request.at,  # type: ignore[attr-defined]
        )
    except (operations.NotSoMany, operations.NothingChosen, operations.NotDelivered) as refusal:
        form.add_error(None, str(refusal))
        return None, refusal
    return made, None


def _context(request: HttpRequest, form: Any, order: Any, lines: list[Any]) -> dict[str, Any]:
    return {
        "form": form,
        "order": order,
        "order_url": page_of(order),
        "lines": lines,
        "nothing_left": "" if lines else gone.words(order),
        "gone": {"more": () if lines else gone.pages(order)},
        "delivered": order.status in queries.DELIVERED,
        "key": _key(request),
    }


def _key(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid.uuid4()
