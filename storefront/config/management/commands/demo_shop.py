"""Fill the shop with Fernhill: its goods, its people, and what happened to them so far."""

import logging
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib import import_module, util
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.contrib.sites.models import Site
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from oscar.core.loading import get_model

from storefront.notices import channels
from storefront.seller import demo as seller

# A later package's part stands on the earlier ones'; goods and people come before all else.
PACKAGES = ("storefront", "checkout", "aftersales", "complaints", "privacy")
NAME = "Fernhill"
FIRST = ("storefront.accounts", "storefront.seller", "storefront.catalogue")


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="add what is missing")
        parser.add_argument(
            "--no-accounts",
            action="store_false",
            dest="tell_accounts",
            help="for whoever tells the accounts later",
        )

    def handle(self, *, again: bool, tell_accounts: bool, **options: Any) -> None:
        site = Site.objects.get_or_create(pk=settings.SITE_ID, defaults={"name": "", "domain": ""})
        if site[0].name == NAME and not again:
            # A demo shop from before sellers were stated would have closed with that change.
            seller.demo(timezone.now())
            self.stdout.write("The demo shop is there already.")
            return
        if settings.PRODUCTION and get_model("catalogue", "Product").objects.exists():
            raise CommandError("This is a real shop with goods of its own: no demo is put into it.")
        at = timezone.now()
        for name, demo in _parts():
            began = time.monotonic()
            with _without_text_messages():
                demo(at)
            self.stdout.write(f"Demo shop: {name} ({time.monotonic() - began:.1f} s)")
            self.stdout.flush()
        # Named last: a start that was cut short goes on where it stopped.
        Site.objects.filter(pk=settings.SITE_ID).update(
            name=NAME, domain=urlsplit(settings.CANDOUR_ORIGIN).netloc
        )
        Site.objects.clear_cache()
        if tell_accounts:
            self.stdout.write("\n".join(accounts()))


@contextmanager
def _without_text_messages() -> Iterator[None]:
    """Keep what goes to the telephones of the demo's people out from between the steps."""
    level = channels.log.level
    channels.log.setLevel(logging.WARNING)
    try:
        yield
    finally:
        channels.log.setLevel(level)


def accounts() -> list[str]:
    """Say who may sign in to the demo shop, in lines for a terminal."""
    from storefront.accounts.demo import PASSWORD
    from storefront.demo import tables

    return [
        f"Accounts, all with the password {PASSWORD}:",
        *(
            f"  {row['username']:<10} {row['kind']:<9} {row['note_en']}"
            for row in tables.table("people")
        ),
    ]


def _parts() -> list[tuple[str, Callable[[datetime], None]]]:
    """Return the demo of every app of ours that has one, in the order of the house."""
    names = [app.name for app in apps.get_app_configs() if app.name.partition(".")[0] in PACKAGES]
    names.sort(key=lambda name: (name not in FIRST, PACKAGES.index(name.partition(".")[0])))
    found = []
    for name in names:
        if util.find_spec(f"{name}.demo"):
            module = import_module(f"{name}.demo")
            if hasattr(module, "demo"):
                found.append((name, module.demo))
    return found
