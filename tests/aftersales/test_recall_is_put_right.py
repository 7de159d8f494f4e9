"""The buyer of recalled goods reads of it, is told again until they do, and chooses."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from aftersales.recalls import operations, queries, telling
from aftersales.returns import operations as returns
from aftersales.returns.models import Return
from aftersales.reviewing import inviting, purchases
from aftersales.rights import queries as rights
from checkout.order import access
from checkout.payments.models import Refund
from storefront.notices import operations as notices
from storefront.notices.models import Message
from storefront.promises import operations as promise_operations
from storefront.promises import queries as promises
from storefront.purposes import operations as purposes
from tests.aftersales.recalling import (
    DAY,
    THEN,
    announce,
    case_of,
    make_lamp,
    make_lot,
    make_recall,
    picture,
    recalled,
)
from tests.aftersales.test_return_goods import withdraw
from tests.factories import make_order, make_product, make_staff, make_user, make_variants

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


def words(answer):
    import re

    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture(autouse=True)
def then(monkeypatch):
    monkeypatch.setattr("storefront.core.requests.timezone.now", lambda: THEN + HOUR)


def sold(**fields):
    """Make a delivered order of a lamp, recalled since; returns order and case."""
    lamp = make_lamp()
    of_order = {name: fields.pop(name) for name in ("user", "language") if name in fields}
    order = make_order(status="delivered", lines=[(lamp, 2)], **of_order)
    recalled(lamp, **fields)
    return order, case_of(order)


def page_of(case):
    return reverse("recalls:case", args=[case.recall.reference, case.order.number])


def send_letters(at=THEN):
    for message in Message.objects.filter(kind__startswith="recall", status="waiting"):
        notices.send(message_id=message.pk, at=at)


# Choosing


@pytest.mark.parametrize("dispose", [True, False])
def test_a_refund_is_all_that_was_paid_at_once_where_nothing_comes_back_else_with_the_parcel(
    dispose,
):
    order, case = sold(dispose=dispose)

    made = operations.choose(case=case, remedy="refund", at=THEN)
    again = operations.choose(case=case, remedy="refund", at=THEN + HOUR)

    returned = Return.objects.get()
    assert made.returned == again.returned == returned
    assert (returned.kind, returned.status, returned.remedy) == ("recall", "accepted", "refund")
    assert sum(each.quantity for each in returned.lines.all()) == 2
    if dispose:
        refund = Refund.objects.get()
        # All of the order, its delivery too.
        assert (refund.reason, str(refund.amount)) == ("recall", "200.90")
        assert returned.parcel.status == "not_needed"
    else:
        assert not Refund.objects.exists()
        assert (returned.parcel.status, returned.way_back, returned.label_price) == (
            "announced",
            "label",
            0,
        )
    assert case_of(order).read_at == THEN


def test_a_replacement_comes_from_what_is_safe_and_from_nothing_else():
    order, case = sold()
    with pytest.raises(operations.NotThereYet):
        operations.choose(case=case, remedy="replace", at=THEN)
    assert not Return.objects.exists()

    operations.allow_sale(recall=case.recall, why="New cable.", by=make_staff(), at=THEN)
    made = operations.choose(case=case, remedy="replace", at=THEN)

    assert promises.latest(subject=made.returned, kind="put_right").is_open
    assert order.lines.get().stockrecord.num_allocated == 2


def test_a_replacement_of_a_recalled_lot_needs_no_sale_and_is_refused_where_none_is_left():
    lamp = make_lamp(stock=2)
    order = make_order(status="delivered", lines=[(lamp, 1)])
    recalled(lamp, lots=[make_lot(lamp)])
    case = case_of(order)
    lamp.stockrecords.update(num_in_stock=0)
    with pytest.raises(operations.NotThereYet):
        operations.choose(case=case, remedy="replace", at=THEN)
    assert not Return.objects.exists()

    lamp.stockrecords.update(num_in_stock=1)
    operations.choose(case=case, remedy="replace", at=THEN)

    assert case_of(order).remedy == "replace"


def test_what_is_not_offered_or_was_chosen_otherwise_or_has_gone_back_is_refused():
    order, case = sold(remedies=["refund", "repair"])
    with pytest.raises(operations.NotOffered):
        operations.choose(case=case, remedy="replace", at=THEN)
    with pytest.raises(operations.NotOffered):
        operations.choose(case=case, remedy="'; DROP TABLE", at=THEN)
    operations.choose(case=case, remedy="repair", at=THEN)
    with pytest.raises(operations.AlreadyChosen, match="Repair"):
        operations.choose(case=case, remedy="refund", at=THEN)
    assert Return.objects.count() == 1

    other, gone = sold()
    withdraw(other)
    with pytest.raises(operations.NothingLeft):
        operations.choose(case=gone, remedy="refund", at=THEN)
    assert case_of(other).remedy == ""
    assert order.returns.count() == 1


def test_there_is_no_last_day():
    order, case = sold(dispose=True)
    years = THEN + 9 * 365 * DAY

    right = rights.right_of(order, f"recall-{case.recall.reference.lower()}", years)
    assert (right.open, right.until) == (True, None)
    operations.close(recall=case.recall, why="Most have chosen.", by=make_staff(), at=THEN)
    operations.choose(case=case, remedy="refund", at=years)

    assert Refund.objects.get().reason == "recall"


# Being told


def test_no_choice_about_news_stops_a_safety_notice():
    user = make_user()
    purposes.record("news", granted=False, source="privacy-centre", user=user, at=THEN - DAY)
    order, case = sold(user=user)

    assert telling.messages(case).count() == 3
    assert order.user == user


def test_the_promise_to_tell_is_kept_when_a_message_went_out_and_broken_when_none_did():
    order, case = sold()
    operations.follow_letters(at=THEN)
    assert case_of(order).reached_at is None

    send_letters()
    operations.follow_letters(at=THEN + HOUR)

    assert case_of(order).reached_at == THEN
    assert promises.latest(subject=case, kind="recall_told").status == "kept"

    _late, other = sold()
    promise_operations.break_overdue(at=THEN + 2 * DAY)
    assert promises.latest(subject=other, kind="recall_told").status == "broken"


def test_whoever_has_not_read_it_is_told_again_up_to_a_limit_and_nobody_else():
    order, case = sold()
    _other, read = sold()
    operations.acknowledge(case=read, at=THEN)

    assert operations.tell_again(at=THEN + 4 * DAY) == 0
    for n in range(1, 7):
        operations.tell_again(at=THEN + 5 * n * DAY)
        operations.tell_again(at=THEN + 5 * n * DAY)

    assert case_of(order).told == 1 + queries.MOST_REMINDERS
    assert telling.messages(case).filter(channel="mail").count() == 1 + queries.MOST_REMINDERS
    assert telling.messages(read).filter(channel="mail").count() == 1
    send_letters(at=THEN + 60 * DAY)
    assert (
        "do not know whether you have read it"
        in telling.messages(case).filter(channel="mail").last().words
    )


def test_what_is_read_in_the_inbox_of_the_account_is_read(client):
    user = make_user()
    order, case = sold(user=user)
    send_letters()
    client.force_login(user)

    client.get(reverse("account:inbox"))
    operations.follow_letters(at=THEN + 2 * HOUR)

    assert case_of(order).read_at == THEN + HOUR
    assert not queries.unread().filter(pk=case.pk).exists()


def test_dead_letters_leave_somebody_to_be_rung():
    order, case = sold()
    telling.messages(case).update(status="dead")

    assert [each.order for each in queries.unreachable()] == [order]


@pytest.mark.parametrize(
    ("language", "headline"),
    [("en", "Product safety recall"), ("zh-hans", "产品安全召回（Product safety recall）")],
)
def test_the_letter_says_what_the_law_wants_in_the_language_of_its_reader(language, headline):
    _order, case = sold(language=language)
    send_letters()

    letter = telling.messages(case).get(channel="mail")
    assert letter.status == "sent", letter.last_error
    assert letter.title.startswith(headline)
    hazard = {"en": "electric shock", "zh-hans": "触电"}[language]
    for said in (hazard, case.order.lines.get().partner_sku, "/recalls/open/"):
        assert said in letter.words


# The pages


@pytest.mark.clause("LBT-6.4.4", "ISO10008-6.3.c")
def test_a_guest_opens_the_link_reads_says_so_and_chooses_and_the_public_page_counts_it(client):
    order, case = sold()
    send_letters()
    operations.follow_letters(at=THEN)
    path = telling.link_to(case, at=THEN)

    answer = client.get(path, follow=True)

    assert answer.status_code == 200
    said = words(answer)
    for part in ("Product safety recall", "Globe lamp", "electric shock", "Stop using it now."):
        assert part in said
    # The filter of a mailbox opens links as well: that is looking, not reading.
    assert (case_of(order).looked_at, case_of(order).read_at) == (THEN + HOUR, None)
    page = page_of(case)
    asked = client.get(reverse("orders:detail", args=[order.number]))
    assert (asked.status_code, asked.url.partition("?")[0]) == (302, reverse("account_login"))
    assert client.post(page, {"do": "seen"}).status_code == 302
    assert (case_of(order).seen_at, case_of(order).read_at) == (THEN + HOUR, THEN + HOUR)
    wrong = client.post(page, {"do": "choose"})
    assert wrong.status_code == 422
    # What there is none of yet is shown closed, and pressing for it all the same is no way in.
    assert "There is no safe one to send yet." in words(client.get(page))
    assert client.post(page, {"do": "choose", "remedy": "replace"}).status_code == 422
    assert client.post(page, {"do": "choose", "remedy": "refund"}).status_code == 302
    assert case_of(order).remedy == "refund"
    assert "You chose: All the money back" in words(client.get(page))

    public = words(client.get(reverse("recalls:detail", args=[case.recall.reference])))
    assert "100 %: 1 of 1 orders" in public
    assert public.count("100 %") == 3
    listed = words(client.get(reverse("recalls:index")))
    assert "Globe lamp" in listed


def test_a_forged_link_a_stranger_and_somebody_elses_order_see_nothing(client):
    order, case = sold()
    mug = make_order(status="delivered", lines=[(make_product(), 1)])
    forged = reverse("recalls:enter", args=["eyJ2IjoiUkM6RkgifQ:1abc:xyz"])

    answer = client.get(forged)
    assert (answer.status_code, answer["Location"]) == (302, reverse("recalls:index"))
    other_kind = access.link_to(order, at=THEN).rstrip("/").rpartition("/")[2]
    client.get(reverse("recalls:enter", args=[other_kind]))
    for url in (
        page_of(case),
        reverse("recalls:case", args=[case.recall.reference, mug.number]),
        reverse("recalls:case", args=["RC-0000-0000", order.number]),
        reverse("recalls:case", args=["\x00", "%00"]),
        reverse("recalls:detail", args=["RC-0000-0000"]),
    ):
        assert client.get(url).status_code == 404
        assert client.post(url, {"do": "choose", "remedy": "refund"}).status_code in (404, 405)
    client.force_login(make_user())
    assert client.get(page_of(case)).status_code == 404
    case.refresh_from_db()
    assert (case.read_at, case.remedy) == (None, "")


def test_a_draft_is_seen_by_nobody(client):
    lamp = make_lamp()
    recall = make_recall(lamp)

    assert client.get(reverse("recalls:detail", args=[recall.reference])).status_code == 404
    assert "Globe lamp" not in words(client.get(reverse("recalls:index")))


def test_order_account_door_and_product_speak_of_it(client):
    user = make_user()
    order, case = sold(user=user)
    client.force_login(user)

    for url in (
        reverse("orders:detail", args=[order.number]),
        reverse("account:home"),
    ):
        said = words(client.get(url))
        assert "Product safety recall: Globe lamp" in said
        assert "Stop using it now." in said
    door = words(client.get(reverse("rights:order", args=[order.number]), {"what": "unsafe"}))
    assert "Have it put right: it is recalled for safety" in door
    product = case.recall.product
    shown = client.get(reverse("catalogue:detail", args=[product.slug, product.pk]))
    assert shown.status_code == 200
    assert "We do not sell it any more." in words(shown)
    assert reverse("recalls:index") in shown.content.decode()

    operations.choose(case=case, remedy="refund", at=THEN)
    assert "Product safety recall: " not in words(client.get(reverse("account:home")))
    assert "You have chosen what we do about it." in words(
        client.get(reverse("orders:detail", args=[order.number]))
    )


def test_anybody_finds_out_by_the_lot_whether_theirs_is_affected(client):
    lamp = make_lamp()
    bad = make_lot(lamp)
    make_lot(lamp, "26-118")
    recall = recalled(lamp, lots=[bad])
    url = reverse("recalls:detail", args=[recall.reference])

    for typed, said in (
        (" 26-117", "Yes, yours is affected."),
        ("26117", "Yes, yours is affected."),
        ("26 117", "Yes, yours is affected."),
        ("26\u2013117", "Yes, yours is affected."),
        ("--", "We cannot say."),
        ("26-118", "No, yours is not affected."),
        ("99-000", "We cannot say."),
        ("<script>", "We cannot say."),
    ):
        answer = client.get(url, {"lot": typed})
        assert said in words(answer)
        assert b"<script>26" not in answer.content
    assert client.get(url, {"lot": ""}).status_code == 422
    assert client.get(url, {"lot": "\x00" * 9}).status_code == 422
    assert client.get(url, {"lot": "9" * 900}).status_code == 422


def test_the_page_speaks_chinese(client):
    _order, case = sold()

    page = client.get(f"/zh-hans/recalls/{case.recall.reference}/").content.decode()

    assert "产品安全召回" in page
    assert "灯座可能带电" in page
    assert "Stop using it" not in page


# Staff


def test_staff_draft_a_recall_and_another_lets_it_go_out(client):
    lamp = make_lamp()
    order = make_order(status="delivered", lines=[(lamp, 1)])
    first, second = make_staff(), make_staff()
    from tests.factories import open_shop

    open_shop()
    client.force_login(first)
    add = reverse("admin:recalls_recall_add")
    assert client.get(add).status_code == 200
    written = {
        "product": lamp.pk,
        "hazard_en": "This voluntary recall is for a shock.",
        "hazard_zh_hans": "可能触电。",
        "instructions_en": "Pull the plug.",
        "instructions_zh_hans": "请拔下插头。",
        "remedies": ["refund", "repair"],
        "sold_from": "2026-01-15",
        "moves-TOTAL_FORMS": 0,
        "moves-INITIAL_FORMS": 0,
    }
    refused = client.post(add, written)
    assert refused.status_code == 200
    assert "“voluntary” makes a danger sound smaller (English)" in words(refused)
    announcing = {
        "recalls_recall_announce": "1",
        "why": "",
        "moves-TOTAL_FORMS": 0,
        "moves-INITIAL_FORMS": 0,
    }
    written["hazard_en"] = "Whoever touches it can get a shock."
    kept = client.post(add, written)
    assert kept.status_code == 302, words(kept)
    from aftersales.recalls.models import Recall

    recall = Recall.objects.get()
    change = reverse("admin:recalls_recall_change", args=[recall.pk])
    shown = words(client.get(change))
    assert "Buyers: 1, with 1 orders. Units sent: 1; not sent yet: 0. Orders whose" in shown
    answer = client.post(change, {**written, "recalls_recall_submit": "1"})
    assert answer.status_code == 302, words(answer)
    recall.refresh_from_db()
    assert recall.status == "to_approve"
    client.post(change, announcing)
    recall.refresh_from_db()
    assert recall.status == "to_approve"

    client.force_login(second)
    assert "Recalls to approve" in words(client.get(reverse("admin:index")))
    who = words(client.get(reverse("admin:recalls_recall_who", args=[recall.pk])))
    assert order.number in who
    sure = reverse("admin:recalls_recall_announce", args=[recall.pk])
    assert client.post(change, announcing).url == sure
    recall.refresh_from_db()
    assert recall.status == "to_approve"
    asked = client.get(sure)
    for said in ("Stop the sale and tell 1 buyer", "Whoever touches it can get a shock.", "Repair"):
        assert said in words(asked)
    told = {"seen": asked.context["form"]["seen"].value()}
    for _press in range(2):  # the second of a double click finds it done
        assert client.post(sure, told).url == change
    recall.refresh_from_db()
    assert recall.status == "announced"
    assert recall.moves.filter(to_status="announced").count() == 1
    operations.carry_out_all(at=THEN)
    for name in ("admin:recalls_recall_changelist", "admin:recalls_case_changelist"):
        assert client.get(reverse(name)).status_code == 200
    case = case_of(order)
    page = reverse("admin:recalls_case_change", args=[case.pk])
    client.post(
        page,
        {"recalls_case_told_in_person": "1", "lines-TOTAL_FORMS": 0, "lines-INITIAL_FORMS": 0},
    )
    case.refresh_from_db()
    assert case.told_in_person_by == second
    assert client.get(page).status_code == 200
    assert client.get(change).status_code == 200


def test_the_list_of_who_is_affected_is_for_those_who_may_see_recalls(client):
    recall = announce(make_recall(make_lamp()))
    client.force_login(make_staff(superuser=False))

    for url in (
        reverse("admin:recalls_recall_who", args=[recall.pk]),
        reverse("admin:recalls_recall_change", args=[recall.pk]),
        reverse("admin:recalls_case_changelist"),
    ):
        assert client.get(url).status_code == 403


def test_following_a_lot_says_whether_its_buyers_were_told(client):
    lamp = make_lamp()
    lot = make_lot(lamp)
    order = make_order(lines=[(lamp, 1)])
    from tests.aftersales.test_lots import state

    state(order, lot.number)
    recall = recalled(lamp, lots=[lot])
    client.force_login(make_staff())

    said = words(client.get(reverse("admin:partner_lot_trace"), {"lot": lot.number}))

    assert f"{recall.reference}: not reached yet" in said


def test_what_goes_back_for_a_recall_is_settled_like_any_return():
    order, case = sold()
    made = operations.choose(case=case, remedy="refund", at=THEN)
    returned = made.returned
    returns.tell_sent(returned=returned, carrier="An Post", number="LX1", at=THEN + DAY)
    assert [each.pk for each in queries.to_do()] == [case.pk]

    returns.settle(returned=returned, at=THEN + 2 * DAY)

    assert Refund.objects.get().reason == "recall"
    assert not queries.to_do().exists()
    assert order.returns.count() == 1


@pytest.mark.parametrize(
    ("remedy", "owed", "on_its_way"),
    [
        ("refund", None, "the clock of your refund starts now"),
        ("replace", "Send you a new one, free of charge", "we look out for it"),
        ("repair", "Repair it, free of charge", "we look out for it"),
    ],
)
def test_the_way_back_of_a_recalled_thing_has_no_last_day_and_speaks_of_what_was_chosen(
    client, remedy, owed, on_its_way
):
    user = make_user()
    _order, case = sold(user=user, remedies=["refund", "replace", "repair"])
    operations.allow_sale(recall=case.recall, why="New cable.", by=make_staff(), at=THEN)
    returned = operations.choose(case=case, remedy=remedy, at=THEN).returned
    client.force_login(user)

    page = words(client.get(reverse("returns:detail", args=[returned.reference])))
    slip = words(client.get(reverse("returns:slip", args=[returned.reference])))
    letter = Message.objects.get(kind="return_decided", channel="mail")
    notices.send(message_id=letter.pk, at=THEN)
    text = mail.outbox[-1].body

    assert returned.send_back_by is None
    assert "There is no last day to send it." in page
    assert "to a carrier by" not in page
    assert "Send it by" not in slip
    assert "there is no last day" in text
    assert "back by" not in text
    assert on_its_way in page
    assert ("clock of your refund" in page) == (remedy == "refund")
    assert "Repair or replace" not in page
    assert not owed or owed in page
    with pytest.raises(returns.NotPossible):
        returns.never_came(returned=returned, by=None, at=THEN + 400 * DAY)


def test_a_buyer_who_is_signed_in_goes_straight_to_the_own_case_and_is_asked_once(client):
    user = make_user()
    order, case = sold(user=user, dispose=True)
    public = reverse("recalls:detail", args=[case.recall.reference])
    assert "Find my order" in words(client.get(public))
    client.force_login(make_user())
    assert page_of(case) not in client.get(public).content.decode()

    client.force_login(user)
    page = client.get(public)
    assert page_of(case) in page.content.decode()
    assert "Find my order" not in words(page)
    operations.choose(case=case, remedy="refund", at=THEN)

    assert "I have seen this" not in words(client.get(page_of(case)))
    own = words(client.get(reverse("orders:detail", args=[order.number])))
    assert "Read the recall and choose" not in own
    assert "See how far it is" in own


def test_lots_of_one_number_are_named_once(client):
    lamp, other = make_variants()
    picture(lamp.parent)
    lots = [make_lot(lamp), make_lot(other)]
    recall = recalled(lamp.parent, lots=lots)

    page = words(client.get(reverse("recalls:detail", args=[recall.reference])))

    assert page.count("26-117") == 1


def test_nobody_is_asked_to_review_what_is_recalled(client):
    user = make_user()
    lamp = make_lamp()
    order = make_order(status="delivered", lines=[(lamp, 1)], user=user)
    pages = [reverse("account:home"), reverse("orders:detail", args=[order.number])]
    client.force_login(user)
    assert all("Say how it is" in words(client.get(url)) for url in pages)
    assert not purchases.received(order)[0].recalled

    recalled(lamp)

    assert not any("Say how it is" in words(client.get(url)) for url in pages)
    assert purchases.received(order)[0].recalled
    assert not inviting.invite(order=order, at=THEN)
