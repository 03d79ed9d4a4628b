"""Whatever is done to files and their pages, the books are in order after it, and no page counts twice."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pytest
from sqlalchemy import select

from bookdesk.capture.parting import Parting
from bookdesk.capture.service import Incoming
from bookdesk.core.errors import RuleBroken
from bookdesk.models.actions import Action
from bookdesk.models.document import Document, DocumentState
from bookdesk.office.invariants import check_practice
from bookdesk.office.legal_steps import steps_are_legal
from bookdesk.reading.second import Second
from bookdesk.workspace import Workspace
from tests.support.locked import PASSWORD, locked
from tests.support.pages import pdf
from tests.unit.office.bureau import Bureau, capture, inbox

ASIDE, OPEN, WAITS = DocumentState.REJECTED, DocumentState.TO_REVIEW, DocumentState.RECEIVED


def page(number: str, total: int) -> list[str]:
    """Draw a bill of one page that is nobody else's."""
    return [
        f"{number} Paper Pty Ltd",
        "Tax invoice",
        f"Invoice no: {number}",
        "Date 4 May 2026",
        f"Paper and pens {total}.00",
        f"Total {total}.00",
    ]


PELICAN, QUOKKA, WOMBAT = page("PEL-101", 66), page("QUO-202", 77), page("WOM-303", 88)


def take(bureau: Bureau, *files: bytes) -> None:
    """Take files in and read them."""

    def work(one: Workspace) -> None:
        capture(one).capture([Incoming(f"{at}.pdf", content) for at, content in enumerate(files)])
        capture(one).read_waiting()

    bureau.act(work)


def parting(one: Workspace) -> Parting:
    return Parting(one.desk)


def states(bureau: Bureau) -> list[DocumentState]:
    def look(one: Workspace) -> list[DocumentState]:
        with one.desk.books.query() as session:
            return list(session.scalars(select(Document.state).order_by(Document.intake_number)))

    return bureau.ask(look)


def in_order(bureau: Bureau, *expected: DocumentState) -> None:
    """Compare how the documents stand, and let everything be checked that is always true."""
    assert states(bureau) == list(expected)
    practice = bureau.anna.practice
    found = check_practice(practice, [practice.client(bureau.cafe)])
    assert [(one.check, one.problems) for file in found for one in file.findings if not one.holds] == []


def say(one: Workspace, number: str, word: Mapping[str, str]) -> None:
    inbox(one).set(number, word)


def read(one: Workspace) -> None:
    capture(one).read_waiting()


def test_a_file_taken_apart_and_back_is_in_order_and_its_parts_are_not_opened_from_behind(bureau: Bureau) -> None:
    take(bureau, pdf([PELICAN, QUOKKA, WOMBAT]))
    bureau.act(lambda one: parting(one).split("1", [2]))
    in_order(bureau, ASIDE, WAITS, WAITS)
    bureau.act(read)
    bureau.act(lambda one: parting(one).split("3", [2]))
    bureau.act(read)
    in_order(bureau, ASIDE, OPEN, ASIDE, OPEN, OPEN)
    for number in ("1", "3"):
        for word in ({"kind": "invoice"}, {"duplicate": "2"}):
            with pytest.raises(RuleBroken, match="pages of document"):
                bureau.act(partial(say, number=number, word=word))
    with pytest.raises(RuleBroken, match="pages of document 3 are in document 4 now"):
        bureau.act(lambda one: parting(one).rejoin("2"))
    assert bureau.ask(lambda one: parting(one).rejoin("3")) == (3,)
    in_order(bureau, ASIDE, OPEN, WAITS, ASIDE, ASIDE)
    assert bureau.ask(lambda one: parting(one).rejoin("3")) == (1,)
    bureau.act(read)
    in_order(bureau, OPEN, ASIDE, ASIDE, ASIDE, ASIDE)
    with pytest.raises(RuleBroken, match="neither taken apart nor put together"):
        bureau.act(lambda one: parting(one).rejoin("1"))


