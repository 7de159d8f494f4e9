"""The withdrawal function (PRE-12): statement, confirmation, receipt; no account, no reason."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from aftersales.returns import forms, gone, offers, operations, queries, rights, windows
from aftersales.returns.models import Statement
from aftersales.returns.signing import STATEMENT_LASTS, STATEMENT_LINK
from aftersales.rights.registry import last_moment
from checkout.order import access
from checkout.order import queries as orders
from storefront.core import limits, links, marks, money, references
from storefront.core.access import link_holder, visitor


@visitor
@never_cache
@require_http_methods(["GET", "POST"])
@limits.limited("withdraw", limit=30, per=600)
def withdraw(request: HttpRequest) -> HttpResponse:
    """
    Take a withdrawal in two steps: the statement, then its confirmation with one button.

    Nothing is asked that the law does not ask. Only whoever may see an order is shown its lines.
    """
    order = _order_of(request)
    lines = offers.lines(order, for_withdrawal=True) if order else []
    form = forms.Withdraw(request.POST or None, initial=_known(request, order), lines=[*lines])
    if request.method == "POST" and form.is_valid() and request.POST.get("step") != "change":
        if request.POST.get("step") != "confirm":
            return _ask_to_confirm(request, form, order)
        try:
            made = _state(request, form, order)
        except (operations.NotSoMany, operations.NothingChosen) as refusal:
            form.add_error(None, str(refusal))
        else:
            token = links.sign(
                STATEMENT_LINK,
                made.reference,
                at=request.at,  # type: ignore[attr-defined]
                lasts=STATEMENT_LASTS,
            )
            return redirect("returns:stated", token)
    title, title_language = rights.entry_label(order)
    context = {
        "form": form,
        "order": order,
        "window": windows.withdrawal_window(order) if order else None,
        "own_orders": [] if order else _own_orders(request),
        "nothing_left": gone.words(order) if order and not lines else "",
        "gone": {"more": gone.pages(order) if order and not lines else ()},
        "title": title,
        "title_language": title_language,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "returns/withdraw.html", context, status=status)


@link_holder
@never_cache
@require_GET
def stated(request: HttpRequest, token: str) -> HttpResponse:
    """Show a statement as it was received, to keep and to print."""
    try:
        reference = links.read(STATEMENT_LINK, token, at=request.at)  # type: ignore[attr-defined]
    except links.LinkRefused as refusal:
        raise Http404 from refusal
    found = Statement.objects.select_related("order").filter(reference=reference).first()
    if found is None:
        raise Http404
    returned = queries.full().filter(statement=found).first()
    sees_order = bool(found.order and access.may_see(request, found.order))
    context = {
        "stated": found,
        "nothing_left": gone.words(found.order)
        if sees_order and found.outcome == Statement.Outcome.NOTHING_LEFT
        else "",
        "returned": returned,
        "lines": returned.lines.all() if returned else [],
        "sees_order": sees_order,
        "is_pdf": returned and returned.parcel.status == "announced",
    }
    return render(request, "returns/stated.html", context)


def _ask_to_confirm(request: HttpRequest, form: forms.Withdraw, order: Any) -> HttpResponse:
    label, label_language = rights.confirm_label(order)
    units = form.units() or {}
    at = request.at  # type: ignore[attr-defined]
    # Nothing is promised for what may come after the last day.
    in_time = bool(units) and windows.withdrawal_window(order).is_open(at)
    amount, is_here = offers.worth_withdrawing(order, units) if in_time else (money.ZERO, False)
    context = {
        "amount": amount,
        "is_here": is_here,
        "form": form,
        "order": order,
        "chosen": [
            {"title": line.title, "units": units[line.pk], "stay": line.left - units[line.pk]}
            for line in form.offered
            if line.pk in units
        ],
        "hidden": [
            (name, value)
            for name in form.fields
            for value in request.POST.getlist(form.add_prefix(name))
        ],
        "key": uuid.uuid4(),
        "label": label,
        "label_language": label_language,
    }
    return render(request, "returns/confirm.html", context)


def _state(request: HttpRequest, form: forms.Withdraw, order: Any) -> Statement:
    given = form.cleaned_data
    return operations.state(
        key=_key(request),
        name=given["name"],
        contract=order.number if order else given["contract"],
        email=given["email"],
        which=given.get("which", ""),
        order=order,
        units=form.units(),
        language=request.LANGUAGE_CODE,  # type: ignore[attr-defined]
        by=request.user,
        at=request.at,  # type: ignore[attr-defined]
    )


def _key(request: HttpRequest) -> uuid.UUID:
    """Return the press that this is; one that was tampered with is a press of its own."""
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid.uuid4()


def _order_of(request: HttpRequest) -> Any:
    """Return the order named in the address or the form, if this visitor may see it."""
    number = references.tidy(request.POST.get("order", "") or request.GET.get("order", ""))[:32]
    order = orders.by_number(number) if number and "\x00" not in number else None
    return order if order is not None and access.may_see(request, order) else None


def _known(request: HttpRequest, order: Any) -> dict[str, str]:
    """Fill in what we know of whoever may see the order; of others nothing."""
    known = {"contract": request.GET.get("order", "")[:160].replace("\x00", "")}
    user: Any = request.user
    if user.is_authenticated:
        known |= {"name": user.get_full_name(), "email": user.email}
    if order is not None:
        address = order.intent.snapshot["shipping_address"]
        parts = [address.get("first_name", ""), address.get("last_name", "")]
        name = address.get("name") or " ".join(part for part in parts if part)
        known |= {
            "contract": order.number,
            "name": name or known.get("name", ""),
            "email": order.intent.email,
        }
    return known


def _own_orders(request: HttpRequest) -> list[dict[str, Any]]:
    user: Any = request.user
    if not user.is_authenticated:
        return []
    at = request.at  # type: ignore[attr-defined]
    found = []
    for order in (
        orders.orders_of(user).select_related("agreement").exclude(status="cancelled")[:20]
    ):
        if not hasattr(order, "agreement"):
            continue
        window = windows.withdrawal_window(order)
        if window.is_open(at) and any(queries.withdrawable_units(order).values()):
            url = f"{reverse('returns:withdraw')}?order={order.number}"
            names = marks.listed(line.title for line in order.lines.all()[:3])
            until = last_moment(window.ends_at)
            found.append({"order": order, "url": url, "until": until, "names": names})
    return found
