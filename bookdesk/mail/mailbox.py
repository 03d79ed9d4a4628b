"""The mailbox that hears of bounces: read over IMAP (RFC 3501), never changed, with no more than is needed."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Final, Protocol, Self

from bookdesk.core.errors import InputError
from bookdesk.core.vocabulary import MailSecurity
from bookdesk.mail.addresses import is_loopback
from bookdesk.mail.bounces import MOST_BYTES, Notice, may_be_report, read_report
from bookdesk.mail.smtp import NotNow
from bookdesk.security.redaction import Secret

INBOX: Final = "INBOX"
_PATIENCE = 60.0
_LOOKS_BACK = timedelta(days=14)
"""How far the first look goes: servers give a message up after five days at the latest (RFC 5321, 4.5.4.1)."""
_MOST_AT_ONCE = 500
_HEADS_AT_ONCE = 100
_HEAD = "BODY.PEEK[HEADER.FIELDS (CONTENT-TYPE FROM RETURN-PATH AUTO-SUBMITTED)]"
_UID = re.compile(rb"\bUID (\d+)\b")
_SENT = re.compile(rb'^\([^)]*\\Sent[^)]*\) (?:"[^"]*"|NIL) (.+)$', re.IGNORECASE)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where bounces arrive, as whom it is opened, and in which folder they lie."""

    host: str
    port: int
    security: MailSecurity
    user: str
    password: Secret
    folder: str = INBOX


@dataclass(frozen=True, slots=True)
class Seen:
    """How far a folder was read: the last UID, valid as long as `validity` is (RFC 3501, 2.3.1.1)."""

    folder: str
    validity: int
    uid: int


@dataclass(frozen=True, slots=True)
class News:
    """What was new, how far it was read, and whether more is left for another look."""

    notices: tuple[Notice, ...]
    seen: Seen
    more: bool = False


class Inbox(Protocol):
    """A mailbox that is open for reading."""

    def news(self, seen: Seen | None, now: datetime) -> News:
        """Return the delivery reports after `seen`; of the last two weeks where nothing was seen; `NotNow`."""
        ...

    def sent(self, message_id: str) -> bool:
        """Return whether the server keeps a message of this Message-ID among what was sent; `NotNow`."""
        ...

    def close(self) -> None:
        """End the connection; it never fails."""
        ...


OpenMailbox = Callable[[Mailbox], Inbox]


class ImapInbox:
    """A mailbox by the standard library's `imaplib`; made by `open_mailbox`."""

    def __init__(self, imap: imaplib.IMAP4, mailbox: Mailbox) -> None:
        """Read with a connection that knows who we are."""
        self._imap, self._mailbox = imap, mailbox

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def news(self, seen: Seen | None, now: datetime) -> News:
        """Look at the heads of what is new, and fetch the beginning of what looks like a report."""
        with _telling(self._mailbox):
            validity = self._select(self._mailbox.folder)
            known = seen is not None and (seen.folder, seen.validity) == (self._mailbox.folder, validity)
            last = seen.uid if seen is not None and known else 0
            uids = self._after(last, None if known else now - _LOOKS_BACK)
            now_read = uids[:_MOST_AT_ONCE]
            notices = [notice for uid in self._reports(now_read) for notice in read_report(self._whole(uid))]
            reached = now_read[-1] if now_read else last
            return News(tuple(notices), Seen(self._mailbox.folder, validity, reached), len(uids) > len(now_read))

    def sent(self, message_id: str) -> bool:
        """Search the folder that the server marks as `Sent` (RFC 6154); without one nothing is known."""
        with _telling(self._mailbox):
            folder = self._sent_folder()
            if folder is None:
                return False
            self._select(folder)
            return bool(_numbers(self._ask("SEARCH", "HEADER", "Message-ID", _quoted(message_id))))

    def close(self) -> None:
        """Log out where somebody still listens."""
        try:
            self._imap.logout()
        except (OSError, imaplib.IMAP4.error):
            self._imap.shutdown()

    def _select(self, folder: str) -> int:
        """Open a folder for reading only; returns its UIDVALIDITY."""
        kind, _ = self._imap.select(_quoted(folder), readonly=True)
        if kind != "OK":
            raise NotNow(f"The mailbox has no folder {folder}.", "Enter the folder that bounces arrive in.")
        _, data = self._imap.response("UIDVALIDITY")
        return int(data[0]) if data and data[0] else 0

    def _after(self, last: int, since: datetime | None) -> list[int]:
        """Return the UIDs above `last`; `n:*` names the last message even where it is below n (RFC 3501, 6.4.8)."""
        words = ["UID", f"{last + 1}:*"]
        if since is not None:
            words += ["SINCE", f"{since.day}-{_MONTHS[since.month - 1]}-{since.year}"]
        return sorted(uid for uid in _numbers(self._ask("SEARCH", *words)) if uid > last)

    def _reports(self, uids: Sequence[int]) -> Iterator[int]:
        for start in range(0, len(uids), _HEADS_AT_ONCE):
            wanted = uids[start : start + _HEADS_AT_ONCE]
            heads = self._fetched(",".join(map(str, wanted)), _HEAD)
            yield from (uid for uid in wanted if may_be_report(heads.get(uid, b"")))

    def _whole(self, uid: int) -> bytes:
        return self._fetched(str(uid), f"BODY.PEEK[]<0.{MOST_BYTES}>").get(uid, b"")

    def _fetched(self, uids: str, what: str) -> Mapping[int, bytes]:
        """Return what was asked for by UID; the server may name it before or after the text."""
        found: dict[int, bytes] = {}
        open_text: bytes | None = None
        for one in self._ask("FETCH", uids, f"(UID {what})"):
            before, text = one if isinstance(one, tuple) else (one, None)
            uid = _UID.search(before or b"")
            if text is None and uid and open_text is not None:
                found[int(uid[1])], open_text = open_text, None
            elif text is not None:
                open_text = text
                if uid:
                    found[int(uid[1])], open_text = text, None
        return found

    def _sent_folder(self) -> str | None:
        _, data = self._imap.list()
        for line in data:
            named = _SENT.match(line) if isinstance(line, bytes) else None
            if named:
                return named[1].decode("ascii", "replace").strip('"').replace('\\"', '"')
        return None

    def _ask(self, command: str, *words: str) -> list[Any]:
        kind, data = self._imap.uid(command, *words)
        if kind != "OK":
            raise NotNow(
                f"The mailbox at {self._mailbox.host} does not do what it is asked to.", "It is tried again later."
            )
        return list(data)


