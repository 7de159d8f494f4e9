from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from storefront.core.access import signed_in
from storefront.core.refusal import Refusal
from storefront.purposes import personal

from . import operations


class ClosureForm(forms.Form):
    """The last question before an account is closed."""

    sure = forms.BooleanField(
        label=gettext_lazy("Yes, close my account. I have read what is kept and why."),
        error_messages={"required": gettext_lazy("Tick this if you want the account closed.")},
    )


@signed_in
@reauthentication_required
@require_http_methods(["GET", "POST"])
def closure(request: HttpRequest) -> HttpResponse:
    """Show what closing the account does to each kind of data, and do it when asked to."""
    form = ClosureForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            operations.close_account(user=request.user, at=request.at)  # type: ignore[attr-defined]
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            logout(request)
            messages.success(request, _("Your account is closed. Thank you for having been here."))
            return redirect("/")
    owned = [entry for entry in personal.declared() if entry.owner or entry.rows]
    declared = [entry for entry in owned if entry.title]
    context = {
        "form": form,
        "erased": [entry for entry in declared if entry.erasure != personal.KEEP],
        "kept": [entry for entry in declared if entry.erasure == personal.KEEP],
    }
    return render(request, "privacy/closure.html", context, status=422 if form.errors else 200)
