import re
import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from aftersales.returns import operations, queries, slips, sums, windows
from aftersales.returns.models import Return, ReturnPhoto
from aftersales.returns.operations.valuing import Found
from aftersales.tracking.carriers import base
from aftersales.tracking.carriers import registry as carriers
from checkout.payments import operations as payments
from checkout.payments import queries as payment_queries
from checkout.payments.models import Refund
from checkout.shipping.models import DeliveryMethod
from storefront.notices import wording
from storefront.notices.models import Message
from storefront.policies import house
from storefront.promises import queries as promises
from tests.clock import NOON
from tests.factories import (
    exclude,
    make_delivery_methods,
    make_order,
    make_product,
    make_staff,
    make_user,
)
from tests.racing import race

CAME = NOON + timedelta(days=2)
TOLD = CAME + timedelta(days=1)
BACK = CAME + timedelta(days=5)  # Mon 9 March


def withdraw(order, *, at=TOLD, units=None):
    operations.state(
        key=uuid.uuid4(),
        name="Maeve Doyle",
        contract=order.number,
        email=order.intent.email,
        language="en",
        order=order,
        units=units,
        at=at,
    )
    return Return.objects.order_by("-pk").first()


def claim(order, *, at=TOLD, units=None, kind="faulty", key=None, **fields):
    units = units or {line.pk: line.quantity for line in order.lines.all()}
    return operations.claim(
        order=order,
        kind=kind,
        units=units,
        words="The handle came off.",
        key=key or uuid.uuid4(),
        language="en",
        at=at,
        **fields,
    )


def parts(returned):
    return dict(sums.of(returned).parts)


# What a withdrawal pays back


@pytest.mark.django_db
def test_a_whole_order_brings_back_the_goods_and_the_standard_delivery():
    order = make_order(status="delivered", lines=[(make_product(price="20.00"), 2)])
    made = withdraw(order)

    made = operations.receive(returned=made, found={}, at=BACK)

    refund = Refund.objects.get()
    assert (refund.amount, refund.reason) == (Decimal("44.90"), "withdrawal")
    assert (made.refund, made.is_settled) == (refund, True)


@pytest.mark.django_db
def test_of_express_only_what_standard_would_have_cost_comes_back():
    order = make_order(
        status="delivered", delivery="9.90", lines=[(make_product(price="20.00"), 1)]
    )

    assert parts(withdraw(order))["delivery"] == Decimal("4.90")


@pytest.mark.django_db
def test_what_standard_costs_by_now_changes_no_order():
    make_delivery_methods()
    order = make_order(
        status="delivered", delivery="9.90", lines=[(make_product(price="20.00"), 1)]
    )
    DeliveryMethod.objects.filter(code="standard").update(price="1.00", free_from="5.00")

    assert parts(withdraw(order))["delivery"] == Decimal("4.90")


@pytest.mark.django_db
def test_an_agreement_that_does_not_say_what_standard_costs_brings_back_what_was_paid():
    order = make_order(
        status="delivered",
        delivery="9.90",
        lines=[(make_product(price="20.00"), 1)],
        coming_back={"label": "4.90"},
    )

    assert parts(withdraw(order))["delivery"] == Decimal("9.90")


@pytest.mark.django_db
def test_a_label_costs_what_it_cost_when_the_order_was_agreed(monkeypatch):
    order = make_order(status="delivered", lines=[(make_product(price="20.00"), 1)])
    monkeypatch.setattr(house, "RETURN_LABEL_PRICE", Decimal("7.50"))

    returned = operations.choose_way(returned=withdraw(order), way="label", at=TOLD)

    assert returned.label_price == Decimal("4.90")


@pytest.mark.django_db
def test_with_a_part_the_delivery_stays_with_what_is_kept():
    mug, bowl = make_product(price="20.00"), make_product(price="7.00")
    order = make_order(status="delivered", lines=[(mug, 2), (bowl, 1)])

    made = withdraw(order, units={order.lines.get(product=mug).pk: 1})
    operations.receive(returned=made, found={}, at=BACK)

    assert Refund.objects.get().amount == Decimal("20.00")


