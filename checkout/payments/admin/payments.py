"""Payments as staff see them, and what they write down of money that came."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from checkout.payments import desk, methods, operations, queries, tasks
from checkout.payments.models import (
    Attempt,
    Refund,
)
from storefront.core import marks, money
from storefront.staff import asking
from storefront.staff.searching import FoundByNumber, buyer
from storefront.staff.site import site

from .booked import AttemptMoveInline, ReceiptForm, TakenBackInline
from .buttons import ByButton


@admin.register(Attempt, site=site)
class AttemptAdmin(FoundByNumber, ByButton):
    """Payments; those that need a look, and those whose money staff see arrive."""

    place = 2
    form = ReceiptForm
    at_fields = {
        operations.NoSum: "received",
        operations.NoReference: "received_as",
        operations.AlreadyBooked: "received_as",
    }
    list_display = ("purchase", "way", "sum", "status", "reason", "made_at", "due_at")
    list_filter = ("status", "method", "made_at")
    search_fields = (
        *("intent__reference", "provider_reference", "taken_back__reference", "intent__email"),
        *buyer("intent__order"),
    )
    numbers = ("intent__reference",)
    phones = ("intent__phone",)
    ordering = ("-pk",)
    inlines = (TakenBackInline, AttemptMoveInline)
    actions_submit_line = (
        "receive_one",
        "accept_it",
        "return_it",
        "let_it_wait",
        "ask_now",
        "give_it_up",
        "put_right",
    )
    readonly_fields = (
        "way",
        "through",
        "sum",
        "came_in",
        "given_back",
        "what_now",
        "whose_work",
        "wrong",
        "purchase_page",
    )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        # What a person has to look at or to type stands first, what only happened below it.
        fields = ["purchase_page", "n", "way", "status", "sum"]
        may = self.has_change_permission(request, obj)
        if obj is not None and may and operations.may_be_received(obj):
            fields += ["received", "received_currency", "received_as"]
        if obj is not None and not may:
            fields += ["whose_work"]
        if obj is not None and obj.captured:
            fields += ["came_in", "given_back"]
        if obj is not None and obj.review_words:
            fields += ["wrong"]
        if obj is not None and obj.status == Attempt.Status.REVIEW:
            fields += ["what_now"]
        fields += ["through", "provider_reference", "reason"]
        return [*fields, "made_at", "asked_at", "due_at", "ended_at"]

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        """Leave out what there is nothing of."""
        own = super().get_inlines(request, obj)
        if obj is None or obj.taken_back.exists():
            return own
        return [each for each in own if each is not TakenBackInline]

    def offers(self, name: str, row: Attempt, request: HttpRequest) -> bool:
        review = row.status == Attempt.Status.REVIEW
        at = request.at  # type: ignore[attr-defined]
        return {
            "receive_one": operations.may_be_received(row),
            "accept_it": review
            and row.captured >= row.amount
            and row.came_in_currency == row.currency,
            "return_it": review and bool(row.left),
            "let_it_wait": review and not row.left,
            "ask_now": row.is_open and not review and row.provider not in queries.BY_HAND,
            "put_right": operations.may_be_put_right(row),
            "give_it_up": queries.unknown_too_long(at).filter(pk=row.pk).exists(),
        }[name]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attempt]:
        return super().get_queryset(request).select_related("intent")

    @display(description=_("purchase"), ordering="intent__reference")
    def purchase(self, attempt: Attempt) -> str:
        return attempt.intent.reference

    @display(description=_("way of paying"), ordering="method")
    def way(self, attempt: Attempt) -> str:
        return str(methods.EVERY[attempt.method].title)

    @display(description=_("provider"))
    def through(self, attempt: Attempt) -> Any:
        by_hand = attempt.provider in queries.BY_HAND
        return _("none: staff book it") if by_hand else attempt.provider

    @display(description=_("whose work it is"))
    def whose_work(self, attempt: Attempt) -> Any:
        return _("Booking money, and deciding about it, takes a right that your roles do not have.")

    @display(description=_("what can be done"))
    def what_now(self, attempt: Attempt) -> Any:
        return desk.what_now(attempt)

    @display(description=_("purchase"))
    def purchase_page(self, attempt: Attempt) -> Any:
        page = reverse("admin:payments_intent_change", args=[attempt.intent_id])
        return format_html('<a class="underline" href="{}">{}</a>', page, attempt.intent.reference)

    @display(description=_("what is wrong"))
    def wrong(self, attempt: Attempt) -> str:
        return desk.what_was_wrong(attempt.review_words)

    @display(description=_("sum"), ordering="amount")
    def sum(self, attempt: Attempt) -> str:
        return money.text(attempt.amount, attempt.currency)

    @display(description=_("came in"))
    def came_in(self, attempt: Attempt) -> str:
        return money.text(attempt.captured, attempt.came_in_currency)

    @display(description=_("Given back"))
    def given_back(self, attempt: Attempt) -> str:
        return money.text(attempt.refunded, attempt.came_in_currency)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.typed = form.cleaned_data
        super().save_model(request, obj, form, change)

    @action(description=_("Ask the provider now"), permissions=["change"])
    def ask_now(self, request: HttpRequest, attempt: Attempt) -> None:
        # In the background: no network call may happen inside the transaction of this page.
        tasks.ask.delay_on_commit(attempt_id=attempt.pk)
        messages.info(request, _("Asked. Look again in a few seconds."))

    @action(description=_("The money is here"), permissions=["change"])
    def receive_one(self, request: HttpRequest, attempt: Attempt) -> None:
        typed = attempt.typed  # type: ignore[attr-defined]
        after = operations.record_receipt(
            attempt=attempt,
            amount=typed.get("received") or attempt.amount * 0,
            currency=typed.get("received_currency") or "",
            reference=typed.get("received_as") or "",
            by=request.user,
            at=request.at,  # type: ignore[attr-defined]
        )
        tell = messages.warning if after.status == Attempt.Status.REVIEW else messages.success
        tell(request, marks.labelled(after.intent.reference, after.get_status_display()))

    @action(description=_("Take it as paid"), permissions=["change"])
    def accept_it(self, request: HttpRequest, attempt: Attempt) -> None:
        self._decide(request, attempt, operations.accept_review)
        messages.success(request, _("It counts as paid. What was too much goes back."))
        _say_what_is_owed(request, attempt)

    @action(description=_("Give the wrong sum back"), permissions=["change"])
    def return_it(self, request: HttpRequest, attempt: Attempt) -> None:
        self._decide(request, attempt, operations.return_wrong_amount)
        messages.success(request, _("The money goes back, and the buyer is told."))
        _say_what_is_owed(request, attempt)

    @action(description=_("It was another purchase’s money"), permissions=["change"])
    def let_it_wait(self, request: HttpRequest, attempt: Attempt) -> None:
        self._decide(request, attempt, operations.wait_again)
        messages.success(request, _("Closed. This purchase goes on waiting for its own money."))

    @action(description=_("Stop this payment"), permissions=["change"])
    def give_it_up(self, request: HttpRequest, attempt: Attempt) -> None:
        self._decide(request, attempt, operations.give_up)
        messages.success(
            request, _("Stopped. Should its money come after all, it pays the order or goes back.")
        )

    @action(description=_("Booked by mistake"), permissions=["change"])
    def put_right(self, request: HttpRequest, attempt: Attempt) -> None:
        """Change nothing yet: `response_change` leads to where it is asked what is right."""

    def response_change(self, request: HttpRequest, obj: Attempt) -> HttpResponse:
        if any(press.__name__ == "put_right" for press in self.pressed(request)):
            return redirect("admin:payments_attempt_booking", obj.pk)
        return super().response_change(request, obj)

    def get_urls(self) -> list[Any]:
        booking = path(
            "<int:pk>/booking/",
            self.admin_site.admin_view(self.booking_view),
            name="payments_attempt_booking",
        )
        return [booking, *super().get_urls()]

    def booking_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put a booking right that was made by mistake."""
        if not request.user.has_perm("payments.change_attempt"):  # type: ignore[union-attr]
            raise PermissionDenied
        attempt = get_object_or_404(Attempt.objects.select_related("intent__order"), pk=pk)
        form = desk.PutRight(asking.typed(request), attempt=attempt)
        if form.is_valid():
            with asking.Refusals(form):
                words = form.do(by=request.user, at=request.at)  # type: ignore[attr-defined]
                messages.success(request, words)
                return redirect("admin:payments_attempt_change", pk)
        return asking.page(
            self,
            request,
            form,
            title=_("Put right what was booked on %(purchase)s")
            % {"purchase": attempt.intent.reference},
            words=desk.what_follows(attempt),
            button=_("Put it right"),
        )

    def _decide(self, request: HttpRequest, attempt: Attempt, decision: Any) -> None:
        at = request.at  # type: ignore[attr-defined]
        decision(attempt=attempt, by=request.user, at=at)


def _say_what_is_owed(request: HttpRequest, attempt: Attempt) -> None:
    """Say where money waits that no provider sends: somebody has to."""
    for refund in attempt.refunds.exclude(status=Refund.Status.DONE):
        if operations.may_be_paid_by_hand(refund):
            words = _("%(reference)s is owed: send %(sum)s by hand, and write down under what.")
            named = {
                "reference": refund.reference,
                "sum": money.text(refund.amount, refund.currency),
            }
            page = reverse("admin:payments_refund_change", args=[refund.pk])
            link = format_html('<a class="underline" href="{}">{}</a>', page, words % named)
            messages.warning(request, link)
