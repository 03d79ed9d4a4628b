"""The papers of invoices, credit notes and estimates: shown as often as wanted, made once, the same bytes for ever."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bookdesk.core.errors import NotFound, RuleBroken
from bookdesk.core.vocabulary import EmbeddedXml, PaperKind
from bookdesk.formats.einvoice.writing.checking import problems
from bookdesk.formats.einvoice.writing.cii import write_cii
from bookdesk.formats.paper.content import Printed
from bookdesk.formats.paper.render import laid_out, render
from bookdesk.formats.paper.wording import labels
from bookdesk.invoicing.einvoices import einvoice_of
from bookdesk.invoicing.lawful import data_asked
from bookdesk.invoicing.paperbuild import paper_of
from bookdesk.invoicing.paperfacts import Document, Facts, facts_from, facts_of
from bookdesk.invoicing.writing import Line
from bookdesk.models.actions import Action
from bookdesk.models.estimate import Estimate, EstimateStatus
from bookdesk.models.invoice import Instalment, Invoice, InvoiceStatus
from bookdesk.models.paper import Paper
from bookdesk.store.books import Books
from bookdesk.store.desk import Desk
from bookdesk.store.papers import NewPaper, keep, newest, read

PDF = "application/pdf"
_KINDS = {
    Printed.INVOICE: PaperKind.INVOICE,
    Printed.CREDIT_NOTE: PaperKind.CREDIT_NOTE,
    Printed.ESTIMATE: PaperKind.ESTIMATE,
}


@dataclass(frozen=True, slots=True)
class EInvoicing:
    """Whether a document carries its data (EN 16931), and in sentences why it does not though it should."""

    inside: bool
    problems: tuple[str, ...] = ()


def preview(desk: Desk, document_id: str) -> bytes:
    """Return the PDF of an invoice, credit note or estimate as it is now: an issued one's as it was made.

    A draft is marked as one, as is a cancelled one. Nothing is kept. `NotFound`; `InputError` or `RuleBroken` for what
    no page can hold.
    """
    with desk.books.query() as session:
        document = _document(session, document_id)
        kept = newest(session, document.id, _paper_kind(document))
        if kept is not None and document.status is InvoiceStatus.ISSUED:
            return read(desk.books, kept)
        facts = facts_of(session, desk.books, document)
    return _pdf(facts)


def drawn(
    session: Session, books: Books, document: Document, lines: Sequence[Line], instalments: Sequence[Instalment] = ()
) -> bytes:
    """Return the PDF of a document that is only being written, from rows that need not be in the books.

    Its customer, tax codes and letterhead are read; raises as `preview` does.
    """
    return _pdf(facts_from(session, books, document, lines, instalments))


def make(desk: Desk, document_id: str) -> Paper:
    """Return the paper of an issued invoice or credit note, or of an offered estimate: made at most once, and kept.

    An estimate whose paper would be another now, since it was changed and offered anew, has a new one. `RuleBroken` for
    a draft, for an invoice that waits for its number, and for a cancelled one that had no paper.
    """
    with desk.books.query() as session:
        document = _document(session, document_id)
        kept = newest(session, document.id, _paper_kind(document))
        if kept is not None and isinstance(document, Invoice):
            return kept
        _require_final(document)
        facts = facts_of(session, desk.books, document)
    content = _pdf(facts)
    if kept is not None and read(desk.books, kept) == content:
        return kept
    return _keep(desk, facts, content, kept)


def make_all(desk: Desk, document_ids: Iterable[str]) -> tuple[Paper, ...]:
    """Return the papers of several documents, each made as by `make`."""
    return tuple(make(desk, one) for one in document_ids)


def content(desk: Desk, papers: Sequence[Paper]) -> tuple[tuple[str, bytes], ...]:
    """Return name and bytes of papers, as they are saved or attached."""
    return tuple((paper.file_name, read(desk.books, paper)) for paper in papers)


def check_printable(session: Session, books: Books, document: Document) -> None:
    """Refuse a document that no page can hold, before it is issued: `InputError`, `RuleBroken` as in `preview`."""
    laid_out(paper_of(facts_of(session, books, document)))


def einvoicing(desk: Desk, document_id: str) -> EInvoicing:
    """Return whether a document carries its data, or will, for whoever looks at it before it leaves."""
    with desk.books.query() as session:
        facts = facts_of(session, desk.books, _document(session, document_id))
    return _data(facts)[1]


def final_document(session: Session, document_id: str) -> Document:
    """Return a document that was issued or offered and stands; `NotFound`, or `RuleBroken` as in `make`."""
    document = _document(session, document_id)
    _require_final(document)
    return document


def _document(session: Session, document_id: str) -> Document:
    found = session.get(Invoice, document_id) or session.get(Estimate, document_id)
    if found is None:
        raise NotFound("There is no such invoice or estimate.", "Refresh the list: it may have been deleted.")
    return found


def _paper_kind(document: Document) -> PaperKind:
    return PaperKind.ESTIMATE if isinstance(document, Estimate) else PaperKind(document.kind.value)


def _require_final(document: Document) -> None:
    what = "estimate" if isinstance(document, Estimate) else str(document.kind)
    if document.status in {InvoiceStatus.DRAFT, EstimateStatus.DRAFT}:
        remedy = "Offer it first." if isinstance(document, Estimate) else "Issue it first."
        raise RuleBroken(f"The {what} is a draft and has no paper yet.", remedy)
    if document.status in {InvoiceStatus.VOID, EstimateStatus.WITHDRAWN}:
        raise RuleBroken(f"The {what} {document.number or ''} does not hold any more.", "No paper is made of it.")
    if not document.number:
        raise RuleBroken(
            f"The {what} has no number yet: the accounting system gives it.", "Wait until both are in step."
        )


def _pdf(facts: Facts) -> bytes:
    """Draw the paper; what is final becomes an archive file, with its data where that is wanted and right."""
    paper = paper_of(facts)
    if paper.watermark:
        return render(paper)
    from bookdesk.formats.pdfa import archived  # noqa: PLC0415 - what it brings takes longer to load than a list

    return archived(render(paper), paper.issued, _data(facts)[0])


def _data(facts: Facts) -> tuple[bytes | None, EInvoicing]:
    """The document as EN 16931 where it is wanted and nothing speaks against it."""
    if not _wanted(facts):
        return None, EInvoicing(inside=False)
    written = einvoice_of(facts)
    wrong = problems(written)
    return (None, EInvoicing(inside=False, problems=wrong)) if wrong else (write_cii(written), EInvoicing(inside=True))


def _wanted(facts: Facts) -> bool:
    if not isinstance(facts.document, Invoice) or facts.settings.embedded_xml is EmbeddedXml.NEVER:
        return False
    if facts.settings.embedded_xml is EmbeddedXml.ALWAYS:
        return True
    country = facts.buyer.country or facts.head.country
    return data_asked(country, facts.buyer.kind, facts.document.document_date)


def _keep(desk: Desk, facts: Facts, made: bytes, before: Paper | None) -> Paper:
    """Keep what was made, unless another start did so in between: then his stands."""
    document = facts.document
    name = f"{labels(facts.language)[facts.kind.value]} {document.number}.pdf"
    with desk.books.change(
        Action.PAPER_MADE, f"{facts.kind.value.replace('_', ' ')} {document.number}", actor=desk.actor
    ) as work:
        now = newest(work.session, document.id, _KINDS[facts.kind])
        if now is not None and (before is None or now.id != before.id):
            return now
        row = keep(work, desk, NewPaper(_KINDS[facts.kind], document.id, name, PDF, made))
        work.commit()
    return row
