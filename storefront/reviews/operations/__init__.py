"""
What is done to reviews; each in one transaction, the product locked before anything is read.

Locks are taken in one order: product, facts of a review, appeal.
"""

from .appealing import NotHidden, NothingSaid, SamePerson, appeal, decide
from .deciding import (
    AnswerNeeded,
    AppealWaits,
    NoReason,
    WhyNeeded,
    WordsNeeded,
    answer,
    hide,
    publish,
    publish_due,
    undo_hiding,
)
from .drafting import (
    NameTellsTooMuch,
    StaffDoNotReview,
    TooManyPhotos,
    TooShort,
    forget_drafts,
    save_draft,
)
from .readers import NotShown, OwnReview, dismiss_reports, report, vote
from .writing import AlreadyWritten, NothingToSend, send, take_back

__all__ = [
    "AlreadyWritten",
    "AnswerNeeded",
    "AppealWaits",
    "NameTellsTooMuch",
    "NoReason",
    "NotHidden",
    "NotShown",
    "NothingSaid",
    "NothingToSend",
    "OwnReview",
    "SamePerson",
    "StaffDoNotReview",
    "TooManyPhotos",
    "TooShort",
    "WhyNeeded",
    "WordsNeeded",
    "answer",
    "appeal",
    "decide",
    "dismiss_reports",
    "forget_drafts",
    "hide",
    "publish",
    "publish_due",
    "report",
    "save_draft",
    "send",
    "take_back",
    "undo_hiding",
    "vote",
]
