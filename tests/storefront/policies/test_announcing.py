"""A new version of a rule is announced before it holds, in every language, to everybody."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from storefront.notices.models import Message
from storefront.policies import operations, queries
from storefront.policies.models import Announcement, PolicyVersion
from tests.clock import NOON
from tests.factories import make_staff, make_user, open_shop

pytestmark = pytest.mark.django_db
IN_TIME = NOON + timedelta(days=8)


def texts(body="New.", summary="Thirty days instead of fourteen."):
    return {
        code: {"title": "Returns", "body": body, "summary": summary} for code in ("en", "zh-hans")
    }


def announce(*, after=1, slug="returns", valid_from=IN_TIME, said=None, by=None, why="More days"):
    return operations.announce(
        slug=slug,
        texts=said or texts(),
        valid_from=valid_from,
        why=why,
        after=after,
        by=by,
        at=NOON,
    )


@pytest.fixture(autouse=True)
def _rules():
    open_shop()


@pytest.mark.clause("LBT-5.2.1.1.note")
def test_a_change_is_announced_seven_days_before_and_both_versions_stay_readable(client):
    with pytest.raises(operations.TooSoon):
        announce(valid_from=NOON + timedelta(days=1))
    assert not Announcement.objects.exists()

    announce()

    assert queries.in_force("returns", at=NOON).version == 1
    assert queries.in_force("returns", at=IN_TIME).version == 2
    with time_machine.travel(IN_TIME + timedelta(days=1), tick=False):
        assert "What holds about returns." in client.get("/rules/returns/1/").content.decode()
        assert "New." in client.get("/rules/returns/2/").content.decode()


def test_its_page_shows_it_ahead_with_what_changes(client):
    announce()

    with time_machine.travel(NOON, tick=False):
        page = client.get("/rules/returns/").content.decode()

    assert "Thirty days instead of fourteen." in page
    assert reverse("policies:version", args=["returns", 2]) in page
    assert "What holds about returns." in page


def test_everybody_with_an_account_is_told_once():
    ada, eve = make_user(), make_user(language="zh-hans")
    make_user(is_active=False)
    announce()

    for _again in range(2):
        operations.tell_members(at=NOON)

    told = Message.objects.filter(kind="rules-change", channel="mail")
    assert {message.user for message in told} == {ada, eve}
    assert Announcement.objects.get().told_at == NOON


def test_the_telling_goes_on_where_it_was_cut_short(monkeypatch):
    monkeypatch.setattr(operations, "AT_ONCE", 1)
    first, second = make_user(), make_user()
    made = announce()
    Announcement.objects.filter(pk=made.pk).update(told_up_to=first.pk)

    operations.tell_members(at=NOON)

    assert {m.user for m in Message.objects.filter(kind="rules-change")} == {second}


def test_the_first_version_of_a_rule_may_hold_at_once_and_nobody_is_told():
    make_user()

    announce(slug="guarantee", after=0, valid_from=NOON, said=texts(summary=""))
    operations.tell_members(at=NOON)

    assert queries.in_force("guarantee", at=NOON).version == 1
    assert not Message.objects.filter(kind="rules-change").exists()


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"said": {"en": {"title": "Returns", "body": "x", "summary": "x"}}},
         operations.NotInEveryLanguage),
        ({"said": texts(summary="")}, operations.NotSaidWhatChanges),
        ({"said": texts(body=" ")}, operations.NotInEveryLanguage),
        ({"valid_from": NOON - timedelta(minutes=1)}, operations.InThePast),
        ({"after": 0}, operations.AnnouncedMeanwhile),
        ({"why": " "}, operations.NotSaidWhy),
        ({"said": texts(body="Within [[no-such-fact]] days.")}, operations.UnknownFact),
    ],
)  # fmt: skip
def test_what_is_not_whole_is_refused(wrong, refusal):
    with pytest.raises(refusal):
        announce(**wrong)

    assert PolicyVersion.objects.filter(slug="returns").count() == 1


def test_announcing_the_same_again_finds_the_first():
    assert announce() == announce()
    with pytest.raises(operations.AnnouncedMeanwhile):
        announce(said=texts(body="Other."))


def test_staff_announce_on_the_page_beginning_from_what_holds(client):
    client.force_login(make_staff())
    add = reverse("admin:policies_policyversion_add")

    page = client.get(add, {"of": "returns"})
    form = page.context["adminform"].form
    assert form["body_en"].value() == "What holds about returns."
    typed = {"slug": "returns", "after": form["after"].value(), "why": "More days",
             "valid_from_0": "2099-01-01", "valid_from_1": "00:00"}  # fmt: skip
    for code in ("en", "zh-hans"):
        typed |= {f"title_{code}": "Returns", f"summary_{code}": "More.", f"body_{code}": "New."}
    lacking = client.post(add, {**typed, "summary_zh-hans": ""})
    assert "Say in every language what changes" in lacking.content.decode()
    assert client.post(add, typed).status_code == 302

    assert Announcement.objects.get().why == "More days"
    assert PolicyVersion.objects.filter(slug="returns", version=2).count() == 2


@pytest.mark.parametrize("code", ["en", "zh-hans"])
def test_staff_read_a_version_as_buyers_do_and_begin_the_next_from_it(client, code):
    client.force_login(make_staff(first_name="Nell", last_name="Costigan"))
    said = texts(body="## Thirty days\n\nNot fourteen.")
    announce(said=said, by=make_staff(first_name="Orla", last_name="Byrne", username="orla"))
    row = PolicyVersion.objects.get(slug="returns", version=2, language=code)

    shown = client.get(reverse("admin:policies_policyversion_change", args=[row.pk]))
    html = shown.content.decode()
    assert shown.status_code == 200
    assert "<h2>Thirty days</h2>" in html
    assert "Orla Byrne: More days" in html
    assert "Begin the next version from this" in html

    step = reverse("admin:policies_policyversion_begin_the_next", args=[row.pk])
    form = client.get(step, follow=True).context["adminform"].form
    assert form["body_en"].value() == "## Thirty days\n\nNot fourteen."
    assert (form["slug"].value(), form["after"].value()) == ("returns", 2)


def test_the_next_may_begin_from_an_older_version_and_is_still_the_next(client):
    client.force_login(make_staff())
    announce()

    page = client.get(reverse("admin:policies_policyversion_add"), {"of": "returns", "version": 1})

    form = page.context["adminform"].form
    assert form["body_en"].value() == "What holds about returns."
    assert form["after"].value() == 2


def test_the_form_asks_first_which_of_the_shops_rules_it_is(client):
    client.force_login(make_staff())
    add = reverse("admin:policies_policyversion_add")

    asked = client.get(add).content.decode()
    assert '<option value="returns">Returns and withdrawal</option>' in asked
    assert "Code of conduct (not written yet)" in asked
    assert client.post(add, {"slug": "no-such"}).status_code == 422
    led = client.post(add, {"slug": "returns"}, follow=True)
    assert led.context["adminform"].form["body_en"].value() == "What holds about returns."


def test_a_rule_that_no_page_leads_to_is_refused():
    with pytest.raises(operations.NoSuchRule):
        announce(slug="no-such", after=0)

    assert not PolicyVersion.objects.filter(slug="no-such").exists()


def test_an_unchanged_text_is_no_new_version_and_nobody_is_told(client):
    make_user()
    announce()
    client.force_login(make_staff())
    add = reverse("admin:policies_policyversion_add")
    form = client.get(add, {"of": "returns"}).context["adminform"].form
    # A browser sends every end of a line as two signs.
    typed = {name: str(form[name].value() or "").replace("\n", "\r\n") for name in form.fields}
    typed |= {"why": "x", "valid_from_0": "2099-01-01", "valid_from_1": "00:00",
              "summary_en": "Nothing.", "summary_zh-hans": "没有。"}  # fmt: skip

    answer = client.post(f"{add}?of=returns", typed)

    assert "so there is nothing to announce" in answer.content.decode()
    assert Announcement.objects.count() == 1
    assert not PolicyVersion.objects.filter(version=3).exists()
    assert not Message.objects.exists()
