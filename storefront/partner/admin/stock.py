import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from storefront.core import marks, money
from storefront.core.templatetags.candour import day_words, when
from storefront.partner import operations, queries
from storefront.partner.models import ExpectedBack, PriceChange, StockCount, StockRecord
from storefront.staff import history
from storefront.staff.admin import FactInline, OperationAdmin
from storefront.staff.saved import OneLine
from storefront.staff.site import site

IN_VIEW = ("units_seen", "count_seen", "price_seen")


def may_set_prices(user: Any) -> bool:
    """Say whether somebody may say what things cost: who counts them need not."""
    return bool(user.has_perm("partner.add_pricechange"))


def _units(label: Any, words: Any = "", **options: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        help_text=words,
        widget=UnfoldAdminIntegerFieldWidget,
        **options,
    )


def _hidden() -> forms.IntegerField:
    return forms.IntegerField(required=False, widget=forms.HiddenInput)


class StockForm(forms.ModelForm):
    """
    A new price, a new count, a delivery; what is left empty stays as it is.

    What was in view goes along, so that nobody writes over what a colleague has just written.
    Whoever was told of that (`told`) has what stands now in view.
    """

    told = False

    new_price = forms.DecimalField(
        label=_("New price, with tax"),
        required=False,
        max_digits=12,
        decimal_places=2,
        widget=UnfoldAdminDecimalFieldWidget,
    )
    reduced = forms.BooleanField(
        label=_("Announce it as a reduction"),
        required=False,
        widget=UnfoldBooleanWidget,
        help_text=_("The earlier price shown is computed: the lowest of the 30 days before."),
    )
    reason_en = forms.CharField(
        label=_("Why it is reduced, in English"),
        required=False,
        max_length=160,
        help_text=_("Buyers read it at the price: why it costs less now, not how good it is."),
        widget=UnfoldAdminTextInputWidget,
    )
    reason_zh_hans = forms.CharField(
        label=_("Why it is reduced, in Chinese"),
        required=False,
        max_length=160,
        widget=UnfoldAdminTextInputWidget,
    )
    back_on = forms.DateField(
        label=_("Expected back on"),
        required=False,
        help_text=_("Buyers read it while it is sold out. Leave it empty if nobody knows."),
        widget=UnfoldAdminSingleDateWidget,
        show_hidden_initial=True,
    )
    came_in = _units(
        _("Units of a delivery that came in"),
        _("They are added to what there is by now. Nothing has to be counted."),
        min_value=1,
    )
    new_count = _units(
        _("Units counted in the warehouse"),
        _("All that are there, also those set aside for orders."),
        min_value=0,
    )
    low_at = _units(
        _("Order more from"),
        _("From this many free units on, it stands on the start page."),
        min_value=0,
        show_hidden_initial=True,
    )
    why = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Of a price: what changed. Of a delivery: the number of its note."),
    )
    again = forms.BooleanField(
        label=_("It came in once more under the same number: book it in"),
        required=False,
        widget=UnfoldBooleanWidget,
    )
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)
    units_seen, count_seen, price_seen = _hidden(), _hidden(), _hidden()

    class Meta:
        model = StockRecord
        fields: list[str] = []

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self.fields["low_at"].initial = self.instance.low_stock_threshold
        expected = ExpectedBack.objects.filter(stockrecord=self.instance.pk).first()
        self.fields["back_on"].initial = expected.on if expected else None
        now = queries.in_view(self.instance)
        numbers = (now.units, now.count, queries.latest_price(self.instance))
        seen = dict(zip(IN_VIEW, numbers, strict=True))
        for name, number in seen.items():
            self.fields[name].initial = number
        if data is not None and self.told:
            self.data = {**data.dict(), **seen}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        stale = now_("Open this page anew: it does not say what you had in view.")
        if said.get("new_count") is not None and said.get("came_in") is not None:
            words = _("Either what came in is added, or all is counted: write one of them.")
            self.add_error("came_in", words)
        if said.get("came_in") is not None and said.get("key") is None:
            self.add_error("came_in", stale)
        counts, prices = said.get("new_count") is not None, said.get("new_price") is not None
        if prices and not said.get("reduced") and not said.get("why"):
            self.add_error("why", _("Say why the price changes: it stands in its history."))
        if said.get("came_in") is not None and not said.get("why"):
            self.add_error("why", _("Write the number of the delivery note."))
        if counts and None in (said.get("units_seen"), said.get("count_seen")):
            self.add_error("new_count", stale)
        if prices and said.get("price_seen") is None:
            self.add_error("new_price", stale)
        if said.get("reduced") and not prices:
            self.add_error("new_price", _("Write the price to which it is reduced."))
        said["reason"] = {code: said.get(_of(code)) or "" for code, _name in settings.LANGUAGES}
        if said.get("reduced"):
            for code, words in said["reason"].items():
                if not words:
                    self.add_error(_of(code), _("Say why it is reduced: buyers read it."))
        return said

    @property
    def in_view(self) -> queries.InView:
        return queries.InView(self.cleaned_data["units_seen"], self.cleaned_data["count_seen"])

    def _post_clean(self) -> None:
        """Leave the row as it is: the operations read it anew under its lock."""


