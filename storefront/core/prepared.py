"""
Statements that a connection plans once, and queries that the process writes out once.

For what is asked again and again: writing a query with many joins takes Django longer, and planning
it PostgreSQL longer, than reading the few rows it finds.

Names are a connection's own, so a pooler in front of PostgreSQL must hand out whole sessions.
"""

import re
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.models import QuerySet
from django.db.models.query import ModelIterable, get_related_populators
from django.db.transaction import TransactionManagementError
from django.utils.translation import get_language

_known: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()
NUMBER, TEXT, NUMBERS, TEXTS = "bigint", "text", "bigint[]", "text[]"
"""The kinds of values that a prepared query takes; of several it finds what is `__in` them."""


class Prepared:
    """
    One of these is a statement with a name; `types` are those of its values $1, $2 and so on.
    """

    def __init__(self, name: str, types: tuple[str, ...], sql: str) -> None:
        self.name = name
        wanted = f" ({', '.join(types)})" if types else ""
        given = f" ({', '.join('%s' for _ in types)})" if types else ""
        self._prepare = f"PREPARE {name}{wanted} AS {sql}"
        self._execute = f"EXECUTE {name}{given}"

    def rows(self, *values: Any) -> list[tuple[Any, ...]]:
        """Run it with these values and return what it found."""
        with connection.cursor() as cursor:
            # Asked for after the cursor: that may have opened another connection.
            known = _known.setdefault(connection.connection, set())
            if self.name not in known:
                # No values with it: what looks like a place for one is part of the statement.
                cursor.execute(self._prepare)
                known.add(self.name)
            cursor.execute(self._execute, values)
            return cursor.fetchall()


class PreparedQuery:
    """
    One of these is a query whose values are whole numbers, such as the key of whose rows it reads.

    `build(*values)` says it in Django's words; it is asked once in each language. Values of other
    kinds than NUMBER are named in `kinds`.
    """

    def __init__(
        self, name: str, build: Callable[..., QuerySet[Any]], kinds: tuple[str, ...] = ()
    ) -> None:
        self.name, self.build, self.kinds = name, build, kinds
        self._written: dict[str, _Written] = {}

    def rows(self, *values: Any) -> list[Any]:
        """Return objects with what is selected beside them, or the tuples of a `values_list`."""
        language = get_language() or ""
        if (written := self._written.get(language)) is None:
            name = f"{self.name}_{re.sub('[^a-z]', '_', language)}"
            places = [
                _Place(number, kind)
                for number, kind in enumerate(self.kinds or (NUMBER,) * len(values), start=1)
            ]
            query = self.build(*(each.stand_in for each in places))
            written = self._written[language] = _Written(name, query, places)
        return written.rows(*values)


class PreparedLock(PreparedQuery):
    """
    One of these locks the rows that it reads, until the transaction ends.
    """

    def rows(self, *values: Any) -> list[Any]:
        """
        Return the rows, locked.

        :raises TransactionManagementError: outside a transaction, as Django's own query does
        """
        if not connection.in_atomic_block:
            raise TransactionManagementError(f"{self.name} locks, so it needs a transaction.")
        return super().rows(*values)

    def get(self, *values: Any) -> Any:
        """
        Return the only row, locked.

        :raises ObjectDoesNotExist: that of the row's model, if there is none
        """
        for row in self.rows(*values):
            return row
        raise self.build(*values).model.DoesNotExist(f"{self.name}: nothing at {values}")


class _Place:
    """One of these stands for a value while a query is written; no row holds such a value."""

    def __init__(self, number: int, kind: str) -> None:
        self.number, self.kind = number, kind
        one: Any = 2**62 - number if kind in (NUMBER, NUMBERS) else f"<place {number}>"
        self.stand_in = [one] if kind in (NUMBERS, TEXTS) else one
        self._written = f"'{one}'" if isinstance(one, str) else str(one)

    def put_into(self, sql: str) -> str:
        """
        Have the statement ask for the value in place of the stand-in.

        :raises ValueError: if the stand-in is not there: the query would always find the same
        """
        written, asked = self._written, f"${self.number}"
        if isinstance(self.stand_in, list):
            written, asked = f"IN ({written})", f"= ANY({asked})"
        if written not in sql:
            raise ValueError(f"Value {self.number} is nowhere in: {sql}")
        return sql.replace(written, asked)


class _Written:
    """
    One of these is a query as PostgreSQL reads it, and how Django makes objects of its rows.
    """

    def __init__(self, name: str, query: QuerySet[Any], places: list[_Place]) -> None:
        compiler = query.query.get_compiler(using=query.db)
        sql, values = compiler.as_sql()
        with connection.cursor() as cursor:
            sql = cursor.mogrify(sql, values).decode()
        for place in places:
            sql = place.put_into(sql)
        self._statement = Prepared(name, tuple(place.kind for place in places), sql)
        info, select = compiler.klass_info, compiler.select
        self._compiler = compiler
        self._converters = compiler.get_converters([each[0] for each in select])
        self._model = None
        if info and query._iterable_class is ModelIterable:
            self._model = info["model"]
            fields = info["select_fields"]
            self._own = slice(fields[0], fields[-1] + 1)
            self._names = [each[0].target.attname for each in select[self._own]]
            self._beside = get_related_populators(info, select, query.db)

    def rows(self, *values: Any) -> list[Any]:
        found: Any = self._statement.rows(*values)
        if self._converters:
            found = self._compiler.apply_converters(found, self._converters)
        if self._model is None:
            return [tuple(values) for values in found]
        rows = []
        for values in found:
            row = self._model.from_db(connection.alias, self._names, values[self._own])
            for each in self._beside:
                each.populate(values, row)
            rows.append(row)
        return rows
