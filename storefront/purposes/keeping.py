"""How long personal data is kept after what it is about: each period stated once, for all pages."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Period:
    """One of these is a number of years, counted from a moment or from the end of its year."""

    years: int
    words: object
    from_year_end: bool = False

    def ends(self, since: datetime) -> date:
        """Return the last day on which what began at a moment is kept."""
        day = timezone.localtime(since).date()
        if self.from_year_end:
            return date(day.year + self.years, 12, 31)
        try:
            return day.replace(year=day.year + self.years)
        except ValueError:  # 29 February
            return date(day.year + self.years, 2, 28)

    def before(self, at: datetime) -> datetime:
        """Return the moment: what began earlier is kept no longer."""
        today = timezone.localtime(at).date()
        if self.from_year_end:
            first = date(today.year - self.years, 1, 1)
        else:
            try:
                first = today.replace(year=today.year - self.years)
            except ValueError:
                first = date(today.year - self.years, 2, 28)
        return timezone.make_aware(datetime.combine(first, time.min))


# What the accounts of a sale need, which is the longest that any law here asks for.
ACCOUNTS = Period(
    10, _("Ten years after the end of the year of the sale, as the law on accounts asks"), True
)
# The time in which somebody may still go to court about a purchase.
ORDERS = Period(6, _("Six years after the order, the time in which it may go to court"))
COMPLAINTS = Period(
    6, _("Six years after the complaint is closed, the time in which it may go to court")
)
MESSAGES = Period(
    6, _("Six years with the order that it is about, else until you close the account")
)
CHOICES = Period(2, _("As long as the account exists; without an account, two years"))
