"""Files that were made here, or that belong to no inbox: sealed like a document, and never changed."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from bookdesk.core.vocabulary import PaperKind
from bookdesk.models.base import Books, ClientBase
from bookdesk.models.columns import Instant, member, one_of


class Paper(Books, ClientBase):
    """One file, such as the PDF of an invoice as it was issued. `subject_id` is the record it is of.

    `stored_name` and `seal_key` (hex) open the sealed file; `sha256` is of its bytes.
    """

    __tablename__ = "paper"
    __extra__ = (one_of("kind", PaperKind), Index(None, "subject_id", "made_at"))

    kind: Mapped[PaperKind] = member(PaperKind)
    subject_id: Mapped[str | None]
    file_name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    stored_name: Mapped[str] = mapped_column(unique=True)
    seal_key: Mapped[str]
    made_at: Mapped[Instant]
    made_by: Mapped[str]
