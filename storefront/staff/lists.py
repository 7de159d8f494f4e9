"""Lists whose address somebody wrote by hand: what no list can be narrowed to is left out."""

from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.http import HttpRequest
from unfold.views import ChangeList


class Listing(ChangeList):
    """A list that, asked for a year that no calendar has, shows itself as it is."""

    def get_filters(self, request: HttpRequest) -> Any:
        """
        Return what narrows the list.

        :raises IncorrectLookupParameters: the page leads back to the whole list then
        """
        if any("\0" in each for values in self.filter_params.values() for each in values):
            raise IncorrectLookupParameters
        try:
            return super().get_filters(request)
        except (OverflowError, ValueError) as error:
            raise IncorrectLookupParameters from error
