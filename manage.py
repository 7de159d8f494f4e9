#!/usr/bin/env python3
"""
Django's commands. Where the environment names no servers, the embedded ones run meanwhile.

Message catalogues are compiled before Django reads them: what the demo shop freezes in Chinese
would be English otherwise.
"""

import contextlib
import os
import sys
from pathlib import Path

# These touch neither the database nor Redis, so they need not wait for them.
WITHOUT_SERVERS = {
    *("check", "clauses", "collectstatic", "compilemessages", "diffsettings"),
    *("findstatic", "help", "makemessages", "startapp", "version"),
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.config.settings")
    from django.core.management import execute_from_command_line

    from storefront.config import messages
    from storefront.config.embedded import keeper, processes

    project = Path(__file__).resolve().parent
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    needs_servers = (
        command not in WITHOUT_SERVERS and command[0] != "-" and "--help" not in sys.argv
    )
    with contextlib.ExitStack() as held:
        if needs_servers:
            try:
                messages.compile_stale(project)
            except OSError as error:  # a system that is only read: what is compiled serves
                sys.stderr.write(f"Message catalogues stay as they are: {error}\n")
            try:
                held.enter_context(keeper.ensure_missing_running(project))
            except processes.CannotStart as error:
                sys.exit(str(error))
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
