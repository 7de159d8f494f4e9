"""
Writes down the public holidays of the countries that we deliver to, as the library has them.
"""

from typing import Any

from django.core.management import BaseCommand

from storefront.core import public_holidays


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        public_holidays.write()