@pytest.mark.django_db
def test_the_second_half_of_an_order_brings_the_delivery_back():
    mug, bowl = make_product(price="20.00"), make_product(price="7.00")
    order = make_order(status="delivered", lines=[(mug, 1), (bowl, 1)])
    for product in (mug, bowl):
        made = withdraw(order, units={order.lines.get(product=product).pk: 1})
        operations.receive(returned=made, found={}, at=BACK)

    amounts = sorted(Refund.objects.values_list("amount", flat=True))
    assert amounts == [Decimal("11.90"), Decimal("20.00")]
    assert payment_queries.refundable(order) == 0


@pytest.mark.django_db
def test_our_label_costs_what_the_policy_says_and_a_carrier_of_ones_own_nothing():
    order = make_order(status="delivered", lines=[(make_product(price="20.00"), 1)])
    made = withdraw(order)

    operations.choose_way(returned=made, way="label", at=TOLD)
    operations.make_label(returned=Return.objects.get(), at=TOLD)
    assert parts(Return.objects.get())["label"] == Decimal("-4.90")
    operations.choose_way(returned=made, way="own", at=TOLD)
    assert "label" not in parts(Return.objects.get())


@pytest.mark.django_db
def test_a_label_that_the_carrier_has_not_made_is_not_charged(monkeypatch):
    made = withdraw(make_order(status="delivered", lines=[(make_product(price="20.00"), 1)]))
    operations.choose_way(returned=made, way="label", at=TOLD)

    def silent(parcel):
        raise base.NoAnswer("the line is dead")

    with monkeypatch.context() as patch:
        patch.setattr(carriers.first(), "label", silent)
        assert operations.make_labels(at=TOLD) == 0
    assert "label" not in parts(Return.objects.get())
    assert "Return slip" in slips.words(queries.full().get())["title"]

    assert operations.make_labels(at=TOLD) == 1
    assert parts(Return.objects.get())["label"] == Decimal("-4.90")


@pytest.mark.django_db
def test_a_label_has_carrier_number_and_code_and_stays_the_same():
    made = withdraw(make_order(status="delivered", lines=[(make_product(price="20.00"), 1)]))
    operations.choose_way(returned=made, way="label", at=TOLD)

    first = operations.make_label(returned=queries.full().get(), at=TOLD).parcel.label_number
    operations.choose_way(returned=made, way="own", at=TOLD)
    operations.choose_way(returned=made, way="label", at=TOLD)
    again = operations.make_label(returned=queries.full().get(), at=BACK).parcel.label_number

    said = slips.words(queries.full().get())
    assert first == again
    assert first.startswith("GP")
    assert said["title"] == "Return label"
    assert ["Carrier", "Green Post"] in said["rows"]
    assert ["Parcel number", first] in said["rows"]
    assert slips.render(queries.full().get()).startswith(b"%PDF")


@pytest.mark.django_db
def test_our_label_is_free_when_the_goods_are_faulty():
    made = claim(make_order(status="delivered"))
    made = operations.accept(
        returned=made, remedy="refund", send_back=True, by=make_staff(), at=TOLD
    )

    assert (made.way_back, made.label_price) == ("label", Decimal("0.00"))


@pytest.mark.django_db
def test_delivery_given_back_for_lateness_is_not_given_back_again():
    order = make_order(status="delivered", lines=[(make_product(price="20.00"), 1)])
    payments.refund(order=order, amount=Decimal("4.90"), reason="late", key="late:1", at=CAME)

    made = withdraw(order)
    operations.receive(returned=made, found={}, at=BACK)

    made.refresh_from_db()
    assert made.refund.amount == Decimal("20.00")
    assert dict(sums.settled(made).parts)["delivery"] == 0


# When it is paid


@pytest.mark.django_db
def test_the_money_is_promised_three_working_days_after_the_parcel_came():
    made = withdraw(make_order(status="delivered"))

    operations.arrive(returned=made, at=BACK)

    promise = promises.latest(subject=made, kind="return_refund")
    assert promise.due_at == datetime(2026, 3, 12, 17, 0, tzinfo=UTC)
    operations.receive(returned=made, found={}, at=BACK + timedelta(hours=3))
    promise.refresh_from_db()
    assert (promise.status, promise.evidence["refund"]) == ("kept", Refund.objects.get().reference)