def test_documents_put_together_and_taken_apart_otherwise_go_back_act_by_act(bureau: Bureau) -> None:
    take(bureau, pdf([PELICAN]), pdf([QUOKKA]), pdf([WOMBAT]))
    together = bureau.act(lambda one: parting(one).merge(["1", "2"]))
    bureau.act(read)
    in_order(bureau, ASIDE, ASIDE, OPEN, OPEN)
    bureau.act(lambda one: parting(one).split("4", [2]))
    bureau.act(read)
    in_order(bureau, ASIDE, ASIDE, OPEN, ASIDE, OPEN, OPEN)
    assert not bureau.undoing().plan(together).possible
    assert bureau.ask(lambda one: parting(one).rejoin("5")) == (4,)
    bureau.act(read)
    in_order(bureau, ASIDE, ASIDE, OPEN, OPEN, ASIDE, ASIDE)
    bureau.act(lambda one: parting(one).merge(["4", "3"]))
    with pytest.raises(RuleBroken, match="pages of document 4 are in document 7 now"):
        bureau.act(lambda one: parting(one).rejoin("1"))
    assert bureau.ask(lambda one: parting(one).rejoin("4")) == (3, 4)
    bureau.act(read)
    assert bureau.ask(lambda one: parting(one).rejoin("1")) == (1, 2)
    in_order(bureau, WAITS, WAITS, OPEN, ASIDE, ASIDE, ASIDE, ASIDE)


def test_undoing_unlocking_reading_again_and_reopening_leave_everything_in_order(bureau: Bureau) -> None:
    take(bureau, pdf([PELICAN, QUOKKA]), locked())
    apart = bureau.act(lambda one: parting(one).split("1", [2]))
    bureau.undoing().undo(apart)
    bureau.act(read)
    in_order(bureau, OPEN, DocumentState.LOCKED, ASIDE, ASIDE)
    bureau.act(lambda one: inbox(one).unlock("2", PASSWORD))
    in_order(bureau, OPEN, OPEN, ASIDE, ASIDE)
    bureau.act(lambda one: inbox(one).read_again("1", Second.NEVER))
    bureau.act(lambda one: inbox(one).set("2", {"account": "5-1000"}))
    bureau.act(lambda one: inbox(one).confirm("2"))
    in_order(bureau, OPEN, DocumentState.CONFIRMED, ASIDE, ASIDE)
    bureau.act(lambda one: inbox(one).reopen("2"))
    in_order(bureau, OPEN, OPEN, ASIDE, ASIDE)


def test_only_bringing_back_lets_a_document_wait_again(bureau: Bureau) -> None:
    take(bureau, pdf([PELICAN]))

    def behind(one: Workspace, action: Action, state: DocumentState) -> list[str]:
        with one.desk.books.change(action, "", actor=one.desk.actor) as work:
            row = work.session.scalars(select(Document)).one()
            row.state = state
            work.commit()
        with one.desk.books.query() as session:
            return list(steps_are_legal(session))

    def story(one: Workspace) -> list[int]:
        return [
            len(behind(one, action, state))
            for action, state in (
                (Action.DOCUMENT_REJECTED, ASIDE),
                (Action.DOCUMENT_REJOINED, WAITS),
                (Action.DOCUMENT_REJECTED, ASIDE),
                (Action.DOCUMENT_EDITED, WAITS),
                (Action.DOCUMENT_READ, OPEN),
                (Action.DOCUMENT_REJOINED, WAITS),
            )
        ]

    assert bureau.ask(story) == [0, 0, 0, 1, 1, 2]


def test_the_files_are_told_and_not_what_was_made_of_them(bureau: Bureau) -> None:
    take(bureau, pdf([PELICAN, QUOKKA, WOMBAT]), pdf([page("EMU-404", 99)]), pdf([page("IBIS-505", 11)]))
    apart = bureau.act(lambda one: parting(one).split("1", [2, 3]))
    assert apart.label == "Document 0.pdf taken apart"
    assert bureau.act(lambda one: parting(one).rejoin("1")).label == "Document 0.pdf brought back as it came"
    together = bureau.act(lambda one: parting(one).merge(["2", "3"]))
    assert together.label == "2 documents put together"
    assert bureau.act(lambda one: parting(one).rejoin("2")).label == "2 documents brought back as they came"
