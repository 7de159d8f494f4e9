import uuid
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminTextInputWidget

from aftersales.which_order import ask_for_the_order
from checkout.order import queries as orders
from checkout.order.models import Status
from checkout.payments import queries as payments
from storefront.core import marks, money, references
from storefront.core.refusal import Refusal
from storefront.staff import asking
from storefront.staff.admin import FactAdmin
from storefront.staff.searching import FoundByNumber, buyer
from storefront.staff.site import site

from . import operations, queries
from .models import Goodwill, GoodwillProposal, LateExtra


class WithSum:
    """A page over money of an order, which stands there with its currency."""

    @display(description=_("amount"), ordering="amount")
    def sum(self, row: Any) -> str:
        return money.text(row.amount, row.order.currency)


class Give(forms.Form):
    """It goes back the way it was paid, and the buyer reads why."""

    amount = forms.DecimalField(max_digits=10, decimal_places=2)
    why = forms.CharField(
        label=_("Why, as the buyer reads it"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, order: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.left, self.currency = payments.refundable(order), order.currency
        self.fields["amount"].label = _("Amount (%(currency)s)") % {"currency": order.currency}

    def clean_amount(self) -> Any:
        amount = self.cleaned_data["amount"]
        if not 0 < amount <= self.left:
            words = _("More than nothing, and not more than is left: %(left)s.")
            raise forms.ValidationError(words % {"left": money.text(self.left, self.currency)})
        return amount


class Sure(Give):
    """Nothing has gone back yet. To change something, go back in your browser."""

    amount = forms.DecimalField(max_digits=10, decimal_places=2, widget=forms.HiddenInput)
    why = forms.CharField(max_length=300, widget=forms.HiddenInput)
    sure = forms.BooleanField(widget=forms.HiddenInput)


@admin.register(Goodwill, site=site)
class GoodwillAdmin(WithSum, FoundByNumber, FactAdmin):
    """What we gave back of our own accord; giving is a step on the order, in two looks."""

    list_display = ("order", "sum", "why", "given_by", "given_at", "refund")
    search_fields = ("order__number", "why", *buyer("order"))
    numbers = ("order__number",)
    list_select_related = ("order", "given_by", "refund")
    ordering = ("-given_at",)
    fields = ("order", "sum", "why", "given_by", "given_at", "refund")
    readonly_fields = ("sum",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("refunds.add_goodwill")  # type: ignore[union-attr]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Ask how much and why, show what that does, and do it at a second press."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        order = orders.by_number(references.tidy(request.GET.get("order", ""))[:32])
        if order is None:
            return ask_for_the_order(self, request, _("Of which order is something given back?"))
        data = request.POST if request.method == "POST" else None
        sure = data is not None and "sure" in data
        form = Sure(data, order=order) if sure else Give(data, order=order)
        if not form.is_valid():
            return self._page(request, order, form, _("Go on"))
        given = form.cleaned_data
        if sure:
            try:
                self._do(request, order, given)
            except Refusal as refusal:
                again = Give(data, order=order)
                again.add_error(None, str(refusal))
                return self._page(request, order, again, _("Go on"))
            return redirect("admin:order_order_change", order.pk)
        words, button = _announced(order, given)
        form = Sure(order=order, initial={**given, "sure": True})
        return self._page(request, order, form, button, words)

    def _page(
        self, request: HttpRequest, order: Any, form: Any, button: Any, words: str = ""
    ) -> HttpResponse:
        title = _("Give something of order %(number)s back") % {"number": order.number}
        back = reverse("admin:order_order_change", args=[order.pk])
        return asking.page(
            self,
            request,
            form,
            title=title,
            button=button,
            words=words,
            explained=asking.explained(form),
            facts=_facts(order),
            back=back,
        )

    def _do(self, request: HttpRequest, order: Any, given: dict[str, Any]) -> None:
        at = request.at  # type: ignore[attr-defined]
        what = {name: given[name] for name in ("amount", "why", "key")}
        made = operations.give_or_propose(order=order, by=request.user, at=at, **what)
        sum_ = money.text(made.amount, order.currency)
        if isinstance(made, GoodwillProposal):
            words = _("%(sum)s is proposed. A colleague decides; nothing has gone back yet.")
            self.message_user(request, words % {"sum": sum_})
            return
        words = _("%(sum)s goes back to %(who)s (%(reference)s), who is told why.")
        named = {"sum": sum_, "who": order.email, "reference": made.refund.reference}
        self.message_user(request, words % named)


def _announced(order: Any, given: dict[str, Any]) -> tuple[str, str]:
    """Say what the next press does, and on its button the sum."""
    named = {
        "sum": money.text(given["amount"], order.currency),
        "who": order.email,
        "why": given["why"],
        "most": money.text(queries.MOST_ALONE, order.currency),
    }
    if queries.may_give_alone(order, given["amount"]):
        words = _("%(sum)s goes back to %(who)s at once, the way it was paid. They read: “%(why)s”")
        return words % named, _("Give %(sum)s back") % named
    if before := queries.given_before(order):
        named["before"] = money.text(before, order.currency)
        named["together"] = money.text(before + given["amount"], order.currency)
        words = _(
            "%(before)s was given for this order before. With %(sum)s it would be %(together)s, "
            "more than the %(most)s that one person gives for an order. A colleague decides about "
            "it, and nothing goes back before. Then the buyer reads: “%(why)s”"
        )
    else:
        words = _(
            "%(sum)s is more than the %(most)s that one person gives for an order. A colleague "
            "decides about it, and nothing goes back before. Then the buyer reads: “%(why)s”"
        )
    return words % named, _("Propose %(sum)s to a colleague") % named


def _facts(order: Any) -> list[tuple[Any, Any]]:
    """Name whose order it is, what is in it, how far it is and what of its money is left."""
    things = format_html_join(
        "",
        "{} × {}<br>",
        ((each.quantity, orders.title_for_staff(each)) for each in order.lines.all()),
    )
    back = sum((each.amount for each in payments.price_refunds_of(order)), start=money.ZERO)
    left = payments.refundable(order)
    rows = [
        (_("Order"), marks.joined([order.number, order.get_status_display()])),
        (_("Buyer"), order.email),
        (_("Things"), things),
        (_("Cost"), money.text(order.total_incl_tax, order.currency)),
        (_("Given back so far"), money.text(back, order.currency)),
        (_("Left"), money.text(left, order.currency)),
    ]
    if order.status in (Status.PLACED, Status.PAID, Status.PACKED):
        note = _("It has not left us. If it is not to be sent, cancel it on its page instead.")
        rows.append((_("Mind"), note))
    return rows


@admin.register(GoodwillProposal, site=site)
class GoodwillProposalAdmin(WithSum, FoundByNumber, FactAdmin):
    """Goodwill above what one person may give; somebody other than who proposed it decides."""

    list_display = ("order", "sum", "why", "proposed_by", "proposed_at", "decided_by")
    list_filter = (("decided_at", admin.EmptyFieldListFilter),)
    search_fields = ("order__number", "why", *buyer("order"))
    numbers = ("order__number",)
    list_select_related = ("order", "proposed_by", "decided_by")
    ordering = ("decided_at", "-proposed_at")
    fields = ("order", "sum", "why", "proposed_by", "proposed_at", "decided_by", "decided_at",
              "goodwill")  # fmt: skip
    readonly_fields = ("sum",)
    actions_submit_line = ("give_it", "turn_it_down")

    def has_decide_permission(self, request: HttpRequest, *_args: Any) -> bool:
        return request.user.has_perms(  # type: ignore[union-attr]
            ["refunds.add_goodwill", "payments.add_refund"]
        )

    def offers(self, name: str, row: GoodwillProposal, request: HttpRequest) -> bool:
        return row.decided_at is None and (
            name != "give_it" or row.proposed_by_id != request.user.pk
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save nothing: a pressed button is an operation."""
        for press in self.pressed(request):
            press(request, obj)

    @action(description=_("Give it back"), permissions=["decide"])
    def give_it(self, request: HttpRequest, proposal: GoodwillProposal) -> None:
        at = request.at  # type: ignore[attr-defined]
        made = operations.approve(proposal=proposal, by=request.user, at=at)
        words = _("%(sum)s goes back to %(who)s (%(reference)s), who is told why.")
        named = {
            "sum": money.text(made.amount, made.order.currency),
            "who": made.order.email,
            "reference": made.refund.reference,
        }
        self.message_user(request, words % named)

    @action(description=_("Turn it down"), permissions=["decide"])
    def turn_it_down(self, request: HttpRequest, proposal: GoodwillProposal) -> None:
        at = request.at  # type: ignore[attr-defined]
        operations.turn_down(proposal=proposal, by=request.user, at=at)
        self.message_user(request, _("It is turned down; nothing goes back."))


class Paid(forms.ModelForm):
    """The reference under which our bank transferred an extra."""

    reference = forms.CharField(
        label=_("Reference of the bank"), required=False, widget=UnfoldAdminTextInputWidget
    )

    class Meta:
        model = LateExtra
        fields: list[str] = []


@admin.register(LateExtra, site=site)
class LateExtraAdmin(FactAdmin):
    """What late refunds have added; each is transferred by hand and marked with its reference."""

    form = Paid
    at_fields = {operations.NoReference: "reference"}
    list_display = ("refund", "sum", "basis", "due_at", "paid_at")
    list_filter = (("paid_at", admin.EmptyFieldListFilter),)
    list_select_related = ("refund",)
    ordering = ("paid_at", "worked_out_at")
    readonly_fields = ("sum",)

    @display(description=_("amount"), ordering="amount")
    def sum(self, extra: LateExtra) -> str:
        return money.text(extra.amount, extra.currency)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        own = ["refund", "sum", "basis", "due_at", "worked_out_at"]
        if obj and obj.paid_at:
            return [*own, "paid_at", "paid_by", "bank_reference"]
        return [*own, "reference"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        operations.record_paid(
            extra=obj,
            reference=form.cleaned_data.get("reference", ""),
            by=request.user,
            at=request.at,  # type: ignore[attr-defined]
        )