@pytest.mark.django_db
def test_a_receipt_of_the_carrier_starts_the_clock_like_the_parcel_itself():
    made = withdraw(make_order(status="delivered"))

    operations.tell_sent(returned=made, carrier="An Post", number="GP 1", at=BACK)

    assert promises.latest(subject=made, kind="return_refund").due_at == datetime(
        2026, 3, 12, 17, 0, tzinfo=UTC
    )


@pytest.mark.django_db
def test_an_unopened_parcel_is_paid_before_its_promise_would_break():
    made = withdraw(make_order(status="delivered"))
    operations.tell_sent(returned=made, number="GP 1", at=BACK)
    due = windows.refund_due_at(Return.objects.get())

    assert operations.settle_due(at=due - timedelta(hours=3)) == 0
    assert operations.settle_due(at=due - timedelta(minutes=30)) == 1
    assert operations.settle_due(at=due) == 0

    assert Refund.objects.count() == 1
    assert promises.latest(subject=made, kind="return_refund").status == "kept"


@pytest.mark.django_db
def test_what_does_not_show_that_it_was_sent_stops_the_clock():
    made = withdraw(make_order(status="delivered"))
    operations.tell_sent(returned=made, number="?", at=BACK)

    operations.doubt_proof(
        returned=made, why="This is no receipt.", by=make_staff(), at=BACK + timedelta(hours=1)
    )

    made = Return.objects.get()
    assert (made.status, made.parcel.status) == ("accepted", "announced")
    assert promises.latest(subject=made, kind="return_refund").status == "withdrawn"
    assert operations.settle_due(at=BACK + timedelta(days=20)) == 0


@pytest.mark.django_db
def test_what_was_paid_at_the_door_waits_for_the_drivers_money_and_is_then_paid():
    order = make_order(status="delivered", paid=False, lines=[(make_product(price="20.00"), 1)])
    made = withdraw(order)

    made = operations.receive(returned=made, found={}, at=BACK)
    assert (made.parcel.status, made.is_settled) == ("received", False)
    assert operations.settle_due(at=BACK + timedelta(days=20)) == 0

    attempt = payment_queries.paying_attempt(order)
    payments.record_receipt(
        attempt=attempt,
        amount=attempt.amount,
        currency="EUR",
        reference="CASH 1",
        by=make_staff(),
        at=BACK,
    )
    assert operations.settle_due(at=BACK + timedelta(days=20)) == 1
    assert Refund.objects.get().amount == attempt.amount


@pytest.mark.django_db(transaction=True)
def test_two_who_unpack_at_once_pay_once():
    made = withdraw(make_order(status="delivered"))

    race(
        *[partial(operations.receive, returned=made, found={}, at=BACK)] * 2,
        after="aftersales.returns.queries.locked",
    )

    assert Refund.objects.count() == 1
    assert payment_queries.refundable(made.order) == 0


@pytest.mark.django_db(transaction=True)
def test_two_returns_settled_at_once_never_give_back_more_than_came_in():
    order = make_order(status="delivered", lines=[(make_product(price="20.00"), 2)])
    pk = order.lines.get().pk
    both = [withdraw(order, units={pk: 1}) for _each in range(2)]

    race(
        *[partial(operations.receive, returned=made, found={}, at=BACK) for made in both],
        after="checkout.payments.queries.refundable",
    )

    given = sum(Refund.objects.values_list("amount", flat=True))
    assert given == Decimal("44.90")


# What was in the parcel


