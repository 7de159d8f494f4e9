"""Staff read their pages in their own language, and take another one where they are."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from tests.factories import make_staff

pytestmark = pytest.mark.django_db
ORDERS = "/admin/order/order/?q=1"


@pytest.fixture
def desk(client):
    client.force_login(make_staff())
    return client


def heading(page):
    return re.search(r'<html lang="([^"]+)"', page.content.decode()).group(1)


def test_they_take_another_language_in_the_menu_and_stay_on_the_page(desk):
    page = desk.get(ORDERS)
    forms = re.findall(r'<form action="([^"]+)".*?</form>', page.content.decode(), flags=re.S)
    assert forms.count(reverse("core:preferences")) == len(settings.LANGUAGES)
    assert f'name="next" type="hidden" value="{ORDERS}"' in page.content.decode()

    answer = desk.post(reverse("core:preferences"), {"language": "zh-hans", "next": ORDERS})

    assert answer.url == ORDERS
    assert heading(page) == "en"
    chinese = desk.get(ORDERS)
    assert heading(chinese).startswith("zh")
    assert "订单" in chinese.content.decode()


def test_without_a_choice_the_browser_decides_and_the_shop_goes_by_its_path(desk):
    told = {"accept-language": "zh-CN,zh;q=0.9"}

    assert heading(desk.get(ORDERS, headers=told)).startswith("zh")
    desk.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    assert heading(desk.get("/")) == "en"
