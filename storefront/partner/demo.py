"""The people who make what the demo shop sells; their papers were seen at the last visit."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from storefront.demo import tables

from .models import Partner, Supplier

VALID_FOR = timedelta(days=365)


def suppliers(at: datetime) -> None:
    """Enter every supplier; called by the catalogue's part, which sells their goods."""
    for row in tables.table("suppliers"):
        partner, new = Partner.objects.get_or_create(
            code=row["code"], defaults={"name": row["name"]}
        )
        if new:
            visited = datetime.combine(
                date.fromisoformat(row["last_visit"]), time(12), ZoneInfo(settings.TIME_ZONE)
            )
            seen = min(visited, at - timedelta(days=300))
            Supplier.objects.create(
                partner=partner,
                legal_name=row["name"],
                address=row["address_en"],
                country=row["country"],
                email=row["email"],
                phone=row["phone"],
                proof=f"Visit of {row['last_visit']}, register extract, {row['makes_en']}",
                verified_at=seen,
                valid_until=timezone.localdate(at + VALID_FOR),
            )
