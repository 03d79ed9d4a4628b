"""Which files of an opening go on from their anchors, and when their heads are anchored anew.

At the end of the work all of them are. In between it follows by itself, through the file's own word that a change was
committed, from acts after which nobody may cut the history off unseen: money let go, books signed off, keys and rights
changed. No screen and no command has to think of it. What was done is done: where the heads cannot be kept, that is
told as a remark, and the act stands.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from bookdesk.core.errors import BookDeskError, StorageError, Tampered
from bookdesk.core.identifiers import ClientId
from bookdesk.models.actions import Action
from bookdesk.security.anchors import PRACTICE_FILE, Anchors, Heads, follows, present_heads
from bookdesk.security.keyfile import KeyFile
from bookdesk.store.books import Books
from bookdesk.store.practice import PracticeFile

ANCHORED: Final[frozenset[StrEnum]] = frozenset(
    {
        *(Action.RUN_RELEASED, Action.RUN_RECALLED, Action.PAYMENT_RETURNED),
        *(Action.RECONCILED, Action.RECONCILIATION_REOPENED, Action.PERIOD_LOCKED),
        *(Action.USER_EDITED, Action.GRANT_EDITED, Action.DEVICE_WITHDRAWN),
        Action.CLIENT_RESTORED,
    }
)
"""Acts after which the heads are anchored at once. An anchor brings two files to the disk: not for each change, and for
a change of keys, which is an act for each client, once at its end (`now`)."""

_LOG = logging.getLogger(__name__)
_NOT_KEPT: Final = (
    "What was done is kept, but where the history ends could not be noted in the key file: {why}"
    " It is noted with the next closing that can."
)


class Anchoring:
    """The anchors of one opening. Safe to ask from several threads."""

    def __init__(self, keys: KeyFile, file: PracticeFile, kept: Callable[[], None]) -> None:
        """Anchor in `keys`; `file` is the practice's own, `kept` is called after each anchor."""
        self._keys, self._file, self._kept = keys, file, kept
        self._checked: set[ClientId] = set()
        """Clients whose file is open and was found to follow its anchors."""
        self._left: dict[str, Heads] = {}
        """Where the files ended that were closed since."""
        self.trouble = ""
        """Why the last anchor could not be kept, in a sentence; nothing where all is well."""

    def require(self, client_id: ClientId, books: Books) -> None:
        """Return quietly if an opened file goes on from its anchors; `Tampered` if it is older than they are."""
        if client_id in self._checked:
            return
        if not follows(books, (*self._keys.anchors().get(client_id, ()), *self._left.get(client_id, ()))):
            raise Tampered(
                "This client's file is not the one last used here: an older copy was put back, or its end was cut off.",
                "Have the practice checked, and bring the client back from a backup.",
                command="bookdesk verify; bookdesk restore --from FOLDER --client NAME",
            )
        self._checked.add(client_id)

    def own_is_behind(self) -> bool:
        """Return whether the practice's own file is not the one that was anchored last: older, or cut off."""
        return not follows(self._file, self._keys.anchors().get(PRACTICE_FILE, ()))

    def closing(self, client_id: ClientId, books: Books) -> None:
        """Remember where a file ends that is about to be closed: so it is anchored, and so it must open again.

        One that cannot be read keeps what was known of it before.
        """
        if client_id in self._checked:
            self._checked.remove(client_id)
            with suppress(StorageError):
                self._left[client_id] = present_heads(books)

    def forget(self, client_id: ClientId) -> None:
        """Accept a client's file as it is, after it was restored from a backup on purpose."""
        self._left.pop(client_id, None)
        self._keys.forget(client_id)

    def committed(self, client_id: ClientId, books: Books, action: StrEnum) -> None:
        """Hear of a change of a client's books."""
        if action in ANCHORED:
            with self._telling():
                self._anchor({client_id: present_heads(books)} if client_id in self._checked else {})

    def practice_committed(self, action: StrEnum) -> None:
        """Hear of a change of the practice's own file."""
        if action in ANCHORED:
            self.now()

    def now(self) -> None:
        """Anchor the practice's own file."""
        with self._telling():
            self._anchor({})

    def end(self) -> None:
        """Anchor every file that was closed, and the practice's own."""
        with self._telling():
            self._anchor(dict(self._left))

    def _anchor(self, fresh: Anchors) -> None:
        """Files that do not follow their anchors keep what convicts them."""
        behind = self.own_is_behind()
        self._keys.anchor(fresh if behind else {PRACTICE_FILE: present_heads(self._file), **fresh})
        self._kept()

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except (BookDeskError, SQLAlchemyError) as failure:
            why = failure.what if isinstance(failure, BookDeskError) else "the file could not be read."
            self.trouble = _NOT_KEPT.format(why=why)
            _LOG.warning("an anchor could not be kept (%s)", type(failure).__name__)
        else:
            self.trouble = ""
