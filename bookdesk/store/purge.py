"""Removes what must go (a retention period ended, a document is shredded) without breaking the chain.

Body and salt of the images go; the digest and the name of the purging change set stay, so `verify` says "redacted
by ..." and not "broken". Run inside a change of the action `purged`; the database refuses it under any other.
"""

from __future__ import annotations

from bookdesk.core.errors import InUse
from bookdesk.store.chain import row_digest
from bookdesk.store.change import Change
from bookdesk.store.file import StoreFile


def redact(work: Change, table: str, row_id: str) -> int:
    """Redact all images of one record, those of this very change included, and return how many there were.

    Delete or blank the row itself first. Call `settle` on the file after the commit.
    """
    work.session.flush()
    connection = work.session.connection()
    images = connection.exec_driver_sql(
        "SELECT seq, salt, tbl, pk, before, after FROM row_change WHERE tbl = ? AND pk = ? AND salt IS NOT NULL",
        (table, row_id),
    ).fetchall()
    for seq, *body in images:
        connection.exec_driver_sql(
            "UPDATE row_change SET before = NULL, after = NULL, salt = NULL, digest = ?, redacted_by = ? WHERE seq = ?",
            (row_digest(*body), work.id, seq),
        )
    return len(images)


def settle(file: StoreFile) -> None:
    """Carry the purge into the file proper and empty its log, where older pages would outlive it.

    Freed space was overwritten at once (`secure_delete`). `InUse` while somebody reads: call again later.
    """
    with file.maintenance() as connection:
        if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            raise InUse("The purge is done, but older pages wait in the log.", "Close other windows, then repeat.")