@pytest.mark.django_db
def test_lost_value_is_taken_off_with_its_reason_and_may_be_objected_to():
    order = make_order(status="delivered", lines=[(make_product(price="20.00"), 1)])
    made = withdraw(order)
    line, packer, other = made.lines.get(), make_staff(), make_staff()

    made = operations.receive(
        returned=made,
        found={line.pk: Found(1, "used", Decimal("8.00"), "Scratched by a knife")},
        by=packer,
        at=BACK,
    )
    assert (made.status, made.refund.amount) == ("part_accepted", Decimal("16.90"))
    mail = Message.objects.get(kind="return_settled", channel="mail")
    assert "Scratched by a knife" in wording.write(mail).words

    operations.object_to(returned=made, words="It was like that.", at=BACK)
    with pytest.raises(operations.SomebodyElse):
        operations.answer_objection(returned=made, give_back=False, words="No.", by=packer, at=BACK)
    operations.answer_objection(
        returned=made, give_back=True, words="You are right.", by=other, at=BACK
    )

    assert sum(Refund.objects.values_list("amount", flat=True)) == Decimal("24.90")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("deduction", "why"), [("21.00", "used"), ("-1.00", "used"), ("5.00", "  ")]
)
def test_a_deduction_without_a_reason_or_above_the_price_is_refused(deduction, why):
    made = withdraw(make_order(status="delivered", lines=[(make_product(price="20.00"), 1)]))

    with pytest.raises(operations.NotPossible):
        operations.receive(
            returned=made,
            found={made.lines.get().pk: Found(1, "used", Decimal(deduction), why)},
            at=BACK,
        )

    made.refresh_from_db()
    assert (made.parcel.status, Refund.objects.count()) == ("announced", 0)


@pytest.mark.django_db
def test_what_was_not_in_the_parcel_is_not_paid():
    order = make_order(status="delivered", lines=[(make_product(price="20.00"), 3)])
    made = withdraw(order)

    operations.receive(returned=made, found={made.lines.get().pk: Found(1)}, at=BACK)

    made.refresh_from_db()
    assert (made.status, made.refund.amount) == ("part_accepted", Decimal("20.00"))


@pytest.mark.django_db
def test_a_broken_seal_ends_the_right_where_the_law_says_so():
    soap = make_product(price="6.00")
    exclude(soap.product_class, "sealed_hygiene")
    made = withdraw(make_order(status="delivered", lines=[(soap, 1)]))

    operations.receive(returned=made, found={made.lines.get().pk: Found(1, "unsealed")}, at=BACK)

    made.refresh_from_db()
    assert dict(sums.settled(made).parts)["value"] == Decimal("-6.00")


@pytest.mark.django_db
def test_nothing_is_taken_off_what_is_faulty():
    made = claim(make_order(status="delivered", lines=[(make_product(price="20.00"), 1)]))
    operations.accept(returned=made, remedy="refund", send_back=True, by=None, at=TOLD)

    operations.receive(
        returned=made,
        found={made.lines.get().pk: Found(1, "used", Decimal("5.00"), "used")},
        at=BACK,
    )

    assert Refund.objects.get().amount == Decimal("24.90")


@pytest.mark.django_db
def test_a_withdrawal_in_time_cannot_be_refused():
    made = withdraw(make_order(status="delivered"))

    with pytest.raises(operations.CannotRefuse):
        operations.refuse(returned=made, reasons="We do not like it.", by=make_staff(), at=TOLD)

    made.refresh_from_db()
    assert made.status == "accepted"


@pytest.mark.django_db
def test_goods_that_never_came_close_the_return_and_it_opens_when_they_do():
    made = withdraw(make_order(status="delivered"))
    last = datetime.combine(made.send_back_by, datetime.min.time(), tzinfo=UTC)
    with pytest.raises(operations.NotPossible):
        operations.never_came(returned=made, by=None, at=last + timedelta(days=14))

    operations.never_came(returned=made, by=None, at=last + timedelta(days=16))
    made.refresh_from_db()
    assert (made.status, made.parcel.status) == ("refused", "never_came")

    operations.receive(returned=made, found={}, at=last + timedelta(days=20))
    made.refresh_from_db()
    assert (made.status, made.is_settled) == ("accepted", True)


# Faults


