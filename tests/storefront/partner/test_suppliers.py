"""Suppliers are entered, changed and verified by operations, with a history and in words."""

from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from storefront.accounts import operations
from storefront.catalogue import operations as catalogue
from storefront.catalogue import page
from storefront.core.templatetags.candour import day_words
from storefront.partner import queries, suppliers
from storefront.partner.models import Partner, Supplier
from storefront.staff import history
from storefront.staff.models import Change
from tests.clock import NOON
from tests.factories import make_product, make_staff, make_supplier, make_variants
from tests.racing import race

pytestmark = pytest.mark.django_db

WEIR = {
    "legal_name": "Weir Pottery Ltd",
    "address": "1 Mill Road, Kilmore",
    "country": "IE",
    "email": "",
    "phone": "",
}


def save(supplier=None, *, why="They moved", seen=None, by=None, **changes):
    values = {**(suppliers.as_it_is(supplier) if supplier else WEIR), **changes}
    return suppliers.save_supplier(
        supplier=supplier, values=values, why=why, by=by or make_staff(), at=NOON, seen=seen
    )


def verify(supplier, *, until=date(2027, 3, 1), papers="Register extract", seen=None, by=None):
    return suppliers.verify(
        supplier=supplier,
        papers=papers,
        until=until,
        how="At a visit",
        by=by or make_staff(),
        at=NOON,
        seen=seen,
    )


