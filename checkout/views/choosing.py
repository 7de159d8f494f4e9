"""How it comes and how it is paid."""

import contextlib
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from checkout import (
    addresses,
    discounts,
    forms,
    operations,
    showing,
)
from checkout.payments import methods as payment_methods
from checkout.progress import DELIVERY, PAYMENT, Progress
from checkout.shipping import queries as shipping
from storefront.core.refusal import Refusal

from .step import onward, step


@step(DELIVERY)
def delivery(request: HttpRequest, way: Progress) -> HttpResponse:
    if request.method == "POST":
        with contextlib.suppress(operations.NoSuchDelivery):
            code = request.POST.get("way", "")
            operations.choose_delivery(draft=way.draft, code=code, at=way.at)
            return onward(way, PAYMENT)
    worth = sum((line.price for line in way.summary.lines), Decimal())
    offers = discounts.cheaper(
        way.terms.quotes(country=way.draft.country, goods=worth), way.basket.promoted
    )
    ordinary = shipping.ordinary(offers)
    chosen = way.draft.delivery_code or (ordinary.code if ordinary else "")
    form = forms.DeliveryForm(
        request.POST or None,
        cards=[(each.code, showing.delivery_card(each)) for each in offers],
        initial={"way": chosen},
    )
    if form.is_valid():
        form.add_error("way", str(operations.NoSuchDelivery()))
    context = {
        **way.context(DELIVERY),
        "form": form,
        "offers": offers,
        "to": addresses.in_one_line(way.draft.shipping_address),
    }
    return render(request, "checkout/delivery.html", context, status=422 if form.errors else 200)


@step(PAYMENT)
def payment(request: HttpRequest, way: Progress) -> HttpResponse:
    ways = payment_methods.methods_for(summary=way.summary, country=way.summary.country)
    codes = [each.code for each in ways]
    chosen = way.draft.payment_code if way.draft.payment_code in codes else codes[0]
    form = forms.PaymentForm(
        request.POST or None,
        ways=ways,
        closed=payment_methods.closed_for(summary=way.summary, country=way.summary.country),
        currency=way.summary.currency,
        initial={"pay": chosen},
    )
    if form.is_valid():
        try:
            operations.choose_payment(
                draft=way.draft, code=form.cleaned_data["pay"], shown=way.summary, at=way.at
            )
        except Refusal as refusal:
            form.add_error("pay", str(refusal))
        else:
            return redirect("checkout:review")
    context = {
        **way.context(PAYMENT),
        "form": form,
        # The fee of a way that is about to be changed is in no other way's sum.
        "before_fee": way.summary.total - way.summary.fee,
        "chosen": payment_methods.EVERY.get(chosen),
    }
    return render(request, "checkout/payment.html", context, status=422 if form.errors else 200)
