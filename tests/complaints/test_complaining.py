import io
import re
import uuid
from datetime import timedelta
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from aftersales.rights.queries import rights_of
from checkout.order import access as orders
from complaints.cases import access, operations, queries
from complaints.cases.models import Complaint, Entry, Evidence, Status
from storefront.core import lifecycle, uploads
from storefront.notices import wording
from storefront.notices.models import Message
from storefront.promises import operations as ledger
from storefront.promises.models import Promise
from tests.clock import NOON
from tests.factories import make_order, make_staff, make_user
from tests.racing import race

pytestmark = pytest.mark.django_db


def _picture(name):
    written = io.BytesIO()
    Image.new("RGB", (4, 4), "teal").save(written, "PNG")
    return SimpleUploadedFile(name, written.getvalue())


def _complain(**changes):
    told = {
        "about": "delivery",
        "words": "The van came three hours late.",
        "email": "guest@example.test",
        "language": "en",
        "country": "IE",
        "at": NOON,
        **changes,
    }
    return operations.receive(**told)


def _filled(**changes):
    return {
        "about": "goods",
        "order_number": "",
        "words": "The handle broke off.",
        "wish": "A new one.",
        "is_about_safety": "no",
        "email": "guest@example.test",
        **changes,
    }


def test_what_the_page_wrote_by_itself_is_no_complaint(client):
    order = make_order(user=make_user())
    client.force_login(order.user)
    page = f"{reverse('cases:new')}?order={order.number}&line=1"
    begun = client.get(page).context["form"]["words"].value()
    assert begun

    refused = client.post(page, _filled(words=begun))

    assert refused.status_code == 422
    assert "Say what happened, in a sentence or more." in refused.content.decode()
    assert client.post(page, _filled(words=begun + "It has a crack.")).status_code == 302


def test_a_complaint_is_acknowledged_at_once_with_its_number_and_the_date_of_our_answer():
    complaint = _complain()

    message = Message.objects.get()
    assert (message.kind, message.email) == ("complaint-received", "guest@example.test")
    promise = Promise.objects.get()
    # Five working days after Monday 2 March.
    assert promise.due_at == complaint.next_at
    assert promise.due_at.isoformat() == "2026-03-09T17:00:00+00:00"


def test_the_acknowledgement_holds_number_date_and_a_link_that_opens_it(client, monkeypatch):
    complaint = _complain()

    words = wording.write(Message.objects.get()).words

    assert complaint.reference in words
    assert "Mon 9 Mar 2026, 17:00 Irish time" in words
    path = words[words.index("/complaints/follow/") :].split()[0]
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    assert client.get(path).url == reverse("cases:detail", args=[complaint.reference])


def test_a_guest_complains_in_the_browser_and_sees_the_number(client):
    answer = client.post(reverse("cases:new"), _filled(), follow=True)

    complaint = Complaint.objects.get()
    assert answer.status_code == 200
    assert complaint.reference in answer.content.decode()
    assert answer.redirect_chain[-1][0] == reverse("cases:detail", args=[complaint.reference])


def test_a_guest_complains_in_chinese_and_is_answered_in_chinese(client):
    client.post("/zh-hans" + reverse("cases:new"), _filled())

    assert Complaint.objects.get().language == "zh-hans"
    assert Message.objects.get().language == "zh-hans"


def test_pressing_twice_makes_one_complaint(client):
    page = client.get(reverse("cases:new")).content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page).group(1)

    answers = [client.post(reverse("cases:new"), _filled(key=key)).url for _ in range(2)]

    assert answers[0] == answers[1]
    assert Complaint.objects.count() == 1
    assert Message.objects.count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_presses_at_once_one_makes_the_complaint_and_both_find_it():
    key = uuid.uuid4()

    outcomes = race(
        partial(_complain, key=key),
        partial(_complain, key=key),
        after=["complaints.cases.queries.clock"],
    )

    assert len({each.pk for each in outcomes}) == 1
    assert Complaint.objects.count() == 1
    assert Entry.objects.count() == 1


