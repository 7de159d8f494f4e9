"""The last page before a recall goes out, or is ended: what that does, and to how many."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import action
from unfold.widgets import UnfoldAdminTextInputWidget

from aftersales.recalls import affected, desk, operations, wording
from aftersales.recalls.models import Recall, Status, remedies_of
from storefront.core import marks
from storefront.staff import asking, steps
from storefront.staff.admin import FactAdmin


class LetOut(forms.Form):
    """It cannot be called back: whoever has read it has read it."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class End(LetOut):
    """Its notice stays public, and what it offers stays open to its buyers."""

    why = forms.CharField(label=_("Why"), max_length=500, widget=UnfoldAdminTextInputWidget)


class AskedTwice(FactAdmin):
    """A page over recalls whose two great steps are pressed on a page of their own."""

    @action(description=_("Let it go out …"), permissions=["announce"])
    def announce(self, request: HttpRequest, recall: Recall) -> None:
        """Change nothing yet: `response_change` leads to where it is asked for the last time."""

    @action(description=_("End the recall …"), permissions=["announce"])
    def close(self, request: HttpRequest, recall: Recall) -> None:
        """Change nothing yet, likewise."""

    def has_announce_permission(self, request: HttpRequest, *_args: Any) -> bool:
        return request.user.has_perm("recalls.announce_recall")  # type: ignore[union-attr]

    def response_change(self, request: HttpRequest, obj: Recall) -> HttpResponse:
        for name in ("announce", "close"):
            if any(press.__name__ == name for press in self.pressed(request)):
                return redirect(f"admin:recalls_recall_{name}", obj.pk)
        return super().response_change(request, obj)

    def get_urls(self) -> list[Any]:
        own = [
            path(
                f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"recalls_recall_{name}"
            )
            for name, view in (("announce", self.announce_view), ("close", self.close_view))
        ]
        return [*own, *super().get_urls()]

    def announce_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        recall = self._one(request, pk)
        form = LetOut(asking.typed(request), initial={"seen": steps.last(recall)})
        if form.is_valid():
            with asking.Refusals(form):
                operations.announce(
                    recall=recall,
                    seen=form.cleaned_data["seen"],
                    by=request.user,
                    at=request.at,  # type: ignore[attr-defined]
                )
                words = _("It is announced. The sale is stopped, buyers are being told.")
                self.message_user(request, words, messages.SUCCESS)
                return redirect("admin:recalls_recall_change", pk)
        elif recall.status != Status.TO_APPROVE:
            return self._not_open(request, recall)
        found = affected.preview(recall)
        button = ngettext(
            "Stop the sale and tell %(count)s buyer",
            "Stop the sale and tell %(count)s buyers",
            found.buyers,
        )
        return asking.page(
            self,
            request,
            form,
            title=_("Let recall %(reference)s go out?") % {"reference": recall.reference},
            button=button % {"count": found.buyers},
            words=_(
                "At this press the sale stops, baskets and orders that wait are cleared of it, its "
                "public page opens, and every buyer is told by every way that we have to them."
            ),
            explained=asking.explained(form),
            facts=[*_says(recall), (_("Whom it reaches"), desk.whom(found))],
            back=reverse("admin:recalls_recall_change", args=[pk]),
        )

    def close_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        recall = self._one(request, pk)
        form = End(asking.typed(request), initial={"seen": steps.last(recall)})
        if form.is_valid():
            with asking.Refusals(form):
                operations.close(
                    recall=recall,
                    by=request.user,
                    at=request.at,  # type: ignore[attr-defined]
                    **form.cleaned_data,
                )
                words = _("It is closed. Nobody is told again; its notice stays public.")
                self.message_user(request, words, messages.SUCCESS)
                return redirect("admin:recalls_recall_change", pk)
        elif recall.status != Status.ANNOUNCED:
            return self._not_open(request, recall)
        return asking.page(
            self,
            request,
            form,
            title=_("End recall %(reference)s?") % {"reference": recall.reference},
            button=_("End it: write to nobody again"),
            words=_("Whoever has not read of it by now is not told once more."),
            explained=asking.explained(form),
            facts=[
                (_("How far it is"), self.coverage(recall)),  # type: ignore[attr-defined]
                (_("Whom it is about"), desk.whom(affected.preview(recall))),
            ],
            back=reverse("admin:recalls_recall_change", args=[pk]),
        )

    def _one(self, request: HttpRequest, pk: int) -> Recall:
        if not self.has_announce_permission(request):
            raise PermissionDenied
        return get_object_or_404(Recall.objects.select_related("product"), pk=pk)

    def _not_open(self, request: HttpRequest, recall: Recall) -> HttpResponse:
        """Lead back from a page that was opened too late, and say how it stands."""
        words = _("Nothing is to be done here: %(reference)s stands at “%(status)s”.")
        named = {"reference": recall.reference, "status": recall.get_status_display()}
        self.message_user(request, words % named, messages.WARNING)
        return redirect("admin:recalls_recall_change", recall.pk)


def _says(recall: Recall) -> list[tuple[Any, Any]]:
    """Return what buyers will read, in every language."""
    names = dict(settings.LANGUAGES)
    rows = [(_("Product"), recall.product.get_title())]
    for field, label in desk.TEXTS.items():
        words = wording.texts(recall, field)
        told = ((names[code], code, text) for code, text in words.items())
        rows.append((label, format_html_join("\n", '{}: <span lang="{}">{}</span>', told)))
    remedies = marks.listed(str(label) for _value, label in remedies_of(recall))
    return [*rows, (_("What its buyers can have"), remedies)]
