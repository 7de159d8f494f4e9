"""Staff write the front page as a draft, look at it, publish it, and go back."""

import io
import re
from datetime import datetime, timedelta
from functools import partial
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from storefront.catalogue import pictures
from storefront.catalogue.models import ProductCard
from storefront.home import operations, queries
from storefront.home.models import FrontPage
from storefront.promises import operations as promises
from storefront.staff import history
from tests.clock import NOON
from tests.factories import make_category, make_product, make_staff
from tests.racing import meanwhile

pytestmark = pytest.mark.django_db


def words(text):
    return {"en": text, "zh-hans": f"{text}（中）"}


def told(*, products=(), **changed):
    shelf = {"key": "s1", "title": words("New"), "text": words("Just in"), "scene": None,
             "products": list(products), "category": None}  # fmt: skip
    return {"title": words("Plain things"), "lead": words("Made well"), "caption": {},
            "scene": None, "products": [], "shelves": [shelf], "thread": {}, **changed}  # fmt: skip


@pytest.fixture
def boss():
    return make_staff()


def draft(boss, page=None, name="Autumn", **changed):
    said = told(products=[make_product().pk])
    return operations.write_draft(
        page=page, name=name, told={**said, **changed}, why="Autumn", by=boss, at=NOON
    )


def publish(page, boss, **more):
    return operations.publish(page=page, why="Ready", by=boss, **{"at": NOON, **more})


def test_buyers_see_a_draft_only_once_it_is_published(
    boss, client, django_capture_on_commit_callbacks
):
    page = draft(boss)
    client.cookies["no-page-cache"] = "1"
    with time_machine.travel(NOON, tick=False):
        assert "Plain things" not in client.get("/").content.decode()

    with time_machine.travel(NOON + timedelta(seconds=5), tick=False):
        with django_capture_on_commit_callbacks(execute=True):
            publish(page, boss)

        assert "<h1>Plain things</h1>" in client.get("/").content.decode()
    assert [each.what for each in history.of(page)] == ["published", "made"]


def test_one_that_waits_is_shown_from_its_moment_and_changing_it_makes_it_a_draft(boss):
    first = publish(draft(boss), boss)
    page = publish(draft(boss), boss, since=NOON + timedelta(days=1))

    assert FrontPage.objects.in_force(NOON + timedelta(hours=23)).first() == first
    assert FrontPage.objects.in_force(NOON + timedelta(days=1)).first() == page
    assert draft(boss, page=page, name="Later").since is None


def test_what_buyers_have_seen_is_never_changed(boss):
    page = publish(draft(boss), boss)

    for act in (
        lambda: draft(boss, page=page, title=words("Other")),
        lambda: publish(page, boss),
        lambda: operations.throw_away(page=page, why="Old", by=boss, at=NOON),
    ):
        with pytest.raises(operations.AlreadyOut):
            act()

    assert FrontPage.objects.get().told["title"] == words("Plain things")


def test_going_back_is_a_new_version(boss):
    old = publish(draft(boss), boss)
    publish(draft(boss, title=words("Other")), boss, at=NOON + timedelta(days=1))

    again = operations.show_again(page=old, why="Better", by=boss, at=NOON + timedelta(days=2))

    assert again.pk != old.pk
    assert FrontPage.objects.in_force(NOON + timedelta(days=2)).first() == again
    assert (again.told, again.since) == (old.told, NOON + timedelta(days=2))
    with pytest.raises(operations.NotOut):
        operations.show_again(page=draft(boss), why="x", by=boss, at=NOON)


def test_everything_that_is_lacking_is_named_at_once(boss):
    gone = make_product(title="Gone mug", public=False)
    page = draft(
        boss,
        lead={"en": "Only English"},
        shelves=[{**told()["shelves"][0], "products": []}],
        products=[gone.pk],
        caption=words("On the table"),
    )

    with pytest.raises(operations.NotReady) as refusal:
        publish(page, boss)

    said = str(refusal.value)
    assert "Lead: not written in Simplified Chinese." in said
    assert "Shelf 1: it is empty." in said
    assert "Not on sale: Gone mug." in said
    assert FrontPage.objects.get().since is None


