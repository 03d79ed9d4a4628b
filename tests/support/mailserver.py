"""A real mail server on this computer (aiosmtpd) that can be told to be difficult, message by message."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from bookdesk.core.vocabulary import MailSecurity
from bookdesk.mail.smtp import Server
from bookdesk.security.redaction import Secret

ADDRESS = "post@acme.example"
USER, PASSWORD = "acme-mailer", "pässword of a mailbox"


class Breaks(StrEnum):
    """Where a server breaks the connection off."""

    NOWHERE = "nowhere"
    AT_SENDER = "at the sender"
    AT_RECIPIENT = "at a recipient"
    AT_DATA = "at DATA, before it asks for the text"
    AFTER_TEXT_TAKEN = "after the text, which it delivers"
    AFTER_TEXT_DROPPED = "after the text, which it loses"


@dataclass(frozen=True)
class Humour:
    """How the server takes one message: what it says of its recipients and its text, and where it breaks off."""

    recipients: Mapping[str, str] = field(default_factory=dict)
    text: str = "250 2.0.0 taken"
    sender: str = "250 OK"
    data: str | None = None
    breaks: Breaks = Breaks.NOWHERE


@dataclass
class House:
    """What the server is like, and what it has delivered: for each message its recipients and its bytes."""

    security: MailSecurity = MailSecurity.NONE
    context: ssl.SSLContext | None = None
    asks_who: bool = False
    largest: int = 30_000_000
    humours: deque[Humour] = field(default_factory=deque)
    delivered: list[tuple[tuple[str, ...], bytes]] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    offered: list[tuple[str, ...]] = field(default_factory=list)
    greeted: list[str] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    now: Humour = field(default_factory=Humour)
    at_text: Callable[[], object] | None = None
    """Called once a text was delivered, before it is answered."""

    def server(self, **said: Any) -> Server:  # noqa: ANN401 - fields of a server
        """Return the account by which it is reached."""
        fields: dict[str, Any] = {"host": "127.0.0.1", "port": self.port, "security": self.security, "address": ADDRESS}
        if self.asks_who:
            fields |= {"user": USER, "password": Secret(PASSWORD.encode())}
        return Server(**{**fields, **said})

    # -- what aiosmtpd calls

    async def handle_EHLO(  # noqa: N802 - named by aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Remember the name of who greets."""
        del server, envelope
        session.host_name = hostname
        self.greeted.append(hostname)
        return responses

    async def handle_MAIL(  # noqa: N802 - named by aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the next humour; nobody sends who has not proved who he is."""
        if self.asks_who and not session.authenticated:
            return "530 5.7.0 Authentication required"
        self.now = self.humours.popleft() if self.humours else Humour()
        self.senders.append(address)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        self._break(server, Breaks.AT_SENDER)
        return self.now.sender

    async def handle_RCPT(  # noqa: N802 - named by aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient or not."""
        del session, options
        self._break(server, Breaks.AT_RECIPIENT)
        said = self.now.recipients.get(address, "250 OK")
        if said.startswith("250"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        """Deliver the text, or not."""
        del session
        self.offered.append(tuple(envelope.rcpt_tos))
        self._break(server, Breaks.AFTER_TEXT_DROPPED)
        if self.now.text.startswith("250") and self.now.breaks is not Breaks.AFTER_TEXT_DROPPED:
            content = envelope.original_content or b""
            self.delivered.append((tuple(envelope.rcpt_tos), content))
        if self.at_text is not None:
            self.at_text()
        self._break(server, Breaks.AFTER_TEXT_TAKEN)
        return self.now.text

    def _break(self, server: SMTP, where: Breaks) -> None:
        if self.now.breaks is where and server.transport is not None:
            server.transport.abort()  # type: ignore[attr-defined] # every transport of a socket has it

    def authenticated(  # aiosmtpd names neither the kind of what it hands over nor how much of it is needed
        self, server: SMTP, session: Session, envelope: Envelope, way: str, data: LoginPassword
    ) -> AuthResult:
        """Check user and password."""
        del server, session, envelope, way
        right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=right)


class _Protocol(SMTP):
    """aiosmtpd's, which may also refuse the text before it is sent."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - named by aiosmtpd
        house: House = self.event_handler
        if house.now.breaks is Breaks.AT_DATA and self.transport is not None:
            self.transport.close()
        elif house.now.data is not None:
            await self.push(house.now.data)
        else:
            await super().smtp_DATA(arg)


@contextmanager
def open_house(house: House | None = None, port: int = 0) -> Iterator[House]:
    """Yield a server that listens on the loopback interface; afterwards it is gone."""
    house = house or House()
    loop = asyncio.new_event_loop()
    tls = house.context if house.security is MailSecurity.TLS else None
    made = loop.run_until_complete(loop.create_server(lambda: _protocol(house, loop), "127.0.0.1", port, ssl=tls))
    house.port = made.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield house
    finally:
        asyncio.run_coroutine_threadsafe(_ended(made), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


def _protocol(house: House, loop: asyncio.AbstractEventLoop) -> SMTP:
    house.connections += 1
    start = house.security is MailSecurity.STARTTLS
    return _Protocol(
        house,
        data_size_limit=house.largest,
        hostname="mail.test",
        ident="test",
        loop=loop,
        tls_context=house.context if start else None,
        require_starttls=start,
        auth_require_tls=False,
        authenticator=house.authenticated if house.asks_who else None,
        decode_data=False,
    )


async def _ended(made: asyncio.base_events.Server) -> None:
    """Close the door, and let whoever is still inside go."""
    made.close()
    await made.wait_closed()
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
