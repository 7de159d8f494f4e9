from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from storefront.core import marks, money
from storefront.staff.admin import FactAdmin
from storefront.staff.searching import FoundByNumber, buyer
from storefront.staff.site import site

from . import views, wording
from .models import TaxDocument


@admin.register(TaxDocument, site=site)
class TaxDocumentAdmin(FoundByNumber, FactAdmin):
    """Invoices and credit notes, the latest first: read, searched and downloaded, never changed."""

    place = 20
    list_display = ("number", "kind", "order", "issued_at", "sum", "vat", "credits")
    list_filter = ("kind", "year", "issued_at")
    search_fields = ("number", "order__number", "refund__reference", *buyer("order"))
    numbers = ("order__number", "refund__reference")
    phones = ("order__shipping_address__phone_number",)
    date_hierarchy = "issued_at"
    ordering = ("-issued_at", "-pk")
    list_select_related = ("order", "credits")
    fields = (
        *("number", "kind", "paper", "order", "credits", "refund", "issued_at", "supplied_at"),
        *("net", "tax", "total", "currency", "rates", "buyer", "language", "sha256"),
    )
    readonly_fields = ("paper", "rates", "buyer")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        paper = path(
            "<int:pk>/paper.pdf",
            self.admin_site.admin_view(self.paper_view),
            name="invoices_taxdocument_pdf",
        )
        return [paper, *super().get_urls()]

    def paper_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        made = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_view_permission(request, made):
            return HttpResponse(status=403)
        return views.as_file(made)

    @admin.display(description=_("paper"))
    def paper(self, made: TaxDocument) -> str:
        address = reverse("admin:invoices_taxdocument_pdf", args=[made.pk])
        return format_html('<a href="{}">{}.pdf</a>', address, made.number)

    @admin.display(description=_("total"), ordering="total")
    def sum(self, made: TaxDocument) -> str:
        return money.text(made.total, made.currency)

    @admin.display(description=_("VAT"), ordering="tax")
    def vat(self, made: TaxDocument) -> str:
        return money.text(made.tax, made.currency)

    @admin.display(description=_("VAT by rate"))
    def rates(self, made: TaxDocument) -> str:
        return "; ".join(
            f"{wording.percent(each['rate'])}: {each['net']} + {each['tax']} = {each['gross']}"
            for each in made.document["vat"]
        )

    @admin.display(description=_("buyer"))
    def buyer(self, made: TaxDocument) -> str:
        return marks.joined(
            line
            for words in dict(wording.for_paper(made)["parties"][1:2]).values()
            for line in words.split("\n")
        )
