"""One client asks Redis for everybody."""

from concurrent.futures import ThreadPoolExecutor

from django.core.cache import cache, caches


def test_all_questions_go_through_one_client():
    cache.set("test-client", 1)

    clients = {id(cache._cache.get_client(key)) for key in ("one", "two", None)}

    assert len(clients) == 1
    assert caches["default"].get("test-client") == 1


def test_threads_ask_side_by_side():
    cache.set_many({f"test-thread-{number}": number for number in range(40)})

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda n: cache.get(f"test-thread-{n}"), range(40)))

    assert found == list(range(40))
