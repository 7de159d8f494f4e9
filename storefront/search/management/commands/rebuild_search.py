from django.core.management.base import BaseCommand
from django.utils import timezone

from storefront.search import operations


class Command(BaseCommand):
    help = "Write every search document anew from the catalogue."

    def handle(self, **options: object) -> None:
        for done, of in operations.rebuild(at=timezone.now()):
            self.stdout.write(f"{done} of {of} products")
