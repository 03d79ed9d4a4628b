"""The one mail that a portal sends by itself: a one-time code, to the address that the desk published."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import ExitStack
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from typing import Protocol

from bookdesk.core.errors import Unreachable
from bookdesk.server.settings import PortalSettings

_TIMEOUT_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail in plain text; answers go to `reply_to`, to the sender where it is empty."""

    sender: str
    to: str
    subject: str
    body: str
    reply_to: str = ""

    def __repr__(self) -> str:
        return "Letter(***)"


class Mailer(Protocol):
    """Sends letters."""

    def send(self, letter: Letter) -> None:
        """Hand a letter to the mail server; `Unreachable` where it was not taken."""
        ...


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """The real one (RFC 5321), encrypted unless the server runs on this machine."""

    settings: PortalSettings

    def send(self, letter: Letter) -> None:
        """Hand a letter to the mail server of the settings."""
        try:
            message = _message(letter)
            with self._connected() as server:
                server.send_message(message)
        except (OSError, smtplib.SMTPException, ValueError) as failure:
            raise Unreachable(
                "The mail could not be sent.", "Try again later, or use the link that was mailed."
            ) from failure

    def _connected(self) -> smtplib.SMTP:
        own, context = self.settings, ssl.create_default_context()
        if own.smtp_security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                own.smtp_host, own.smtp_port, timeout=_TIMEOUT_SECONDS, context=context
            )
        else:
            server = smtplib.SMTP(own.smtp_host, own.smtp_port, timeout=_TIMEOUT_SECONDS)
        with ExitStack() as undone:
            undone.callback(server.close)
            if own.smtp_security == "starttls":
                server.starttls(context=context)
            if own.smtp_user:
                server.login(own.smtp_user, own.smtp_password)
            undone.pop_all()
        return server


def _message(letter: Letter) -> EmailMessage:
    """Return a letter as a mail; `ValueError` for an address that would bring lines of its own."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = letter.sender, letter.to, letter.subject
    if letter.reply_to:
        message["Reply-To"] = letter.reply_to
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=parseaddr(letter.sender)[1].rpartition("@")[2] or None)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    return message


class NoMailer:
    """Where no mail server is set: codes cannot be sent."""

    def send(self, letter: Letter) -> None:
        """Say so."""
        del letter
        raise Unreachable("This portal sends no mail.", "Use the link that was mailed.")
