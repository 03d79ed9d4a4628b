"""A mailbox that documents arrive in: heads of what is new, whole messages, and a mark for what was taken.

Nothing is ever deleted. Where a message is to be moved and the server cannot (RFC 6851), it is flagged instead: to copy
and delete would not be the same.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from types import TracebackType
from typing import Final, Protocol, Self

from bookdesk.mail.foldernames import on_the_wire
from bookdesk.mail.imap import MONTHS, PATIENCE, Fetched, Imap, Mailbox, Seen, open_imap, quoted, telling

TAKEN_FOLDER: Final = "BookDesk/Taken"
"""Where messages go whose documents were taken, if that is wanted."""
MOST_HEAD: Final = 100_000
"""Bytes of a head that are looked at."""
_AT_ONCE = 50
_HEAD = f"RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER]<0.{MOST_HEAD}>"
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_DATE = re.compile(rb'\bINTERNALDATE "([ \d]\d)-([A-Z][a-z]{2})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)"')
_LISTED = re.compile(rb'^\([^)]*\) (?:"(.)"|NIL) ')
_NAMESPACE = re.compile(rb'^\(\("([^"]*)"')


@dataclass(frozen=True, slots=True)
class Head:
    """A message that lies in a folder: where, how large, since when, and its head's bytes."""

    place: Seen
    size: int
    arrived_at: datetime
    head: bytes


@dataclass(frozen=True, slots=True)
class Look:
    """What was new in a folder, how far it was read, and whether more is left for another look."""

    heads: tuple[Head, ...]
    seen: Seen
    more: bool = False


class DocumentBox(Protocol):
    """A mailbox that is open for taking documents. A `Seen` names the place of one message."""

    def look(self, folder: str, seen: Seen | None, since: date) -> Look:
        """Return what came after `seen`, of messages that arrived on the day `since` or later; `NotNow`."""
        ...

    def whole(self, place: Seen) -> bytes | None:
        """Return a message's bytes; none where it is not there any more; `NotNow`."""
        ...

    def flag(self, place: Seen) -> None:
        """Mark a message; nothing happens to one that is gone; `NotNow`."""
        ...

    def move(self, place: Seen) -> None:
        """Move a message to `TAKEN_FOLDER`, or mark it where the server moves none; `NotNow`."""
        ...

    def close(self) -> None:
        """End the connection; it never fails."""
        ...


OpenDocuments = Callable[[Mailbox], DocumentBox]


class ImapDocuments:
    """A mailbox over an open connection; made by `open_documents`."""

    def __init__(self, imap: Imap, mailbox: Mailbox) -> None:
        """Ask with a connection that knows who we are."""
        self._imap, self._mailbox = imap, mailbox
        self._levels: tuple[str, str] | None = None
        self._able: frozenset[str] | None = None
        self._open: tuple[str, bool] | None = None
        self._validity = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def look(self, folder: str, seen: Seen | None, since: date) -> Look:
        """Fetch the heads of what is new, some at a time."""
        with telling(self._mailbox):
            self._open = None  # new mail shows where a folder is opened anew
            validity = self._select(folder)
            last = seen.uid if seen is not None and seen.validity == validity else 0
            uids = self._imap.above(last, since)
            now = uids[:_AT_ONCE]
            found = self._imap.fetched(",".join(map(str, now)), _HEAD) if now else {}
            heads = [_head(Seen(folder, validity, uid), found[uid]) for uid in now if uid in found]
            return Look(tuple(heads), Seen(folder, validity, now[-1] if now else last), len(uids) > len(now))

    def whole(self, place: Seen) -> bytes | None:
        """Fetch a message; that it was looked at is not marked."""
        with telling(self._mailbox):
            if self._select(place.folder) != place.validity:
                return None
            found = self._imap.fetched(str(place.uid), "BODY.PEEK[]").get(place.uid)
            return found.text if found is not None else None

    def flag(self, place: Seen) -> None:
        """Set the flag that mail programs show as a star or a banner."""
        with telling(self._mailbox):
            if self._select(place.folder, readonly=False) == place.validity:
                self._imap.ask("STORE", str(place.uid), "+FLAGS.SILENT", r"(\Flagged)")

    def move(self, place: Seen) -> None:
        """Let the server move it, and make the folder where it is not there yet."""
        with telling(self._mailbox):
            if not self._can("MOVE"):
                self.flag(place)
                return
            if self._select(place.folder, readonly=False) == place.validity:
                wanted = self._wire(TAKEN_FOLDER)
                kind, _ = self._imap.raw.uid("MOVE", str(place.uid), quoted(wanted))
                if kind != "OK":
                    self._imap.raw.create(quoted(wanted))
                    self._imap.ask("MOVE", str(place.uid), quoted(wanted))

    def close(self) -> None:
        """Log out where somebody still listens."""
        self._imap.close()

    def _select(self, folder: str, *, readonly: bool = True) -> int:
        """Open a folder unless it is open, so that much of one is fetched without opening it each time."""
        if self._open != (folder, readonly):
            self._open = None
            self._validity = self._imap.select(self._wire(folder), readonly=readonly)
            self._open = (folder, readonly)
        return self._validity

    def _can(self, what: str) -> bool:
        """Return whether the server can do something; it tells more of that to who is signed in."""
        if self._able is None:
            _, told = self._imap.raw.capability()
            self._able = frozenset(told[-1].decode("ascii", "replace").upper().split() if told and told[-1] else ())
        return what in self._able

    def _wire(self, folder: str) -> str:
        """Return a folder's name as this server has it."""
        if self._levels is None:
            separator, prefix = "/", ""
            _, listed = self._imap.raw.list('""', '""')
            parted = _LISTED.match(listed[0]) if listed and isinstance(listed[0], bytes) else None
            if parted and parted[1]:
                separator = parted[1].decode("ascii", "replace")
            if self._can("NAMESPACE"):
                _, spaces = self._imap.raw.namespace()
                own = _NAMESPACE.match(spaces[0]) if spaces and isinstance(spaces[0], bytes) else None
                prefix = own[1].decode("ascii", "replace") if own else ""
            self._levels = separator, prefix
        return on_the_wire(folder, *self._levels)


def open_documents(
    mailbox: Mailbox, *, context: ssl.SSLContext | None = None, patience: float = PATIENCE
) -> ImapDocuments:
    """Return a mailbox, secured and opened; `NotNow`, or `InputError` for one that would be read in the clear."""
    return ImapDocuments(open_imap(mailbox, context=context, patience=patience), mailbox)


def _head(place: Seen, found: Fetched) -> Head:
    size = _SIZE.search(found.said)
    return Head(place, int(size[1]) if size else len(found.text), _instant(found.said), found.text)


def _instant(said: bytes) -> datetime:
    """Return when a message arrived (INTERNALDATE); the beginning of time where the server does not say."""
    told = _DATE.search(said)
    if told is None or told[2].decode() not in MONTHS:
        return datetime.fromtimestamp(0, UTC)
    day, year, hour, minute, second = (int(told[place]) for place in (1, 3, 4, 5, 6))
    offset = timedelta(hours=int(told[8]), minutes=int(told[9])) * (-1 if told[7] == b"-" else 1)
    local = datetime(year, MONTHS.index(told[2].decode()) + 1, day, hour, minute, second, tzinfo=timezone(offset))
    return local.astimezone(UTC)
