"""Where documents come from by themselves: how each arrived, and the folders of this computer that are looked into."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from bookdesk.models.base import Books, ClientBase
from bookdesk.models.columns import Instant, member, one_of, part_of


class ArrivalWay(StrEnum):
    """By which way a document came that nobody handed in as a file."""

    MAIL = "mail"
    FOLDER = "folder"
    PASTE = "paste"


class FolderAfter(StrEnum):
    """What becomes of a file in a watched folder once it was taken."""

    MOVE = "move"
    LEAVE = "leave"


class DocumentArrival(Books, ClientBase):
    """How a document arrived. `key` is the same whenever the same thing comes again, so that it is taken once.

    Of a mail `sender`, `subject` and `sent_at` (as the server had it) are kept, of a watched folder its path in
    `place`, which of a mail is the mailbox. `chosen_by` is the user who chose the client where no rule did.
    """

    __tablename__ = "document_arrival"
    __extra__ = (one_of("way", ArrivalWay), Index(None, "document_id", unique=True), Index(None, "key", unique=True))

    document_id: Mapped[str] = mapped_column(part_of("document"))
    key: Mapped[str | None]
    way: Mapped[ArrivalWay] = member(ArrivalWay)
    place: Mapped[str | None]
    sender: Mapped[str | None]
    subject: Mapped[str | None]
    sent_at: Mapped[Instant | None]
    chosen_by: Mapped[str | None]


class WatchedFolder(Books, ClientBase):
    """A folder of one computer (`device`) whose files are taken in for this client as if they were dropped."""

    __tablename__ = "watched_folder"
    __extra__ = (one_of("after", FolderAfter), Index(None, "device", "path", unique=True))

    device: Mapped[str]
    path: Mapped[str]
    after: Mapped[FolderAfter] = member(FolderAfter)
