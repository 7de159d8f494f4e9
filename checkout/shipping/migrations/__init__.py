"""Our migrations follow Oscar's: both folders are one history."""

import oscar.apps.shipping.migrations

__path__.extend(oscar.apps.shipping.migrations.__path__)  # type: ignore[name-defined]  # noqa: F821