@pytest.mark.django_db
def test_a_claim_is_answered_within_two_working_days():
    made = claim(make_order(status="delivered"))

    assert (made.status, made.parcel.status) == ("open", "not_needed")
    assert promises.latest(subject=made, kind="answer_return").due_at == datetime(
        2026, 3, 9, 17, 0, tzinfo=UTC
    )
    operations.accept(returned=made, remedy="repair", by=None, at=TOLD)
    assert promises.latest(subject=made, kind="answer_return").status == "kept"
    assert promises.latest(subject=made, kind="put_right").status == "made"


@pytest.mark.django_db
def test_claiming_twice_with_one_press_is_claiming_once():
    order, key = make_order(status="delivered"), uuid.uuid4()

    assert claim(order, key=key) == claim(order, key=key)


@pytest.mark.django_db
def test_what_has_not_come_cannot_be_faulty_yet():
    order = make_order(status="dispatched")

    with pytest.raises(operations.NotDelivered):
        claim(order)

    assert Return.objects.count() == 0


@pytest.mark.django_db
def test_what_goes_back_already_cannot_be_claimed_as_well():
    order = make_order(status="delivered", lines=[(make_product(), 2)])
    pk = order.lines.get().pk
    withdraw(order, units={pk: 1})

    with pytest.raises(operations.NotSoMany):
        claim(order, units={pk: 2})
    assert claim(order, units={pk: 1}).lines.get().quantity == 1


@pytest.mark.django_db
def test_part_of_the_price_is_paid_at_once_and_never_more_than_the_price():
    made = claim(make_order(status="delivered", lines=[(make_product(price="20.00"), 1)]))
    for amount in (None, Decimal("0"), Decimal("20.01")):
        with pytest.raises(operations.WrongSum):
            operations.accept(returned=made, remedy="price_cut", amount=amount, by=None, at=TOLD)

    operations.accept(returned=made, remedy="price_cut", amount=Decimal("7.50"), by=None, at=TOLD)

    assert (Refund.objects.get().amount, Refund.objects.get().reason) == (Decimal("7.50"), "fault")


@pytest.mark.django_db
def test_a_refusal_has_reasons_and_sets_the_things_free():
    order = make_order(status="delivered")
    made = claim(order)
    with pytest.raises(operations.NoReasons):
        operations.refuse(returned=made, reasons=" ", by=None, at=TOLD)

    operations.refuse(returned=made, reasons="It was dropped.", by=None, at=TOLD)

    mail = Message.objects.get(kind="return_decided", channel="mail")
    assert "It was dropped." in wording.write(mail).words
    assert claim(order).status == "open"


@pytest.mark.django_db
def test_the_mails_of_a_return_can_be_written():
    order = make_order(status="delivered", lines=[(make_product(), 2)])
    made = claim(order, units={order.lines.get().pk: 1})
    operations.accept(returned=made, remedy="replace", by=None, at=TOLD)
    operations.put_right(returned=made, by=None, at=TOLD, words="A new one is on its way.")
    other = withdraw(order, units={order.lines.get().pk: 1})
    operations.tell_sent(returned=other, number="1", at=BACK)
    operations.doubt_proof(returned=other, why="No receipt.", by=None, at=BACK)

    kinds = {"return_claimed", "return_decided", "return_put_right", "return_proof"}
    for kind in kinds:
        written = wording.write(Message.objects.filter(kind=kind, channel="mail").first())
        assert written.title and made.reference[:3] in written.title + written.words


# The pages


@pytest.fixture
def later(monkeypatch):
    monkeypatch.setattr("storefront.core.requests.timezone.now", lambda: TOLD)


def _picture(name="handle.jpg"):
    out = BytesIO()
    Image.new("RGB", (40, 30), "brown").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


@pytest.mark.django_db
def test_the_owner_claims_with_a_picture_that_only_they_can_open(client, later, settings, tmp_path):
    buyer = make_user()
    order = make_order(status="delivered", user=buyer)
    client.force_login(buyer)
    given = {
        "lines": [str(order.lines.get().pk)],
        "kind": "damaged",
        "words": "Broken handle",
        "wish": "replace",
        "photos": [_picture()],
        "key": str(uuid.uuid4()),
    }

    answer = client.post(reverse("returns:claim", args=[order.number]), given)

    made, photo = Return.objects.get(), ReturnPhoto.objects.get()
    assert (made.kind, made.wish, photo.mime) == ("damaged", "replace", "image/jpeg")
    assert client.get(answer.url).status_code == 200
    url = reverse("returns:photo", args=[made.reference, photo.pk])
    assert client.get(url)["Content-Type"] == "image/jpeg"
    client.force_login(make_user())
    assert client.get(url).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(("lines", "ticked"), [(1, 1), (2, 0)])
