import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from storefront.core.prepared import TEXTS, PreparedQuery
from storefront.core.refusal import Refusal
from storefront.purposes import queries as purposes

from . import channels, registry, tasks, wording
from .models import Channel, Message, Status

log = logging.getLogger("candour.notices")

# A worker that dies while it sends is given up on after this long.
CLAIMED_FOR = timedelta(minutes=5)
PAUSES = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720, 1440)]
BATCH = 100
_TOLD = PreparedQuery(
    "messages_told",
    lambda keys: Message.objects.filter(dedupe_key__in=keys).order_by("pk"),
    (TEXTS,),
)
NOTHING_KEPT: dict[str, Any] = {"words": "", "context": {}}


class Forgotten(Refusal):
    words = _("What this message said opens an account and is not kept. They can ask for it anew.")


@dataclass(frozen=True)
class Recipient:
    """Who is told: an account, a guest's address, or both; the language is theirs."""

    user: Any = None
    email: str = ""
    phone: str = ""
    language: str = ""

    @classmethod
    def of(cls, user: Any) -> "Recipient":
        return cls(user=user, email=user.email, language=user.language or "en")


@transaction.atomic(savepoint=False)
def tell(
    *,
    kind: str,
    to: Recipient,
    dedupe_key: str,
    at: datetime,
    context: dict[str, Any] | None = None,
    order_number: str = "",
    subject: Any = None,
) -> list[Message]:
    """
    Write a message to the outbox, once for each channel of its kind that reaches the recipient.

    Call it in the transaction of the fact that it tells. Telling the same `dedupe_key` again
    writes nothing. A kind whose purpose the recipient has not granted writes nothing either.
    `subject` is a row that the words are about: its id goes into the context as `subject_id`.
    """
    described = registry.kind_of(kind)
    user = to.user if getattr(to.user, "pk", None) else None
    if described.purpose != "contract" and not purposes.granted(
        described.purpose, user=user, at=at
    ):
        return []
    values = dict(context or {})
    if subject is not None:
        values["subject_id"] = subject.pk
    wanted = {
        f"{dedupe_key}:{channel}": Message(
            dedupe_key=f"{dedupe_key}:{channel}",
            kind=kind,
            channel=channel,
            user=user,
            email=to.email or (user.email if user else ""),
            phone=to.phone,
            language=to.language or getattr(user, "language", "") or "en",
            order_number=order_number,
            context=values,
            made_at=at,
            next_at=at,
        )
        for channel in described.channels
        if _reaches(channel, to=to, user=user)
    }
    for told in _TOLD.rows(list(wanted)):
        del wanted[told.dedupe_key]
    if not wanted:
        return []
    # One statement for all channels; whoever tells the same at the same moment writes it once.
    Message.objects.bulk_create(wanted.values(), ignore_conflicts=True)
    written = _TOLD.rows(list(wanted))
    for message in written:
        tasks.send.delay_on_commit(message_id=message.pk)
    return written


def send(*, message_id: int, at: datetime) -> bool:
    """
    Build one message and hand it to its channel; return whether it was this call that sent it.

    Claimed by compare-and-set before and marked after, since no transaction may span the network.
    A worker killed in between is followed by another after CLAIMED_FOR; the message then carries
    the same id, by which mail servers know it again.
    """
    claimed = Message.objects.filter(
        ~Q(status__in=[Status.SENT, Status.DEAD]), pk=message_id, next_at__lte=at
    ).update(status=Status.SENDING, next_at=at + CLAIMED_FOR, attempts=F("attempts") + 1)
    if not claimed:
        return False
    message = Message.objects.select_related("user").get(pk=message_id)
    try:
        written = wording.write(message)
        channels.hand_over(message, written)
    except SoftTimeLimitExceeded:
        raise  # the task is out of time, not the message
    except Exception as problem:
        # Whatever went wrong, the message stays: the next try or a person must deal with it.
        # Servers put the address into their answers; that is for the row, not for the log.
        log.warning("Message %s was not sent: %s", message.pk, type(problem).__name__)
        _put_off(message, problem, at=at)
        return False
    kept = {"words": written.words} if registry.keeps_words(message) else NOTHING_KEPT
    Message.objects.filter(pk=message.pk).update(
        status=Status.SENT, sent_at=at, title=written.title, last_error="", **kept
    )
    return True


def send_due(*, at: datetime) -> int:
    """Send what is due and was not sent by its own task; return how many went out."""
    due = Message.objects.filter(
        ~Q(status__in=[Status.SENT, Status.DEAD]), next_at__lte=at
    ).order_by("next_at", "pk")
    return sum(send(message_id=pk, at=at) for pk in list(due.values_list("pk", flat=True)[:BATCH]))


@transaction.atomic
def try_again(*, message: Message, at: datetime) -> None:
    """
    Put a message that was given up back in the queue; one that was sent stays as it is.

    :raises Forgotten: if its words were a way into an account, which are not kept
    """
    if not registry.keeps_words(message):
        raise Forgotten()
    Message.objects.filter(pk=message.pk, status=Status.DEAD).update(
        status=Status.WAITING, attempts=0, next_at=at
    )
    tasks.send.delay_on_commit(message_id=message.pk)


def mark_read(*, user: Any, at: datetime) -> int:
    """Mark everything in an account's inbox as read; return how much was new."""
    return Message.objects.filter(
        user=user, channel=Channel.ACCOUNT, status=Status.SENT, read_at=None
    ).update(read_at=at)


def sms_is_sent() -> bool:
    """Say whether a text message would reach anybody: a real shop has to name who sends them."""
    return settings.CANDOUR_SMS != channels.CONSOLE or not settings.PRODUCTION


def _reaches(channel: str, *, to: Recipient, user: Any) -> bool:
    return {
        Channel.MAIL: bool(to.email or (user and user.email)),
        Channel.ACCOUNT: user is not None,
        Channel.SMS: bool(to.phone) and sms_is_sent(),
    }[Channel(channel)]


def _put_off(message: Message, problem: Exception, *, at: datetime) -> None:
    tries = message.attempts
    dead = tries > len(PAUSES)
    Message.objects.filter(pk=message.pk).update(
        status=Status.DEAD if dead else Status.WAITING,
        next_at=at if dead else at + PAUSES[tries - 1],
        last_error=f"{type(problem).__name__}: {problem}"[:2000],
        **(NOTHING_KEPT if dead and not registry.keeps_words(message) else {}),
    )
