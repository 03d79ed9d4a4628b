"""Files that a customer sent along with a question: which there are, and handed out with an entry of the history."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from bookdesk.core.errors import NotFound
from bookdesk.core.vocabulary import PaperKind
from bookdesk.models.paper import Paper
from bookdesk.receivables.portal.listing import word_named
from bookdesk.store.desk import Desk
from bookdesk.store.leaving import note_saved
from bookdesk.store.papers import file_name, read


@dataclass(frozen=True, slots=True)
class SentPaper:
    """A file that came along: what it is called, its type by its content, and its bytes."""

    id: str
    name: str
    media_type: str
    size: int


def files_of(desk: Desk, word: str) -> tuple[SentPaper, ...]:
    """Return the files that came with what a customer said, by its id or the end of it; `NotFound`."""
    with desk.books.query() as session:
        kept = word_named(session, word).papers
        ids = [str(one) for one in kept] if isinstance(kept, list) else []
        query = select(Paper).where(Paper.id.in_(ids), Paper.kind == PaperKind.EVIDENCE, Paper.seal_key != "")
        rows = {row.id: row for row in session.scalars(query)}
    found = (rows[one] for one in ids if one in rows)
    return tuple(SentPaper(row.id, row.file_name, row.media_type, row.size) for row in found)


def take_file(desk: Desk, paper_id: str, how: str = "saved") -> tuple[str, bytes]:
    """Return a name to save a file under, and its bytes; `how` it leaves stands in the history first.

    `NotFound` for what no customer sent, `Tampered` where the file is gone or was altered.
    """
    with desk.books.query() as session:
        row = session.get(Paper, paper_id)
        if row is None or row.kind is not PaperKind.EVIDENCE or not row.seal_key:
            raise NotFound("No such file came from a customer.", "Choose one that stands beside what he said.")
    name = file_name(row.file_name)
    note_saved(desk, name, how=how)
    return name, read(desk.books, row)
