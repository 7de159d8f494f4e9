"""Whoever complains always knows how it stands, and gets an answer that they can act on."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from checkout.payments.models import Attempt, Intent
from complaints.cases import operations
from complaints.cases.models import About, Complaint
from storefront.notices import operations as notices
from storefront.notices import wording
from storefront.notices.models import Message
from storefront.policies import operations as policies
from storefront.promises import operations as ledger
from storefront.promises.models import Promise
from tests.checkout.factories import make_goods
from tests.checkout.test_purchase import at_the_bank, press
from tests.checkout.test_steps import go_to, put_in, text_of
from tests.clock import NOON
from tests.complaints.test_complaining import _complain, _filled, _picture
from tests.factories import make_delivery_methods, make_order, make_product, make_staff, make_user

pytestmark = pytest.mark.django_db
NEW = reverse("cases:new")


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def field(page, name: str) -> str:
    """Return what stands in a control of a page."""
    body = page.content.decode()
    if found := re.search(
        rf'<input[^>]*name="{name}"[^>]*checked[^>]*>|<input[^>]*checked[^>]*name="{name}"[^>]*>',
        body,
    ):  # noqa: E501
        return re.search(r'value="([^"]*)"', found.group(0)).group(1)
    if found := re.search(rf'<textarea[^>]*name="{name}"[^>]*>(.*?)</textarea>', body, re.S):
        return unescape(found.group(1)).strip()
    found = re.search(rf'<input[^>]*name="{name}"[^>]*>', body)
    told = re.search(r'value="([^"]*)"', found.group(0))
    return unescape(told.group(1)) if told else ""


def answer_as_staff(complaint, words: str, **more: str) -> Client:
    office = Client()
    office.force_login(make_staff())
    counts = {"moves-TOTAL_FORMS": "0", "moves-INITIAL_FORMS": "0"}
    said = {"answer": words, "answer_cause": "Carrier", "note": "", **counts, **more}
    url = reverse("admin:cases_complaint_change", args=[complaint.pk])
    assert office.post(url, {**said, "cases_complaint_send_answer": "1"}).status_code == 302
    return office


@pytest.mark.clause("LBT-6.3.4.4")
def test_a_guest_complains_in_chinese_follows_it_and_gets_our_answer(client, clock):
    page = client.get("/zh-hans" + NEW)
    assert 'lang="zh-hans"' in page.content.decode()
    assert 'type="file"' in page.content.decode()

    sent = client.post("/zh-hans" + NEW, _filled(words="把手断了。"), follow=True)
    complaint = Complaint.objects.get()
    assert complaint.reference in sent.content.decode()
    notices.send_due(at=NOON)
    (received,) = mail.outbox
    assert received.to == ["guest@example.test"]
    assert complaint.reference in received.subject
    assert "感谢您告诉我们" in received.body
    link = re.search(r"https?://[^/]+(/\S*complaints/follow/\S+)", received.body).group(1)

    answer_as_staff(complaint, "我们给您一个新的。", answer_remedy="replacement")
    notices.send_due(at=NOON)

    assert "我们给您一个新的。" in mail.outbox[1].body
    track = Client().get(link, follow=True)
    assert "我们给您一个新的。" in track.content.decode()


@pytest.mark.clause("LBT-6.3.4.4")
def test_a_flood_a_program_and_a_novel_are_refused_and_what_was_typed_is_kept(client):
    long = client.post(NEW, _filled(words="long " * 2000))
    assert (long.status_code, "long long" in field(long, "words")) == (422, True)
    from django.core.files.uploadedfile import SimpleUploadedFile

    program = SimpleUploadedFile("crack.png", b"MZ\x90 not a picture")
    refused = client.post(NEW, _filled(files=[program]))
    assert (refused.status_code, field(refused, "words")) == (422, "The handle broke off.")
    assert not Complaint.objects.exists()

    client.post(NEW, _filled(files=[_picture("crack.png")]))
    codes = [client.post(NEW, _filled(words=f"Again {n}")).status_code for n in range(12)]
    assert codes.count(302) == 7
    assert set(codes[7:]) == {429}


@pytest.mark.clause("ISO10002-7.3")
def test_who_waits_hears_every_five_working_days_how_it_stands_and_reads_its_history(client, clock):
    owner = make_user()
    complaint = _complain(user=owner, email=owner.email)
    client.force_login(owner)
    told = Message.objects.filter(kind="complaint-standing", channel="mail")
    assert operations.keep_informed(at=NOON + timedelta(days=6)) == 0

    due = NOON + timedelta(days=7)
    clock.move_to(due)
    assert [operations.keep_informed(at=due) for _twice in range(2)] == [1, 0]

    words = wording.write(told.get()).words
    assert complaint.reference in words
    assert "whether or not there is news" in words
    assert "by Mon 9 Mar 2026, 17:00 Irish time" in words
    page = text_of(client.get(reverse("cases:detail", args=[complaint.reference])))
    history = page[page.index("How it went so far") :]
    for step in ("Received", "How a complaint stands", "2 Mar", "9 Mar"):
        assert step in history

    # Still nothing a week later: then it says that we are late.
    ledger.break_overdue(at=due + timedelta(days=1))
    later = due + timedelta(days=9)  # Saint Patrick's day lies between
    assert operations.keep_informed(at=later) == 1
    assert "are late with it" in wording.write(told.latest("pk")).words
    operations.answer(complaint=complaint, words="Sorry.", by=make_staff(), at=later)
    assert operations.keep_informed(at=later + timedelta(days=30)) == 0


@pytest.mark.clause("ISO10002-7.3")
def test_a_number_alone_opens_nothing_and_guessing_is_stopped(client):
    complaint = _complain()

    codes = [
        client.get(reverse("cases:detail", args=[guess])).status_code
        for guess in [complaint.reference, *(f"CP-2222-{n:04}" for n in range(40))]
    ]

    assert codes[0] == 404
    assert set(codes) == {404, 429}
    assert codes[-1] == 429


@pytest.mark.clause("ISO10002-4.responsiveness")
def test_the_page_says_the_next_step_and_its_date_and_owns_up_when_it_has_passed(client, clock):
    client.force_login(make_user())
    assert "What would put it right for you?" in text_of(client.get(NEW))
    client.post(NEW, _filled(wish="A new one."))
    complaint = Complaint.objects.get()
    url = reverse("cases:detail", args=[complaint.reference])

    words = text_of(client.get(url))
    assert "Our answer is next, by Mon 9 Mar 2026, 17:00 Irish time" in words
    assert "What would put it right for you: A new one." in words
    clock.move_to(NOON + timedelta(days=7, hours=6))
    words = text_of(client.get(url))
    late = "We are late, and sorry. We promised our answer by Mon 9 Mar 2026, 17:00 Irish time"
    assert late in words

    # Staff find no field for the date, and the table itself keeps it.
    office = Client()
    office.force_login(make_staff())
    admin = reverse("admin:cases_complaint_change", args=[complaint.pk])
    assert 'name="next_at' not in office.get(admin).content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(pk=complaint.pk).update(next_at=None)
    answer_as_staff(complaint, "You get a new one.", next_at="")
    assert "The next step is yours" in text_of(client.get(url))


@pytest.mark.clause("ISO10002-7.8")
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_decision_says_reasons_remedy_and_every_way_on(client, clock, language):
    owner = make_user(language=language)
    complaint = _complain(user=owner, email=owner.email, language=language)
    client.force_login(owner)

    answer_as_staff(complaint, "The carrier lost it. 承运人丢失了。", answer_remedy="apology")

    written = wording.write(Message.objects.get(kind="complaint-answered", channel="mail")).words
    told = {
        "en": ("What we do: An apology", "Does this settle it?", "a second person",
               "outside body at any time"),
        "zh-hans": ("道歉", "另一个人查看", "外部机构"),
    }  # fmt: skip
    assert "The carrier lost it." in written
    for words in told[language]:
        assert words in written
    prefix = "" if language == "en" else "/zh-hans"
    page = client.get(prefix + reverse("cases:detail", args=[complaint.reference]))
    for verdict in ("settled", "rejected"):
        assert f'name="verdict" value="{verdict}"' in page.content.decode()
    assert told[language][0] in text_of(page)


@pytest.mark.clause("ISO10002-7.8")
def test_a_decision_without_reasons_is_not_sent(client):
    complaint = _complain()
    office = Client()
    office.force_login(make_staff())
    counts = {"moves-TOTAL_FORMS": "0", "moves-INITIAL_FORMS": "0"}
    said = {"answer": "  ", "answer_cause": "x", "answer_remedy": "refund", "note": "", **counts}

    url = reverse("admin:cases_complaint_change", args=[complaint.pk])
    refused = office.post(url, {**said, "cases_complaint_send_answer": "1"})

    assert refused.status_code == 200
    assert str(operations.ReasonsNeeded()) in unescape(refused.content.decode())
    assert not Message.objects.filter(kind="complaint-answered").exists()


@pytest.mark.clause("ISO10008-4.9")
def test_what_nobody_answered_in_time_is_pressed_on_staff_and_no_automatic_mail_stops_the_clock():
    complaint = _complain()
    acknowledged = Message.objects.get(kind="complaint-received")
    notices.send(message_id=acknowledged.pk, at=NOON)
    operations.keep_informed(at=NOON + timedelta(days=7))
    assert Promise.objects.get().status == "made"
    office = Client()
    office.force_login(make_staff())
    late = NOON + timedelta(days=7, hours=6)

    with time_machine.travel(late, tick=False):
        before = text_of(office.get("/admin/"))
        ledger.break_overdue(at=late)
        after = text_of(office.get("/admin/"))

    assert "Complaints answered late" in before
    assert Promise.objects.get().status == "broken"
    assert "Broken promises not yet made good" in after
    assert Message.objects.filter(kind="complaint-late").exists()
    # The calendar counts working days, and everybody may read how we did.
    assert complaint.next_at - NOON == timedelta(days=7, hours=5)
    with time_machine.travel(late + timedelta(days=1), tick=False):
        assert "Answer a complaint" in text_of(Client().get(reverse("promises:record")))


@pytest.mark.clause("LBT-6.2.5.3")
def test_who_was_charged_without_an_order_asks_with_the_payment_and_staff_see_both(client):
    make_delivery_methods()
    put_in(client, make_goods(price="20.00"))
    go_to(client, "review")
    client.get(at_the_bank(client, press(client).url, card="insufficient_funds"))
    intent, attempt = Intent.objects.get(), Attempt.objects.get()
    page = client.get(reverse("payments:refused", args=[intent.reference]))
    words = text_of(page)
    for told in ("There is not enough money on the account.", "Another card or a bank transfer",
                 intent.reference, "Rather talk?", "Mon to Fri"):  # fmt: skip
        assert told in words
    assert "insufficient_funds" not in page.content.decode()

    ask = unescape(
        re.search(r'href="([^"]+)">I was charged, but see no order', page.content.decode()).group(1)
    )
    form = client.get(ask)
    assert (field(form, "payment"), field(form, "about")) == (intent.reference, "money")
    assert not re.search(r'name="(card|pan|cvc)', form.content.decode())
    said = {"about": "money", "payment": intent.reference, "key": field(form, "key")}
    client.post(NEW, _filled(**said, words="My card 4111 1111 1111 1111 was charged."))

    complaint = Complaint.objects.get()
    assert complaint.payment_reference == intent.reference
    assert complaint.entries.get().words == "My card […] was charged."
    office = Client()
    office.force_login(make_staff())
    admin = office.get(reverse("admin:cases_complaint_change", args=[complaint.pk]))
    for row, name in ((intent, "intent"), (attempt, "attempt")):
        assert reverse(f"admin:payments_{name}_change", args=[row.pk]) in admin.content.decode()


@pytest.mark.clause("LBT-6.2.5.3")
def test_the_payment_of_an_order_leads_staff_to_the_order_and_a_strangers_to_nothing(client):
    buyer = make_user()
    order = make_order(user=buyer)
    said = _filled(about="money", payment=order.intent.reference)

    client.post(NEW, said)
    assert Complaint.objects.get().payment_reference == ""
    client.force_login(buyer)
    client.post(NEW, {**said, "words": "Charged twice."})

    complaint = Complaint.objects.latest("pk")
    assert (complaint.payment_reference, complaint.order_number) == (order.number, order.number)


@pytest.mark.clause("LBT-6.1.2.c")
def test_a_reader_of_our_code_reports_a_broken_promise_of_it(client, clock):
    rule = {"slug": "code", "at": NOON}
    for number, day in ((1, 90), (2, 30)):
        begins = NOON - timedelta(days=day)
        body = f"We answer in time. Version {number}."
        texts = {"en": {"title": "Our code of conduct", "body": body}}
        policies.write_version(version=number, texts=texts, valid_from=begins, **rule)
    make_delivery_methods()
    mug = make_product(title="Weir mug")
    put_in(client, mug.stockrecords.get())
    go_to(client, "address")
    where = reverse("policies:policy", args=["code"])
    for page in ("/", reverse("catalogue:detail", args=[mug.slug, mug.pk]), "/checkout/address/"):
        assert f'href="{where}"' in client.get(page).content.decode()

    read = client.get(where)
    assert "Version 2" in text_of(read)
    assert "Sat 31 Jan 2026" in text_of(read)
    assert client.get(reverse("policies:version", args=["code", 1])).status_code == 200
    assert client.get(reverse("policies:version", args=["code", 9])).status_code == 404
    report = re.search(r'href="([^"]+)">Report a promise', read.content.decode()).group(1)
    form = client.get(report)
    assert field(form, "about") == "code"
    assert field(form, "words") == "Our code of conduct, version 2, promise:"
    client.post(NEW, _filled(about="code", words="Our code, version 2: no answer came."))

    complaint = Complaint.objects.get()
    office = Client()
    office.force_login(make_staff())
    for name, args in (("changelist", []), ("change", [complaint.pk])):
        page = office.get(reverse(f"admin:cases_complaint_{name}", args=args))
        assert str(About.CODE.label) in text_of(page)


@pytest.mark.clause("ISO10008-7.1.c")
def test_a_complaint_begins_at_a_line_of_the_order_with_all_that_is_known_of_it(client):
    buyer = make_user()
    order = make_order(user=buyer, lines=[(make_product(title="Low bowl"), 1),
                                          (make_product(title="Weir mug"), 2)])  # fmt: skip
    client.force_login(buyer)
    page = client.get(reverse("orders:detail", args=[order.number])).content.decode()
    links = [unescape(each) for each in re.findall(r'href="([^"]+)">Complain about this', page)]
    assert len(links) == 2

    form = client.get(links[1])

    assert field(form, "order_number") == order.number
    assert field(form, "about") == "goods"
    assert (
        field(form, "words") == "Weir mug, ordered on Mon 2 Mar 2026 from Fernhill Goods Limited:"
    )
    assert field(form, "email") == buyer.email
    # To anybody else the same address says nothing of it, and ties nothing to it.
    stranger = Client()
    stranger.force_login(make_user())
    assert field(stranger.get(links[1]), "words") == ""
    stranger.post(NEW, _filled(order_number=order.number))
    assert Complaint.objects.get().order_number == ""
