"""Invoices and credit notes: numbered without a gap, exact to the cent, never changed."""

import io
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pypdf
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aftersales.changes import operations as changes
from aftersales.invoices import amounts, operations, pdf, wording
from aftersales.invoices.models import Kind, Series, TaxDocument, Unchangeable
from aftersales.returns import operations as returns
from aftersales.returns.operations.valuing import Found
from aftersales.tracking import operations as tracking
from aftersales.tracking import undoing
from checkout.agreement import canonical
from checkout.order import operations as orders
from checkout.payments import operations as payments
from checkout.payments.models import Refund
from storefront.notices import wording as letters
from storefront.notices.models import Message
from tests.aftersales.test_return_goods import BACK, withdraw
from tests.clock import NOON
from tests.factories import make_order, make_product, make_staff, make_user
from tests.racing import race

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def sent_order(**fields):
    return make_order(status="dispatched", **fields)


def give_back(order, amount, *, at, key="x", reason=Refund.Reason.GOODWILL):
    return payments.refund(order=order, amount=Decimal(amount), reason=reason, key=key, at=at)


def text_of(made):
    pages = pypdf.PdfReader(io.BytesIO(pdf.render(made))).pages
    return " ".join("".join(page.extract_text() for page in pages).split())


@pytest.mark.django_db
def test_an_invoice_says_who_what_and_how_much_and_is_what_was_agreed():
    mug, bowl = make_product(title="Weir mug", price="20.00"), make_product(price="7.00")
    order = sent_order(lines=[(mug, 3), (bowl, 1)])

    issued = operations.issue_invoice(order=order, at=NOON + DAY)

    said, sums = issued.document, order.agreement.document["sums"]
    assert (said["total"], said["tax"]) == (sums["total"], sums["tax"]) == ("71.90", "13.45")
    assert said["net"] == "58.45"
    assert [(row["title"], row["gross"]) for row in said["rows"]][0] == ("Weir mug", "60.00")
    assert said["rows"][-1]["title"] == "Green Post, to the door"
    assert said["vat"] == [{"rate": "0.23", "net": "58.45", "tax": "13.45", "gross": "71.90"}]
    assert said["seller"]["vat"]
    assert said["supplied_at"].startswith((NOON + 4 * HOUR).isoformat()[:13])
    assert issued.sha256 == canonical.sha256(TaxDocument.objects.get().document)


@pytest.mark.django_db
def test_nothing_is_invoiced_before_all_of_it_has_left():
    order = make_order(status="packed")

    with pytest.raises(operations.StillHere):
        operations.issue_invoice(order=order, at=NOON)

    assert not TaxDocument.objects.exists()
    assert not Series.objects.filter(last__gt=0).exists()


@pytest.mark.django_db
def test_issuing_again_finds_the_first_and_uses_no_number():
    order = sent_order()

    first = operations.issue_invoice(order=order, at=NOON)
    again = operations.issue_invoice(order=order, at=NOON + DAY)

    assert first == again
    assert Series.objects.get().last == 1
    assert Message.objects.filter(kind="invoice_issued", channel="mail").count() == 1


@pytest.mark.django_db
def test_numbers_have_no_gap_and_begin_anew_with_the_year():
    silvester = NOON.replace(month=12, day=31, hour=23)
    issued = [
        operations.issue_invoice(order=sent_order(), at=at)
        for at in (NOON, NOON + HOUR, silvester, silvester + 2 * HOUR)
    ]

    assert [each.number for each in issued] == [
        f"INV-{NOON.year}-000001",
        f"INV-{NOON.year}-000002",
        f"INV-{NOON.year}-000003",
        f"INV-{NOON.year + 1}-000001",
    ]


@pytest.mark.django_db
def test_a_number_that_was_not_used_is_given_to_the_next():
    with transaction.atomic():
        operations.next_number(Kind.INVOICE, at=NOON)
        transaction.set_rollback(True)

    assert operations.issue_invoice(order=sent_order(), at=NOON).place == 1


@pytest.mark.django_db(transaction=True)
def test_two_orders_that_leave_at_once_get_two_numbers_in_a_row():
    first, second = sent_order(), sent_order()
    operations.issue_invoice(order=sent_order(), at=NOON)

    made = race(
        *(partial(operations.issue_invoice, order=each, at=NOON) for each in (first, second)),
        after="aftersales.invoices.queries.locked_series",
    )

    assert sorted(each.place for each in made) == [2, 3], made
    assert Series.objects.get().last == 3


@pytest.mark.django_db(transaction=True)
def test_of_one_order_seen_twice_at_once_there_is_one_invoice():
    order = sent_order()

    made = race(
        *(partial(operations.issue_invoice, order=order, at=NOON) for _each in range(2)),
        after="aftersales.invoices.queries.invoice_of",
    )

    assert made[0] == made[1], made
    assert TaxDocument.objects.count() == Series.objects.get().last == 1


