import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from storefront.core import limits, links, references, uploads
from storefront.core.working_time import Calendar
from tests.clock import NOON

DUBLIN = Calendar(country="IE", zone="Europe/Dublin")


def test_working_days_leap_over_weekends_and_public_holidays():
    # St Patrick's Day 2026 is a Tuesday.
    assert DUBLIN.add_working_days(date(2026, 3, 13), 1) == date(2026, 3, 16)
    assert DUBLIN.add_working_days(date(2026, 3, 16), 1) == date(2026, 3, 18)
    assert DUBLIN.add_working_days(date(2026, 3, 14), 0) == date(2026, 3, 16)


def test_what_is_due_in_working_days_is_due_at_the_close_of_the_last():
    due = DUBLIN.due_after_working_days(NOON, 2)

    assert due.isoformat() == "2026-03-04T17:00:00+00:00"


def test_a_link_opens_what_it_was_made_for_until_its_time():
    token = links.sign("order", "FH-1", at=NOON, lasts=timedelta(days=1))

    assert links.read("order", token, at=NOON) == "FH-1"
    for kind, at in (("complaint", NOON), ("order", NOON + timedelta(days=1))):
        with pytest.raises(links.LinkRefused):
            links.read(kind, token, at=at)
    with pytest.raises(links.LinkRefused):
        links.read("order", token[:-2] + "xx", at=NOON)


def test_references_are_random_and_forgive_how_they_are_typed():
    made = {references.new("FH") for _ in range(1000)}

    assert len(made) == 1000
    assert references.tidy(" fh-7k3m-9qtx ") == "FH-7K3M-9QTX"


@pytest.mark.parametrize("typed", ["fh 7k3m 9qtx", "FH7K3M9QTX", "fh-7k3m9qtx", " FH-7K3M-9QTX "])
def test_a_number_is_written_in_groups_however_it_was_typed(typed):
    assert references.in_groups(typed) == "FH-7K3M-9QTX"


@pytest.mark.parametrize("typed", ["", "the blue mug", "FH-7K3M", "7K3M-9QTX", "FH-7K3M-9QT0"])
def test_what_can_be_no_number_stays_as_it_was_typed(typed):
    assert references.in_groups(typed) == typed


def test_hammering_is_refused():
    for _ in range(3):
        limits.check("test", "somebody", limit=3, per=60)

    with pytest.raises(limits.TooMany):
        limits.check("test", "somebody", limit=3, per=60)
    limits.check("test", "somebody else", limit=3, per=60)


def _file(content, name="photo.png"):
    return SimpleUploadedFile(name, content)


def _png(size=(8, 8)):
    written = io.BytesIO()
    Image.new("RGB", size, "teal").save(written, "PNG")
    return written.getvalue()


def test_a_picture_is_believed_by_its_content():
    assert uploads.picture(_file(_png(), name="photo.exe")).mime == "image/png"
    for content in (b"<svg onload=alert(1)>", b"MZ\x90\x00", b"", _png()[:30]):
        with pytest.raises(uploads.UploadRefused):
            uploads.picture(_file(content))


def test_a_picture_that_unpacks_to_too_much_is_refused():
    written = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(written, "PNG")

    with pytest.raises(uploads.UploadRefused):
        uploads.picture(_file(written.getvalue()))
