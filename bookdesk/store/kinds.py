"""The two kinds of database file, and the marks by which each is recognised before anything is read from it.

`application_id` and `user_version` are SQLite's own header fields; `user_version` is the schema revision's number.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import MetaData

from bookdesk.models import (  # noqa: F401 - imported so that the metadata is whole; a test holds the list complete
    account,
    approval,
    arrival,
    bank,
    bill,
    capturing,
    client,
    commitment,
    contact,
    document,
    estimate,
    gateway,
    history,
    invoice,
    layout,
    ledger,
    mail,
    mailbox,
    paper,
    payment,
    portal,
    practice,
    product,
    receipt,
    reminder,
    sales,
    schedule,
    sync,
)
from bookdesk.models.base import ClientBase, PracticeBase

_MIGRATIONS = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: its tables, its tree of migrations, and the newest revision this program knows.

    From revision `signed_from` on each change set is signed by who made it.
    """

    name: str
    application_id: int
    metadata: MetaData
    head: int
    migrations: Path
    """The folder of its revisions."""
    signed_from: int = 1

    @property
    def revision(self) -> str:
        """The newest revision as Alembic names it."""
        return revision_name(self.head)


def revision_name(number: int) -> str:
    """Return Alembic's name of a revision number: `0001`."""
    return f"{number:04d}"


CLIENT = FileKind("client", int.from_bytes(b"BDcl"), ClientBase.metadata, 5, _MIGRATIONS / "client", 3)
PRACTICE = FileKind("practice", int.from_bytes(b"BDpr"), PracticeBase.metadata, 4, _MIGRATIONS / "practice", 2)