def test_too_many_products_and_a_moment_that_is_over_are_refused(boss):
    many = [make_product().pk for _ in range(9)]

    with pytest.raises(operations.TooMuch, match="Shelf 1: 8 products at the most"):
        draft(boss, shelves=told(products=many)["shelves"])
    with pytest.raises(operations.InThePast):
        publish(draft(boss), boss, since=NOON - timedelta(minutes=1))

    assert not FrontPage.objects.filter(since__isnull=False).exists()


def test_that_a_page_waits_no_more_stands_in_its_history(boss):
    page = publish(draft(boss), boss, since=NOON + timedelta(days=1))

    draft(boss, page=page, name="Later")

    changed = history.of(page).first().changed
    assert ["since", (NOON + timedelta(days=1)).isoformat(), None] in changed
    assert "name" in [name for name, _before, _after in changed]


def test_saving_the_same_leaves_it_waiting(boss):
    since = NOON + timedelta(days=1)
    page = publish(draft(boss), boss, since=since)

    operations.write_draft(page=page, name=page.name, told=page.told, why="x", by=boss, at=NOON)

    page.refresh_from_db()
    assert page.since == since


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_what_is_published_while_it_is_changed_is_out_with_what_was_changed():
    boss = make_staff()
    page = draft(boss)
    out = partial(publish, page, boss)

    with meanwhile(out, at="storefront.home.content.too_much") as published:
        changed = draft(boss, page=page, lead=words("Made better"))

    assert [type(each) for each in published] == [FrontPage]
    page.refresh_from_db()
    assert page.since == NOON
    assert page.told == changed.told


# The pages


@pytest.fixture
def desk(client, boss):
    client.force_login(boss)
    return client


def typed(mug, **changed):
    return {
        "name": "Autumn", "title_en": "Plain things", "title_zh_hans": "平实之物",
        "lead_en": "Made well", "lead_zh_hans": "用心制成", "shelf0_place": "1",
        "shelf0_title_en": "New", "shelf0_title_zh_hans": "新到", "shelf0_text_en": "Just in",
        "shelf0_text_zh_hans": "刚到", "shelf0_products": [mug.pk], "why": "Autumn", "seen": "0",
        **changed,
    }  # fmt: skip


def a_picture(width=1600):
    written = io.BytesIO()
    Image.new("RGB", (width, 600), "#446688").save(written, "PNG")
    return SimpleUploadedFile("scene.png", written.getvalue(), content_type="image/png")


ADD = "admin:home_frontpage_add"


def test_it_is_written_previewed_and_published_on_one_page(desk, client):
    mug, bowl = make_product(title="Weir mug"), make_product(title="Weir bowl")
    table = make_category("Table")

    answer = desk.post(
        reverse(ADD),
        typed(
            mug, scene=a_picture(), scene_alt_en="A table", scene_alt_zh_hans="餐桌",
            shelf0_products=[bowl.pk, mug.pk], shelf0_category=table.pk,
        ),
    )  # fmt: skip

    assert answer.status_code == 302, answer.context["errors"]
    page = FrontPage.objects.get()
    assert page.since is None
    assert page.told["shelves"][0]["products"] == [bowl.pk, mug.pk]
    assert page.told["scene"]["srcset"].count(".webp") == 3
    preview = desk.get(reverse("admin:home_frontpage_preview", args=[page.pk, "zh-hans"]))
    assert "<h1>平实之物</h1>" in preview.content.decode()
    assert (
        "no buyer sees it"
        in desk.get(reverse("admin:home_frontpage_preview", args=[page.pk, "en"])).content.decode()
    )

    change = reverse("admin:home_frontpage_change", args=[page.pk])
    form = desk.get(change).context["adminform"].form
    seen = form["seen"].value()
    desk.post(
        change,
        typed(mug, scene_alt_en="A table", scene_alt_zh_hans="餐桌", seen=seen,
              home_frontpage_publish_now="1"),
    )  # fmt: skip

    page.refresh_from_db()
    assert page.since is not None
    assert page.told["scene"]["alt"]["en"] == "A table"
    html = desk.get(change).content.decode()
    assert "Show this one again, now" in html
    assert 'name="title_en"' not in html


