"""
The settings, one subject a module. `CANDOUR_ENV` is `development` (the default) or `production`.

Everything that differs between machines comes from the environment; nothing here is a secret.
"""

from .base import *  # noqa: F403
from .apps import *  # noqa: F403
from .shop import *  # noqa: F403
from .accounts import *  # noqa: F403
from .security import *  # noqa: F403
from .staff import *  # noqa: F403
from .payments import *  # noqa: F403
from .carriers import *  # noqa: F403
from .background import *  # noqa: F403