def test_in_a_claim_an_only_line_is_ticked_and_of_several_none(client, later, lines, ticked):
    goods = [(make_product(), 1) for _each in range(lines)]
    order = make_order(status="delivered", user=make_user(), lines=goods)
    client.force_login(order.user)

    page = client.get(reverse("returns:claim", args=[order.number])).content.decode()

    assert len(re.findall(r'name="lines"', page)) == lines
    assert len(re.findall(r'name="lines"[^>]*checked', page)) == ticked


@pytest.mark.django_db
@pytest.mark.parametrize(
    "file",
    [
        ("evil.jpg", b"<script>alert(1)</script>"),
        ("big.png", b"\x89PNG\r\n\x1a\n" + b"0" * (7 * 1024 * 1024)),
        ("shell.php.jpg", b"<?php system($_GET[0]);"),
    ],
)
def test_files_that_are_not_what_they_say_are_refused_and_the_words_kept(client, later, file):
    buyer = make_user()
    order = make_order(status="delivered", user=buyer)
    client.force_login(buyer)
    given = {
        "lines": [str(order.lines.get().pk)],
        "kind": "faulty",
        "words": "Broken handle",
        "photos": [SimpleUploadedFile(*file)],
    }

    answer = client.post(reverse("returns:claim", args=[order.number]), given)

    assert answer.status_code == 422
    assert "Broken handle" in answer.content.decode()
    assert (Return.objects.count(), ReturnPhoto.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_the_page_of_a_return_shows_the_sum_the_clock_and_the_slip(client, later):
    buyer = make_user()
    order = make_order(status="delivered", user=buyer, lines=[(make_product(price="20.00"), 1)])
    client.force_login(buyer)
    made = withdraw(order)

    client.post(reverse("returns:way", args=[made.reference]), {"way": "label"})
    operations.make_labels(at=TOLD)
    number = queries.full().get().parcel.label_number
    client.post(reverse("returns:sent", args=[made.reference]), {"number": number})
    page = client.get(reverse("returns:detail", args=[made.reference]))
    pdf = client.get(reverse("returns:slip-pdf", args=[made.reference]))

    assert page.context["made"].total == Decimal("20.00")  # 20.00 + 4.90 - 4.90
    assert [event["state"] for event in page.context["events"]] == [
        "done", "done", "now", "next", "next",
    ]  # fmt: skip
    assert b"".join(pdf)[:5] == b"%PDF-"
    assert client.get(reverse("returns:slip", args=[made.reference])).status_code == 200


@pytest.mark.django_db
def test_telling_that_it_was_sent_needs_a_number_or_a_receipt(client, later):
    buyer = make_user()
    client.force_login(buyer)
    made = withdraw(make_order(status="delivered", user=buyer))

    answer = client.post(reverse("returns:sent", args=[made.reference]), {"carrier": "x"})

    assert answer.status_code == 422
    assert Return.objects.get().parcel.status == "announced"


@pytest.mark.django_db
def test_after_the_last_day_one_can_still_ask(client, monkeypatch):
    buyer = make_user()
    order = make_order(status="delivered", user=buyer)
    client.force_login(buyer)
    late = NOON + timedelta(days=40)
    monkeypatch.setattr("storefront.core.requests.timezone.now", lambda: late)
    url = reverse("returns:goodwill", args=[order.number])

    assert client.get(url).status_code == 200
    client.post(url, {"lines": [str(order.lines.get().pk)], "words": "Sorry, I was ill."})

    made = Return.objects.get()
    assert (made.kind, made.status) == ("goodwill", "open")
    assert queries.to_decide().get() == made
