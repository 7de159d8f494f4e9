"""Posts of providers: kept first, believed only when signed, handled once."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from checkout.payments import queries
from checkout.payments.models import Attempt, ProviderEvent
from checkout.payments.providers import base, registry
from storefront.core import limits, sweeps

from .results import record_result

log = logging.getLogger("candour.payments")

MOST_TRIES = 10
REFUSED_PER_HOUR = 200
KEEP_REFUSED_FOR = timedelta(days=90)


@transaction.atomic
def receive(
    *, provider: str, headers: Mapping[str, str], body: bytes, at: datetime, address: str = ""
) -> ProviderEvent:
    """
    Keep a post and return it; a forged one is kept as refused, a repeated one is the first.

    Of forged ones from one network `address`, only so many an hour are kept.

    :raises base.ForgedEvent: never: it is in the row's `refused`
    :raises KeyError: if there is no such provider
    """
    from checkout.payments import tasks

    try:
        event = registry.get(provider).read_webhook(headers=headers, body=body)
    except base.ForgedEvent as forged:
        log.warning("A post in the name of %s was refused: %s", provider, forged)
        refused = ProviderEvent(
            provider=provider,
            payload={"bytes": len(body)},
            received_at=at,
            refused=str(forged)[:200] or "not signed",
        )
        try:
            limits.check("refused-payment-post", address, limit=REFUSED_PER_HOUR, per=3600)
        except limits.TooMany:
            return refused
        refused.save()
        return refused
    kept, new = ProviderEvent.objects.get_or_create(
        provider=provider,
        event_id=event.id,
        defaults={"kind": event.kind, "payload": dict(event.payload), "received_at": at},
    )
    if new:
        tasks.handle_event.delay_on_commit(event_id=kept.pk)
    else:
        log.info("%s posted %s again", provider, event.id)
    return kept


@transaction.atomic
def handle(*, event: ProviderEvent, at: datetime) -> ProviderEvent:
    """
    Do what a post says, once: handling it again, or beside itself, changes nothing.

    A post about a payment that we do not know is put off: it may have overtaken our own commit.
    """
    event = ProviderEvent.objects.select_for_update(of=("self",), no_key=True).get(pk=event.pk)
    if event.handled_at or event.refused:
        return event
    said = _read(event)
    attempt = Attempt.objects.filter(key=said.key, provider=event.provider).first()
    if attempt is None:
        event.tries += 1
        event.problem = f"no payment {said.key}"
        if event.tries >= MOST_TRIES:
            event.refused = "about a payment that we do not know"
        event.save(update_fields=["tries", "problem", "refused"])
        return event
    record_result(attempt=attempt, answer=said.answer, at=at)
    event.handled_at, event.problem = at, ""
    event.save(update_fields=["handled_at", "problem"])
    return event


def handle_waiting(*, at: datetime) -> int:
    """
    Handle posts that were kept but not handled.

    One that fails is logged and counted; after MOST_TRIES it is for staff, who see it as stuck.
    """
    waiting = queries.events_to_handle().filter(tries__lt=MOST_TRIES)
    return sweeps.each("payments.events", waiting, lambda event: _try(event, at=at))


def _try(event: ProviderEvent, *, at: datetime) -> bool:
    try:
        return bool(handle(event=event, at=at).handled_at)
    except Exception as problem:
        ProviderEvent.objects.filter(pk=event.pk).update(
            tries=event.tries + 1, problem=f"{type(problem).__name__}: {problem}"[:2000]
        )
        raise


def forget_refused(*, at: datetime) -> int:
    """Delete refused posts that nobody will ask about any more; return how many."""
    old = ProviderEvent.objects.exclude(refused="").filter(received_at__lt=at - KEEP_REFUSED_FOR)
    return old.delete()[0]


def _read(event: ProviderEvent) -> base.Event:
    """Read a kept post again; its signature was checked when it came."""
    reader = registry.get(event.provider)
    return reader.read_kept(event.payload)