def test_who_guesses_anothers_words_reads_nothing_of_theirs(client):
    theirs = Client().post(reverse("cases:new"), _filled())

    mine = client.post(reverse("cases:new"), _filled())

    assert mine.url != theirs.url
    assert client.get(theirs.url).status_code == 404


def test_the_address_of_an_order_stands_in_its_complaint_already(client):
    order = make_order(email="guest@example.test")
    client.get(orders.link_to(order, at=timezone.now()))

    page = client.get(f"{reverse('cases:new')}?order={order.number}").content.decode()

    assert 'value="guest@example.test"' in page
    assert (
        'value="guest@example.test"'
        not in Client().get(f"{reverse('cases:new')}?order={order.number}").content.decode()
    )


def test_what_was_typed_is_kept_when_something_is_missing(client):
    answer = client.post(reverse("cases:new"), _filled(email="nobody", about=""))

    assert answer.status_code == 422
    assert "The handle broke off." in answer.content.decode()
    assert not Complaint.objects.exists()


def test_words_that_are_too_long_are_refused_and_kept(client):
    answer = client.post(reverse("cases:new"), _filled(words="long " * 2000))

    assert answer.status_code == 422
    assert "long long" in answer.content.decode()
    assert not Complaint.objects.exists()


def test_somebody_elses_order_is_not_tied_to_a_complaint(client):
    client.post(reverse("cases:new"), _filled(order_number="FH-2222-3333"))

    complaint = Complaint.objects.get()
    assert complaint.order_number == ""
    assert "FH-2222-3333" in complaint.entries.get().words


def test_a_stranger_cannot_see_a_complaint_and_a_guessed_number_is_not_found(client):
    complaint = _complain()

    for reference in (complaint.reference, "CP-2222-2222"):
        for name in ("detail", "more", "verdict"):
            url = reverse(f"cases:{name}", args=[reference])
            assert client.post(url).status_code == 404, url
        assert client.get(reverse("cases:detail", args=[reference])).status_code == 404


def test_whoever_holds_the_link_follows_the_complaint(client):
    complaint = _complain()
    link = access.link_to(complaint, at=timezone.now())

    page = client.get(link, follow=True)

    assert complaint.reference in page.content.decode()


def test_a_forged_link_lets_nobody_in(client):
    answer = client.get(reverse("cases:enter", args=["forged:token"]), follow=True)

    assert answer.redirect_chain[-1][0] == reverse("cases:new")


def test_a_picture_comes_along_and_a_program_does_not(client, settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path
    good = _picture("crack.png")
    bad = SimpleUploadedFile("crack.png", b"MZ\x90 not a picture")

    refused = client.post(reverse("cases:new"), _filled(files=[good, bad]))
    assert refused.status_code == 422
    assert "crack.png" in refused.content.decode()
    assert not Complaint.objects.exists()

    client.post(reverse("cases:new"), _filled(files=[_picture("crack.png")]))
    complaint = Complaint.objects.get()
    file = complaint.entries.get().evidence.get()
    url = reverse("cases:evidence", args=[complaint.reference, file.pk])
    assert client.get(url)["Content-Type"] == "image/png"
    client.session.flush()
    client.cookies.clear()
    assert client.get(url).status_code == 404


def test_staff_answer_in_the_admin_and_the_complainant_is_told(client):
    complaint = _complain()
    boss = make_staff()
    client.force_login(boss)
    url = reverse("admin:cases_complaint_change", args=[complaint.pk])
    inlines = {f"moves-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS")}

    def press(button, *, answer="", cause="", note=""):
        typed = {"answer": answer, "answer_cause": cause, "note": note}
        return client.post(url, {**typed, f"cases_complaint_{button}": "1", **inlines})

    assert press("keep_note", note="Rang the carrier").status_code == 302
    for refused in (
        press("keep_note", answer="We refund it.", cause="Carrier", note="Sure"),
        press("send_answer", answer="We refund it."),
        press("send_answer", cause="Carrier"),
        press("keep_note"),
    ):
        assert refused.status_code == 200, "not sent, and all that was typed is kept"
    complaint.refresh_from_db()
    assert complaint.status == Status.RECEIVED
    assert complaint.entries.filter(speaker="note").count() == 1

    assert press("send_answer", answer="We refund it.", cause="Carrier").status_code == 302

    complaint.refresh_from_db()
    assert (complaint.status, complaint.cause) == (Status.ANSWERED, "Carrier")
    assert [entry.words for entry in queries.said(complaint)][-1] == "We refund it."
    assert Message.objects.filter(kind="complaint-answered").count() == 1
    assert Promise.objects.get().status in ("kept", "kept_late")


