"""Papers in a client's books: sealed like every document, a row each, never changed afterwards.

What is made again stands beside what was made before; the newest counts.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import InputError
from bookdesk.core.identifiers import new_id
from bookdesk.core.texts import clean
from bookdesk.core.vocabulary import PaperKind
from bookdesk.models.paper import Paper
from bookdesk.store.books import Books
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk

MOST_BYTES = 25_000_000
"""Of one paper: more than mail servers take (RFC 1870 leaves it to them; 25 MB is what the large ones accept)."""
MOST_NAME = 120
"""Characters of a file's name."""
_NO_NAME = frozenset('/\\:*?"<>|')


@dataclass(frozen=True, slots=True)
class NewPaper:
    """A file to be kept: what it is, of which record (None for none), its name and media type, and its bytes."""

    kind: PaperKind
    subject_id: str | None
    file_name: str
    media_type: str
    content: bytes


def keep(work: Change, desk: Desk, new: NewPaper) -> Paper:
    """Seal a file and add its row to the change; unless that is committed, the sealed file is removed again.

    `InputError` for an empty one and for more than `MOST_BYTES`; `StorageError` where the disk is full.
    """
    if not 0 < len(new.content) <= MOST_BYTES:
        size = f"has more than {MOST_BYTES // 1_000_000} MB" if new.content else "is empty"
        raise InputError(f"The file {file_name(new.file_name)} {size}.", "Choose another one.")
    sealed = desk.books.documents.put(new.content)
    work.otherwise(partial(desk.books.documents.take_back, sealed.name))
    row = Paper(
        id=new_id(),
        kind=new.kind,
        subject_id=new.subject_id,
        file_name=file_name(new.file_name),
        media_type=new.media_type,
        size=sealed.size,
        sha256=sealed.sha256,
        stored_name=sealed.name,
        seal_key=sealed.key_hex,
        made_at=desk.clock.now(),
        made_by=desk.actor.user,
    )
    work.add(row)
    work.session.flush()
    return row


def newest(session: Session, subject_id: str, kind: PaperKind) -> Paper | None:
    """Return the paper of a record that was made last, `None` where none is left."""
    query = select(Paper).where(Paper.subject_id == subject_id, Paper.kind == kind, Paper.seal_key != "")
    return session.scalars(query.order_by(Paper.made_at.desc(), Paper.id.desc()).limit(1)).one_or_none()


def newest_of(session: Session, subject_ids: Collection[str], kind: PaperKind) -> dict[str, Paper]:
    """Return by record the paper that was made last; records of which none is left are not in it."""
    query = select(Paper).where(Paper.subject_id.in_(list(subject_ids)), Paper.kind == kind, Paper.seal_key != "")
    rows = session.scalars(query.order_by(Paper.made_at, Paper.id)).all()
    return {row.subject_id: row for row in rows if row.subject_id is not None}


def read(books: Books, paper: Paper) -> bytes:
    """Return the bytes of a paper; `Tampered` where its file is gone or was altered."""
    return books.documents.read(paper.stored_name, paper.seal_key, paper.sha256)


def file_name(name: str) -> str:
    """Return a name that every system can save a file under: one line, no strokes, not too long, ending kept."""
    plain = "".join("-" if sign in _NO_NAME else sign for sign in clean(name)).strip(". ")
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > MOST_NAME // 10:
        return plain[:MOST_NAME].strip() or "paper"
    return f"{stem[: MOST_NAME - len(ending) - 1].strip() or 'paper'}.{ending}"
