"""A number that a customer saw on another document is not told again in silence, and what is unknown has a name."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from bookdesk.cli.portalrows import closing_words
from bookdesk.core.errors import NotFound
from bookdesk.models.portal import CommandState, PortalCommand
from bookdesk.office.portalnumbers import go_on, proposals
from bookdesk.protocol import events
from bookdesk.protocol.words import PaperState
from bookdesk.receivables.portal.joining import Step
from tests.support.billing import customer, issued
from tests.support.portalside import Side
from tests.unit.receivables.portal.acting import paid
from tests.unit.receivables.portal.test_rejoining import at, copied


def shown_before(side: Side, tmp_path: Path) -> tuple[str, str, Path]:
    """Show a customer an invoice, and put the desk back to before; returns the invoice, its number, and the books."""
    who = customer(side.desk, "Koala")
    issued(side.desk, who)
    side.settle()
    home = copied(side, tmp_path / "earlier")
    with at(side, side.home / "desk") as desk:
        lost = issued(desk, who)
        side.service.push()
    return lost.id, lost.number or "", home


def test_a_number_that_was_shown_for_another_is_not_told_until_somebody_said_what_of_that(
    side: Side, tmp_path: Path
) -> None:
    lost, number, home = shown_before(side, tmp_path)
    with at(side, home) as desk:
        again = issued(desk, customer(desk, "Emu"))
        assert again.number == number
        side.service.preview()
        pushed = side.service.push()
        assert pushed.joined.step is Step.DESK_BEHIND
        total = side.service.strangers()[0].amount
        sentence = f"{number} was already shown to Koala as another document of {total}."
        assert [one.sentence for one in pushed.held_back] == [sentence]
        assert side.service.status().held_back == (sentence,)
        assert side.service.status().problem == sentence
        assert again.id not in side.held()
        side.service.link(again.id)
        paid(desk, again, 1000)
        assert side.service.push().held_back == pushed.held_back
        assert again.id not in side.held()
        assert side.service.status().refused == ()
        side.service.withdraw_stranger(number)
        side.service.push()
        assert side.held()[lost].state == PaperState.WITHDRAWN
        assert side.held()[again.id].open == again.total - 1000
        assert len([row for row in side.links().values() if row.document == again.id]) == 1
        assert side.service.push().held_back == ()
        assert side.service.status().problem is None


def test_what_only_the_portal_knows_is_told_by_number_customer_and_amount(side: Side, tmp_path: Path) -> None:
    lost, number, home = shown_before(side, tmp_path)
    with at(side, home):
        side.service.push()
        (stranger,) = [one for one in side.service.documents() if one.stranger]
        assert (stranger.document, stranger.number, stranger.kind) == (lost, number, "invoice")
        assert stranger.words.startswith(f"{number} to Koala, ")
        assert side.service.status().unknown == (stranger.words,)
        with pytest.raises(NotFound):
            side.service.withdraw_stranger("INV-9999")
        side.service.withdraw_stranger(number)
        assert side.service.status().unknown == ()
        side.service.push()
        assert [one.gone for one in side.service.documents() if one.stranger] == [True]


def test_numbers_go_on_after_those_that_the_portal_knows_once_somebody_says_so(side: Side, tmp_path: Path) -> None:
    _, number, home = shown_before(side, tmp_path)
    with at(side, home) as desk:
        side.service.push()
        (proposed,) = proposals(desk)
        assert (proposed.known, proposed.next_here) == (number, number)
        go_on(desk)
        assert proposals(desk) == ()
        assert issued(desk, customer(desk, "Emu")).number == proposed.proposed != number
        assert side.service.push().held_back == ()


def test_a_page_that_is_being_closed_is_counted_until_its_end_was_told(side: Side) -> None:
    invoice = issued(side.desk, customer(side.desk, "Koala"))
    side.settle()
    with side.desk.books.upkeep() as session:
        command = session.scalars(select(PortalCommand).where(PortalCommand.subject == invoice.id)).one()
        command.state, idem = CommandState.AWAITED, command.idem
    assert side.service.status().closing == 1
    assert closing_words(1)[0].startswith("1 page is still being closed")
    told = events.CommandOutcome(idem, "expire session", invoice.id, events.Outcome.APPLIED, "", side.clock.now())
    side.happened(told)
    side.service.pull()
    assert side.service.status().closing == 0
    assert closing_words(0) == ()