def test_shelves_stand_in_the_order_of_their_numbers(desk):
    mug = make_product()
    second = {name.replace("shelf0", "shelf1"): value for name, value in typed(mug).items()
              if name.startswith("shelf0")}  # fmt: skip

    desk.post(reverse(ADD), {**typed(mug), **second, "shelf0_place": "2", "shelf1_place": "1",
                             "shelf1_title_en": "First"})  # fmt: skip

    shelves = FrontPage.objects.get().told["shelves"]
    assert [each["title"]["en"] for each in shelves] == ["First", "New"]
    assert len({each["key"] for each in shelves}) == 2


def test_what_is_no_picture_and_what_is_lacking_is_refused_with_everything_typed_kept(desk):
    mug = make_product()
    script = SimpleUploadedFile("scene.png", b"<svg onload=alert(1)>", content_type="image/png")

    answer = desk.post(reverse(ADD), typed(mug, scene=script))
    assert "This file is not a picture that we can read." in answer.content.decode()

    answer = desk.post(reverse(ADD), typed(mug, lead_zh_hans="", home_frontpage_publish_now="1"))
    html = answer.content.decode()
    assert "Lead: not written in Simplified Chinese." in html
    assert 'value="Plain things"' in html
    assert not FrontPage.objects.exists()


def test_pictures_are_stored_once_and_before_any_transaction_begins(desk):
    mug, depths = make_product(), []
    store = pictures.store

    def watched(file):
        depths.append(len(connection.savepoint_ids))
        return store(file)

    said = typed(
        mug, scene=a_picture(), scene_alt_en="A table", lead_zh_hans="",
        home_frontpage_publish_now="1",
    )  # fmt: skip
    with mock.patch.object(pictures, "store", watched):
        refused = desk.post(reverse(ADD), said)

    assert "Lead: not written in Simplified Chinese." in refused.content.decode()
    assert depths == [0]


def test_nobody_without_the_right_has_anything_stored(client):
    client.force_login(make_staff(superuser=False))

    with mock.patch.object(pictures, "store") as store:
        answer = client.post(reverse(ADD), typed(make_product(), scene=a_picture()))

    assert answer.status_code == 403
    assert not store.called


def test_saving_a_page_that_waits_says_that_it_is_a_draft_again(desk, boss):
    page = publish(draft(boss), boss, since=timezone.now() + timedelta(days=1))
    change = reverse("admin:home_frontpage_change", args=[page.pk])
    seen = history.last(page)

    told = desk.post(change, typed(make_product(), seen=seen), follow=True).content.decode()

    assert "It is a draft again, and waits for no moment." in told
    page.refresh_from_db()
    assert page.since is None
    assert re.search(r"Shown from: .*<time[^>]*>.* → —", told)


def test_the_record_draws_every_day_that_it_counts_and_today_is_the_last():
    at = datetime(2026, 7, 11, 0, 30, tzinfo=ZoneInfo("Europe/Dublin"))
    for due in (at - timedelta(minutes=20), at - timedelta(days=30), at - timedelta(days=31)):
        made = promises.make(
            kind="test", subject=make_product(), due_at=due, at=due - timedelta(days=1), words="We."
        )
        promises.keep(promise=made, at=due - timedelta(hours=1))

    found = queries.record(at)

    assert re.findall(r"M(\d+) ", found.columns) == ["0", str(30 * queries.STEP)]
    assert found.due == found.kept == 2


def test_a_preview_and_its_goods_are_for_staff_with_the_right(client, boss):
    page = draft(boss)
    for address in (
        reverse("admin:home_frontpage_preview", args=[page.pk, "en"]),
        reverse("admin:home_frontpage_goods"),
    ):
        assert client.get(address).status_code == 302
        client.force_login(make_staff(superuser=False))
        assert client.get(address).status_code == 403
        client.logout()


