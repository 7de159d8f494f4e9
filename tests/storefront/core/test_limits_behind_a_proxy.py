"""Rate limits count people, not the proxy in front of the shop."""

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from storefront.core import limits

PROXY = "172.18.0.1"


def _asks(forwarded, **extra):
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return RequestFactory().get("/", headers=headers, REMOTE_ADDR=PROXY, **extra)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", PROXY),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "10.0.0.1, 203.0.113.9", "203.0.113.9"),
        (2, "1.2.3.4, 203.0.113.9, 172.18.0.7", "203.0.113.9"),
        (2, "203.0.113.9", PROXY),
        (1, "", PROXY),
    ],
)
def test_the_address_is_the_one_that_our_own_proxy_saw(settings, proxies, forwarded, address):
    settings.CANDOUR_TRUSTED_PROXIES = proxies

    assert limits.address_of(_asks(forwarded)) == address


@pytest.mark.django_db
def test_one_visitor_who_asks_too_often_does_not_lock_out_the_others(client, settings):
    settings.CANDOUR_TRUSTED_PROXIES = 1
    cache.clear()
    asked = {"number": "FH-1", "email": "a@b.example"}

    def find(address):
        return client.post(
            "/orders/find/", asked, headers={"X-Forwarded-For": address}, REMOTE_ADDR=PROXY
        ).status_code

    assert 429 in [find("198.51.100.1") for _each in range(15)]
    assert find("203.0.113.9") != 429
