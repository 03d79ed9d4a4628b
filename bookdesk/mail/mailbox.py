"""The mailbox that hears of bounces: read over IMAP (RFC 3501), never changed, with no more than is needed."""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import TracebackType
from typing import Protocol, Self

from bookdesk.mail.bounces import MOST_BYTES, Notice, may_be_report, read_report
from bookdesk.mail.imap import PATIENCE, Imap, Mailbox, Seen, open_imap, quoted, telling

_LOOKS_BACK = timedelta(days=14)
"""How far the first look goes: servers give a message up after five days at the latest (RFC 5321, 4.5.4.1)."""
_MOST_AT_ONCE = 500
_HEADS_AT_ONCE = 100
_HEAD = "BODY.PEEK[HEADER.FIELDS (CONTENT-TYPE FROM RETURN-PATH AUTO-SUBMITTED)]"
_SENT = re.compile(rb'^\([^)]*\\Sent[^)]*\) (?:"[^"]*"|NIL) (.+)$', re.IGNORECASE)


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
    """A mailbox over an open connection; made by `open_mailbox`."""

    def __init__(self, imap: Imap, mailbox: Mailbox) -> None:
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
        with telling(self._mailbox):
            validity = self._imap.select(self._mailbox.folder)
            known = seen is not None and (seen.folder, seen.validity) == (self._mailbox.folder, validity)
            last = seen.uid if seen is not None and known else 0
            uids = self._imap.above(last, None if known else now - _LOOKS_BACK)
            now_read = uids[:_MOST_AT_ONCE]
            notices = [notice for uid in self._reports(now_read) for notice in read_report(self._whole(uid))]
            reached = now_read[-1] if now_read else last
            return News(tuple(notices), Seen(self._mailbox.folder, validity, reached), len(uids) > len(now_read))

    def sent(self, message_id: str) -> bool:
        """Search the folder that the server marks as `Sent` (RFC 6154); without one nothing is known."""
        with telling(self._mailbox):
            folder = self._sent_folder()
            if folder is None:
                return False
            self._imap.select(folder)
            return bool(self._imap.found("HEADER", "Message-ID", quoted(message_id)))

    def close(self) -> None:
        """Log out where somebody still listens."""
        self._imap.close()

    def _reports(self, uids: Sequence[int]) -> Iterator[int]:
        for start in range(0, len(uids), _HEADS_AT_ONCE):
            wanted = uids[start : start + _HEADS_AT_ONCE]
            heads = self._imap.fetched(",".join(map(str, wanted)), _HEAD)
            yield from (uid for uid in wanted if uid in heads and may_be_report(heads[uid].text))

    def _whole(self, uid: int) -> bytes:
        found = self._imap.fetched(str(uid), f"BODY.PEEK[]<0.{MOST_BYTES}>").get(uid)
        return found.text if found is not None else b""

    def _sent_folder(self) -> str | None:
        _, data = self._imap.raw.list()
        for line in data:
            named = _SENT.match(line) if isinstance(line, bytes) else None
            if named:
                return named[1].decode("ascii", "replace").strip('"').replace('\\"', '"')
        return None


def open_mailbox(mailbox: Mailbox, *, context: ssl.SSLContext | None = None, patience: float = PATIENCE) -> ImapInbox:
    """Return a mailbox, secured and opened; `NotNow`, or `InputError` for one that would be read in the clear."""
    return ImapInbox(open_imap(mailbox, context=context, patience=patience), mailbox)