def test_who_answered_first_is_not_offered_the_second_answer_and_cannot_give_it(client):
    complaint = _complain()
    first, second = make_staff(), make_staff()
    operations.answer(complaint=complaint, words="No.", by=first, at=NOON, cause="Carrier")
    complaint.refresh_from_db()
    operations.reject(complaint=complaint, words="Why?", at=NOON)
    url = reverse("admin:cases_complaint_change", args=[complaint.pk])
    typed = {"answer": "Still no.", "answer_cause": "Carrier", "note": "", "moves-TOTAL_FORMS": 0}

    client.force_login(first)
    assert "Send the answer" not in client.get(url).content.decode()
    refused = client.post(
        url, {**typed, "moves-INITIAL_FORMS": 0, "cases_complaint_send_answer": "1"}
    )
    assert "Ask a colleague" in refused.content.decode()
    complaint.refresh_from_db()
    assert complaint.status == Status.REJECTED
    client.force_login(second)
    assert "Send the answer" in client.get(url).content.decode()


def test_staff_open_the_files_that_came_with_a_complaint(client):
    complaint = _complain(files=[operations.File("mug.png", uploads.picture(_picture("mug.png")))])
    file = Evidence.objects.get()
    page = reverse("admin:cases_complaint_change", args=[complaint.pk])
    url = reverse("admin:cases_complaint_file", args=[complaint.pk, file.pk])

    client.force_login(make_staff())
    assert url in client.get(page).content.decode()
    assert client.get(url).headers["Content-Disposition"].startswith("attachment")
    client.force_login(make_staff(superuser=False))
    assert client.get(url).status_code == 403
    client.force_login(make_user())
    assert client.get(url).status_code == 302


def test_an_answer_without_reasons_is_refused():
    complaint = _complain()

    with pytest.raises(operations.ReasonsNeeded):
        operations.answer(complaint=complaint, words="  ", by=make_staff(), at=NOON)

    complaint.refresh_from_db()
    assert complaint.status == Status.RECEIVED


def test_a_rejected_answer_keeps_the_complaint_open_and_goes_to_another_person():
    complaint = _complain()
    aoife, tom = make_staff(), make_staff()
    operations.answer(complaint=complaint, words="No.", by=aoife, at=NOON)
    operations.reject(complaint=complaint, words="That is no reason.", at=NOON)

    with pytest.raises(operations.SamePerson):
        operations.answer(complaint=complaint, words="Still no.", by=aoife, at=NOON)
    operations.answer(complaint=complaint, words="Half of it.", by=tom, at=NOON)
    operations.reject(complaint=complaint, words="", at=NOON)

    complaint.refresh_from_db()
    assert complaint.status == Status.UNRESOLVED
    assert Message.objects.filter(kind="complaint-unresolved").exists()
    assert sorted(Promise.objects.values_list("kind", "status")) == [
        ("complaint-answer", "kept"),
        ("complaint-review", "kept"),
    ]


