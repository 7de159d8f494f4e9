from .around import Answer, Appeal, AppealStatus, Photo, Report, ReportStatus
from .facts import Draft, Edition, Reason, ReviewFacts, ReviewMove, Said, Status

__all__ = [
    "Answer",
    "Appeal",
    "AppealStatus",
    "Draft",
    "Edition",
    "Photo",
    "Reason",
    "Report",
    "ReportStatus",
    "ReviewFacts",
    "ReviewMove",
    "Said",
    "Status",
]