def test_products_on_sale_are_found_by_name_and_number(desk):
    mug = make_product(title="Weir mug", title_zh="青瓷杯", sku="WM-1")
    make_product(title="Weir draft", public=False)
    goods = reverse("admin:home_frontpage_goods")

    for term in ("weir", "WM-1", "青瓷"):
        found = desk.get(goods, {"term": term}).json()["results"]
        assert found == [{"id": str(mug.pk), "text": "Weir mug"}], term


def test_one_that_waits_is_taken_back_to_a_draft_with_all_that_it_says(desk, boss):
    page = publish(draft(boss), boss, since=timezone.now() + timedelta(days=1))
    change = reverse("admin:home_frontpage_change", args=[page.pk])
    assert "Take it back to a draft" in desk.get(change).content.decode()

    said = typed(make_product(), seen=history.last(page), home_frontpage_to_draft="1")
    told = desk.post(change, said, follow=True).content.decode()

    page.refresh_from_db()
    assert page.since is None and page.told["title"]["en"]
    assert "It is a draft again. Buyers see it once it is published." in told
    assert "Take it back to a draft" not in told


def test_taking_back_is_on_record_and_what_buyers_saw_is_not_taken_back(boss):
    page = publish(draft(boss), boss, since=NOON + timedelta(days=1))

    operations.take_back(page=page, why="Not yet", by=boss, at=NOON)
    operations.take_back(page=page, why="Not yet", by=boss, at=NOON)

    change = history.of(page).first()
    assert (change.why, [each[0] for each in change.changed]) == ("Not yet", ["since"])
    assert history.of(page).count() == 3
    publish(page, boss)
    with pytest.raises(operations.AlreadyOut):
        operations.take_back(page=page, why="x", by=boss, at=NOON + timedelta(days=2))


def test_an_earlier_one_is_shown_again_without_what_is_off_sale_and_says_so(desk, boss):
    mug, blanket, lamp = (make_product(title=name) for name in ("Mug", "Wool blanket", "Lamp"))
    both = {**told()["shelves"][0], "products": [mug.pk, blanket.pk]}
    alone = {**both, "key": "s2", "products": [blanket.pk]}
    page = publish(draft(boss, products=[lamp.pk, blanket.pk], caption=words("Here"),
                         shelves=[both, alone]), boss)  # fmt: skip
    ProductCard.objects.filter(pk=blanket.pk).update(public=False)

    change = reverse("admin:home_frontpage_change", args=[page.pk])
    answer = desk.post(
        change, {"why": "Recall", "home_frontpage_again": "1"}, follow=True
    ).content.decode()

    again = FrontPage.objects.order_by("-pk").first()
    assert again.pk != page.pk and again.since is not None
    assert again.told["products"] == [lamp.pk]
    assert [each["products"] for each in again.told["shelves"]] == [[mug.pk]]
    assert "Left out, since it is off sale: Wool blanket." in answer


def test_an_older_page_of_what_is_out_by_now_is_refused_with_everything_typed(desk, boss):
    page = draft(boss)
    seen = history.last(page)
    publish(page, boss, at=timezone.now() - timedelta(minutes=5))
    change = reverse("admin:home_frontpage_change", args=[page.pk])

    answer = desk.post(change, typed(make_product(), seen=seen, title_en="Mine")).content.decode()

    page.refresh_from_db()
    assert page.told["title"]["en"] == "Plain things"
    assert "Somebody else has changed this meanwhile" in answer
    assert 'value="Mine"' in answer


def test_a_draft_is_copied_and_thrown_away_by_buttons(desk, boss):
    page = publish(draft(boss), boss)
    change = reverse("admin:home_frontpage_change", args=[page.pk])

    answer = desk.post(change, {"why": "For winter", "home_frontpage_copy": "1"})

    made = FrontPage.objects.exclude(pk=page.pk).get()
    assert answer.url == reverse("admin:home_frontpage_change", args=[made.pk])
    seen = history.last(made)
    mug = make_product()
    desk.post(answer.url, {**typed(mug), "seen": seen, "home_frontpage_drop": "1"})
    assert list(FrontPage.objects.all()) == [page]