def open_mailbox(mailbox: Mailbox, *, context: ssl.SSLContext | None = None, patience: float = _PATIENCE) -> ImapInbox:
    """Return a mailbox, secured and opened; `NotNow`, or `InputError` for one that would be read in the clear."""
    if mailbox.security is MailSecurity.NONE and not is_loopback(mailbox.host):
        raise InputError(f"The mailbox at {mailbox.host} would be read in the clear.", "Choose TLS (port 993).")
    context = context or ssl.create_default_context()
    with _telling(mailbox):
        if mailbox.security is MailSecurity.TLS:
            imap: imaplib.IMAP4 = imaplib.IMAP4_SSL(mailbox.host, mailbox.port, ssl_context=context, timeout=patience)
        else:
            imap = imaplib.IMAP4(mailbox.host, mailbox.port, timeout=patience)
    try:
        with _telling(mailbox):
            if mailbox.security is MailSecurity.STARTTLS:
                imap.starttls(context)
            _prove(imap, mailbox)
    except NotNow:
        imap.shutdown()
        raise
    return ImapInbox(imap, mailbox)


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
        raise NotNow(
            f"The mailbox at {mailbox.host} does not accept user and password.",
            "Enter the password again; large providers want one made for this program.",
            command="bookdesk mail account set",
        ) from None


class _telling:  # noqa: N801 - used as a block, like `suppress`
    """Let what the library raises leave as `NotNow`, with what helps a person."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._place = f"{mailbox.host}, port {mailbox.port}"

    def __enter__(self) -> None:
        return

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(failure, ssl.SSLCertVerificationError):
            raise NotNow(
                f"The certificate of the mailbox {self._place} is not to be trusted.", "Check the name of the server."
            ) from failure
        if isinstance(failure, OSError | imaplib.IMAP4.error | ValueError):
            raise NotNow(f"The mailbox {self._place} cannot be read.", "It is tried again later.") from failure


def _numbers(data: Sequence[Any]) -> list[int]:
    return [int(word) for line in data if isinstance(line, bytes) for word in line.split() if word.isdigit()]


def _quoted(text: str) -> str:
    """Return a quoted string (RFC 3501, 4.3); folders outside ASCII are to be entered as the server writes them."""
    if not text.isascii() or not text.isprintable():
        raise InputError(
            "The name of the folder has letters that IMAP does not know.", "Enter it as the server has it."
        )
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
