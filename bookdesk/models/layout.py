"""How suppliers lay out their documents: what confirmed documents taught, as keyed marks and places."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from bookdesk.models.base import ClientBase, Machine, PracticeBase
from bookdesk.models.columns import Flag


class SupplierLayout(Machine, ClientBase):
    """The layout of one confirmed document (`capture/memory/kept.py` reads and writes `signs` and `spots`).

    It holds no text, amount or account, and stands in no history. `missed` counts the documents on which a value had
    to be corrected that it spoke for; `by_hand` says that a person taught single fields of a document that is still
    under review. Neither id is a key of the database: a supplier or a confirmation that is taken
    back is held by nothing that was only learned, and a layout without them is not asked and goes with the next one.
    """

    __tablename__ = "supplier_layout"
    __extra__ = (Index(None, "document_id", unique=True), Index(None, "contact_id"))

    contact_id: Mapped[str]
    document_id: Mapped[str]
    signs: Mapped[str]
    spots: Mapped[str]
    missed: Mapped[int] = mapped_column(default=0)
    by_hand: Mapped[Flag] = mapped_column(default=False)


class LayoutKey(Machine, PracticeBase):
    """The one key (hex, 32 bytes) under which all clients' layouts are marked; it never leaves the practice."""

    __tablename__ = "layout_key"
    __extra__ = (Index(None, "number", unique=True),)

    number: Mapped[int] = mapped_column(default=1)
    key: Mapped[str]


class SharedLayout(Machine, PracticeBase):
    """A layout that one client's confirmed document taught and that may serve the firm's others.

    `supplier_mark` is the supplier's tax number or account as a keyed mark: nobody without the key tells whose it is.
    The client's and the document's ids are there so that it goes when they do.
    """

    __tablename__ = "shared_layout"
    __extra__ = (Index(None, "client_id", "document_id", unique=True), Index(None, "supplier_mark"))

    client_id: Mapped[str]
    document_id: Mapped[str]
    supplier_mark: Mapped[str]
    signs: Mapped[str]
    spots: Mapped[str]
