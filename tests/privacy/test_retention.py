"""What is kept for years is gone when they are over, as every page says it will be."""

from datetime import UTC, datetime, timedelta

import pytest
from django.forms.models import model_to_dict
from oscar.core.loading import get_model

from aftersales.invoices import operations as invoices
from checkout.order.models import Order
from complaints.cases import operations as cases
from complaints.cases.models import Complaint, Evidence
from privacy.erasure import retention
from storefront.core import private
from storefront.core.uploads import Upload
from storefront.notices.models import Message
from storefront.purposes import keeping, personal
from storefront.purposes import operations as purposes
from storefront.purposes.models import Choice
from tests.clock import NOON
from tests.factories import make_order, make_staff, make_user

pytestmark = pytest.mark.django_db
THEN = datetime(2026, 3, 2, 12, tzinfo=UTC)


def texts(model):
    return str([model_to_dict(row) for row in model._base_manager.all()])


def test_an_order_names_nobody_any_more_after_the_years_of_the_accounts():
    ada = make_user(first_name="Ada", email="ada@example.test")
    order = make_order(status="delivered", user=ada, email="ada@example.test", at=THEN)
    invoices.issue_due(at=THEN + timedelta(days=40))
    get_model("order", "OrderNote").objects.create(
        order=order, note_type="Buyer", message="Ring at Ada's"
    )
    street = order.shipping_address.line1
    assert street
    last_day = datetime(2036, 12, 31, 22, tzinfo=UTC)

    retention.forget_what_is_over(at=last_day)
    order = Order.objects.get()
    assert (order.user, order.shipping_address.line1) == (ada, street)
    assert "Ring at Ada" not in texts(get_model("order", "OrderNote")), "six years are over"

    retention.forget_what_is_over(at=last_day + timedelta(days=1))

    for entry in personal.declared():
        if entry.model in ("accounts.User", "account.EmailAddress"):
            continue  # the account itself is Ada's until she closes it
        said = texts(entry.model_class())
        assert street not in said, entry.model
        assert "ada@example.test" not in said, entry.model
    assert sum(retention.forget_what_is_over(at=last_day + timedelta(days=2)).values()) == 0


def test_a_complaint_goes_with_its_files_six_years_after_its_last_word(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path
    closed, open_still = (
        cases.receive(
            about="other",
            words="It was late",
            email="a@b.example",
            language="en",
            country="IE",
            files=[cases.File("crack.png", Upload(b"\x89PNG", "image/png", "png"))],
            at=THEN,
        )
        for _each in range(2)
    )
    cases.answer(complaint=closed, words="Here is why.", by=make_staff(), at=NOON)
    cases.settle(complaint=closed, at=NOON)
    names = list(Evidence.objects.order_by("pk").values_list("file", flat=True))

    retention.forget_what_is_over(at=NOON.replace(year=NOON.year + 6))
    assert Complaint.objects.count() == 2

    retention.forget_what_is_over(at=NOON.replace(year=NOON.year + 6) + timedelta(days=1))
    assert list(Complaint.objects.all()) == [open_still]
    assert Evidence.objects.count() == 1
    assert names[1] and private.storage.exists(names[1])


def test_the_file_of_an_old_complaint_is_deleted_once_its_row_is(
    settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.PRIVATE_ROOT = tmp_path
    made = cases.receive(
        about="other",
        words="It was late",
        email="a@b.example",
        language="en",
        country="IE",
        files=[cases.File("crack.png", Upload(b"\x89PNG", "image/png", "png"))],
        at=THEN,
    )
    cases.withdraw(complaint=made, at=THEN)
    name = Evidence.objects.get().file.name
    assert private.storage.exists(name)

    with django_capture_on_commit_callbacks(execute=True):
        retention.forget_what_is_over(at=THEN.replace(year=2033))

    assert not private.storage.exists(name)


def test_messages_and_choices_of_browsers_go_when_their_time_is_over():
    values = {"channel": "mail", "next_at": THEN, "status": "sent", "email": "a@b.example"}
    for number, at in enumerate((THEN, NOON.replace(year=2031))):
        Message.objects.create(kind="order_confirmed", dedupe_key=str(number), made_at=at, **values)
    purposes.record("news", granted=True, at=THEN, source="test", visitor="x" * 32)
    purposes.record("news", granted=True, at=THEN, source="test", user=make_user())

    retention.forget_what_is_over(at=THEN.replace(year=2033))

    assert [each.dedupe_key for each in Message.objects.all()] == ["1"]
    assert [bool(each.user_id) for each in Choice.objects.all()] == [True]


def test_every_period_of_years_is_one_that_the_sweep_carries_out():
    stated = {
        str(period.words) for period in (keeping.ACCOUNTS, keeping.ORDERS, keeping.COMPLAINTS)
    }
    told = [entry for entry in personal.declared() if str(entry.keep) in stated]
    assert told
    # The rest of these name nobody once the order and the account that they hang on do not.
    assert {entry.model for entry in told if entry.kept is None} == {
        "payments.Attempt",
        "payments.Refund",
        "payments.TakenBack",
        "payments.ProviderEvent",
        "tracking.Ending",
        "refunds.Goodwill",
        "returns.ReturnLine",
        "simulated_carrier.Scan",
    }


def test_a_period_ends_on_the_day_that_is_told():
    assert str(keeping.ACCOUNTS.ends(THEN)) == "2036-12-31"
    assert str(keeping.ORDERS.ends(THEN)) == "2032-03-02"
    assert str(keeping.ORDERS.ends(datetime(2028, 2, 29, 12, tzinfo=UTC))) == "2034-02-28"
