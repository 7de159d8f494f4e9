"""The ways to a person: mail, the account's inbox, and SMS through a port."""

import logging
from email.utils import formataddr, parseaddr
from hashlib import sha256
from importlib import import_module
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from storefront.seller import queries as sellers

from .models import Channel
from .wording import Written

log = logging.getLogger("candour.sms")

CONSOLE = "storefront.notices.channels.ConsoleSms"


class SmsPort(Protocol):
    """One of these sends text messages; a provider's adapter is a class with this method."""

    def send(self, *, to: str, words: str, message_id: str) -> None: ...


class ConsoleSms:
    """Writes text messages to the log: for a shop that only runs here."""

    def send(self, *, to: str, words: str, message_id: str) -> None:
        log.info("SMS %s to a number ending in %s: %s", message_id, to[-3:], words)


def hand_over(message: Any, written: Written) -> None:
    """Give a written message to its channel; raises whatever the channel raises."""
    {Channel.MAIL: _mail, Channel.ACCOUNT: _account, Channel.SMS: _sms}[message.channel](
        message, written
    )


def _mail(message: Any, written: Written) -> None:
    mail = EmailMultiAlternatives(
        subject=written.title,
        body=written.words,
        from_email=_sender(),
        to=[message.email],
        reply_to=[sellers.current().email] if sellers.current() else None,
        headers={"Message-ID": _mail_id(message)},
    )
    mail.attach_alternative(written.html, "text/html")
    for name, mime, content in written.files:
        mail.attach(name, content, mime)
    mail.send()


def _account(message: Any, written: Written) -> None:
    """Nothing to send: the row is the message, and shows once it is marked as sent."""


def _sms(message: Any, written: Written) -> None:
    module, name = settings.CANDOUR_SMS.rsplit(".", 1)
    port: SmsPort = getattr(import_module(module), name)()
    port.send(to=message.phone, words=written.title, message_id=str(message.pk))


def _sender() -> str:
    """Name the shop, at the address that the mail server takes mail from."""
    address = settings.CANDOUR_MAIL_FROM or sellers.current().email or settings.DEFAULT_FROM_EMAIL
    return formataddr((sellers.shop_name(), parseaddr(address)[1]))


def _mail_id(message: Any) -> str:
    # The same for every try, so that a mail sent twice by a crash is known as one.
    domain = urlsplit(settings.CANDOUR_ORIGIN).hostname
    return f"<{sha256(message.dedupe_key.encode()).hexdigest()[:32]}@{domain}>"
