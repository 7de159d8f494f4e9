"""An answer and the sweep of broken promises never wait for each other."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from complaints.cases import operations
from complaints.cases.models import Complaint, Status
from storefront.notices.models import Message
from storefront.promises import operations as promises
from storefront.promises import registry
from storefront.promises.models import Promise
from tests.clock import NOON
from tests.factories import make_staff


@pytest.mark.django_db(transaction=True)
def test_an_answer_at_the_moment_at_which_it_is_late_is_given_and_told_as_late(monkeypatch):
    complaint = operations.receive(
        about="other",
        words="It was late",
        email="a@b.example",
        language="en",
        country="IE",
        at=NOON,
    )
    staff, at = make_staff(), NOON + timedelta(days=30)
    promise = Promise.objects.get(kind="complaint-answer")
    complaint_is_locked, promise_is_locked = threading.Event(), threading.Event()
    keep, remedy = promises.keep, registry.remedy

    def keep_later(**facts):
        complaint_is_locked.set()
        promise_is_locked.wait(5)
        return keep(**facts)

    def remedy_meanwhile(broken, *, at):
        promise_is_locked.set()
        remedy(broken, at=at)

    monkeypatch.setattr(promises, "keep", keep_later)
    monkeypatch.setattr(registry, "remedy", remedy_meanwhile)

    def answer():
        try:
            return operations.answer(complaint=complaint, words="Here is why.", by=staff, at=at)
        finally:
            connections.close_all()

    def sweep():
        complaint_is_locked.wait(5)
        try:
            return promises._break_if_open(promise.pk, at=at)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        entry, broken = (each.result(30) for each in [pool.submit(answer), pool.submit(sweep)])

    assert (entry.words, broken) == ("Here is why.", 1)
    assert Complaint.objects.get().status == Status.ANSWERED
    assert Promise.objects.get().status == "kept_late"
    assert Message.objects.filter(kind="complaint-late", channel="mail").count() == 1
