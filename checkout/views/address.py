"""To whom and where it goes."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from checkout import address_book, addresses, forms, operations
from checkout.book import queries as books
from checkout.progress import ADDRESS, DELIVERY, Progress
from storefront.core import destination

from .step import onward, step


@step(ADDRESS)
def address(request: HttpRequest, way: Progress) -> HttpResponse:
    user = request.user if request.user.is_authenticated else None
    book = books.rows_of(user)
    asked_for_other = "other" in request.GET or way.draft.has_address or "email" in request.POST
    if book and not asked_for_other:
        return _from_book(request, way, book)

    countries = addresses.country_choices(way.terms.countries & set(settings.CANDOUR_DELIVERS_TO))
    if not countries:
        raise Http404
    initial = _initial(way, user, country=destination.of(request))
    refreshing = "update" in request.POST
    form = forms.DeliveryAddressForm(
        request.POST if request.method == "POST" and not refreshing else None,
        countries=countries,
        initial=initial | _left_as(request) if refreshing else initial,
        may_save=user is not None,
    )
    wants_billing = (
        "bill_same" not in request.POST
        if request.method == "POST"
        else bool(way.draft.billing_address)
    )
    # It stands there from the start: the page shows it as soon as the box loses its tick.
    billing = forms.AddressForm(
        request.POST if wants_billing and form.is_bound else None,
        countries=countries,
        initial=_typed(request, "bill-") or way.draft.billing_address or {"country": form.country},
        for_invoice=True,
        prefix="bill",
    )
    if form.is_bound:
        valid = [each.is_valid() for each in (form, billing) if each.is_bound]
        if all(valid):
            try:
                operations.fill_address(
                    draft=way.draft,
                    email=form.cleaned_data["email"],
                    address=form.address,
                    billing=billing.address if wants_billing else None,
                    remark=form.cleaned_data["remark"],
                    save=form.cleaned_data.get("save", False),
                    user=user,
                    at=way.at,
                )
            except operations.NotDelivered as refusal:
                form.add_error("country", str(refusal))
            else:
                response = onward(way, DELIVERY)
                destination.choose(response, way.draft.country)
                return response
    refused = bool(form.errors or billing.errors)
    context = {
        **way.context(ADDRESS),
        "form": form,
        "billing": billing,
        "forms": [form, billing],
        "member": user is not None,
        "book": book,
    }
    return render(request, "checkout/address.html", context, status=422 if refused else 200)


def _from_book(request: HttpRequest, way: Progress, book: list[Any]) -> HttpResponse:
    """Let a member choose one of the addresses that they keep."""
    form = forms.BookForm(request.POST or None, rows=book, initial={"book": str(book[0].pk)})
    if form.is_valid():
        chosen = form.cleaned_data["book"]
        if chosen == forms.BookForm.OTHER:
            return redirect(f"{request.path}?other=1")
        row = next(each for each in book if str(each.pk) == chosen)
        try:
            kept = address_book.from_book(row)
            said = addresses.check(kept) | {"phone": kept["phone"]}
            operations.fill_address(
                draft=way.draft,
                email=request.user.email,  # type: ignore[union-attr]
                address=said,
                billing=None,
                user=request.user,
                at=way.at,
            )
        except (addresses.AddressRefused, ValueError):
            form.add_error("book", _("Something is missing in this address. Please write it anew."))
        except operations.NotDelivered as refusal:
            form.add_error("book", str(refusal))
        else:
            return onward(way, DELIVERY)
    elif form.is_bound and str(form["book"].data or "").isdecimal():
        # Somebody else's address, or one that was deleted: there is no such thing.
        raise Http404
    context = {**way.context(ADDRESS), "form": form, "member": True}
    return render(request, "checkout/book.html", context, status=422 if form.errors else 200)


def _initial(way: Progress, user: Any, *, country: str) -> dict[str, Any]:
    draft = way.draft
    return {
        "country": country,
        "email": draft.email or getattr(user, "email", ""),
        "name": user.get_full_name() if user else "",
        "phone": draft.phone,
        "remark": draft.remark,
        "bill_same": not draft.billing_address,
        **(draft.shipping_address or {}),
    }


def _left_as(request: HttpRequest) -> dict[str, Any]:
    """Return what was typed so far; a box without its tick is not sent at all."""
    ticks = {name: name in request.POST for name in ("bill_same", "save")}
    return {**request.POST.dict(), **ticks}


def _typed(request: HttpRequest, prefix: str) -> dict[str, str]:
    return {
        name.removeprefix(prefix): str(value)
        for name, value in request.POST.items()
        if name.startswith(prefix)
    }