def test_what_is_answered_is_not_answered_again():
    complaint = _complain()
    operations.answer(complaint=complaint, words="Yes.", by=make_staff(), at=NOON)

    with pytest.raises(operations.Answered):
        operations.answer(complaint=complaint, words="No.", by=make_staff(), at=NOON)

    assert [entry.words for entry in queries.said(complaint)][1:] == ["Yes."]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_is_refused():
    complaint = _complain()
    answers = (
        partial(operations.answer, complaint=complaint, words=words, by=make_staff(), at=NOON)
        for words in ("Yes.", "No.")
    )

    outcomes = race(*answers, after="complaints.cases.queries.locked")

    assert sorted(type(each).__name__ for each in outcomes) == ["Answered", "Entry"]
    assert queries.said(complaint).count() == 2
    assert Message.objects.filter(kind="complaint-answered", channel="mail").count() == 1


def test_a_late_answer_is_owned_up_to_without_being_asked():
    complaint = _complain()

    ledger.break_overdue(at=NOON + timedelta(days=10))

    assert Message.objects.filter(kind="complaint-late").count() == 1
    operations.answer(
        complaint=complaint, words="Sorry.", by=make_staff(), at=NOON + timedelta(days=11)
    )
    assert Promise.objects.get().status == "kept_late"


def test_a_settled_complaint_takes_no_more_words():
    complaint = _complain()
    operations.answer(complaint=complaint, words="Yes.", by=make_staff(), at=NOON)
    operations.settle(complaint=complaint, at=NOON)

    with pytest.raises(operations.NothingToAnswer):
        operations.add(complaint=complaint, words="One more thing", at=NOON)
    with pytest.raises(lifecycle.IllegalMove):
        operations.reject(complaint=complaint, words="", at=NOON)
    assert Entry.objects.count() == 2


def test_a_complaint_taken_back_ends_our_promise():
    complaint = _complain()

    operations.withdraw(complaint=complaint, at=NOON)

    assert Promise.objects.get().status == "withdrawn"


def test_safety_comes_first_whatever_the_date():
    _complain()
    urgent = _complain(words="It caught fire.", is_about_safety=True, at=NOON + timedelta(days=1))

    assert queries.waiting().first() == urgent


def test_a_note_among_staff_is_never_shown_to_the_complainant(client):
    ada = make_user()
    complaint = _complain(user=ada, email=ada.email)
    operations.note(complaint=complaint, words="Secret thought", by=make_staff(), at=NOON)
    client.force_login(ada)

    page = client.get(reverse("cases:detail", args=[complaint.reference]))

    assert page.status_code == 200
    assert "Secret thought" not in page.content.decode()


def test_every_order_shows_the_way_to_complain_and_to_what_was_complained():
    order = make_order()
    complaint = _complain(order_number=order.number)

    rights = {right.key: right for right in rights_of(order, at=NOON)}

    assert rights["complain"].open
    assert rights["complain"].url.endswith(f"?order={order.number}")
    assert rights[f"complaint-{complaint.reference}"].url.endswith(f"{complaint.reference}/")


def test_the_second_answer_promises_no_third_and_names_who_else_can_help():
    complaint = _complain()
    operations.answer(complaint=complaint, words="No.", by=make_staff(), cause="van", at=NOON)
    operations.reject(complaint=complaint, words="Not enough.", at=NOON)
    operations.answer(complaint=complaint, words="Still no.", by=make_staff(), at=NOON)

    first = wording.write(Message.objects.get(kind="complaint-answered", channel="mail")).words
    second = wording.write(Message.objects.get(kind="complaint-decided", channel="mail")).words
    assert "then a second person" in first
    assert "second person" not in second
    assert "nobody else here decides about it again" in second
    assert reverse("cases:how") in second


def test_the_answer_stands_before_the_question_whether_it_settles_the_complaint(client):
    complaint = _complain()
    operations.answer(complaint=complaint, words="We pay it.", by=make_staff(), at=NOON)

    page = client.get(access.link_to(complaint, at=timezone.now()), follow=True).content.decode()

    assert page.index("We pay it.") < page.index("What do you say?")
