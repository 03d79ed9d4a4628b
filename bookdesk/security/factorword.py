"""What a person said last of his second factor, by his own signature in the practice's history.

The row of a factor can be written by everybody who has the practice's key, his word by himself alone. A word is of his
present keys: new keys begin without a second factor.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection

from bookdesk.store.signing import Began, Claim, began, claims_of

if TYPE_CHECKING:
    from bookdesk.security.changes import FileSignatures, KeyTime
    from bookdesk.security.practice import OpenPractice

IN_USE: Final = "second factor in use"
REMOVED: Final = "second factor removed"
_LOOKED_AT: Final = 50
"""So many sets are looked at for a signed one: who writes more of them in another's name is told by `verify`."""
_WORDS: Final = (
    "SELECT id, reason FROM change_set WHERE actor = ? AND action = 'second factor edited' AND reason IN (?, ?)"
    " AND EXISTS (SELECT 1 FROM row_change WHERE tbl = 'second_factor') ORDER BY position DESC LIMIT ?"
)
"""Where nobody ever had one, the history is not gone through."""
_LAST: Final = "SELECT change_set FROM row_change WHERE tbl = 'second_factor' AND pk = ? ORDER BY seq DESC LIMIT 1"


def taken_away(practice: OpenPractice, row_id: str | None) -> bool:
    """Return whether the user said that a factor is in use, and this row of it (none: it is gone) is not his own."""
    with practice.file.query() as session:
        connection = session.connection()
        asked = _Asked(connection, practice)
        if asked.last_word() != IN_USE:
            return False
        if row_id is None:
            return True
        last = connection.exec_driver_sql(_LAST, (row_id,)).scalar()
        return last is None or not asked.is_his(str(last))


class _Asked:
    """Asks who signed what in one reading."""

    def __init__(self, connection: Connection, practice: OpenPractice) -> None:
        self._connection, self._user = connection, practice.bundle.user_id
        self._signatures: FileSignatures = practice.signatures(None)
        self._start: Began = began(connection)
        present: tuple[KeyTime, ...] = practice.sign_keys.of(self._user)
        self._since = next((one.since for one in present if one.key == practice.bundle.sign_key), None)

    def last_word(self) -> str | None:
        """Return what he said last with his present key."""
        said = (self._user, IN_USE, REMOVED, _LOOKED_AT)
        for found in self._connection.exec_driver_sql(_WORDS, said):
            if self.is_his(found.id):
                return str(found.reason)
        return None

    def is_his(self, set_id: str) -> bool:
        """Return whether he made a set with his present key."""
        return any(map(self._is_his, claims_of(self._connection, [set_id])))

    def _is_his(self, claim: Claim) -> bool:
        made = datetime.fromisoformat(claim.made_at)
        present = self._since is None or made >= self._since
        return claim.actor == self._user and present and self._signatures.problem(claim, self._start) is None
