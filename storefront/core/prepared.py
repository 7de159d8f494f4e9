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
# Stand for the values of a query while it is written; no row has such a number.
_PLACES = tuple(range(-(2**62), -(2**62) + 8))


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

    `build(*numbers)` says it in Django's words; it is asked once in each language.
    """

    def __init__(self, name: str, build: Callable[..., QuerySet[Any]]) -> None:
        self.name, self.build = name, build
        self._written: dict[str, _Written] = {}

    def rows(self, *numbers: int) -> list[Any]:
        """Return objects with what is selected beside them, or the tuples of a `values_list`."""
        language = get_language() or ""
        if (written := self._written.get(language)) is None:
            name = f"{self.name}_{re.sub('[^a-z]', '_', language)}"
            query = self.build(*_PLACES[: len(numbers)])
            written = self._written[language] = _Written(name, query, len(numbers))
        return written.rows(*numbers)


class PreparedLock(PreparedQuery):
    """
    One of these locks the rows that it reads, until the transaction ends.
    """

    def rows(self, *numbers: int) -> list[Any]:
        """
        Return the rows, locked.

        :raises TransactionManagementError: outside a transaction, as Django's own query does
        """
        if not connection.in_atomic_block:
            raise TransactionManagementError(f"{self.name} locks, so it needs a transaction.")
        return super().rows(*numbers)

    def get(self, *numbers: int) -> Any:
        """
        Return the only row, locked.

        :raises ObjectDoesNotExist: that of the row's model, if there is none
        """
        for row in self.rows(*numbers):
            return row
        raise self.build(*numbers).model.DoesNotExist(f"{self.name}: nothing at {numbers}")


class _Written:
    """
    One of these is a query as PostgreSQL reads it, and how Django makes objects of its rows.
    """

    def __init__(self, name: str, query: QuerySet[Any], size: int) -> None:
        compiler = query.query.get_compiler(using=query.db)
        sql, values = compiler.as_sql()
        with connection.cursor() as cursor:
            sql = cursor.mogrify(sql, values).decode()
        for number, place in enumerate(_PLACES[:size], start=1):
            sql = sql.replace(str(place), f"${number}")
        self._statement = Prepared(name, ("bigint",) * size, sql)
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

    def rows(self, *numbers: int) -> list[Any]:
        found: Any = self._statement.rows(*numbers)
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
