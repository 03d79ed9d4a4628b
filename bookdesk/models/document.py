"""A document as it arrived: the sealed original, its outcome, and what was read on its pages."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from bookdesk.core.vocabulary import DocumentKind, FieldState
from bookdesk.models.base import Books, ClientBase, Machine
from bookdesk.models.columns import Flag, Instant, Json, Micro, member, one_of, reference


class DocumentState(StrEnum):
    """Where a document stands in the inbox."""

    RECEIVED = "received"
    TO_REVIEW = "to review"
    NOT_PAYABLE = "not payable"
    DUPLICATE = "duplicate"
    FAILED = "failed"
    LOCKED = "locked"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    MOVED = "moved"


class Document(Books, ClientBase):
    """One intake. `stored_name` and `seal_key` (hex) open the sealed file; `sha256` is of the original bytes.

    `failure` says in words why it could not be read, or why it never becomes payable.
    `origin_id` links the copies of a document that was moved between clients.
    """

    __tablename__ = "document"
    __extra__ = (
        one_of("state", DocumentState),
        one_of("kind", DocumentKind),
        Index(None, "sha256"),
        Index("ix_document_listed", "state", "intake_number", "kind", "id"),
        Index("ix_document_repeated", "duplicate_of_id", sqlite_where=text("duplicate_of_id IS NOT NULL")),
        Index("ix_document_part", "parent_id", sqlite_where=text("parent_id IS NOT NULL")),
        Index("ix_document_words", "text_hash", sqlite_where=text("text_hash IS NOT NULL")),
    )

    intake_number: Mapped[int] = mapped_column(unique=True)
    file_name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    stored_name: Mapped[str] = mapped_column(unique=True)
    seal_key: Mapped[str]
    received_at: Mapped[Instant]
    received_by: Mapped[str]
    state: Mapped[DocumentState] = member(DocumentState)
    kind: Mapped[DocumentKind | None] = member(DocumentKind)
    pages: Mapped[int | None]
    source: Mapped[str | None]
    failure: Mapped[str | None]
    duplicate_of_id: Mapped[str | None] = mapped_column(reference("document"))
    parent_id: Mapped[str | None] = mapped_column(reference("document"))
    text_hash: Mapped[str | None]
    image_hash: Mapped[str | None]
    origin_id: Mapped[str | None]


class DocumentPassword(Machine, ClientBase):
    """What opens a document that is locked, beside its `seal_key` under the same encryption. Never in the history."""

    __tablename__ = "document_password"
    __extra__ = (Index(None, "document_id", unique=True),)

    document_id: Mapped[str] = mapped_column(reference("document"))
    password: Mapped[str]


class DocumentPage(Machine, ClientBase):
    """What was read on a page: its text, and words with boxes as compact JSON. Never in the history."""

    __tablename__ = "document_page"
    __extra__ = (Index(None, "document_id", "number", unique=True),)

    document_id: Mapped[str] = mapped_column(reference("document"))
    number: Mapped[int]
    source: Mapped[str]
    text: Mapped[str]
    words: Mapped[Json]


class DocumentField(Machine, ClientBase):
    """A field as it was read: value (exact text), place, state, reason and the alternatives that lost."""

    __tablename__ = "document_field"
    __extra__ = (
        one_of("state", FieldState),
        Index(None, "document_id", "name", unique=True),
        Index("ix_document_field_doubtful", "document_id", sqlite_where=text("state IN ('check', 'failed')")),
    )

    document_id: Mapped[str] = mapped_column(reference("document"))
    name: Mapped[str]
    value: Mapped[str | None]
    read_value: Mapped[str | None]
    confidence: Mapped[Micro]
    state: Mapped[FieldState] = member(FieldState)
    page: Mapped[int | None]
    box: Mapped[Json | None]
    why: Mapped[str]
    alternatives: Mapped[Json | None]
    corrected: Mapped[Flag] = mapped_column(default=False)
