"""
Asks this machine's own web server whether it is well: the health check of a container.
"""

import contextlib
import json
import os
import sys
import urllib.error
import urllib.request

# A web server must not be ended because the worker is down.
NEEDED = ("web", "database")


def ask(port: int) -> dict[str, str]:
    """
    What /health/ says, or nothing while nobody answers.
    """
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].lstrip(".")
    request = urllib.request.Request(  # noqa: S310
        f"http://127.0.0.1:{port}/health/",
        # As the proxy of a shop in production would ask: to plain HTTP the answer is a redirect.
        headers={"Host": host, "X-Forwarded-Proto": "https"},
    )
    try:
        with urllib.request.urlopen(request, timeout=8) as answer:  # noqa: S310
            return json.load(answer)
    except urllib.error.HTTPError as error:
        with contextlib.suppress(ValueError):
            return json.load(error)
    except OSError:
        pass
    return {}


def main() -> int:
    state = ask(int(os.environ.get("PORT", "8000")))
    return 0 if all(state.get(part) == "alive" for part in NEEDED) else 1


if __name__ == "__main__":
    sys.exit(main())
