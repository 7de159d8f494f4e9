"""What promotions take off: exact sums, shared so that each part can be given back by itself."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.promotions import engine, refusals
from checkout.promotions.models import Promotion
from storefront.core import money
from tests.clock import NOON

DAY = timedelta(days=1)


def promotion(pk=1, **said):
    period = {"starts_at": NOON - DAY, "ends_at": NOON + DAY}
    return Promotion(pk=pk, **{"gives": "percent", "status": "approved", **period, **said})


def piece(line_id, price, quantity=1):
    return engine.Piece(line_id, line_id, quantity, Decimal(price))


def outcome(candidates, pieces, *, signed_in=True, at=NOON, currency="EUR"):
    candidates = [
        each if isinstance(each, engine.Candidate) else engine.Candidate(each)
        for each in candidates
    ]
    return engine.outcome(candidates, pieces, currency=currency, signed_in=signed_in, at=at)


def taken(candidates, pieces, **more):
    found = outcome(candidates, pieces, **more)
    return [(each.promotion.pk, dict(each.shares)) for each in found.applied]


def why(candidate, pieces, **more):
    [(_promotion, reason)] = outcome([candidate], pieces, **more).refused
    return type(reason)


def test_a_percentage_is_rounded_once_and_shared_by_price():
    tenth = promotion(percent=Decimal("10"))

    assert taken([tenth], [piece(1, "19.99"), piece(2, "0.05")]) == [(1, {1: Decimal("2.00")})]
    assert taken([tenth], [piece(1, "30.00", 3), piece(2, "10.00")]) == [
        (1, {1: Decimal("3.00"), 2: Decimal("1.00")})
    ]


def test_a_sum_is_taken_off_once_and_shared_by_price():
    five = promotion(gives="sum", amount=Decimal("5.00"), from_value=Decimal("30.00"))

    assert taken([five], [piece(1, "20.00", 2), piece(2, "10.00")]) == [
        (1, {1: Decimal("3.33"), 2: Decimal("1.67")})
    ]
    assert why(five, [piece(1, "29.99")]) is refusals.NeedsMore


@pytest.mark.parametrize(
    ("quantity", "off"), [(2, "0"), (3, "10.00"), (5, "10.00"), (6, "20.00"), (9, "30.00")]
)
def test_three_for_two_counts_every_whole_three_of_one_thing(quantity, off):
    three = promotion(gives="many", take=3, pay=2)

    found = outcome([three], [piece(1, Decimal("10.00") * quantity, quantity)])

    assert sum((each.amount for each in found.applied), money.ZERO) == Decimal(off)


def test_of_each_three_the_cheapest_is_free_and_all_three_carry_what_was_saved():
    three = promotion(gives="many", take=3, pay=2)
    pieces = [piece(1, "30.00"), piece(2, "20.00"), piece(3, "10.00"), piece(4, "5.00")]

    # 30, 20 and 10 are one three; the 5 stands alone. Of 60 they cost 50.
    assert taken([three], pieces) == [
        (1, {1: Decimal("5.00"), 2: Decimal("3.33"), 3: Decimal("1.67")})
    ]


def test_a_thing_is_reduced_by_the_one_that_takes_more_off():
    tenth, fifth = promotion(1, percent=Decimal(10)), promotion(2, percent=Decimal(20))

    found = outcome([tenth, fifth], [piece(1, "10.00")])

    assert [(each.promotion.pk, each.amount) for each in found.applied] == [(2, Decimal("2.00"))]
    assert [(each.pk, type(reason)) for each, reason in found.refused] == [
        (1, refusals.BetterAlready)
    ]


def test_a_code_that_is_beaten_names_what_beats_it_and_both_sums():
    code = promotion(1, percent=Decimal(10), code="FERNHILL10")
    table = promotion(2, percent=Decimal(20), name="A round for the table")

    [(_code, reason)] = outcome([code, table], [piece(1, "72.00", 3)]).refused

    assert str(reason) == (
        "A round for the table already takes €14.40 off; this code would take €7.20, "
        "and only the better one counts."
    )


def test_a_code_that_two_others_beat_together_names_no_sum_that_is_not_so():
    one = engine.Candidate(promotion(1, percent=Decimal(20), name="One"), frozenset({1}))
    two = engine.Candidate(promotion(2, percent=Decimal(20), name="Two"), frozenset({2}))
    code = promotion(3, percent=Decimal(10), code="FERNHILL10")

    found = outcome([one, two, code], [piece(1, "100.00"), piece(2, "100.00")])

    assert [str(reason) for _each, reason in found.refused] == [
        "Something else already takes more off these things, and only the better one counts."
    ]


def test_two_that_do_not_combine_each_reduce_goods_of_their_own():
    mugs = engine.Candidate(promotion(1, percent=Decimal(50)), frozenset({1}))
    everything = engine.Candidate(promotion(2, percent=Decimal(10)))

    assert taken([mugs, everything], [piece(1, "10.00"), piece(2, "20.00")]) == [
        (1, {1: Decimal("5.00")}),
        (2, {2: Decimal("2.00")}),
    ]


def test_of_two_ways_to_put_them_together_the_one_that_takes_more_off_counts():
    on_all = promotion(1, percent=Decimal(20))
    on_mugs = engine.Candidate(promotion(2, percent=Decimal(50)), frozenset({1}))

    # 20 off a hundred is more than 15 off thirty, yet 15 and a fifth of the other seventy is 29.
    assert taken([on_all, on_mugs], [piece(1, "30.00"), piece(2, "70.00")]) == [
        (2, {1: Decimal("15.00")}),
        (1, {2: Decimal("14.00")}),
    ]
    # Where the rest is worth less than that, the larger sum counts alone.
    from_eighty = promotion(1, percent=Decimal(20), from_value=Decimal("80.00"))
    assert taken([from_eighty, on_mugs], [piece(1, "30.00"), piece(2, "70.00")]) == [
        (1, {1: Decimal("6.00"), 2: Decimal("14.00")})
    ]


def test_one_that_combines_does_not_touch_what_another_has_reduced_for_itself():
    alone = promotion(1, percent=Decimal(20))
    combining = promotion(2, percent=Decimal(10), combines=True)

    assert taken([alone, combining], [piece(1, "10.00")]) == [(1, {1: Decimal("2.00")})]


@pytest.mark.parametrize(
    ("said", "counted", "signed_in", "reason"),
    [
        ({"starts_at": NOON + timedelta(seconds=1)}, {}, True, refusals.NotYet),
        ({"ends_at": NOON}, {}, True, refusals.Over),
        ({"status": "ended"}, {}, True, refusals.Over),
        ({"uses_in_all": 2}, {"in_all": 2}, True, refusals.UsedUp),
        ({"uses_each": 1}, {"in_all": 9, "by_buyer": 1}, True, refusals.YoursUsed),
        ({"uses_each": 1}, {}, False, refusals.NeedsAccount),
        ({"from_value": Decimal("10.01")}, {}, True, refusals.NeedsMore),
        ({"from_quantity": 2}, {}, True, refusals.NeedsMore),
        ({"most_discount": Decimal("5.00")}, {"given": Decimal("4.01")}, True, refusals.UsedUp),
    ],
)
def test_each_reason_why_it_does_not_count_has_words_of_its_own(said, counted, signed_in, reason):
    candidate = engine.Candidate(
        promotion(percent=Decimal(10), **said), counted=engine.Counted(**counted)
    )

    found = outcome([candidate], [piece(1, "10.00")], signed_in=signed_in)

    assert not found.applied
    assert [type(each) for _promotion, each in found.refused] == [reason]
    assert str(found.refused[0][1])


def test_what_is_missing_is_named_exactly():
    def words(pieces, **said):
        [(_promotion, reason)] = outcome([promotion(percent=Decimal(10), **said)], pieces).refused
        return str(reason)

    assert "€12.50" in words([piece(1, "37.50")], from_value=Decimal("50.00"))
    assert "needs 2 more" in words([piece(1, "10.00")], from_quantity=3)


def test_the_limit_of_all_that_is_given_is_never_passed_and_may_be_reached():
    last = promotion(percent=Decimal(10), most_discount=Decimal("5.00"))
    given_so_far = engine.Counted(in_all=3, given=Decimal("4.00"))

    def off(price):
        found = outcome([engine.Candidate(last, counted=given_so_far)], [piece(1, price)])
        return [each.amount for each in found.applied]

    assert off("10.00") == [Decimal("1.00")]
    assert off("10.10") == []


def test_a_promotion_that_names_a_sum_is_for_the_currency_of_the_shop():
    five = promotion(gives="sum", amount=Decimal("5.00"), from_value=Decimal("30.00"))

    assert why(five, [piece(1, "90.00")], currency="USD") is refusals.NotForThese


def test_delivery_is_cheaper_by_the_best_of_those_that_count_and_never_below_nothing():
    two = promotion(1, gives="delivery", amount=Decimal("2.00"))
    free_from_fifty = promotion(2, gives="delivery", from_value=Decimal("50.00"))

    def charge(goods):
        found = outcome([two, free_from_fifty], [piece(1, goods)])
        off = engine.off_delivery(found.deliveries, Decimal("4.90"))
        return Decimal("4.90") - off.amount, off.promotion.pk

    assert charge("49.99") == (Decimal("2.90"), 1)
    assert charge("50.00") == (Decimal("0.00"), 2)
    assert engine.off_delivery([engine.Candidate(two)], Decimal("1.50")).amount == Decimal("1.50")
    assert engine.off_delivery([engine.Candidate(two)], Decimal("0.00")) is None


cents = st.integers(1, 50_000).map(lambda n: Decimal(n) / 100)
GIFTS = st.one_of(
    st.decimals("0.01", 100, places=2).map(lambda n: {"gives": "percent", "percent": n}),
    cents.map(lambda n: {"gives": "sum", "amount": n}),
    st.tuples(st.integers(2, 6), st.integers(1, 5))
    .filter(lambda pair: pair[0] > pair[1])
    .map(lambda pair: {"gives": "many", "take": pair[0], "pay": pair[1]}),
)
GOODS = st.one_of(st.none(), st.frozensets(st.integers(1, 6), max_size=6))


@given(
    lines=st.lists(st.tuples(cents, st.integers(1, 12)), min_size=1, max_size=6),
    given_=st.lists(st.tuples(GIFTS, GOODS, st.booleans()), max_size=5),
    currency=st.sampled_from(["EUR", "JPY"]),
)
def test_no_line_costs_less_than_nothing_and_the_shares_are_the_whole(lines, given_, currency):
    pieces = [
        engine.Piece(n, n, quantity, money.quantise(unit, currency) * quantity)
        for n, (unit, quantity) in enumerate(lines, start=1)
    ]
    pieces = [each for each in pieces if each.price]
    candidates = [
        engine.Candidate(promotion(n, combines=combines, **gift), goods)
        for n, (gift, goods, combines) in enumerate(given_, start=1)
    ]

    found = outcome(candidates, pieces, currency=currency)

    left = {each.line_id: each.price for each in pieces}
    for each in found.applied:
        assert each.amount == sum(each.shares.values()) > 0
        for line_id, share in each.shares.items():
            assert share == money.quantise(share, currency) > 0
            left[line_id] -= share
    assert all(each >= 0 for each in left.values())
    by_line = {}
    for each in found.applied:
        for line_id in each.shares:
            by_line.setdefault(line_id, []).append(each.promotion.combines)
    assert all(len(those) == 1 or all(those) for those in by_line.values())
    told = {each.promotion.pk for each in found.applied} | {each.pk for each, _ in found.refused}
    assert told == {each.promotion.pk for each in candidates}
