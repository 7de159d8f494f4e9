"""The way to complain is known beforehand, from every page, and staff go it for whoever rings."""

import io
import re
from dataclasses import replace

import pypdf
import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from aftersales.returns import slips
from aftersales.returns.models import Return
from complaints.cases import howto, operations
from complaints.cases.models import Complaint, Remedy
from complaints.disputes.bodies import bodies_for
from storefront.core import references
from storefront.law import queries as law
from storefront.notices import wording
from storefront.notices.models import Message
from tests.aftersales.test_withdraw import state
from tests.checkout.test_steps import go_to, put_in, text_of
from tests.clock import NOON
from tests.complaints.test_complaining import _complain, _filled, _picture
from tests.factories import make_delivery_methods, make_order, make_product, make_staff, make_user

pytestmark = pytest.mark.django_db
HOW, NEW = reverse("cases:how"), reverse("cases:new")


@pytest.fixture
def shop():
    make_delivery_methods()
    return make_product(title="Weir mug")


@pytest.mark.clause("ISO10002-7.1", "ISO10002-4.transparency")
def test_the_page_names_ways_steps_times_outcomes_and_others_as_they_hold_now(
    client, shop, monkeypatch
):
    words = text_of(client.get(HOW))

    for told in (
        *("Where to complain", "+353", "What to bring", "Up to 5 files"),
        *("At once", "Within 5 working days", "Every 5 working days until then"),
        *("Within 15 working days", "a second person decides", "Small Claims procedure"),
        *("by the link in our mail", "What it costs Nothing"),
        *(str(remedy.label) for remedy in Remedy),
    ):
        assert told in words
    assert words.count("Who else can help") == 1

    lawful = law.rules_for

    def sooner(**asked):
        rules = lawful(**asked)
        fact = rules.fact("house.complaint_first_answer_within")
        facts = {**rules.facts, "house.complaint_first_answer_within": replace(fact, value=3)}
        return replace(rules, facts=facts)

    monkeypatch.setattr(law, "rules_for", sooner)
    assert "Within 3 working days" in text_of(client.get(HOW))
    complaint = _complain()
    assert f"{complaint.next_at:%d %b}" == "05 Mar"


@pytest.mark.clause("ISO10002-7.1")
@pytest.mark.parametrize("part", ["_where", "_bring", "_steps", "_inside", "_standing"])
def test_a_page_that_lacks_a_part_is_not_shown(client, shop, monkeypatch, part):
    monkeypatch.setattr(howto, part, lambda *_asked: [])

    with pytest.raises(howto.PartMissing):
        client.get(HOW)


@pytest.mark.parametrize(
    ("country", "named", "not_named"),
    [
        ("IE", ["Small Claims procedure, District Court"], ["12315", "European Consumer Centre"]),
        ("DE", ["European Consumer Centre", "€5,000"], ["12315", "Citizens Advice"]),
        ("GB", ["Citizens Advice"], ["12315", "European Consumer Centre"]),
        ("CN", ["12315"], ["Citizens Advice", "European Consumer Centre"]),
    ],
)
def test_who_else_can_help_is_said_for_where_the_buyer_lives(
    client, shop, country, named, not_named
):
    client.cookies["country"] = country
    order = make_order(user=make_user(), country=country)
    client.force_login(order.user)

    page = text_of(client.get(HOW))
    client.post(NEW, _filled(order_number=order.number))
    complaint = Complaint.objects.get()
    own = text_of(client.get(reverse("cases:detail", args=[complaint.reference])))

    assert complaint.country == country
    for words in (page, own):
        assert all(each in words for each in named)
        assert not any(each in words for each in not_named)


def test_the_mail_after_the_second_answer_names_the_bodies_itself(shop):
    complaint = _complain()
    first, second = make_staff(), make_staff()
    operations.answer(complaint=complaint, words="No.", by=first, cause="x", at=NOON)
    operations.reject(complaint=complaint, words="Still broken.", at=NOON)

    operations.answer(complaint=complaint, words="No again.", by=second, cause="x", at=NOON)

    letter = wording.write(Message.objects.get(kind="complaint-decided", channel="mail"))
    assert "Small Claims procedure, District Court, Ireland: Claims up to €2,000" in letter.words


@pytest.mark.clause("ISO10002-7.1")
def test_mails_and_the_slip_of_a_return_lead_to_it(shop):
    _complain()
    order = make_order(status="delivered")
    state(order)
    for kind in ("complaint-received", "order_confirmed"):
        letter = wording.write(Message.objects.get(kind=kind, channel="mail"))
        assert f"http://localhost:8000{HOW}" in letter.words
    paper = pypdf.PdfReader(io.BytesIO(slips.render(Return.objects.get()))).pages[0]
    assert HOW in paper.extract_text()


