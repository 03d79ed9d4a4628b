"""What customers said: read in pages, counted for the desk, and its files handed out with an entry of the history."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bookdesk.core.errors import NotFound
from bookdesk.invoicing.estimates import EstimateService
from bookdesk.models.actions import Action
from bookdesk.models.history import ChangeSet
from bookdesk.models.portal import WordState
from bookdesk.office.portalfiles import files_of, take_file
from bookdesk.office.portalwords import act
from bookdesk.protocol import events
from bookdesk.reports.attention import attention
from bookdesk.reports.figures import Figure
from bookdesk.reports.summary import read_summary
from bookdesk.security.roles import FOUNDER
from tests.support.billing import customer, issued
from tests.support.portalside import Side, beside_a_portal, moment
from tests.unit.receivables.portal.acting import offered


@pytest.fixture
def side(tmp_path: Path) -> Iterator[Side]:
    """A client that is switched on at a portal beside his desk."""
    with beside_a_portal(tmp_path) as found:
        yield found


def ask(side: Side, *texts: str, files: tuple[events.SentFile, ...] = ()) -> None:
    """Have a customer ask about an invoice, once a second."""
    invoice = issued(side.desk, customer(side.desk))
    for text in texts:
        side.clock.advance(1)
        side.happened(
            events.QuestionRaised(invoice.id, 1, invoice.contact_id, False, (), text, files, moment(side))  # noqa: FBT003 - a field
        )
    side.service.pull()


def needed(side: Side) -> int:
    """Return how many words of customers the desk says are to be answered."""
    with side.desk.books.query() as session:
        summary = read_summary(session, lambda _session, _account: None)
    needs = attention(summary, side.clock.now().date(), FOUNDER).needs
    return next((one.count for one in needs if one.figure is Figure.CUSTOMER_WORDS), 0)


def test_words_are_read_in_pages_none_twice_and_none_left_out(side: Side) -> None:
    texts = [f"question {number}" for number in range(7)]
    ask(side, *texts)
    found: list[str] = []
    after = None
    while page := side.service.words(after=after, most=3):
        found += [str(one.said["text"]) for one in page]
        after = page[-1].id[-12:]
    assert found == texts[::-1]
    with pytest.raises(NotFound, match="No words of customers end in"):
        side.service.words(after="nothing")


def test_a_question_stands_at_the_desk_until_somebody_noted_what_he_did(side: Side) -> None:
    ask(side, "when is it due?", "and how?")
    assert needed(side) == len(side.service.words()) == 2
    side.service.answer(side.service.words()[0].id, "called")
    assert needed(side) == 1


def test_an_acceptance_asks_until_it_is_billed(side: Side) -> None:
    estimate = offered(side.desk, customer(side.desk))
    side.settle()
    side.happened(events.EstimateAccepted(estimate.id, 1, estimate.contact_id, "Kim", moment(side)))
    side.service.pull()
    act(side.desk)
    assert needed(side) == 1
    EstimateService(side.desk).invoice(estimate.id)
    act(side.desk)
    assert needed(side) == 0
    assert [one.state for one in side.service.words(everything=True)] == [WordState.DONE]


def test_files_of_a_question_are_listed_and_leave_with_an_entry_of_the_history(side: Side) -> None:
    photo = events.SentFile("../photo.png", "image/png", base64.b64encode(b"pixels").decode())
    ask(side, "look", files=(photo,))
    (word,) = side.service.words()
    (file,) = files_of(side.desk, word.id[-8:])
    assert (file.media_type, file.size) == ("image/png", 6)
    name, content = take_file(side.desk, file.id)
    assert "/" not in name
    assert content == b"pixels"
    with side.desk.books.query() as session:
        query = select(ChangeSet.reason).where(ChangeSet.action == Action.REPORT_SAVED.value)
        assert session.scalars(query).one() == f"{name} saved"
    with pytest.raises(NotFound, match="No such file"):
        take_file(side.desk, word.id)
