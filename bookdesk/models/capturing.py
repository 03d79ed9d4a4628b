"""What a client's bills are held against: rules of coding, papers that bills need, and which paper goes with which."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from bookdesk.core.vocabulary import DocumentKind
from bookdesk.models.base import Books, ClientBase
from bookdesk.models.columns import Flag, Minor, member, one_of, part_of, reference


class CaptureRule(Books, ClientBase):
    """Lines of bills go to this account, with this tax code where one is named. Rules are tried by `position`, from 1.

    It holds for bills of `contact_id` (of anybody if none) and lines that contain the words `contains` (all if none).
    """

    __tablename__ = "capture_rule"
    __extra__ = (Index(None, "contact_id"),)

    position: Mapped[int]
    contact_id: Mapped[str | None] = mapped_column(reference("contact"))
    contains: Mapped[str | None]
    account_id: Mapped[str] = mapped_column(reference("account"))
    tax_code_id: Mapped[str | None] = mapped_column(reference("tax_code"))
    enabled: Mapped[Flag] = mapped_column(default=True)


class RequiredPaper(Books, ClientBase):
    """No bill over `above` (minor units of the client's currency) without a document of this kind beside it.

    It holds for the bills of one supplier, or with a line on one account, where these are named.
    """

    __tablename__ = "required_paper"
    __extra__ = (one_of("kind", DocumentKind),)

    kind: Mapped[DocumentKind] = member(DocumentKind)
    above: Mapped[Minor]
    contact_id: Mapped[str | None] = mapped_column(reference("contact"))
    account_id: Mapped[str | None] = mapped_column(reference("account"))


class SupportingPaper(Books, ClientBase):
    """A document that goes with the bill of another one, or `reason`: why there is none though it is required."""

    __tablename__ = "supporting_paper"
    __extra__ = (Index(None, "document_id"), Index(None, "paper_id"))

    document_id: Mapped[str] = mapped_column(part_of("document"))
    paper_id: Mapped[str | None] = mapped_column(reference("document"))
    reason: Mapped[str | None]
