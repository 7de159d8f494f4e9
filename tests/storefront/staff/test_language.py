"""Staff read their pages in their own language, and take another one where they are."""

import re

import pytest
from django.conf import settings
from django.contrib.admin.utils import label_for_field
from django.urls import reverse
from django.utils import translation

from storefront.staff.site import site
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


def test_every_head_of_a_list_and_every_filter_has_its_chinese(desk):
    request = desk.get(reverse("admin:index")).wsgi_request
    heads = []
    with translation.override("zh-hans"):
        for model, page in site._registry.items():
            label = model._meta.label
            heads += [(label, model._meta.verbose_name), (label, model._meta.verbose_name_plural)]
            heads += [
                (f"{label}.{name}", label_for_field(name, model, model_admin=page))
                for name in [*page.get_list_display(request), *page.get_readonly_fields(request)]
            ]
            for each in page.get_list_filter(request):
                name = each[0] if isinstance(each, tuple) else each
                named = isinstance(name, str)
                head = model._meta.get_field(name).verbose_name if named else name.title
                heads.append((f"{label}: {name}", head))
        english = [(where, str(head)) for where, head in heads if str(head).isascii() and head]

    assert english == []
