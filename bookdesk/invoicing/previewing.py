"""The paper of a document that is being written: drawn as it would be, with nothing kept."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from bookdesk.formats.paper.render import render
from bookdesk.invoicing.considering import Considered
from bookdesk.invoicing.paperbuild import paper_of
from bookdesk.invoicing.paperfacts import facts_of
from bookdesk.models.account import TaxCode
from bookdesk.store.desk import Desk


def drawn(desk: Desk, found: Considered) -> bytes:
    """Return the PDF of a considered document, marked as a draft; the errors are those of `papers.preview`."""
    with desk.books.query() as session:
        facts = facts_of(session, desk.books, found.invoice)
        codes = {one.id: one for one in session.scalars(select(TaxCode))}
        facts = replace(facts, lines=found.lines, codes=codes, instalments=found.instalments)
        paper = paper_of(facts)
    return render(paper)
