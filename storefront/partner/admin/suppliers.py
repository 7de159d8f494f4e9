from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from storefront.core import destination
from storefront.core.templatetags.candour import day_words, when
from storefront.partner import suppliers
from storefront.partner.models import Supplier
from storefront.staff import asking, history
from storefront.staff.recorded import RecordedAdmin, RecordedForm
from storefront.staff.site import site


def _countries() -> list[tuple[str, str]]:
    return [("", str(_("Choose"))), *destination.everywhere()]


ENDS = _("If it changes, a colleague sees their papers anew before their goods are shown.")


class SupplierForm(RecordedForm):
    """Who they are; what was seen of their papers has a page of its own."""

    country = forms.ChoiceField(
        label=_("Country"),
        choices=_countries,
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text=ENDS,
    )

    class Meta:
        model = Supplier
        fields = suppliers.FIELDS
        labels = {"legal_name": _("Name, as registered"), "address": _("Postal address")}
        help_texts = dict.fromkeys(suppliers.IDENTITY, ENDS)
        widgets = {"address": UnfoldAdminTextareaWidget(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("legal_name", "address"):
            if name in self.fields:
                self.fields[name].required = False  # refused in the words of the operation

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data.get(name) for name in self.Meta.fields}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        row = self.instance if self.instance.pk else None
        for name, words in suppliers.problems(self.values, supplier=row).items():
            if name in self.fields and name not in self.errors:
                self.add_error(name, words)
        return said


class Verification(forms.Form):
    """What was seen of a supplier's papers, how, and until when that holds."""

    papers = forms.CharField(
        label=_("Papers seen"),
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("Register extract, permits, certificates: what, of which day."),
    )
    how = forms.CharField(
        label=_("How they were seen"),
        required=False,
        max_length=300,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Such as: at a visit, in the public register, by post."),
    )
    until = forms.DateField(
        label=_("Verified until"),
        widget=UnfoldAdminSingleDateWidget,
        help_text=_(
            "Until the end of that day their goods are shown to buyers; within a year, then "
            "their papers are looked at anew."
        ),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


# At which field a refusal is read.
AT_FIELD = {
    suppliers.NoPapers: "papers",
    suppliers.EndsAlready: "until",
    suppliers.TooFar: "until",
    history.NotSaidWhy: "how",
}


class Country(admin.SimpleListFilter):
    title = _("country")
    parameter_name = "country"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        codes = Supplier.objects.exclude(country="").values_list("country", flat=True).distinct()
        return sorted(
            ((code, destination.name_anywhere(code)) for code in codes), key=lambda each: each[1]
        )

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(country=self.value()) if self.value() else queryset


@admin.register(Supplier, site=site)
class SupplierAdmin(RecordedAdmin):
    """
    Who stands behind the goods. Goods of a supplier whose papers nobody saw, or whose
    verification has ended, are not shown to buyers (LBT-5.3.2.1.1).
    """

    place = 6
    form = SupplierForm
    list_display = ["legal_name", "in_country", "verified", "verified_by", "until"]
    list_filter = [Country]
    list_select_related = ["verified_by"]
    search_fields = ["legal_name", "partner__name"]
    ordering = ["valid_until"]
    readonly_fields = ["standing", "in_country"]
    actions_detail = ["record_papers"]
    titles = {"proof": _("papers seen"), "valid_until": _("verified until")}
    fieldsets = [
        (None, {"fields": ["standing", "legal_name", "address", "country", ("email", "phone")]}),
    ]

    def own_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        own = super().own_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return own
        shown = ["in_country" if name == "country" else name for name in own[0][1]["fields"]]
        return [(None, {"fields": shown})]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("country"), ordering="country")
    def in_country(self, supplier: Supplier) -> str:
        return destination.name_anywhere(supplier.country) if supplier.country else "—"

    @admin.display(description=_("verified"), ordering="verified_at")
    def verified(self, supplier: Supplier) -> Any:
        return day_words(supplier.verified_at) or _("not yet")

    @admin.display(description=_("until"), ordering="valid_until")
    def until(self, supplier: Supplier) -> str:
        return day_words(supplier.valid_until) or "—"

    @admin.display(description=_("verification"))
    def standing(self, supplier: Supplier) -> Any:
        if supplier.verified_at is None:
            return _("Nobody has seen their papers yet: their goods are not shown to buyers.")
        who = supplier.verified_by
        said = format_html(
            _("Papers seen {when} by {who}: {papers}"),
            when=when(supplier.verified_at),
            who=(who.get_full_name() or who.username) if who else _("the shop"),
            papers=supplier.proof,
        )
        if supplier.is_verified(timezone.now()):
            ends = _("It holds until the end of %(day)s.")
        else:
            ends = _("It ended with %(day)s: their goods are not shown to buyers.")
        return format_html("{}<br>{}", said, ends % {"day": day_words(supplier.valid_until)})

    def told(self, name: str, value: Any) -> str:
        if name == "country" and value:
            return destination.name_anywhere(value)
        if name == "valid_until" and value:
            return day_words(forms.DateField().to_python(value))
        return super().told(name, value)

    def save_model(self, request: Any, obj: Supplier, form: Any, change: bool) -> None:
        was_verified = change and obj.is_verified(request.at)
        saved = suppliers.save_supplier(
            supplier=obj if change else None, values=form.values, **self.said(request, form)
        )
        obj.pk = saved.pk
        if not change:
            words = _(
                "Entered. No goods of theirs are shown before a colleague has seen their papers."
            )
        elif was_verified and not saved.is_verified(request.at):
            words = _(
                "Saved. Who they are has changed: their goods are not shown before a colleague has "
                "seen their papers anew."
            )
        else:
            words = _(
                "Saved. Whether their goods are shown hangs on the verification, which stays."
            )
        self.message_user(request, words, messages.SUCCESS)

    # The step of its own

    @action(description=_("Record papers seen"), permissions=["record_papers"])
    def record_papers(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.lead_to(request, "admin:partner_supplier_verify", object_id)

    def has_record_papers_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perm("partner.verify_supplier")

    def get_urls(self) -> list[Any]:
        own = path(
            "<int:pk>/verify/",
            self.admin_site.admin_view(self.verify_view),
            name="partner_supplier_verify",
        )
        return [own, *super().get_urls()]

    def verify_view(self, request: Any, pk: int) -> HttpResponse:
        """Ask which papers were seen, how, and until when that holds."""
        if not self.has_record_papers_permission(request):
            raise PermissionDenied
        supplier = Supplier.objects.filter(pk=pk).first()
        if supplier is None:
            raise Http404
        back = reverse("admin:partner_supplier_change", args=[pk])
        if suppliers.wrote(supplier, request.user):
            self.message_user(request, suppliers.OwnEntry.words, messages.WARNING)
            return redirect(back)
        form = Verification(request.POST or None, initial={"seen": history.last(supplier)})
        if form.is_valid():
            with asking.Refusals(form, AT_FIELD):
                suppliers.verify(
                    supplier=supplier, by=request.user, at=request.at, **form.cleaned_data
                )
                day = day_words(form.cleaned_data["until"])
                words = _("Recorded. Their goods may be shown until the end of %(day)s.")
                self.message_user(request, words % {"day": day}, messages.SUCCESS)
                return redirect(back)
        return asking.page(
            self,
            request,
            form,
            title=_("Papers seen of %(supplier)s") % {"supplier": supplier.legal_name},
            words=_("What is written here vouches for them, with your name."),
            button=_("Record it"),
            back=back,
        )
