from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from storefront.core import limits
from storefront.core.access import link_holder

from . import bank, forms
from .models import Payment


@link_holder
@require_http_methods(["GET", "POST"])
@never_cache
@limits.limited("test-bank", limit=60, per=600)
def pay(request: HttpRequest, token: str) -> HttpResponse:
    """The bank's own page: choose a card, type the code, go back to the shop."""
    payment = get_object_or_404(Payment, token=token)
    # The bank speaks the language that the shop named, by whichever address one came.
    with translation.override(payment.language):
        return _pay(request, payment)


def _pay(request: HttpRequest, payment: Payment) -> HttpResponse:
    at = request.at  # type: ignore[attr-defined]
    asks_code = payment.status == Payment.Status.CHALLENGE
    form_class = forms.OneTimeCode if asks_code else forms.UseCard
    form = form_class(request.POST if request.method == "POST" else None)
    wrong = False
    if request.method == "POST" and not payment.is_over:
        if "leave" in request.POST:
            payment = bank.leave(payment=payment, at=at)
        elif form.is_valid():
            try:
                if asks_code:
                    payment = bank.confirm(payment=payment, at=at, **form.cleaned_data)
                    wrong = not payment.is_over
                else:
                    payment = bank.use_card(payment=payment, at=at, **form.cleaned_data)
            except bank.Over:
                payment.refresh_from_db()
            if not payment.is_over and not wrong:
                return HttpResponseRedirect(request.path)
    if payment.is_over:
        return HttpResponseRedirect(_local(payment.return_url))
    if wrong:
        left = bank.CODE_TRIES - payment.tries
        form.add_error(
            "code",
            ngettext(
                "That is not the code. %(left)s try is left.",
                "That is not the code. %(left)s tries are left.",
                left,
            )
            % {"left": left},
        )
    context = {"payment": payment, "form": form, "asks_code": asks_code}
    return render(request, "testbank/pay.html", context, status=422 if form.errors else 200)


def _local(url: str) -> str:
    """Keep the host by which the buyer came, so that a session made there is still known."""
    if settings.DEBUG or settings.CANDOUR_DEMO:
        parts = urlsplit(url)
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return url
