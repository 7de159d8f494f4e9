"""What is the same on every page is worked out once, and is still right."""

import re

import pytest
from csp.utils import build_policy
from django.template import engines
from django.test import override_settings

from storefront.catalogue.kept import Kept
from storefront.core import files


@pytest.mark.django_db
def test_the_content_policy_is_that_of_the_settings(client):
    said = client.get("/basket/").headers["Content-Security-Policy"]

    assert sorted(said.split("; ")) == sorted(build_policy().split("; "))
    assert "script-src 'self'" in said


@pytest.mark.django_db
def test_another_policy_in_the_settings_is_told_at_once(client):
    client.get("/basket/")

    with override_settings(CONTENT_SECURITY_POLICY={"DIRECTIVES": {"default-src": ["'none'"]}}):
        said = client.get("/basket/").headers["Content-Security-Policy"]

    assert said == "default-src 'none'"


@pytest.mark.django_db
def test_a_view_with_a_policy_of_its_own_keeps_it(client):
    assert "'unsafe-eval'" in client.get("/admin/").headers["Content-Security-Policy"]
    assert "'unsafe-eval'" not in client.get("/basket/").headers["Content-Security-Policy"]


@pytest.mark.django_db
def test_a_page_with_many_forms_has_one_token(rf):
    two = engines["django"].from_string("{% csrf_token %} {% csrf_token %}")

    page = two.render({}, rf.get("/"))

    found = re.findall(r'value="(\w{64})"', page)
    assert len(found) == 2
    assert len(set(found)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["/basket/?a=1&b=%C3%A9", "/zh-hans/basket/?a=1&b=%C3%A9"])
def test_a_page_names_itself_in_each_language(client, asked):
    page = client.get(asked).content.decode()

    assert re.findall(r'hreflang="([^"]+)" href="([^"]+)"', page) == [
        ("en", "http://testserver/basket/?a=1&amp;b=%C3%A9"),
        ("zh-hans", "http://testserver/zh-hans/basket/?a=1&amp;b=%C3%A9"),
    ]


@pytest.mark.django_db
def test_what_is_drawn_from_a_kept_answer_lasts_as_long_as_the_answer():
    answers, drawn = iter(["first", "second"]), []
    kept = Kept("test-drawn", lambda: next(answers))

    def draw(answer):
        drawn.append(answer)
        return answer.upper()

    with override_settings(CANDOUR_REMEMBERED_SECONDS=60):
        kept.forget()
        before = [kept.drawn("large", draw), kept.drawn("large", draw)]
        kept.forget()
        after = kept.drawn("large", draw)

    assert (before, after) == (["FIRST", "FIRST"], "SECOND")
    assert drawn == ["first", "second"]


def test_the_address_of_a_file_is_worked_out_once(settings, monkeypatch):
    asked = []
    monkeypatch.setattr(
        files.CompressedManifestStaticFilesStorage,
        "url",
        lambda self, name, force=False: asked.append(name) or f"/static/{name}",
    )
    storage = files.StaticFiles(location=settings.BASE_DIR, manifest_storage=None)

    assert [storage.url("shop.css"), storage.url("shop.css")] == ["/static/shop.css"] * 2
    assert asked == ["shop.css"]
