from typing import Any

from django.core.management import BaseCommand
from django.utils import timezone

from storefront.accounts import operations


class Command(BaseCommand):
    help = "Make the roles that most shops need, each once; managers decide what becomes of them."

    def handle(self, *args: Any, **options: Any) -> None:
        if made := operations.make_usual_roles(at=timezone.now()):
            self.stdout.write(f"Roles: {len(made)} made")