def test_a_supplier_is_entered_with_a_partner_to_put_goods_to_and_a_history():
    made = save(why="New pottery")

    assert (made.partner.name, made.country) == ("Weir Pottery Ltd", "IE")
    assert not made.is_verified(NOON)
    change = history.of(made).get()
    assert (change.what, change.why) == ("made", "New pottery")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("legal_name", " ", "Write the name under which they trade"),
        ("address", "", "Write where they can be reached by post."),
        ("country", "Ireland", "Choose the country of the list"),
        ("country", "XX", "Choose the country of the list"),
        ("country", "", "Choose the country of the list"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_changes_nothing(field, value, words):
    made = save()

    with pytest.raises(suppliers.Wrong) as refusal:
        save(made, **{field: value})

    assert list(refusal.value.problems) == [field]
    assert words in refusal.value.problems[field]
    assert suppliers.as_it_is(Supplier.objects.get()) == WEIR
    assert Change.objects.count() == 1


def test_a_change_without_a_word_on_why_or_over_that_of_a_colleague_is_refused():
    made = save()
    first = history.last(made)
    save(made, address="2 Quay", seen=first)

    with pytest.raises(history.ChangedMeanwhile):
        save(made, address="3 Hill", seen=first)
    with pytest.raises(history.NotSaidWhy):
        save(made, address="3 Hill", why=" ")

    assert Supplier.objects.get().address == "2 Quay"


def test_the_same_supplier_is_not_entered_twice_but_may_be_in_another_country():
    save()

    with pytest.raises(suppliers.Wrong, match="entered already"):
        save(legal_name="WEIR pottery ltd")
    save(country="GB")

    assert Supplier.objects.count() == 2


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_who_enter_it_at_once_one_does_and_no_partner_is_left_over():
    staff = make_staff()

    outcomes = race(
        *(partial(save, by=staff) for _each in range(2)),
        after="storefront.partner.suppliers.problems",
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Supplier", "Wrong"]
    assert (Supplier.objects.count(), Partner.objects.count()) == (1, 1)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_who_change_it_at_once_the_second_looks_first():
    made, staff = save(), make_staff()
    seen = history.last(made)

    outcomes = race(
        partial(save, made, address="2 Quay", seen=seen, by=staff),
        partial(save, made, address="3 Hill", seen=seen, by=staff),
        after="storefront.staff.history.last",
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        "ChangedMeanwhile",
        "Supplier",
    ]
    assert history.of(made).count() == 2


@pytest.mark.clause("LBT-5.3.2.1.1")
def test_papers_seen_open_the_way_to_sale_and_say_who_saw_them_and_how():
    partner, staff = make_supplier("Far Kiln", verified=False), make_staff()
    mug = make_product(partner=partner, public=False)
    assert page.product_page(mug.pk) is None
    with pytest.raises(catalogue.NotPublishable, match="not verified: Far Kiln"):
        catalogue.publish(product=mug, by=staff, at=NOON)

    verify(partner.supplier, by=staff)
    catalogue.publish(product=mug, by=staff, at=NOON)

    assert page.product_page(mug.pk) is not None
    change = history.of(partner.supplier).get()
    assert (change.what, change.why, change.changed_by) == ("verified", "At a visit", staff)
    assert ["valid_until", None, "2027-03-01"] in change.changed


def test_whoever_entered_a_supplier_does_not_vouch_for_them():
    staff = make_staff()
    made = save(by=staff)

    with pytest.raises(suppliers.OwnEntry):
        verify(made, by=staff)
    assert Supplier.objects.get().verified_at is None

    verify(made, by=make_staff())
    assert Supplier.objects.get().is_verified(NOON)


@pytest.mark.parametrize(
    "changed",
    [{"legal_name": "Other GmbH"}, {"address": "2 Quay, Bremen"}, {"country": "DE"}],
    ids=lambda each: next(iter(each)),
)
def test_a_verification_ends_with_whom_it_was_about_and_their_goods_are_hidden(changed):
    partner, mug = make_supplier("Far Kiln"), make_product(partner=make_supplier("Far Kiln"))
    assert page.product_page(mug.pk) is not None

    save(partner.supplier, **changed)

    supplier = Supplier.objects.get()
    assert not supplier.is_verified(NOON)
    assert (supplier.verified_by, supplier.verified_at, supplier.proof) == (None, None, "")
    assert page.product_page(mug.pk) is None
    with pytest.raises(catalogue.NotPublishable, match="not verified: Far Kiln"):
        catalogue.publish(product=mug, by=None, at=NOON)
    assert list(queries.to_verify(NOON)) == [supplier]
    assert ["proof", "Register extract", ""] in history.of(supplier).get().changed

    verify(supplier)
    assert page.product_page(mug.pk) is not None


def test_another_telephone_number_or_the_same_words_again_end_no_verification():
    partner, mug = make_supplier(), make_product()

    save(partner.supplier, phone="053 912 2211", email="kiln@example.test")
    save(partner.supplier, legal_name=" Weir Pottery Ltd ")

    assert Supplier.objects.get().is_verified(NOON)
    assert page.product_page(mug.pk) is not None


@pytest.mark.clause("LBT-5.3.2.1.1")
def test_whoever_wrote_anything_of_a_supplier_since_they_were_last_seen_does_not_vouch_for_it():
    author, writer, colleague = make_staff(), make_staff(), make_staff()
    made = save(by=author)
    save(made, legal_name="Other GmbH", by=writer)
    save(made, phone="053 912 2211", by=writer)

    for own in (author, writer):
        with pytest.raises(suppliers.OwnEntry):
            verify(made, by=own)
    assert not Supplier.objects.get().is_verified(NOON)

    verify(made, by=colleague)
    verify(made, until=date(2027, 2, 1), by=writer)  # of whom another saw what they wrote
    with pytest.raises(suppliers.OwnEntry):
        verify(made, until=date(2027, 1, 1), by=author)
    assert Supplier.objects.get().valid_until == date(2027, 2, 1)


@pytest.mark.parametrize("phone", ["abc", "12", "+353 1 1"])
def test_what_nobody_can_ring_is_no_phone_number(phone):
    with pytest.raises(suppliers.Wrong) as refused:
        save(phone=phone)

    assert refused.value.problems == {"phone": "There is no such phone number."}
    assert not Supplier.objects.exists()
    assert save(phone="053 912 2211").phone == "053 912 2211"


def test_what_vouches_for_nothing_is_refused_and_repeating_it_changes_nothing():
    supplier = make_supplier(verified=False).supplier

    with pytest.raises(suppliers.NoPapers):
        verify(supplier, papers=" ")
    with pytest.raises(suppliers.EndsAlready):
        verify(supplier, until=NOON.date())
    with pytest.raises(suppliers.TooFar, match="Tue 2 Mar 2027 is the furthest day"):
        verify(supplier, until=date(2027, 3, 3))
    assert not Change.objects.exists()

    verify(supplier, until=date(2027, 3, 2), seen=0)
    verify(supplier, until=date(2027, 3, 2), seen=0)  # pressed twice
    assert history.of(supplier).count() == 1


def test_a_product_is_hidden_when_the_papers_of_any_of_its_suppliers_run_out():
    oat, moss = make_variants()
    other = make_supplier("Far Kiln")
    moss.stockrecords.update(partner=other)
    Supplier.objects.filter(partner=other).update(valid_until=NOON.date())
    later = NOON + timedelta(days=1)
    assert page.product_page(oat.parent_id) is not None

    assert catalogue.take_off_expired(at=later) == 1
    assert page.product_page(oat.parent_id) is None
    assert catalogue.take_off_expired(at=later) == 0


def test_the_last_day_ends_with_the_day_of_the_shop_and_not_of_greenwich():
    partner = make_supplier()
    mug = make_product(partner=partner, at=datetime(2026, 6, 30, 12, tzinfo=UTC))
    Supplier.objects.update(valid_until=date(2026, 7, 1))
    # In summer Dublin is an hour ahead: 23:30 in Greenwich is half past midnight there.
    late, over = datetime(2026, 7, 1, 22, 30, tzinfo=UTC), datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    supplier = Supplier.objects.get()

    assert (supplier.is_verified(late), supplier.is_verified(over)) == (True, False)
    assert catalogue.take_off_expired(at=late) == 0
    assert catalogue.take_off_expired(at=over) == 1
    assert page.product_page(mug.pk) is None
    with pytest.raises(suppliers.EndsAlready):
        suppliers.verify(
            supplier=supplier, papers="Seen", until=date(2026, 7, 2), how="x", by=None, at=over
        )
    assert list(queries.to_verify(over)) == [supplier]


# The pages


@pytest.fixture
def staff(client):
    person = make_staff(first_name="Orla", last_name="Byrne")
    client.force_login(person)
    return person


def _add():
    return reverse("admin:partner_supplier_add")


def _page(supplier, step="change"):
    return reverse(f"admin:partner_supplier_{step}", args=[supplier.pk])


def test_one_enters_it_another_sees_the_papers_and_each_reads_one_line(client, staff):
    entered = client.post(_add(), {**WEIR, "why": "New pottery"}, follow=True)

    supplier = Supplier.objects.get()
    said = [str(message) for message in entered.context["messages"]]
    assert said == [
        "Entered. No goods of theirs are shown before a colleague has seen their papers."
    ]
    own = client.get(_page(supplier, "verify"), follow=True)
    assert "You entered this supplier, or wrote something of them" in own.content.decode()

    client.force_login(make_staff(first_name="Ciara", last_name="Walsh"))
    seen = client.get(_page(supplier, "verify")).context["form"]["seen"].value()
    until = timezone.localdate() + timedelta(days=300)
    typed = {"papers": "Register extract", "how": "At a visit", "until": str(until), "seen": seen}
    back = client.post(_page(supplier, "verify"), typed, follow=True)

    said = [str(message) for message in back.context["messages"]]
    assert said == [f"Recorded. Their goods may be shown until the end of {day_words(until)}."]
    html = back.content.decode()
    assert "by Ciara Walsh: Register extract" in html
    assert f"It holds until the end of {day_words(until)}." in html
    assert f"Verified until: — → {day_words(until)}" in html


def test_writing_who_they_are_and_vouching_for_it_are_two_rights(client):
    supplier = make_supplier().supplier
    changed = {**suppliers.as_it_is(supplier), "address": "2 Quay", "why": "They moved"}
    editor, quality = (make_staff(superuser=False) for _each in range(2))
    operations.make_usual_roles(at=NOON)
    editor.groups.set([Group.objects.get(name="Catalogue editor")])
    quality.groups.set([Group.objects.get(name="Quality manager")])
    typed = {
        "papers": "Extract",
        "how": "By post",
        "until": str(timezone.localdate() + timedelta(days=300)),
    }

    client.force_login(editor)
    assert "Record papers seen" not in client.get(_page(supplier)).content.decode()
    assert client.post(_page(supplier, "verify"), typed).status_code == 403
    said = client.post(_page(supplier), changed, follow=True).context["messages"]
    assert [str(message) for message in said] == [
        "Saved. Who they are has changed: their goods are not shown before a colleague has seen "
        "their papers anew."
    ]

    client.force_login(quality)
    assert client.post(_page(supplier), changed).status_code == 403
    assert "Record papers seen" in client.get(_page(supplier)).content.decode()
    assert client.post(_page(supplier, "verify"), typed).status_code == 302
    assert Supplier.objects.get().verified_by == quality


def test_a_refusal_of_the_papers_stands_at_its_field_with_what_was_typed(client, staff):
    supplier = make_supplier(verified=False).supplier

    answer = client.post(
        _page(supplier, "verify"),
        {"papers": "Extract", "how": "", "until": "2001-01-01", "seen": 0},
    )

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["until"]
    assert "Extract</textarea>" in answer.content.decode()
    assert Supplier.objects.get().verified_at is None


def test_the_country_is_chosen_of_all_in_the_reader_s_language(client, staff):
    with translation.override("zh-hans"):
        html = client.get(_add()).content.decode()
    form = client.get(_add()).context["adminform"].form
    offered = dict(form.fields["country"].choices)

    assert (offered["IE"], offered["JP"]) == ("Ireland", "Japan")
    assert len(offered) > 240
    assert html
    refused = client.post(_add(), {**WEIR, "country": "Eire", "why": "New"})
    assert list(refused.context["adminform"].form.errors) == ["country"]
    assert not Supplier.objects.exists()


def test_a_stranger_verifies_nobody(client):
    supplier = make_supplier(verified=False).supplier
    client.force_login(make_staff(superuser=False))

    assert client.get(_page(supplier, "verify")).status_code == 403
    assert client.post(_page(supplier, "verify"), {"papers": "x"}).status_code == 403
    assert client.post(_add(), {**WEIR, "why": "x"}).status_code == 403
    assert Supplier.objects.count() == 1


def test_the_list_asks_as_little_for_many_as_for_one(client, staff):
    make_supplier("One")
    client.get(reverse("admin:partner_supplier_changelist"))  # what is kept is read once
    counted = []
    for name in ("Two", "Three"):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(reverse("admin:partner_supplier_changelist"))
        counted.append(len(asked))
        make_supplier(name)

    assert counted[0] == counted[1]