def _of(language: str) -> str:
    return f"reason_{language.replace('-', '_')}"


class Prices(FactInline):
    model = PriceChange
    verbose_name_plural = _("Prices so far")
    fields = readonly_fields = ["from_when", "amount", "reduced", "said", "why", "who"]
    ordering = ["-since", "-pk"]

    @admin.display(description=_("since"))
    def from_when(self, change: PriceChange) -> str:
        return when(change.since)

    @admin.display(description=_("price"))
    def amount(self, change: PriceChange) -> str:
        return money.text(change.price, change.currency)

    @admin.display(description=_("reason that buyers read"))
    def said(self, change: PriceChange) -> str:
        """Show what buyers read, and what they read before it was corrected."""
        corrected = history.of(change) if change.reduced else ()
        before = [each.changed[0][1] for each in corrected]
        read = [self._in_language(reason) for reason in (change.reason, *before)]
        return read[0] + "".join(now_(" (before: %s)") % words for words in read[1:])

    def _in_language(self, reason: dict[str, str]) -> str:
        return reason.get(get_language() or "") or reason.get("en") or "—"

    @admin.display(description=_("by"))
    def who(self, change: PriceChange) -> Any:
        return change.set_by or _("the shop")


class Counts(FactInline):
    model = StockCount
    verbose_name_plural = _("Counts and deliveries so far")
    fields = readonly_fields = ["at_when", "kind", "units", "why", "who"]
    ordering = ["-counted_at", "-pk"]

    @admin.display(description=_("at"))
    def at_when(self, count: StockCount) -> str:
        return when(count.counted_at)

    @admin.display(description=_("units"))
    def units(self, count: StockCount) -> str:
        return f"{count.before} → {count.after}"

    @admin.display(description=_("by"))
    def who(self, count: StockCount) -> Any:
        return count.counted_by or _("the shop")


