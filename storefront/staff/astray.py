"""What staff see where a page is not theirs or not there: what is lacking, whom to ask, ways on."""

from typing import Any

from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from storefront.core import marks

_ACTS = {
    "changelist": _("look at them"),
    "add": _("add one"),
    "change": _("look at one or change it"),
    "delete": _("remove one"),
}


def refused(site: Any, request: HttpRequest) -> HttpResponse:
    """Answer 403: name what the page is about, and who can give the right to it."""
    managers = get_user_model().objects.filter(is_active=True, is_staff=True, is_superuser=True)
    others = managers.exclude(pk=request.user.pk).order_by("pk")[:5]
    names = [each.get_full_name() or each.get_username() for each in others]
    context = {
        "title": _("This is not among your rights"),
        "about": _about(site, request),
        "ask": marks.listed(names),
    }
    return _page(site, request, context, 403)


def not_found(site: Any, request: HttpRequest) -> HttpResponse:
    """Answer 404."""
    return _page(site, request, {"title": _("There is no such page or entry")}, 404)


def _page(site: Any, request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    address, title = _list(site, request)
    context |= {**site.each_context(request), "title": context["title"]}
    context |= {"list_url": address, "list_title": title}
    return TemplateResponse(request, "admin/astray.html", context, status=status)


def _named(site: Any, request: HttpRequest) -> tuple[Any, str]:
    """Return the model whose page was asked for, and what for."""
    try:
        name = resolve(request.path_info).url_name or ""
    except Resolver404:
        return None, ""
    for model in site._registry:
        prefix = f"{model._meta.app_label}_{model._meta.model_name}_"
        if name.startswith(prefix):
            return model, name.removeprefix(prefix)
    return None, ""


def _about(site: Any, request: HttpRequest) -> str:
    model, act = _named(site, request)
    if model is None:
        return ""
    things = capfirst(model._meta.verbose_name_plural)
    return marks.labelled(things, _ACTS.get(act, _("take this step")))


def _list(site: Any, request: HttpRequest) -> tuple[str, str]:
    """Lead to the list that the page belongs to, if whoever asks may see it."""
    model, act = _named(site, request)
    if model is None or act == "changelist":
        return "", ""
    if not site._registry[model].has_view_permission(request):
        return "", ""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return address, capfirst(model._meta.verbose_name_plural)
