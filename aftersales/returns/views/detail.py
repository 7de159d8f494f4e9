"""The page of one return: where it is, what we owe, how the sum is made, what can be done."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from aftersales.returns import forms, offers, operations, queries, slips, story
from aftersales.returns.models import Return
from storefront.core import private
from storefront.core.access import order_holder


@order_holder
@never_cache
@require_GET
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    returned = queries.return_for(request, reference)
    return _page(request, returned)


@order_holder
@never_cache
@require_http_methods(["GET", "POST"])
def way(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose how the parcel travels."""
    returned = queries.return_for(request, reference)
    form = forms.Way(request.POST or None, ways=offers.ways_back(returned))
    if form.is_valid():
        try:
            operations.choose_way(
                returned=returned,
                way=form.cleaned_data["way"],
                by=request.user,
                at=request.at,  # type: ignore[attr-defined]
            )
        except operations.NotPossible as refusal:
            messages.warning(request, str(refusal))
        return redirect("returns:detail", returned.reference)
    return _page(request, returned, way_form=form)


@order_holder
@never_cache
@require_http_methods(["GET", "POST"])
def sent(request: HttpRequest, reference: str) -> HttpResponse:
    """Tell us that the parcel is on its way, and show it."""
    returned = queries.return_for(request, reference)
    form = forms.Sent(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.tell_sent(
                returned=returned,
                carrier=form.cleaned_data["carrier"],
                number=form.cleaned_data["number"],
                files=form.cleaned_data["proof"],
                by=request.user,
                at=request.at,  # type: ignore[attr-defined]
            )
        except operations.NotPossible as refusal:
            messages.warning(request, str(refusal))
        else:
            words = _("Thank you. From here the money is our matter.")
            if returned.remedy not in ("", Return.Remedy.REFUND):
                words = _("Thank you. From here it is our matter.")
            messages.success(request, words)
        return redirect("returns:detail", returned.reference)
    return _page(request, returned, sent_form=form)


@order_holder
@never_cache
@require_http_methods(["GET", "POST"])
def objection(request: HttpRequest, reference: str) -> HttpResponse:
    """Object to what was taken off."""
    returned = queries.return_for(request, reference)
    form = forms.Objection(request.POST or None)
    if form.is_valid():
        try:
            operations.object_to(
                returned=returned,
                words=form.cleaned_data["words"],
                by=request.user,
                at=request.at,  # type: ignore[attr-defined]
            )
        except (operations.NothingTakenOff, operations.TooLateToObject) as refusal:
            # What was typed stays to be read, and to be taken into a complaint.
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("We have your objection. Somebody else decides about it."))
            return redirect("returns:detail", returned.reference)
    return _page(request, returned, objection_form=form)


@order_holder
@never_cache
@require_GET
def slip(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the slip for the parcel, to print from here."""
    returned = _to_pack(request, reference)
    return render(request, "returns/slip.html", {"returned": returned, **slips.words(returned)})


@order_holder
@never_cache
@require_GET
def slip_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    returned = _to_pack(request, reference)
    return private.served(
        slips.render(returned), mime="application/pdf", name=f"{returned.reference}.pdf"
    )


@order_holder
@never_cache
@require_GET
def photo(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Hand a file back to whoever may see the return; its own name is never used."""
    returned = queries.return_for(request, reference)
    found = returned.photos.filter(pk=pk).first()
    if found is None:
        raise Http404
    ending = found.file.name.rpartition(".")[2]
    with found.file.open() as file:
        return private.served(
            file.read(), mime=found.mime, name=f"{returned.reference}-{found.pk}.{ending}"
        )


def _to_pack(request: HttpRequest, reference: str) -> Return:
    returned = queries.return_for(request, reference)
    if returned.parcel.status == returned.parcel.Status.NOT_NEEDED:
        raise Http404
    return returned


def _page(request: HttpRequest, returned: Return, **bound: Any) -> HttpResponse:
    told: dict[str, Any] = story.of(returned, at=request.at)  # type: ignore[attr-defined]
    parcel = returned.parcel
    with_buyer = parcel.status == parcel.Status.ANNOUNCED and not returned.is_settled
    context = {
        **told,
        "returned": returned,
        "order": returned.order,
        "way_form": forms.Way(ways=offers.ways_back(returned), initial={"way": returned.way_back})
        if with_buyer
        else None,
        "sent_form": forms.Sent() if with_buyer else None,
        "objection_form": forms.Objection() if told["may_object"] else None,
        **bound,
    }
    wrong = [form for form in bound.values() if form.errors]
    context["forms"] = wrong
    return render(request, "returns/detail.html", context, status=422 if wrong else 200)