@admin.register(StockRecord, site=site)
class StockRecordAdmin(OneLine, OperationAdmin):
    """What a thing costs and how many there are; both with their whole history."""

    place = 2
    form = StockForm
    inlines = [Prices, Counts]
    list_display = ["number", "title", "cost", "units", "set_aside", "free", "order_more"]
    list_filter = ["partner"]
    list_select_related = ["product__parent", "partner"]
    search_fields = ["partner_sku", "product__title_en", "product__title_zh_hans"]
    ordering = ["partner_sku"]
    readonly_fields = ["product", "supplier", "number", "cost", "units", "set_aside", "free"]
    at_fields = {
        operations.PricedMeanwhile: "new_price",
        operations.PriceRefused: "new_price",
        operations.NotAReduction: "reduced",
        operations.ReasonWithoutReduction: "reduced",
        operations.DayHasPassed: "back_on",
        operations.Meanwhile: "new_count",
        operations.StockRefused: "new_count",
        operations.NothingCame: "came_in",
        operations.BookedAlready: "why",
    }
    stock_fields = [("came_in", "new_count"), ("low_at", "back_on"), "why", "key", *IN_VIEW]
    price = (_("Price"), {"fields": [("new_price", "reduced"),
                                      ("reason_en", "reason_zh_hans")]})  # fmt: skip
    fieldsets = [
        (None, {"fields": ["product", ("supplier", "number"),
                           ("cost", "units"), ("set_aside", "free")]}),
    ]  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("partner__supplier", "product__parent")

    @admin.display(description=_("title"))
    def title(self, record: StockRecord) -> str:
        return record.product.title or record.product.get_title()

    @admin.display(description=_("article number"), ordering="partner_sku")
    def number(self, record: StockRecord) -> str:
        return record.partner_sku

    @admin.display(description=_("price"), ordering="price")
    def cost(self, record: StockRecord) -> str:
        return money.text(record.price, record.price_currency) if record.price else "—"

    @admin.display(description=_("in the warehouse"), ordering="num_in_stock")
    def units(self, record: StockRecord) -> int:
        return record.num_in_stock or 0

    @admin.display(description=_("set aside for orders"), ordering="num_allocated")
    def set_aside(self, record: StockRecord) -> int:
        return record.num_allocated or 0

    @admin.display(description=_("free"))
    def free(self, record: StockRecord) -> int:
        return max(0, record.net_stock_level)

    @admin.display(description=_("order more from"), ordering="low_stock_threshold")
    def order_more(self, record: StockRecord) -> Any:
        low = record.low_stock_threshold
        return "—" if low is None else low

    @admin.display(description=_("supplier"))
    def supplier(self, record: StockRecord) -> str:
        stated = getattr(record.partner, "supplier", None)
        return stated.legal_name if stated else record.partner.name

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        told = isinstance(getattr(request, "refusal", None), operations.Meanwhile)
        return type(form.__name__, (form,), {"told": told})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        own = list(super().get_fieldsets(request, obj))
        if not self.has_change_permission(request, obj):
            return own
        booked = isinstance(getattr(request, "refusal", None), operations.BookedAlready)
        asked = ["again"] if booked or "again" in request.POST else []
        stock = (_("Stock"), {"fields": [*self.stock_fields, *asked]})
        return [*own, stock, *([self.price] if may_set_prices(request.user) else [])]

    def save_model(self, request: Any, obj: StockRecord, form: Any, change: bool) -> None:
        said, who = form.cleaned_data, {"at": request.at, "by": request.user}
        reasoned, done = {**who, "why": said["why"]}, []
        # What is not shown may still be posted: `said` has only what is.
        if said.get("new_price") is not None and may_set_prices(request.user):
            before, last = obj.price, obj.price_changes.order_by("since", "pk").last()
            priced = operations.set_price(
                stockrecord=obj,
                price=said["new_price"],
                reduced=said["reduced"],
                reason=said["reason"],
                seen=said["price_seen"],
                **reasoned,
            )
            currency = obj.price_currency
            values = money.text(before, currency), money.text(obj.price, currency)
            if last is None or priced.pk != last.pk:
                done.append(now_("Price: %s → %s.") % values)
            elif priced.reason != last.reason:
                done.append(now_("Buyers read another reason why it is reduced."))
            else:
                done.append(now_("It costs %s already, announced this way.") % values[1])
        counted = None
        if said["came_in"] is not None:
            counted = operations.book_in(
                stockrecord=obj,
                units=said["came_in"],
                key=said["key"],
                again=said["again"],
                **reasoned,
            )
        elif said["new_count"] is not None:
            counted = operations.set_stock(
                stockrecord=obj, units=said["new_count"], seen=form.in_view, **reasoned
            )
        if counted:
            done.append(now_("Units: %s → %s.") % (counted.before, counted.after))
        if "back_on" in form.changed_data:
            operations.expect_back(stockrecord=obj, on=said["back_on"], **who)
            day = said["back_on"]
            done.append(
                now_("Expected back on %s.") % day_words(day) if day else now_("No day of return.")
            )
        if "low_at" in form.changed_data:
            before = obj.low_stock_threshold
            operations.set_low_stock_at(stockrecord=obj, units=said["low_at"])
            numbers = ["—" if each is None else each for each in (before, said["low_at"])]
            done.append(now_("Order more from: %s → %s.") % tuple(numbers))
        words = marks.sentences(done) or now_("Nothing was typed, so all is as it was.")
        level = messages.SUCCESS if done else messages.INFO
        self.message_user(request, format_html("{}: {}", obj, words), level)

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        """Write nothing more: what stands below is history."""
        for formset in formsets:
            formset.save(commit=False)  # the admin asks it what was new
