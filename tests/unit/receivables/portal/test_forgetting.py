"""A customer is forgotten at the portal: what it held goes, links lead nowhere, hashes stay, and it stays so."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from bookdesk.core.errors import RuleBroken
from bookdesk.models.actions import Action
from bookdesk.models.history import ChangeSet
from bookdesk.models.invoice import Invoice
from bookdesk.protocol import events
from bookdesk.server.storage.tables import CustomerRow, EventRow
from tests.support.billing import customer, issued
from tests.support.portal import attempt_row
from tests.support.portalside import Side, moment
from tests.unit.receivables.portal.acting import paid


def token(side: Side, invoice: Invoice) -> str:
    """Return the token of a link that a customer has."""
    found = side.service.link(invoice.id).rpartition("/")[2]
    side.service.push()
    assert side.portal.services.link(found) is not None
    return found


def test_the_portals_copies_go_and_links_lead_nowhere_while_hashes_and_books_stay(side: Side) -> None:
    koala, emu = customer(side.desk, "Koala"), customer(side.desk, "Emu")
    invoice, other = issued(side.desk, koala), issued(side.desk, emu)
    side.settle()
    old = token(side, invoice)
    asked = events.QuestionRaised(invoice.id, 1, koala, False, (), "where is it?", (), moment(side))  # noqa: FBT003 - a field
    side.happened(asked, events.CodeMailed(emu, moment(side)))
    side.service.pull()
    side.service.forget_customer(koala, "he asked for it")
    side.service.push()
    assert set(side.held()) == {other.id}
    assert side.portal.services.link(old) is None
    with side.portal.heart.store.reading() as session:
        assert session.get(CustomerRow, (side.tenant, koala)) is None
        rows = session.scalars(select(EventRow).order_by(EventRow.n)).all()
    assert [row.content is None for row in rows] == [True, False]
    assert all(row.hash for row in rows)
    assert side.service.pull().events == 0, "the chain goes on"
    assert [one.done for one in side.service.forgotten()] == [True]
    with side.desk.books.query() as session:
        assert session.get(Invoice, invoice.id) is not None
        query = select(ChangeSet.reason).where(ChangeSet.action == Action.PORTAL_CUSTOMER_FORGOTTEN.value)
        assert session.scalars(query).one() == "he asked for it"


def test_nothing_of_him_is_told_again(side: Side) -> None:
    koala = customer(side.desk, "Koala")
    invoice = issued(side.desk, koala)
    side.settle()
    side.service.forget_customer(koala, "he asked for it")
    side.service.push()
    paid(side.desk, invoice, 1000)
    issued(side.desk, koala)
    assert side.service.push().sent == 0
    assert side.held() == {}
    with pytest.raises(Exception, match="No link leads"):
        side.service.link(invoice.id)
    with pytest.raises(RuleBroken, match="already"):
        side.service.forget_customer(koala, "again")
    with pytest.raises(RuleBroken, match="not said"):
        side.service.forget_customer(customer(side.desk, "Emu"), " ")


def test_while_a_payment_of_his_is_under_way_it_is_told_again_until_it_is_done(side: Side) -> None:
    koala = customer(side.desk, "Koala")
    invoice = issued(side.desk, koala)
    side.settle()
    row = attempt_row("a1", 1)
    row.tenant, row.document = side.tenant, invoice.id
    with side.portal.heart.store.writing() as session:
        session.add(row)
    side.service.forget_customer(koala, "he asked for it")
    side.service.push()
    assert set(side.held()) == {invoice.id}
    assert [one.done for one in side.service.forgotten()] == [False]
    assert "under way" in side.service.status().refused[0]
    with side.portal.heart.store.writing() as session:
        for one in session.scalars(select(type(row))):
            one.live, one.state = None, "expired"
    side.service.push()
    assert side.held() == {}
    assert side.service.status().refused == ()
    assert [one.done for one in side.service.forgotten()] == [True]


def test_a_portal_that_was_put_back_forgets_him_again(side: Side, tmp_path: Path) -> None:
    koala = customer(side.desk, "Koala")
    issued(side.desk, koala)
    side.settle()
    before = side.copy_portal(tmp_path / "before.db")
    side.happened(events.CodeMailed(koala, moment(side)))
    side.service.pull()
    side.service.forget_customer(koala, "he asked for it")
    side.service.push()
    side.put_portal_back(before)
    assert len(side.held()) == 1
    side.service.push()
    assert side.held() == {}
    with side.portal.heart.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(CustomerRow)) == 0