@pytest.mark.django_db
def test_what_was_left_out_before_it_left_does_not_stand_in_it():
    mug, bowl = make_product(price="20.00"), make_product(price="7.00")
    order = make_order(lines=[(mug, 3), (bowl, 1)])
    changes.cancel_lines(order=order, units={order.lines.get(product=mug).pk: 2}, at=NOON)
    orders.pack(order=order, at=NOON + HOUR)
    orders.dispatch(order=order, at=NOON + 2 * HOUR)

    issued = operations.issue_invoice(order=order, at=NOON + 3 * HOUR)
    operations.issue_due(at=NOON + 4 * HOUR)

    assert (issued.total, issued.document["rows"][0]["quantity"]) == (Decimal("31.90"), 1)
    assert TaxDocument.objects.count() == 1


@pytest.mark.django_db
def test_what_went_back_before_it_left_is_taken_off_in_it():
    order = make_order(lines=[(make_product(price="20.00"), 1)])
    give_back(order, "4.90", at=NOON + HOUR)
    orders.pack(order=order, at=NOON + 2 * HOUR)
    orders.dispatch(order=order, at=NOON + 3 * HOUR)

    issued = operations.issue_invoice(order=order, at=NOON + 4 * HOUR)
    operations.issue_due(at=NOON + 4 * HOUR)

    assert issued.document["rows"][-1]["gross"] == "-4.90"
    assert (issued.total, issued.tax) == (Decimal("20.00"), Decimal("3.74"))
    assert TaxDocument.objects.count() == 1


@pytest.mark.django_db
def test_money_that_goes_back_later_has_a_credit_note_that_names_the_invoice():
    order = sent_order(lines=[(make_product(price="20.00"), 1)])
    invoice = operations.issue_invoice(order=order, at=NOON + DAY)
    refund = give_back(order, "10.00", at=NOON + 2 * DAY)

    note = operations.issue_credit_note(refund=refund, at=NOON + 2 * DAY)

    assert note.number == f"CR-{NOON.year}-000001"
    assert (note.credits, note.refund, note.total) == (invoice, refund, Decimal("10.00"))
    assert note.document["credits"] == invoice.number
    assert note.net + note.tax == note.total
    assert operations.issue_credit_note(refund=refund, at=NOON + 3 * DAY) == note
    assert Series.objects.get(kind="credit_note").last == 1
    assert f"Takes from invoice {invoice.number}" in text_of(note)


@pytest.mark.django_db
def test_credit_notes_for_all_of_it_leave_nothing_of_the_sum_or_the_tax():
    order = sent_order(lines=[(make_product(price="19.99"), 3)])
    invoice = operations.issue_invoice(order=order, at=NOON + DAY)

    for n, amount in enumerate(["0.01", "33.33", "7.77", "23.76"]):
        give_back(order, amount, at=NOON + 2 * DAY, key=str(n))
    operations.issue_due(at=NOON + 3 * DAY)

    notes = TaxDocument.objects.filter(kind=Kind.CREDIT_NOTE)
    assert sum(each.total for each in notes) == invoice.total == Decimal("64.87")
    assert sum(each.tax for each in notes) == invoice.tax
    assert [each.place for each in notes.order_by("place")] == [1, 2, 3, 4]


@pytest.mark.django_db
def test_money_that_was_never_the_price_has_no_credit_note():
    order = sent_order()
    operations.issue_invoice(order=order, at=NOON + DAY)
    refund = give_back(order, "1.00", at=NOON + 2 * DAY, reason=Refund.Reason.PAID_TWICE)

    assert operations.issue_credit_note(refund=refund, at=NOON + 2 * DAY) is None
    assert operations.issue_due(at=NOON + 3 * DAY) == 0


def left_too_early(**fields):
    """Return an order with the invoice of a parcel that was here all the time, taken back."""
    order = make_order(status="packed", **fields)
    parcel = tracking.hand_over(order=order, number="P1", at=NOON + 4 * HOUR)
    operations.issue_invoice(order=order, at=NOON + 5 * HOUR)
    undoing.take_back_parcel(shipment=parcel, why="It is here", by=make_staff(), at=NOON + DAY)
    order.refresh_from_db()
    return order


