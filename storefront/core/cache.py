"""The cache in Redis, asked through one client."""

from typing import Any

from django.core.cache.backends import redis as django_redis


class Client(django_redis.RedisCacheClient):
    """
    Keeps the client of each server; making one for every question took longer than the question.

    A client of redis-py may be used by all threads, and takes its connections from a pool.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._clients: dict[int, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        pool = self._get_connection_pool(write)
        if (client := self._clients.get(id(pool))) is None:
            client = self._clients[id(pool)] = super().get_client(key, write=write)
        return client


class RedisCache(django_redis.RedisCache):
    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = Client

    def count(self, key: str, *, seconds: int) -> int:
        """Count one more of this key, from zero again when the seconds are over; one question."""
        name = self.make_and_validate_key(key)
        client = self._cache.get_client(name, write=True)
        with client.pipeline() as questions:
            questions.set(name, 0, ex=seconds, nx=True)
            questions.incr(name)
            return int(questions.execute()[-1])
