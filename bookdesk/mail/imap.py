"""One connection to a mailbox over IMAP (RFC 3501): secured, opened by a user, and its failures in our words.

Whoever reads mailboxes, for bounces or for documents, asks through it; what is asked for is his own affair.
"""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import TracebackType
from typing import Any, Final, Self

from bookdesk.core.errors import InputError
from bookdesk.core.vocabulary import MailSecurity
from bookdesk.mail.addresses import is_loopback
from bookdesk.mail.smtp import NotNow
from bookdesk.mail.unopened import Setting, Unopened, unopened
from bookdesk.security.redaction import Secret

INBOX: Final = "INBOX"
PATIENCE: Final = 60.0
"""Seconds to wait for an answer."""
TRYING: Final = 20.0
"""Seconds to wait for an answer where a person waits for it."""
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""As IMAP writes them, whatever the system's language is (RFC 3501, 9)."""
_UID = re.compile(rb"\bUID (\d+)\b")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where mail arrives, as whom it is opened, and in which folder it lies."""

    host: str
    port: int
    security: MailSecurity
    user: str
    password: Secret
    folder: str = INBOX
    command: str = "bookdesk mail account set"
    """By what it is entered anew on the command line."""


@dataclass(frozen=True, slots=True)
class Seen:
    """How far a folder was read: the last UID, valid as long as `validity` is (RFC 3501, 2.3.1.1)."""

    folder: str
    validity: int
    uid: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was fetched of a message: the text asked for, and whatever else the server said of it."""

    text: bytes
    said: bytes


class Imap:
    """An open connection by the standard library's `imaplib`; made by `open_imap`."""

    def __init__(self, imap: imaplib.IMAP4, mailbox: Mailbox) -> None:
        """Ask with a connection that knows who we are."""
        self.raw, self._mailbox = imap, mailbox

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def select(self, folder: str, *, readonly: bool = True) -> int:
        """Open a folder, named as the server writes it, and return its UIDVALIDITY; `NotNow` where there is none."""
        kind, _ = self.raw.select(quoted(folder), readonly=readonly)
        if kind != "OK":
            raise Unopened(
                f"The mailbox has no folder {folder}.",
                "Enter the folder as the mail program shows it, or make it.",
                Setting.FOLDER,
            )
        _, data = self.raw.response("UIDVALIDITY")
        return int(data[0]) if data and data[0] else 0

    def ask(self, command: str, *words: str) -> list[Any]:
        """Give a command that works on UIDs, and return the answer's lines; `NotNow` where it is refused."""
        kind, data = self.raw.uid(command, *words)
        if kind != "OK":
            raise NotNow(
                f"The mailbox at {self._mailbox.host} does not do what it is asked to.", "It is tried again later."
            )
        return list(data)

    def found(self, *words: str) -> list[int]:
        """Return the UIDs that a search finds."""
        return numbers(self.ask("SEARCH", *words))

    def above(self, last: int, since: date | None) -> list[int]:
        """Return the UIDs above `last`; `n:*` names the last message even where it is below n (RFC 3501, 6.4.8)."""
        words = ["UID", f"{last + 1}:*"]
        if since is not None:
            words += ["SINCE", f"{since.day}-{MONTHS[since.month - 1]}-{since.year}"]
        return sorted(uid for uid in self.found(*words) if uid > last)

    def fetched(self, uids: str, what: str) -> Mapping[int, Fetched]:
        """Return what was asked for by UID; the server may name it, and all else, before or after the text."""
        found: dict[int, Fetched] = {}
        text, said = None, b""
        for one in self.ask("FETCH", uids, f"(UID {what})"):
            if isinstance(one, tuple):
                said, text = one[0] or b"", one[1]
            else:
                said += b" " + (one or b"")
            uid = _UID.search(said)
            if uid and text is not None:
                found[int(uid[1])] = Fetched(text, said)
        return found

    def close(self) -> None:
        """Log out where somebody still listens; it never fails."""
        try:
            self.raw.logout()
        except (OSError, imaplib.IMAP4.error):
            self.raw.shutdown()


def open_imap(mailbox: Mailbox, *, context: ssl.SSLContext | None = None, patience: float = PATIENCE) -> Imap:
    """Return a mailbox, secured and opened; `NotNow`, or `InputError` for one that would be read in the clear."""
    if mailbox.security is MailSecurity.NONE and not is_loopback(mailbox.host):
        raise InputError(f"The mailbox at {mailbox.host} would be read in the clear.", "Choose TLS (port 993).")
    context = context or ssl.create_default_context()
    with telling(mailbox):
        if mailbox.security is MailSecurity.TLS:
            imap: imaplib.IMAP4 = imaplib.IMAP4_SSL(mailbox.host, mailbox.port, ssl_context=context, timeout=patience)
        else:
            imap = imaplib.IMAP4(mailbox.host, mailbox.port, timeout=patience)
    try:
        with telling(mailbox):
            if mailbox.security is MailSecurity.STARTTLS:
                imap.starttls(context)
            _prove(imap, mailbox)
    except NotNow:
        imap.shutdown()
        raise
    return Imap(imap, mailbox)


def _prove(imap: imaplib.IMAP4, mailbox: Mailbox) -> None:
    """Say who we are, in UTF-8 where the server can (RFC 4616); its words are not repeated."""
    plain = b"\0" + mailbox.user.encode() + b"\0" + mailbox.password.reveal()
    try:
        if "AUTH=PLAIN" in imap.capabilities:
            imap.authenticate("PLAIN", lambda _: plain)
        else:
            imap.login(mailbox.user, mailbox.password.reveal().decode("ascii"))
    except (imaplib.IMAP4.abort, OSError):
        raise
    except (imaplib.IMAP4.error, UnicodeError):
        raise Unopened(
            f"The mailbox at {mailbox.host} does not accept user and password.",
            "Enter the password again; large providers want one made for this program.",
            Setting.PASSWORD,
            command=mailbox.command,
        ) from None


class telling:  # noqa: N801 - used as a block, like `suppress`
    """Let what the library raises leave as `Unopened`, with what helps a person."""

    def __init__(self, mailbox: Mailbox) -> None:
        """Name this mailbox."""
        self._mailbox = mailbox

    def __enter__(self) -> None:
        return

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(failure, OSError | imaplib.IMAP4.error | ValueError):
            raise unopened(failure, self._mailbox.host, self._mailbox.port) from failure


def numbers(data: Sequence[Any]) -> list[int]:
    """Return the numbers of an answer's lines."""
    return [int(word) for line in data if isinstance(line, bytes) for word in line.split() if word.isdigit()]


def quoted(text: str) -> str:
    """Return a quoted string (RFC 3501, 4.3); folders outside ASCII are to be written as the server writes them."""
    if not text.isascii() or not text.isprintable():
        raise InputError(
            "The name of the folder has letters that IMAP does not know.", "Enter it as the server has it."
        )
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