@pytest.mark.django_db
def test_the_invoice_of_what_had_not_left_is_taken_back_and_the_next_one_says_when_it_did():
    mug = make_product(title="Weir mug", price="20.00")
    order = left_too_early(lines=[(mug, 3)])
    first = TaxDocument.objects.get()
    with pytest.raises(operations.StillHere):
        operations.issue_invoice(order=order, at=NOON + DAY)

    note = operations.take_back_invoice(order=order, at=NOON + DAY)

    assert (note.credits, note.refund, note.total) == (first, None, first.total)
    assert operations.take_back_invoice(order=order, at=NOON + DAY) is None
    assert "Issued by mistake: the goods had not left us yet" in text_of(note)
    assert "Comes back to you" not in text_of(note)
    told = Message.objects.get(kind="credit_note_issued", channel="mail")
    assert f"We sent you invoice {first.number} too early" in letters.write(told).words
    tracking.hand_over(order=order, number="P2", at=NOON + 40 * DAY)
    second = operations.issue_invoice(order=order, at=NOON + 40 * DAY)

    assert (second.supplied_at, second.total, second.nth) == (NOON + 40 * DAY, first.total, 2)
    assert operations.issue_invoice(order=order, at=NOON + 41 * DAY) == second
    back = give_back(order, "5.00", at=NOON + 42 * DAY)
    assert operations.issue_credit_note(refund=back, at=NOON + 42 * DAY).credits == second


@pytest.mark.django_db
def test_an_invoice_is_taken_back_with_the_next_one_where_nobody_did_before():
    order = left_too_early()
    tracking.hand_over(order=order, number="P2", at=NOON + 2 * DAY)

    second = operations.issue_invoice(order=order, at=NOON + 3 * DAY)

    assert second.supplied_at == NOON + 2 * DAY
    assert [each.kind for each in TaxDocument.objects.order_by("pk")] == [
        "invoice",
        "credit_note",
        "invoice",
    ]


@pytest.mark.django_db
def test_the_sweep_takes_back_what_a_lost_task_did_not():
    order = left_too_early()

    assert operations.issue_due(at=NOON + DAY) == 1
    assert operations.issue_due(at=NOON + DAY) == 0

    assert TaxDocument.objects.get(kind="credit_note").order == order


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_an_invoice_is_taken_back_once_by_two_at_once():
    order = left_too_early()

    outcomes = race(
        *(partial(operations.take_back_invoice, order=order, at=NOON + DAY) for _each in "12"),
        after="aftersales.invoices.queries.invoice_of",
    )

    assert sorted(type(each).__name__ for each in outcomes) == ["NoneType", "TaxDocument"]
    assert Series.objects.get(kind="credit_note").last == 1


@pytest.mark.django_db
def test_a_credit_note_for_a_return_names_the_things_and_what_was_taken_off():
    order = make_order(
        status="delivered", lines=[(make_product(title="Bread board", price="46.00"), 1)]
    )
    made = withdraw(order)
    returns.arrive(returned=made, at=BACK)
    found = Found(1, "used", Decimal("9.00"), "scratched")
    returns.receive(returned=made, found={made.lines.get().pk: found}, at=BACK)
    refund = Refund.objects.get(order=order)

    note = operations.issue_credit_note(refund=refund, at=BACK)

    facts = dict(wording.for_paper(note)["facts"])
    assert note.total == refund.amount
    assert note.document["parts"][0] == ["1 × Bread board", "46.00"]
    assert "Loss of value: −€9.00" in facts["What for"].splitlines()
    assert sum(Decimal(value) for _name, value in note.document["parts"]) == refund.amount
    assert wording.for_paper(note)["head"][:2] == ["Because of", ""]


@pytest.mark.django_db
def test_the_sweep_writes_what_a_lost_task_did_not():
    order = sent_order()
    give_back(order, "5.00", at=NOON + 2 * DAY)

    assert operations.issue_due(at=NOON + 3 * DAY) == 2
    assert operations.issue_due(at=NOON + 3 * DAY) == 0


@pytest.mark.django_db
def test_python_and_the_database_refuse_to_change_or_delete_it():
    issued = operations.issue_invoice(order=sent_order(), at=NOON)

    with pytest.raises(Unchangeable):
        issued.save()
    with pytest.raises(Unchangeable):
        issued.delete()
    for change in (
        lambda: TaxDocument.objects.update(total="1.00"),
        lambda: TaxDocument.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            change()


cents = st.integers(1, 50_000).map(lambda n: Decimal(n) / 100)
rates = st.sampled_from([Decimal("0"), Decimal("0.055"), Decimal("0.09"), Decimal("0.23")])


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(cents, rates), min_size=1, max_size=8), st.lists(cents, max_size=8))
def test_parts_always_make_the_whole_whatever_is_taken_off_in_whatever_steps(rows, steps):
    shares = [amounts.within(gross, rate=rate, currency="EUR") for gross, rate in rows]
    left, taken = amounts.by_rate(shares), []
    total = sum(gross for gross, _rate in rows)

    for step in [*steps, total]:
        rest = amounts.sums(left)["total"]
        parts = amounts.take(left, min(step, rest), currency="EUR")
        assert sum((each.gross for each in parts), Decimal(0)) == min(step, rest)
        left, taken = amounts.less(left, parts), [*taken, *parts]
        for each in left:
            assert each.net + each.tax == each.gross
            assert each.gross >= 0
            assert 0 <= each.tax <= each.gross

    assert amounts.sums(taken) == amounts.sums(shares)
    assert all(each.gross == each.tax == 0 for each in left)


