from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from checkout import address_book
from storefront.core.access import signed_in
from storefront.core.refusal import Refusal

from . import forms, operations, queries


@signed_in
@never_cache
@require_GET
def book(request: HttpRequest) -> HttpResponse:
    """List the addresses that the account keeps."""
    rows = [queries.shown(row) for row in queries.rows_of(request.user)]
    context = {"rows": rows, "full": len(rows) >= queries.MOST}
    return render(request, "book/list.html", context)


@signed_in
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Keep another address."""
    name = request.user.get_full_name()  # type: ignore[union-attr]
    form = _form(request, {"country": settings.CANDOUR_SEAT, "name": name})
    if form.is_valid():
        try:
            operations.keep_address(
                user=request.user, address=form.address, first=form.cleaned_data["first"]
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The address is kept."))
            return redirect("book:list")
    return _page(request, form, None)


@signed_in
@never_cache
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a kept address; orders that were made stay as they are."""
    row = queries.row_of(request.user, pk)
    kept = {**address_book.from_book(row), "first": row.is_default_for_shipping}
    form = _form(request, kept)
    if form.is_valid():
        try:
            operations.change_address(
                user=request.user,
                pk=pk,
                address=form.address,
                first=form.cleaned_data["first"],
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The address is changed. Orders keep the one they had."))
            return redirect("book:list")
    return _page(request, form, row)


@signed_in
@require_POST
def first(request: HttpRequest, pk: int) -> HttpResponse:
    """Have an address offered first."""
    queries.row_of(request.user, pk)
    try:
        operations.put_first(user=request.user, pk=pk)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("It is offered first from now on."))
    return redirect("book:list")


@signed_in
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a kept address."""
    queries.row_of(request.user, pk)
    operations.delete_address(user=request.user, pk=pk)
    messages.success(request, _("The address is deleted. Orders keep theirs."))
    return redirect("book:list")


def _form(request: HttpRequest, kept: dict[str, Any]) -> forms.KeptAddress:
    refreshing = "update" in request.POST
    return forms.KeptAddress(
        request.POST if request.method == "POST" and not refreshing else None,
        countries=queries.countries(),
        initial={**kept, **request.POST.dict()} if refreshing else kept,
    )


def _page(request: HttpRequest, form: forms.KeptAddress, row: Any) -> HttpResponse:
    context = {"form": form, "row": row}
    return render(request, "book/edit.html", context, status=422 if form.errors else 200)
