from .reading import all_reviews, photo, report, vote
from .writing import appeal, begin, detail, own_photo, preview, stop_invitations, take_back, write

__all__ = [
    "all_reviews",
    "appeal",
    "begin",
    "detail",
    "own_photo",
    "photo",
    "preview",
    "report",
    "stop_invitations",
    "take_back",
    "vote",
    "write",
]