def test_more_than_is_left_is_not_taken():
    left = [amounts.within(Decimal("1.00"), rate=Decimal("0.23"), currency="EUR")]

    with pytest.raises(amounts.MoreThanIsLeft):
        amounts.take(left, Decimal("1.01"), currency="EUR")


@pytest.mark.django_db
def test_the_paper_is_in_the_buyers_language_and_hostile_words_stay_words():
    cup = make_product(title='#panic("x") $ </script> 青瓷茶杯')
    issued = operations.issue_invoice(
        order=sent_order(lines=[(cup, 2)], language="zh-hans"), at=NOON
    )

    said = text_of(issued)

    assert '#panic("x") $ </script> 青瓷茶杯' in said
    assert "发票" in said
    assert issued.number in said


@pytest.mark.django_db
def test_the_mail_has_the_paper_with_it():
    order = sent_order()
    issued = operations.issue_invoice(order=order, at=NOON)

    written = letters.write(Message.objects.get(kind="invoice_issued", channel="mail"))

    assert issued.number in written.words
    assert "€24.90" in written.words
    ((name, mime, body),) = written.files
    assert (name, mime, body[:4]) == (f"{issued.number}.pdf", "application/pdf", b"%PDF")


@pytest.mark.django_db
def test_the_page_of_the_order_has_the_paper_and_strangers_do_not(client):
    owner = make_user()
    at = timezone.now() - 2 * DAY
    order, other = sent_order(user=owner, at=at), sent_order(user=owner, at=at)
    issued = operations.issue_invoice(order=order, at=timezone.now())
    address = reverse("invoices:pdf", args=[order.number, issued.number])

    assert client.get(address).status_code == 404
    client.force_login(make_user())
    assert client.get(address).status_code == 404
    client.force_login(owner)
    page = client.get(reverse("orders:detail", args=[order.number])).content.decode()
    paper = client.get(address)

    assert address in page
    assert (paper.status_code, paper["Content-Type"]) == (200, "application/pdf")
    wrong = reverse("invoices:pdf", args=[other.number, issued.number])
    assert client.get(wrong).status_code == 404


@pytest.mark.django_db
@pytest.mark.clause("LBT-6.3.2.2.c")
def test_with_the_delivery_the_paper_is_there_and_says_the_latest_figures(client):
    owner, at = make_user(), timezone.now() - 3 * DAY
    mug, bowl = make_product(price="20.00"), make_product(price="7.00")
    order = make_order(user=owner, lines=[(mug, 3), (bowl, 1)], at=at)
    changes.cancel_lines(order=order, units={order.lines.get(product=mug).pk: 2}, at=at + HOUR)
    for step in (orders.pack, orders.dispatch, orders.deliver):
        order = step(order=order, at=at + 2 * HOUR)

    operations.issue_due(at=timezone.now())

    client.force_login(owner)
    page = client.get(reverse("orders:detail", args=[order.number]))
    (issued,) = page.context["papers"]
    agreed = Decimal(order.agreement.document["sums"]["total"])
    assert issued.total == agreed - Decimal("40.00") == page.context["left_paid"]
    paper = client.get(reverse("invoices:pdf", args=[order.number, issued.number]))
    words = "".join(
        each.extract_text() for each in pypdf.PdfReader(io.BytesIO(paper.content)).pages
    )
    assert "€31.90" in words


@pytest.mark.django_db
def test_staff_see_every_paper_and_can_change_none(client, settings):  # noqa: F811
    settings.CANDOUR_STAFF_NEEDS_SECOND_FACTOR = False
    order = sent_order(at=timezone.now() - DAY)
    issued = operations.issue_invoice(order=order, at=timezone.now())
    client.force_login(make_staff())
    change = reverse("admin:invoices_taxdocument_change", args=[issued.pk])

    page = client.get(change).content.decode()
    paper = client.get(reverse("admin:invoices_taxdocument_pdf", args=[issued.pk]))

    assert "23 %: 20.24 + 4.66 = 24.90" in page
    assert paper["Content-Type"] == "application/pdf"
    assert client.get(reverse("admin:invoices_taxdocument_changelist")).status_code == 200
    assert client.post(change, {"total": "1.00"}).status_code == 403
    assert (
        issued.number
        in client.get(reverse("admin:order_order_change", args=[order.pk])).content.decode()
    )
