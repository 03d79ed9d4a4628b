"""Papers and e-invoices handed out to be saved outside the encrypted files, with an entry of the history."""

from __future__ import annotations

from collections.abc import Sequence

from bookdesk.core.errors import RuleBroken
from bookdesk.formats.einvoice.invoice import Syntax
from bookdesk.formats.einvoice.writing.checking import problems
from bookdesk.formats.einvoice.writing.cii import write_cii
from bookdesk.formats.einvoice.writing.ubl import write_ubl
from bookdesk.invoicing.einvoices import einvoice_of
from bookdesk.invoicing.paperfacts import facts_of
from bookdesk.invoicing.papers import content, final_document, make_all, preview
from bookdesk.models.estimate import Estimate
from bookdesk.store.desk import Desk
from bookdesk.store.leaving import note_saved
from bookdesk.store.papers import file_name

_WRITERS = {Syntax.CII: write_cii, Syntax.UBL: write_ubl}


def take_papers(desk: Desk, document_ids: Sequence[str], how: str = "saved") -> tuple[tuple[str, bytes], ...]:
    """Return name and PDF of each of these documents, made as by `make`; `how` they leave stands in the history."""
    papers = make_all(desk, document_ids)
    named = ", ".join(paper.file_name for paper in papers[:3])
    what = named if len(papers) <= len(papers[:3]) else f"{named} and {len(papers) - 3} more papers"
    note_saved(desk, what, how=how)
    return content(desk, papers)


def take_shown(desk: Desk, document_id: str) -> bytes:
    """Return the PDF of a document as it is now, a draft's too."""
    shown = preview(desk, document_id)
    note_saved(desk, "a document as it is now,")
    return shown


def take_einvoice(desk: Desk, document_id: str, syntax: Syntax = Syntax.UBL) -> tuple[str, bytes]:
    """Return name and XML of an issued invoice or credit note by itself, for a portal or an access point.

    `RuleBroken` for what was not issued, and with every reason where it would not be a right one.
    """
    with desk.books.query() as session:
        document = final_document(session, document_id)
        if isinstance(document, Estimate):
            raise RuleBroken("An estimate is no invoice.", "Make an invoice of it first.")
        facts = facts_of(session, desk.books, document)
    written = einvoice_of(facts)
    wrong = problems(written)
    if wrong:
        raise RuleBroken(
            f"{document.number} would not be a right e-invoice: {' '.join(wrong)}",
            "Send the PDF, or correct what it says.",
        )
    name = file_name(f"{document.number}-{syntax.value}.xml")
    note_saved(desk, name)
    return name, _WRITERS[syntax](written)
