"""The files in which the pages of a document lie: its own, or those of the documents that it is bound of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bookdesk.capture.binding import MEDIA_TYPE, Leaf, bound, by_source, unpacked
from bookdesk.capture.passwords import password_of
from bookdesk.core.errors import InputError, Tampered
from bookdesk.core.progress import Progress
from bookdesk.models.document import Document
from bookdesk.reading.reader import DocumentReader
from bookdesk.reading.second import Second
from bookdesk.reading.words import Reading
from bookdesk.store.desk import Desk


@dataclass(frozen=True, slots=True)
class Originals:
    """The content of each file, by its document, and which page of which lies where; no leaves: one file, all pages."""

    contents: Mapping[str, bytes]
    leaves: tuple[Leaf, ...] = ()
    passwords: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What opens those that are locked, where it is known."""


def originals_of(desk: Desk, row: Document, password: str | None = None) -> Originals:
    """Return the files of a document; `Tampered` where one is missing or was altered.

    `password` is what a person says that opens it, instead of what is known.
    """
    content = _content(desk, row)
    if row.media_type != MEDIA_TYPE:
        with desk.books.query() as session:
            password = password or password_of(session, row.id)
        return Originals({row.id: content}, passwords={} if password is None else {row.id: password})
    leaves = unpacked(content)
    with desk.books.query() as session:
        sources = {key: session.get(Document, key) for key in by_source(leaves)}
        passwords = {key: word for key in sources if (word := password_of(session, key)) is not None}
    known = {leaf.document_id: leaf.sha256 for leaf in leaves}
    contents = {}
    for key, source in sources.items():
        if source is None or source.sha256 != known[key]:
            raise Tampered(
                "The file in which this document's pages lie is not there any more.",
                "Restore this client from a backup, or ask for the document again.",
            )
        contents[key] = _content(desk, source)
    return Originals(contents, leaves, passwords)


def read_originals(
    reader: DocumentReader,
    found: Originals,
    languages: Sequence[str],
    progress: Progress | None,
    second: Second = Second.WHERE_NEEDED,
) -> Reading:
    """Read a document, of each file only the pages that are wanted; raises as `DocumentReader.read` does.

    Of a file that is taken apart its e-invoice is left out: nobody knows which of the parts it is about.
    """
    if not found.leaves:
        ((key, content),) = found.contents.items()
        password = found.passwords.get(key)
        return reader.read(content, languages=languages, password=password, progress=progress, second=second)
    single = len(found.contents) == 1
    readings = {
        key: reader.read(
            found.contents[key],
            languages=languages,
            ignore_embedded=single,
            pages=pages,
            password=found.passwords.get(key),
            progress=progress,
            second=second,
        )
        for key, pages in by_source(found.leaves).items()
    }
    return bound(found.leaves, readings)


def leaves_of(desk: Desk, row: Document) -> tuple[Leaf, ...]:
    """Return the pages of a document as pages of files; `InputError` where it has none, such as a bare e-invoice."""
    if row.media_type == MEDIA_TYPE:
        return unpacked(_content(desk, row))
    if not row.pages:
        raise InputError(
            f"Document {row.intake_number} has no pages, or was not read yet.", "Choose documents that have pages."
        )
    return tuple(Leaf(row.id, row.sha256, page) for page in range(1, row.pages + 1))


def _content(desk: Desk, row: Document) -> bytes:
    return desk.books.documents.read(row.stored_name, row.seal_key, row.sha256)
