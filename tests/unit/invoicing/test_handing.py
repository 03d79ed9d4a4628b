"""What leaves the encrypted files stands in the history first, and no wrong e-invoice leaves at all."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bookdesk.core.errors import RuleBroken
from bookdesk.core.vocabulary import TaxMode
from bookdesk.formats.einvoice.invoice import Syntax
from bookdesk.formats.einvoice.reader import read_einvoice
from bookdesk.invoicing.entered import Entered
from bookdesk.invoicing.estimates import EstimateService
from bookdesk.invoicing.handing import take_einvoice, take_papers, take_shown
from bookdesk.invoicing.papers import make
from bookdesk.models.actions import Action
from bookdesk.models.client import ClientProfile
from bookdesk.models.history import ChangeSet
from bookdesk.models.invoice import Invoice
from bookdesk.models.paper import Paper
from bookdesk.store.desk import Desk
from tests.support.billing import coded, customer, decide, drafted, issued
from tests.support.books import bank, client_desk
from tests.support.officialrules import faults


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path, "IE") as opened:
        decide(opened, street="1 Main St", city="Dublin", bank_account_id=bank(opened).id, registration="CRO 12345")
        with opened.books.change(Action.CLIENT_EDITED, "tax number", actor=opened.actor) as work:
            work.session.scalars(select(ClientProfile)).one().tax_id = "IE6388047V"
            work.commit()
        yield opened


def sold(desk: Desk, name: str = "Blue Cafe", **values: object) -> Invoice:
    who = customer(desk, name, street="Quay 1", city="Cork", country="IE")
    return issued(desk, who, coded(desk, "S23"), **values)


def saved(desk: Desk) -> list[str]:
    """Return what the history says was saved."""
    with desk.books.query() as session:
        query = select(ChangeSet.reason).where(ChangeSet.action == Action.REPORT_SAVED.value)
        return [reason or "" for reason in session.scalars(query)]


@pytest.mark.parametrize("syntax", [Syntax.UBL, Syntax.CII])
def test_an_e_invoice_leaves_by_itself_and_is_right(desk: Desk, syntax: Syntax) -> None:
    invoice = sold(desk)
    name, xml = take_einvoice(desk, invoice.id, syntax)
    assert name == f"{invoice.number}-{syntax}.xml"
    assert faults(xml) == []
    read = read_einvoice(xml)
    assert (read.syntax, read.total) == (syntax, invoice.total_money.major)
    assert saved(desk) == [f"{name} saved"]


def test_a_wrong_e_invoice_does_not_leave_and_says_why(desk: Desk) -> None:
    invoice = issued(desk, customer(desk, tax_id=None), coded(desk, "RCS"))
    with pytest.raises(RuleBroken, match="The customer has no VAT number"):
        take_einvoice(desk, invoice.id)
    assert saved(desk) == []


def test_neither_draft_nor_estimate_is_an_e_invoice(desk: Desk) -> None:
    who = customer(desk)
    estimates = EstimateService(desk)
    offered = estimates.draft(Entered(who, (coded(desk, "S23"),)))
    estimates.offer(offered.id)
    for document_id in (drafted(desk, who, coded(desk, "S23")).id, offered.id):
        with pytest.raises(RuleBroken):
            take_einvoice(desk, document_id)


def test_papers_that_are_saved_are_told_of(desk: Desk) -> None:
    invoices = [sold(desk, f"Customer {number}") for number in range(5)]
    taken = take_papers(desk, [one.id for one in invoices])
    assert [name for name, _ in taken] == [f"Invoice {one.number}.pdf" for one in invoices]
    assert saved(desk) == [", ".join(name for name, _ in taken[:3]) + " and 2 more papers saved"]
    draft = drafted(desk, customer(desk, "Later"), coded(desk, "S23"), tax_mode=TaxMode.INCLUSIVE)
    assert take_shown(desk, draft.id).startswith(b"%PDF")
    assert len(saved(desk)) == 2


def test_two_who_make_a_paper_at_once_make_one(desk: Desk) -> None:
    invoice = sold(desk)
    with ThreadPoolExecutor(4) as pool:
        made = {paper.id for paper in pool.map(lambda _: make(desk, invoice.id), range(4))}
    assert len(made) == 1
    with desk.books.query() as session:
        assert session.scalar(select(func.count()).select_from(Paper)) == 1
        (row,) = session.scalars(select(Paper))
    assert desk.books.documents.names() == {row.stored_name}
