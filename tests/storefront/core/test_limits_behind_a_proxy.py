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


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:1:2:3", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("unknown", "unknown"),
    ],
)
def test_all_addresses_of_one_household_are_counted_as_one(settings, address, network):
    settings.CANDOUR_TRUSTED_PROXIES = 1

    assert limits.network_of(_asks(address)) == network


@pytest.mark.django_db
def test_who_takes_another_address_of_the_same_network_is_still_counted(client, settings):
    settings.CANDOUR_TRUSTED_PROXIES = 1
    cache.clear()
    asked = {"number": "FH-1", "email": "a@b.example"}

    answers = [
        client.post(
            "/orders/find/",
            asked,
            headers={"X-Forwarded-For": f"2001:db8:1:2::{each:x}"},
            REMOTE_ADDR=PROXY,
        ).status_code
        for each in range(15)
    ]

    assert answers[-1] == 429


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
