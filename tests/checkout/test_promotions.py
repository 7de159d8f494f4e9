"""Promotions: written in one page, signed off by a second person, over by themselves."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction

from checkout import summary
from checkout.promotions import operations, queries, wording
from checkout.promotions.models import Promotion
from storefront.core.lifecycle import IllegalMove
from tests.clock import NOON
from tests.factories import (
    fill_draft,
    make_basket,
    make_category,
    make_delivery_methods,
    make_product,
    make_promotion,
    make_staff,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
SPRING = operations.Said(
    name={"en": "Spring", "zh-hans": "春季"},
    about={"en": "", "zh-hans": ""},
    gives="percent",
    percent=Decimal("20"),
    starts_at=NOON,
    ends_at=NOON + 10 * DAY,
)


def steps(promotion):
    return list(promotion.moves.order_by("pk").values_list("from_status", "to_status"))


def total(*goods, at=NOON, quantity=1):
    basket = make_basket(*goods, quantity=quantity)
    whole = summary.summarise(basket=basket, draft=fill_draft(basket), at=at)
    return whole.goods - whole.discount


# Signing off


@pytest.mark.clause("LBT-5.1.1.a")
def test_a_promotion_stays_a_draft_until_a_second_person_signs_it_off():
    make_delivery_methods()
    author, colleague, mug = make_staff(), make_staff(), make_product(price="10.00")
    promotion = operations.write(said=SPRING, by=author, at=NOON - DAY)
    assert (promotion.status, total(mug)) == ("draft", Decimal("10.00"))

    operations.ask(promotion=promotion, by=author, at=NOON - DAY)
    with pytest.raises(operations.OwnWork):
        operations.approve(promotion=promotion, by=author, at=NOON - DAY)
    assert total(mug) == Decimal("10.00")
    approved = operations.approve(promotion=promotion, by=colleague, at=NOON - DAY)

    assert total(mug) == Decimal("8.00")
    assert (approved.made_by, approved.approved_by) == (author, colleague)
    assert steps(approved) == [("", "draft"), ("draft", "waiting"), ("waiting", "approved")]
    assert list(approved.moves.order_by("pk").values_list("moved_by", flat=True)) == [
        author.pk, author.pk, colleague.pk,
    ]  # fmt: skip


def test_whoever_changed_it_cannot_sign_it_off_but_whoever_sent_it_back_can():
    author, helper, colleague = make_staff(), make_staff(), make_staff()
    promotion = operations.write(said=SPRING, by=author, at=NOON)
    dearer = replace(SPRING, percent=Decimal("15"))
    changed = operations.change(promotion=promotion, said=dearer, by=helper, at=NOON)
    operations.ask(promotion=changed, by=author, at=NOON)
    with pytest.raises(operations.SayWhy):
        operations.send_back(promotion=changed, by=colleague, at=NOON, why=" ")
    operations.send_back(promotion=changed, by=colleague, at=NOON, why="Too long")
    operations.ask(promotion=changed, by=author, at=NOON)

    with pytest.raises(operations.OwnWork):
        operations.approve(promotion=changed, by=helper, at=NOON)
    approved = operations.approve(promotion=changed, by=colleague, at=NOON)

    assert approved.percent == Decimal("15")
    assert changed.moves.get(moved_by=helper).why == "per cent"
    assert changed.moves.get(to_status="draft", from_status="waiting").why == "Too long"


def test_signing_off_needs_the_right_to():
    promotion = make_promotion(status="waiting")

    with pytest.raises(operations.MayNotApprove):
        operations.approve(promotion=promotion, by=make_staff(superuser=False), at=NOON)

    promotion.refresh_from_db()
    assert (promotion.status, promotion.offer) == ("waiting", None)


def test_signing_twice_is_signing_once_and_a_signed_one_is_not_changed():
    promotion = make_promotion()

    again = operations.approve(promotion=promotion, by=make_staff(), at=NOON)
    with pytest.raises(operations.NotADraft):
        operations.change(promotion=promotion, said=SPRING, by=make_staff(), at=NOON)

    assert again.approved_by == promotion.approved_by
    assert promotion.moves.filter(to_status="approved").count() == 1


def test_saying_the_same_again_changes_nothing():
    author = make_staff()
    promotion = operations.write(said=SPRING, by=author, at=NOON)

    operations.change(promotion=promotion, said=SPRING, by=make_staff(), at=NOON)

    assert steps(promotion) == [("", "draft")]


def test_a_draft_cannot_be_signed_off_nor_what_was_dropped():
    author, colleague = make_staff(), make_staff()
    promotion = operations.write(said=SPRING, by=author, at=NOON)
    with pytest.raises(IllegalMove):
        operations.approve(promotion=promotion, by=colleague, at=NOON)
    operations.drop(promotion=promotion, by=author, at=NOON, why="No longer wanted")

    with pytest.raises(IllegalMove):
        operations.ask(promotion=promotion, by=author, at=NOON)


# What cannot be said


@pytest.mark.clause("LBT-5.3.2.2", lacks="an archive of what was shown on a day")
@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"ends_at": NOON - DAY, "starts_at": NOON}, operations.EndsBeforeItStarts),
        ({"ends_at": NOON}, operations.EndsBeforeItStarts),
        ({"starts_at": NOON - 9 * DAY, "ends_at": NOON - DAY}, operations.IsOver),
        ({"percent": None}, operations.NotAPercentage),
        ({"percent": Decimal("0")}, operations.NotAPercentage),
        ({"percent": Decimal("-5")}, operations.NotAPercentage),
        ({"percent": Decimal("101")}, operations.NotAPercentage),
        ({"percent": Decimal("100")}, operations.GivesAllAway),
        ({"percent": Decimal("10.005")}, operations.TooManyDecimals),
        ({"gives": "sum", "amount": None}, operations.NotASum),
        ({"gives": "sum", "amount": Decimal("0")}, operations.NotASum),
        ({"gives": "sum", "amount": Decimal("NaN")}, operations.NotASum),
        ({"gives": "sum", "amount": Decimal("5.001")}, operations.TooManyDecimals),
        ({"gives": "sum", "amount": Decimal("5")}, operations.NothingLeftToPay),
        (
            {"gives": "sum", "amount": Decimal("5"), "from_value": Decimal("5")},
            operations.NothingLeftToPay,
        ),
        ({"gives": "many", "take": 2, "pay": 2}, operations.NotFewer),
        ({"gives": "many", "take": 3, "pay": 0}, operations.NotFewer),
        ({"gives": "many"}, operations.NotFewer),
        ({"gives": "many", "take": 900, "pay": 1}, operations.NotFewer),
        ({"gives": "delivery", "amount": Decimal("-1")}, operations.NotASum),
        ({"from_value": Decimal("0")}, operations.NotASum),
        ({"from_quantity": 0}, operations.NotANumber),
        ({"uses_in_all": 0}, operations.NotANumber),
        ({"most_discount": Decimal("9.999")}, operations.TooManyDecimals),
        ({"code": "a b"}, operations.NotACode),
        ({"code": "ABC"}, operations.NotACode),
        ({"code": "ÄÖÜ-2026"}, operations.NotACode),
        ({"name": {"en": "Spring", "zh-hans": " "}}, operations.NotNamed),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_is_written(said, refusal):
    with pytest.raises(refusal) as refused:
        operations.write(said=replace(SPRING, **said), by=make_staff(), at=NOON)

    assert str(refused.value)
    assert not Promotion.objects.exists()


def test_a_code_is_never_given_out_twice():
    taken = make_promotion(code="SPRING")

    with pytest.raises(operations.CodeIsTaken, match="SPRING"):
        operations.write(said=replace(SPRING, code=" spring "), by=make_staff(), at=NOON)

    assert list(Promotion.objects.all()) == [taken]


def test_the_table_itself_refuses_what_cannot_be():
    promotion = make_promotion()
    for wrong in (
        {"ends_at": promotion.starts_at},
        {"percent": Decimal("0")},
        {"percent": Decimal("100.01")},
        {"amount": Decimal("0")},
        {"take": 2, "pay": 2},
        {"offer": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Promotion.objects.filter(pk=promotion.pk).update(**wrong)


@pytest.mark.clause("LBT-5.3.2.2", lacks="an archive of what was shown on a day")
def test_two_that_reduce_the_same_goods_at_the_same_time_are_not_both_signed():
    table = make_category("Table")
    mug, lamp = make_product(category=table), make_product()
    running = make_promotion(categories=[table], days=(0, 10))

    for days, goods in [((9, 12), {"products": [mug]}), ((-9, 1), {})]:
        with pytest.raises(operations.Conflicts, match=running.name):
            make_promotion(days=days, **goods)

    make_promotion(products=[lamp], days=(0, 10))
    make_promotion(products=[mug], days=(10, 12))
    make_promotion(days=(0, 10), code="TYPED-IN")
    make_promotion(days=(0, 10), gives="delivery")
    with pytest.raises(operations.Conflicts):
        make_promotion(days=(0, 10), gives="delivery")


def test_two_that_combine_may_reduce_the_same_goods():
    make_delivery_methods()
    mug = make_product(price="100.00")
    make_promotion(percent=Decimal("10"), combines=True)
    make_promotion(percent=Decimal("20"), combines=True)

    # The larger one first, the other on what is left.
    assert total(mug) == Decimal("72.00")


# Over by itself


@pytest.mark.clause("LBT-5.3.2.2", lacks="an archive of what was shown on a day")
def test_it_begins_and_ends_by_itself_and_its_text_and_price_vanish_together(client):
    make_delivery_methods()
    mug = make_product(price="10.00")
    promotion = make_promotion(percent=Decimal("20"), days=(1, 10))
    start, end = promotion.starts_at, promotion.ends_at
    page = f"/promotions/{promotion.reference}/"
    moment = timedelta(microseconds=1)
    seen = []

    for at in (start - moment, start, end - moment, end):
        with time_machine.travel(at, tick=False):
            answer = client.get(page)
        told = "20 % off" in answer.content.decode()
        seen.append((total(mug, at=at), answer.status_code, told))

    assert seen == [
        (Decimal("10.00"), 404, False),
        (Decimal("8.00"), 200, True),
        (Decimal("8.00"), 200, True),
        (Decimal("10.00"), 410, False),
    ]


def test_the_end_is_written_down_once_and_only_what_is_over_ends():
    over, running = make_promotion(days=(-9, -1)), make_promotion(days=(-1, 9))

    assert operations.end_what_is_over(at=NOON) == 1
    assert operations.end_what_is_over(at=NOON) == 0

    over.refresh_from_db()
    running.refresh_from_db()
    assert (over.status, running.status) == ("ended", "approved")
    assert over.moves.get(to_status="ended").moved_by is None


def test_ending_early_takes_it_away_at_once():
    make_delivery_methods()
    mug, promotion = make_product(price="10.00"), make_promotion()
    with pytest.raises(operations.SayWhy):
        operations.end(promotion=promotion, by=make_staff(), at=NOON, why="")
    assert total(mug) == Decimal("9.00")

    operations.end(promotion=promotion, by=make_staff(), at=NOON, why="A mistake in the words")

    assert total(mug) == Decimal("10.00")
    assert promotion.moves.get(to_status="ended").why == "A mistake in the words"


# On what


def test_goods_are_named_by_category_by_product_and_by_what_is_left_out():
    home = make_category("Home")
    table = make_category("Table", parent=home)
    mug, bowl = make_product(category=table), make_product(category=table)
    lamp = make_product()
    every = [mug.pk, bowl.pk, lamp.pk]

    def about(**goods):
        made = make_promotion(status="draft", **goods)
        return queries.goods_of([made.pk], every)[made.pk]

    assert about() == {mug.pk, bowl.pk, lamp.pk}
    assert about(categories=[home]) == {mug.pk, bowl.pk}
    assert about(products=[lamp]) == {lamp.pk}
    assert about(categories=[table], products=[lamp], but_products=[bowl]) == {mug.pk, lamp.pk}
    assert about(but_categories=[home]) == {lamp.pk}
    assert about(products=[mug], but_categories=[table]) == set()


def test_a_variant_is_meant_where_its_product_is_named():
    from tests.factories import make_variants

    children = make_variants()
    made = make_promotion(status="draft", products=[children[0].parent])

    keys = [each.pk for each in children]
    assert queries.goods_of([made.pk], keys)[made.pk] == set(keys)


def test_the_last_day_is_the_same_on_the_product_and_in_the_terms():
    midnight = datetime(2026, 3, 13, tzinfo=UTC)
    promotion = make_promotion(days=(-1, 1), ends_at=midnight)

    assert wording.last(promotion) == "Thu 12 Mar 2026"
    assert "until Thu 12 Mar 2026, 23:59 Irish time." in " ".join(wording.terms(promotion))
