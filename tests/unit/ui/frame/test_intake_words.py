"""What is said when an intake ended is true of each document and each file."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bookdesk.capture.service import Intake as Standing
from bookdesk.jobs.events import Counts, LeftOut
from bookdesk.models.document import DocumentState
from bookdesk.ui.frame.intake_words import Tally, progress_words, waiting_words
from bookdesk.ui.look.tokens import Tone

READ, FAILED, DUPLICATE, NO_BILL = (
    DocumentState.TO_REVIEW,
    DocumentState.FAILED,
    DocumentState.DUPLICATE,
    DocumentState.NOT_PAYABLE,
)


def tally(*states: DocumentState) -> Tally:
    made = Tally()
    for number, state in enumerate(states):
        made.take(standing(number, DocumentState.RECEIVED))
        made.know(standing(number, state))
    return made


def standing(number: int, state: DocumentState, duplicate_of: int | None = None) -> Standing:
    return Standing(number, str(number), "bill.pdf", state, None, None, duplicate_of)


def test_what_was_read_is_said_to_be_read_and_nothing_else_is() -> None:
    assert tally(READ, READ).words == "2 documents taken in and read."
    assert tally(FAILED).words == "1 document taken in: 1 not readable."
    assert tally(READ, READ, NO_BILL, DUPLICATE, FAILED, DocumentState.RECEIVED).words == (
        "6 documents taken in: 2 read, 1 not payable, 1 here already, 1 not readable."
    )
    assert tally(DocumentState.RECEIVED).words == "1 document taken in."
    assert tally().words == "No document was taken in."


@given(st.lists(st.sampled_from([READ, FAILED, DUPLICATE, NO_BILL]), min_size=1, max_size=12))
def test_the_figures_add_up_to_what_was_taken(states: list[DocumentState]) -> None:
    told, counted = tally(*states).words, Counter(states)
    if counted[READ] == len(states):
        assert told.endswith("taken in and read.")
        return
    figures = [int(part.split()[0]) for part in told.partition(": ")[2].split(", ")]
    assert sum(figures) == len(states)
    assert set(figures) == {number for number in counted.values() if number}


def test_one_leads_to_the_list_where_the_documents_stand() -> None:
    assert [tally(*states).view for states in ((READ, READ), (FAILED,), (DUPLICATE,), (READ, FAILED))] == [
        *("", "failed", "duplicate", "all open")
    ]


def test_files_left_out_are_told_by_name_and_statements_among_them_are_known() -> None:
    made = Tally(left=[LeftOut("c", f"{number}.pdf", "It is empty.") for number in range(6)])
    made.left.append(LeftOut("c", "bank.csv", "A statement.", is_statement=True, path=Path("bank.csv")))
    told = made.not_taken.splitlines()
    assert told == ["Not taken:", *(f"{number}.pdf: It is empty." for number in range(5)), "And 2 more."]
    assert [one.name for one in made.statements] == ["bank.csv"]
    assert (made.only_statements, made.tone) == ("", Tone.BAD)


def test_a_lone_bank_statement_is_told_by_what_it_is() -> None:
    statement = LeftOut("c", "bank.csv", "This is a bank statement.", is_statement=True)
    made = Tally(left=[statement])
    assert (made.words, made.not_taken) == ("bank.csv is a bank statement: import it in Bank.", "")
    assert made.tone is Tone.WARN
    made.left.append(statement)
    assert made.words == "2 bank statements: import each in Bank."
    made.take(standing(1, READ))
    assert made.words == "1 document taken in and read."
    assert made.not_taken.startswith("Not taken:\nbank.csv: This is a bank statement.")


def test_a_copy_of_what_cannot_be_read_is_not_here_already() -> None:
    made = tally(FAILED)
    made.take(standing(1, DUPLICATE, duplicate_of=0))
    made.take(standing(2, DUPLICATE, duplicate_of=7))
    assert made.words == "3 documents taken in: 1 here already, 2 not readable."


def test_what_did_not_come_now_is_not_counted() -> None:
    made = tally(READ)
    made.know(standing(9, FAILED))
    assert made.words == "1 document taken in and read."


def test_each_reason_stands_in_a_line_of_its_own() -> None:
    made = Tally(left=[LeftOut("c", "empty.pdf", "The file is empty. Ask for it again.")])
    assert made.not_taken == "Not taken: empty.pdf: The file is empty. Ask for it again."
    made.left.append(LeftOut("c", "bank.csv", "This is a bank statement.", is_statement=True))
    assert made.not_taken.splitlines() == [
        "Not taken:",
        "empty.pdf: The file is empty. Ask for it again.",
        "bank.csv: This is a bank statement.",
    ]
    assert Tally().not_taken == ""


def test_a_pause_is_said_to_be_one() -> None:
    assert progress_words(Counts(sealed=3, read=0, of=40), paused=False) == "Taking in 3 of 40"
    assert progress_words(Counts(sealed=40, read=10, of=40), paused=False) == "Reading 10 of 40"
    assert progress_words(Counts(sealed=40, read=10, of=40), paused=True) == "Paused, 10 of 40 read"


def test_it_is_said_how_what_was_stopped_goes_on() -> None:
    assert [waiting_words(many).partition(".")[0] for many in (1, 30)] == [
        "Still to be read: 1 document",
        "Still to be read: 30 documents",
    ]
    assert "Read now" in waiting_words(1)


def test_what_failed_is_no_success() -> None:
    assert [tally(state).tone for state in (READ, DUPLICATE, FAILED)] == [Tone.GOOD, Tone.GOOD, Tone.WARN]
