from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from storefront.core.access import visitor
from storefront.core.limits import limited
from storefront.core.refusal import Refusal
from storefront.purposes import operations, personal, queries, registry

VISITOR_COOKIE = "visitor"
A_YEAR = 365 * 24 * 60 * 60


def _who(request: HttpRequest) -> dict[str, object]:
    if request.user.is_authenticated:
        return {"user": request.user}
    return {"visitor": request.COOKIES.get(VISITOR_COOKIE, "")[:64]}


@visitor
def centre(request: HttpRequest) -> HttpResponse:
    """Show what is used for what, with a switch for whatever can be refused."""
    standing = queries.standing(at=request.at, **_who(request))  # type: ignore[attr-defined, arg-type]
    uses = [
        {
            "purpose": purpose,
            "granted": standing[purpose.key],
            "fields": [
                entry
                for entry in personal.declared()
                if entry.purpose == purpose.key and entry.title
            ],
        }
        for purpose in registry.all_purposes()
    ]
    context = {
        "switches": [use for use in uses if use["purpose"].can_be_refused],
        "needed": [use for use in uses if not use["purpose"].can_be_refused],
        "ledger": queries.ledger(**_who(request))[:20],  # type: ignore[arg-type]
    }
    return render(request, "privacy/centre.html", context)


@visitor
@limited("privacy-choice", limit=60, per=3600)
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Record one switch; a browser without an account gets a random key to keep it under."""
    who, key = _who(request), ""
    if not request.user.is_authenticated and not who["visitor"]:
        who = {"visitor": (key := get_random_string(32))}
    try:
        operations.record(
            request.POST.get("purpose", ""),
            granted=request.POST.get("granted") == "yes",
            source="privacy-centre",
            at=request.at,  # type: ignore[attr-defined]
            **who,  # type: ignore[arg-type]
        )
    except registry.Undeclared:
        messages.error(request, _("There is no such use of your data."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your choice holds from now on."))
    response = redirect("privacy:centre")
    if key:
        response.set_cookie(
            VISITOR_COOKIE,
            key,
            max_age=A_YEAR,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response