@pytest.mark.clause("ISO10002-4.transparency")
def test_from_any_page_it_is_two_clicks_to_complain_and_to_read_how(client, shop):
    order = make_order(user=make_user())
    client.force_login(order.user)
    put_in(client, shop.stockrecords.get())
    go_to(client, "address")
    pages = (
        *("/", "/search/?q=mug", "/rules/", "/basket/", "/checkout/address/", HOW),
        reverse("catalogue:detail", args=[shop.slug, shop.pk]),
        reverse("orders:detail", args=[order.number]),
        *(reverse(name) for name in ("account:home", "privacy:centre", "rights:door")),
        "/there-is-no-such-page/",
    )

    for page in pages:
        body = client.get(page).content.decode()
        assert re.search(rf'href="{NEW}(\?[^"]*)?"', body), page
    assert f'href="{HOW}"' in client.get(NEW).content.decode()
    mail = wording.write(Message.objects.get(kind="order_confirmed", channel="mail")).html
    assert reverse("rights:door") in mail


@pytest.mark.clause("ISO10002-7.2")
def test_a_complaint_by_telephone_is_taken_down_like_one_from_the_page(
    client, shop, settings, tmp_path
):
    settings.PRIVATE_ROOT = tmp_path
    buyer = make_user(email="guest@example.test")
    order = make_order(user=buyer)
    client.force_login(buyer)
    client.post(NEW, _filled(order_number=order.number, files=[_picture("crack.png")]))
    office = Client()
    office.force_login(make_staff())
    add = reverse("admin:cases_complaint_add")
    form = office.get(add).content.decode()
    assert 'name="files"' in form
    said = {
        **_filled(order_number=order.number.lower(), files=[_picture("dent.png")]),
        **{"channel": "phone", "language": "zh-hans", "is_about_safety": ""},
        **{"words": "<b>She</b> rang: it is dented.", "at_once": "Said sorry."},
    }

    assert office.post(add, said).status_code == 302

    own, taken = Complaint.objects.order_by("pk")
    same = ("order_number", "about", "wish", "email", "is_about_safety", "status")
    assert [getattr(own, name) for name in same] == [getattr(taken, name) for name in same]
    assert (own.channel, taken.channel, taken.language) == ("web", "phone", "zh-hans")
    assert taken.next_at is not None
    assert own.reference != taken.reference
    for each in (own, taken):
        assert references.is_whole(each.reference)
        assert each.entries.filter(evidence__name__endswith=".png").count() == 1
    assert taken.entries.get(speaker="note").words == "Said sorry."
    told = Message.objects.filter(kind="complaint-received", channel="mail")
    assert told.filter(email="guest@example.test", language="zh-hans").count() == 1
    shown = office.get(reverse("admin:cases_complaint_change", args=[taken.pk])).content.decode()
    assert "<b>She</b>" not in shown
    assert "&lt;b&gt;She&lt;/b&gt; rang" in shown


@pytest.mark.clause("ISO10002-7.2")
def test_what_cannot_be_taken_down_is_refused_and_what_was_typed_stays(shop):
    office = Client()
    office.force_login(make_staff())
    add = reverse("admin:cases_complaint_add")
    said = {**_filled(order_number="FH-2222-3333"), "channel": "phone", "language": "en"}

    strange = office.post(add, said)
    empty = office.post(add, {**said, "order_number": "", "words": "  ", "wish": "A new one."})
    packer = make_staff(superuser=False)
    packer.user_permissions.add(Permission.objects.get(codename="view_complaint"))
    other = Client()
    other.force_login(packer)

    assert "There is no order of this number." in strange.content.decode()
    assert "The handle broke off." in strange.content.decode()
    assert "A new one." in empty.content.decode()
    assert other.post(add, {**said, "order_number": ""}).status_code == 403
    assert not Complaint.objects.exists()


@pytest.mark.clause("ISO10002-7.2")
@pytest.mark.parametrize("place", range(3, 12))
def test_one_wrong_sign_in_a_number_always_shows(place):
    good = references.checked("CP")
    if good[place] == "-":
        return

    others = set(references.ALPHABET) - {good[place]}

    assert references.is_whole(good)
    assert not any(references.is_whole(good[:place] + o + good[place + 1 :]) for o in others)


def test_whom_the_country_of_a_buyer_has_stands_before_whom_ours_has():
    named = [str(body.name) for body in bodies_for("DE")]

    assert named[:2] == [
        "European Small Claims procedure",
        "European Consumer Centre of your country",
    ]
    assert named[-2:] == [
        "Small Claims procedure, District Court, Ireland",
        "Data Protection Commission, Dublin",
    ]
    assert str(bodies_for("IE")[0].name) == "Small Claims procedure, District Court, Ireland"
