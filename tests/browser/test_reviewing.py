"""Writing a review on a phone, without script too, and reading what others wrote."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from checkout.order import access
from storefront.reviews import operations
from storefront.reviews.models import ReviewFacts
from tests.factories import make_order, make_staff

from .audit import everybody_can_use
from .conftest import PHONE

# What only a screen reader says stands apart from what is seen.
SAY = re.compile(r"Say how it is\s*: Weir bowl")
PICTURE = Path(settings.BASE_DIR, "storefront", "demo", "pictures", "hob-mug.webp")


@pytest.fixture
def order(shop):
    now = timezone.now()
    goods = shop.goods["Weir bowl"]
    return make_order(status="delivered", lines=[(goods, 1)], at=now - timedelta(days=4))


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_a_guest_writes_a_review_on_a_phone_by_the_link_to_the_order(visit, order, script):
    page = visit(width=PHONE, script=script)
    page.goto(access.link_to(order, at=timezone.now()))
    page.get_by_role("link", name=SAY).click()
    if script:
        everybody_can_use(page)

    page.get_by_role("button", name="See how it will look").click()
    page.get_by_role("alert").wait_for()
    if script:
        everybody_can_use(page)
    # The stars by keyboard alone.
    page.locator("#id_score_0").focus()
    page.keyboard.press("Space")
    for _each in range(3):
        page.keyboard.press("ArrowRight")
    page.get_by_label("Headline").fill("Holds a whole salad")
    page.get_by_label("How is it?").fill("Deep enough. Ask me at ruth@guests.example.")
    page.get_by_label("Name to show with it").fill("Salad friend")
    page.get_by_label("Pictures").set_input_files(PICTURE)
    page.get_by_role("button", name="See how it will look").click()

    page.get_by_role("heading", name="So everybody will see it").wait_for()
    main = page.get_by_role("main")
    assert "Deep enough. Ask me at […]" in main.inner_text()
    assert "ruth@guests.example" not in main.inner_text()
    if script:
        everybody_can_use(page)
    page.get_by_role("button", name="Send the review").click()

    page.get_by_role("heading", name="We have your review").wait_for()
    facts = ReviewFacts.objects.get()
    assert (facts.review.score, facts.photos.count()) == (4, 1)
    if script:
        everybody_can_use(page)


def test_what_is_hidden_is_told_to_its_author_and_the_rest_is_read_by_all(visit, shop, order):
    page, now = visit(width=PHONE), timezone.now()
    page.goto(access.link_to(order, at=now))
    page.get_by_role("link", name=SAY).click()
    page.locator("#id_score_1").check()
    page.get_by_label("Headline").fill("Not for the fool who drew it")
    page.get_by_label("How is it?").fill("It slides on the table, and it is too shallow.")
    page.get_by_label("Name to show with it").fill("Salad friend")
    page.get_by_role("button", name="See how it will look").click()
    page.get_by_role("button", name="Send the review").click()
    page.get_by_role("heading", name="We have your review").wait_for()
    facts = ReviewFacts.objects.get()
    operations.publish(facts=facts, by=None, at=now)
    operations.answer(facts=facts, words="We are sorry that it slides.", by=None, at=now)

    reader = visit()
    reader.goto(reverse("reviews:all", args=[facts.product.slug, facts.product_id]))
    reader.get_by_text("How they are checked and counted").click()
    everybody_can_use(reader)
    reader.get_by_role("link", name="Report it").click()
    everybody_can_use(reader)
    reader.get_by_label("It insults somebody").check()
    reader.get_by_role("button", name="Have somebody look at it").click()
    reader.get_by_text("A person looks at it, whatever its stars are").wait_for()

    operations.hide(facts=facts, reason="insult", words="“Fool”", by=make_staff(), at=now)
    page.reload()
    page.get_by_role("heading", name="Your review is hidden").wait_for()
    everybody_can_use(page)
    page.get_by_label("Why it keeps to the rules").fill("It is not about a person.")
    page.get_by_role("button", name="Have a second person look").click()
    page.get_by_text("You said:").wait_for()
    reader.reload()
    assert "It insults somebody" in reader.get_by_role("main").inner_text()
    assert "Not for the fool" not in reader.get_by_role("main").inner_text()
