from allauth.account.models import get_emailconfirmation_model
from allauth.account.views import confirm_email
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from storefront.core.access import signed_in
from storefront.notices import operations as notices
from storefront.notices import queries as inboxes
from storefront.notices import wording

from . import forms, operations, sections


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Show how everything stands that the account has to do with."""
    user, at = request.user, request.at  # type: ignore[attr-defined]
    parts = [(part, part.context(user, at)) for part in sections.sections()]
    context = {
        "sections": [
            {"template": part.template, "context": filled}
            for part, filled in parts
            if filled is not None
        ],
        "links": [
            {"title": link.title, "url_name": link.url_name, "note": link.note(user, at)}
            for link in sections.links()
        ],
        "unread": inboxes.unread(user),
    }
    return render(request, "accounts/home.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def details(request: HttpRequest) -> HttpResponse:
    user = request.user
    known = {name: getattr(user, name) for name in forms.Details.base_fields}
    form = forms.Details(request.POST or None, initial=known)
    if form.is_valid():
        operations.change_details(user=user, **form.cleaned_data)
        messages.success(request, _("Your details are saved."))
        return redirect("account:home")
    status = 422 if form.errors else 200
    return render(request, "accounts/details.html", {"form": form}, status=status)


@signed_in
@require_http_methods(["GET", "POST"])
def confirm_address(request: HttpRequest, key: str) -> HttpResponse:
    """Confirm an address in a session of its own account: the mail alone proves another person."""
    found = get_emailconfirmation_model().from_key(key)
    if found and found.email_address.user_id != request.user.pk:
        messages.error(
            request,
            _("This link belongs to another account. Sign in to that one, then open it again."),
        )
        return redirect("account:home")
    return confirm_email(request, key=key)


@signed_in
def inbox(request: HttpRequest) -> HttpResponse:
    """Show what we told the account, the newest first; what is shown counts as read."""
    page = Paginator(inboxes.inbox(request.user), 20).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    for letter in shown:
        letter.shown = wording.linked(letter.words, as_words=True)
    notices.mark_read(user=request.user, at=request.at)  # type: ignore[attr-defined]
    return render(request, "accounts/inbox.html", {"page": page, "letters": shown})
