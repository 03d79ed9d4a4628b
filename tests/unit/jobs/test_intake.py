from __future__ import annotations

import io
import logging
import threading
import zipfile
from pathlib import Path

import pytest

from bookdesk.capture.inbox import InboxService
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.core.child import ChildNotReady
from bookdesk.core.errors import NotAllowed
from bookdesk.core.vocabulary import DocumentKind
from bookdesk.jobs.events import (
    Counts,
    Done,
    Event,
    Finished,
    LeftOut,
    PageRead,
    Paused,
    Problem,
    Progressed,
    Resumed,
    Started,
    Taken,
)
from bookdesk.jobs.intake import Intake
from bookdesk.models.document import DocumentState
from bookdesk.reading.words import Reading
from bookdesk.security.roles import Role
from tests.support.firm import DELI
from tests.support.intakes import Ear, GatedReader, unreadable
from tests.unit.jobs.conftest import Desk, Open


def pile(*names: str) -> list[tuple[str, bytes]]:
    """Files that say their name."""
    return [(name, name.encode()) for name in names]


def states(desk: Desk) -> dict[str, DocumentState]:
    """Return what the books say of each document."""
    with desk.office.workspace(desk.client_id) as workspace:
        inbox = InboxService(workspace.desk, CaptureService(workspace.desk, desk.reader))
        return {row.file_name: row.state for row in inbox.list()}


def document_id(desk: Desk, name: str) -> str:
    return next(event.standing.document_id for event in desk.ear.all(Taken) if event.standing.file_name == name)


def names(desk: Desk) -> list[str]:
    return [data.decode() for data in desk.reader.asked]


def test_every_file_has_its_number_before_any_is_read(desk: Desk) -> None:
    desk.intake.drop(pile("a.pdf", "b.pdf", "c.pdf"))
    assert desk.ear.ended().counts == Counts(sealed=3, read=3, of=3)
    kinds = [type(event) for event in desk.ear.heard if isinstance(event, Taken | Started | Done | Finished)]
    assert kinds[:4] == [Taken, Taken, Taken, Started]
    assert (kinds.count(Started), kinds.count(Done), kinds[-1]) == (3, 3, Finished)
    assert [event.standing.number for event in desk.ear.all(Taken)] == [1, 2, 3]
    assert names(desk) == ["a.pdf", "b.pdf", "c.pdf"]
    assert set(states(desk).values()) == {DocumentState.TO_REVIEW}
    assert {event.client_id for event in desk.ear.heard} == {desk.client_id}


def test_how_far_it_is_never_runs_back(open_desk: Open) -> None:
    desk = open_desk(readers=3)
    desk.intake.drop(pile(*(f"{number}.pdf" for number in range(12))))
    desk.ear.ended()
    steps = [(one.counts.sealed, one.counts.read) for one in desk.ear.all(Progressed)]
    assert steps == sorted(steps)
    assert steps[-1] == (12, 12)


def test_several_are_read_at_once_but_no_more_than_readers(open_desk: Open) -> None:
    desk = open_desk(readers=3)
    desk.reader.gate.clear()
    desk.intake.drop(pile(*(f"{number}.pdf" for number in range(9))))
    desk.reader.wait(3)
    desk.reader.gate.set()
    assert desk.ear.ended().counts.read == 9
    assert desk.reader.most == 3


def test_a_folder_is_taken_with_reasons_for_what_is_not(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "march"
    (folder / "sub").mkdir(parents=True)
    for name, content in (("a.pdf", "a"), ("sub/b.pdf", "b"), (".DS_Store", "x"), ("empty.pdf", "")):
        (folder / name).write_text(content, encoding="utf-8")
    desk.intake.drop([folder])
    assert desk.ear.ended().counts == Counts(sealed=2, read=2, of=2, skipped=2)
    assert desk.ear.taken() == ["a.pdf", "b.pdf"]
    assert set(desk.ear.left_out()) == {"march/.DS_Store", "march/empty.pdf"}


def test_an_archive_is_unpacked_and_a_broken_one_costs_itself_only(desk: Desk) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("x/a.pdf", b"a")
        archive.writestr("b.pdf", b"b")
        archive.writestr("Thumbs.db", b"t")
    desk.intake.drop([("bad.zip", b"PK"), ("good.zip", target.getvalue()), *pile("c.pdf")])
    assert desk.ear.ended().counts == Counts(sealed=3, read=3, of=3, skipped=2)
    assert desk.ear.taken() == ["a.pdf", "b.pdf", "c.pdf"]
    assert set(desk.ear.left_out()) == {"bad.zip", "good.zip: Thumbs.db"}


def test_a_bank_statement_is_no_document_and_is_told_with_its_place(desk: Desk, tmp_path: Path) -> None:
    path, target = tmp_path / "july.csv", io.BytesIO()
    path.write_bytes(b"Date,Description,Amount,Balance\n13/07/2026,Fee,-10.00,90.00\n")
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("august.ofx", b"OFXHEADER:100\n\n<OFX></OFX>")
    desk.intake.drop([path, ("mail.zip", target.getvalue()), *pile("bill.pdf")])
    assert desk.ear.ended().counts == Counts(sealed=1, read=1, of=1, skipped=2)
    assert desk.ear.taken() == ["bill.pdf"]
    reason = "This is a bank statement. Import it in Bank."
    told = [(one.name, one.reason, one.is_statement, one.path) for one in desk.ear.all(LeftOut)]
    assert told == [("july.csv", reason, True, path), ("august.ofx", reason, True, None)]


def test_the_same_file_again_is_a_duplicate_at_once_and_not_read(desk: Desk) -> None:
    desk.intake.drop([*pile("a.pdf"), ("again.pdf", b"a.pdf")])
    assert desk.ear.ended().counts == Counts(sealed=2, read=2, of=2)
    assert desk.ear.done()["again.pdf"].state is DocumentState.DUPLICATE
    assert names(desk) == ["a.pdf"]


def test_what_cannot_be_read_is_failed_with_its_reason(desk: Desk) -> None:
    desk.reader.answer = unreadable
    desk.intake.drop(pile("a.pdf"))
    desk.ear.ended()
    assert desk.ear.done()["a.pdf"].reason == "a.pdf is damaged. Ask for it again."
    assert states(desk) == {"a.pdf": DocumentState.FAILED}


def test_a_defect_of_ours_fails_one_document_and_says_so(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    good = desk.reader.answer

    def broken(data: bytes) -> Reading:
        if data == b"b.pdf":
            raise ZeroDivisionError(data)
        return good(data)

    desk.reader.answer = broken
    with caplog.at_level(logging.CRITICAL):
        desk.intake.drop(pile("a.pdf", "b.pdf", "c.pdf"))
        assert desk.ear.ended().counts.read == 3
    assert states(desk)["b.pdf"] is DocumentState.FAILED
    assert "ZeroDivisionError in broken" in (desk.ear.done()["b.pdf"].reason or "")
    assert states(desk)["c.pdf"] is DocumentState.TO_REVIEW


def test_readers_that_cannot_start_are_told_once_and_everything_waits(open_desk: Open) -> None:
    desk = open_desk(readers=3)
    good = desk.reader.answer

    def missing(data: bytes) -> Reading:
        del data
        raise ChildNotReady("A part of BookDesk could not be started.", "Install it anew.")

    desk.reader.answer = missing
    desk.intake.drop(pile(*(f"{number}.pdf" for number in range(20))))
    desk.ear.wait(Paused)
    assert desk.intake.paused
    assert [str(event.error) for event in desk.ear.all(Problem)] == [
        "A part of BookDesk could not be started. Install it anew."
    ]
    desk.reader.answer = good
    desk.intake.resume()
    assert desk.ear.ended().counts == Counts(sealed=20, read=20, of=20)
    assert (len(desk.ear.all(Problem)), len(desk.ear.all(Paused)), len(desk.ear.all(Resumed))) == (1, 1, 1)
    assert set(states(desk).values()) == {DocumentState.TO_REVIEW}


def test_a_pause_lets_what_is_read_end_and_begins_nothing(desk: Desk) -> None:
    desk.reader.gate.clear()
    desk.intake.drop(pile("a.pdf", "b.pdf", "c.pdf"))
    desk.reader.wait(1)
    desk.intake.pause()
    desk.intake.pause()
    desk.reader.gate.set()
    desk.ear.wait(Done)
    assert desk.intake.next_work() is None
    assert states(desk)["b.pdf"] is DocumentState.RECEIVED
    desk.intake.resume()
    desk.intake.resume()
    assert desk.ear.ended().counts.read == 3
    assert (len(desk.ear.all(Paused)), len(desk.ear.all(Resumed))) == (1, 1)


def test_a_pause_of_nothing_is_none(desk: Desk) -> None:
    desk.intake.pause()
    desk.intake.resume()
    desk.intake.cancel()
    assert desk.ear.heard == []
    assert desk.intake.counts is None
    assert not desk.intake.paused


def test_what_somebody_opens_is_read_next_even_while_paused(desk: Desk) -> None:
    desk.reader.gate.clear()
    desk.intake.drop(pile("a.pdf", "b.pdf", "c.pdf", "d.pdf"))
    desk.reader.wait(1)
    desk.intake.prefer(document_id(desk, "c.pdf"))
    desk.intake.pause()
    desk.intake.prefer(document_id(desk, "d.pdf"))
    desk.intake.prefer(document_id(desk, "a.pdf"))  # it is being read already
    desk.reader.gate.set()
    desk.ear.wait(Done, 3)
    desk.intake.resume()
    desk.ear.ended()
    assert names(desk) == ["a.pdf", "d.pdf", "c.pdf", "b.pdf"]


def test_stopping_leaves_what_is_sealed_and_tells_what_is_not(open_desk: Open) -> None:
    desk = open_desk(ear=StopsAfter(2))
    assert isinstance(desk.ear, StopsAfter)
    desk.ear.intake = desk.intake
    desk.intake.drop(pile("a.pdf", "b.pdf", "c.pdf", "d.pdf"))
    ended = desk.ear.ended()
    assert (ended.counts, ended.waiting) == (Counts(sealed=2, of=2, skipped=2), 2)
    assert set(desk.ear.left_out()) == {"c.pdf", "d.pdf"}
    assert all("Drop it again" in reason for reason in desk.ear.left_out().values())
    assert set(states(desk).values()) == {DocumentState.RECEIVED}
    desk.intake.resume_waiting()
    assert desk.ear.wait(Finished, 2)[1].counts == Counts(sealed=2, read=2, of=2)


class StopsAfter(Ear):
    """Cancels the intake when it heard so many messages of a kind."""

    intake: Intake

    def __init__(self, count: int, kind: type[Event] = Taken) -> None:
        super().__init__()
        self.count, self.kind = count, kind

    def hear(self, event: Event) -> None:
        super().hear(event)
        if isinstance(event, self.kind) and len(self.all(self.kind)) == self.count:
            self.intake.cancel()


def test_stopping_while_a_folder_is_walked_tells_the_folder(open_desk: Open, tmp_path: Path) -> None:
    stopping = StopsAfter(1, LeftOut)
    desk = open_desk(ear=stopping)
    stopping.intake = desk.intake
    for name in (".hidden", "a.pdf", "b.pdf"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    desk.intake.drop([tmp_path])
    assert desk.ear.ended().counts == Counts(skipped=2)
    assert list(desk.ear.left_out()) == [f"{tmp_path.name}/.hidden", tmp_path.name]


def test_stopping_ends_the_reading_between_two_pages(desk: Desk) -> None:
    desk.reader.gate.clear()
    desk.intake.drop(pile("a.pdf", "b.pdf"))
    desk.reader.wait(1)
    desk.intake.cancel()
    desk.reader.gate.set()
    ended = desk.ear.ended()
    assert (ended.counts.read, ended.waiting) == (0, 2)
    assert states(desk) == dict.fromkeys(("a.pdf", "b.pdf"), DocumentState.RECEIVED)


def test_what_an_earlier_run_left_is_read_oldest_first(desk: Desk) -> None:
    with desk.office.workspace(desk.client_id) as workspace:
        CaptureService(workspace.desk, desk.reader).capture(Incoming(name, name.encode()) for name in ("a", "b"))
    desk.intake.drop(pile("c"))
    desk.intake.resume_waiting()
    assert desk.ear.ended().counts == Counts(sealed=3, read=3, of=3)
    assert names(desk) == ["a", "b", "c"]
    desk.intake.resume_waiting()
    assert desk.ear.wait(Finished, 2)[1].counts == Counts()


def test_what_somebody_did_to_a_document_meanwhile_stands(desk: Desk) -> None:
    desk.reader.gate.clear()
    desk.intake.drop(pile("a.pdf", "b.pdf"))
    desk.reader.wait(1)
    with desk.office.workspace(desk.client_id) as workspace:
        inbox = InboxService(workspace.desk, CaptureService(workspace.desk, GatedReader()))
        inbox.reject("1", "not ours")  # while it is being read
        inbox.set("2", {"kind": "quote"})  # while it waits
    desk.reader.gate.set()
    assert desk.ear.ended().counts.read == 2
    done = desk.ear.done()
    assert done["a.pdf"].state is DocumentState.REJECTED
    assert (done["b.pdf"].state, done["b.pdf"].kind) == (DocumentState.NOT_PAYABLE, DocumentKind.QUOTE)
    assert names(desk) == ["a.pdf"]


def test_pages_of_a_long_document_are_told(desk: Desk) -> None:
    desk.reader.pages = 3
    desk.intake.drop(pile("a.pdf"))
    desk.ear.ended()
    assert [(event.done, event.of) for event in desk.ear.all(PageRead)] == [(0, 3), (1, 3), (2, 3)]


def test_a_document_nobody_knows_is_told_and_nothing_else_suffers(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.CRITICAL):
        desk.intake.prefer("no such document")
        assert desk.ear.ended().waiting == 1
    assert len(desk.ear.all(Problem)) == 1
    desk.intake.drop(pile("a.pdf"))
    assert desk.ear.wait(Finished, 2)[1].counts.read == 1


def test_whoever_watches_the_client_is_told_once_for_many_documents(desk: Desk) -> None:
    told: list[str] = []
    desk.office.watch(lambda workspace: told.append(workspace.entry.client_id))
    desk.intake.drop(pile(*(f"{number}.pdf" for number in range(6))))
    desk.ear.ended()
    assert told == [desk.client_id]


def test_two_clients_take_in_side_by_side_and_hear_of_their_own(open_desk: Open) -> None:
    koala, deli = open_desk(), open_desk(DELI.name)
    koala.reader.gate.clear()
    koala.intake.drop(pile("a.pdf", "b.pdf"))
    koala.reader.wait(1)
    deli.intake.drop(pile("a.pdf"))
    assert deli.ear.ended().counts.read == 1
    koala.reader.gate.set()
    assert koala.ear.ended().counts.read == 2
    assert {event.client_id for event in deli.ear.heard} == {deli.client_id} != {koala.client_id}


def test_a_listener_that_fails_does_not_harm_the_documents(open_desk: Open, caplog: pytest.LogCaptureFixture) -> None:
    class Clumsy(Ear):
        def hear(self, event: Event) -> None:
            super().hear(event)
            raise ValueError("no widget")

    with caplog.at_level(logging.CRITICAL):
        desk = open_desk(ear=Clumsy())
        desk.intake.drop(pile("a.pdf"))
        assert desk.ear.ended().counts.read == 1
    assert states(desk) == {"a.pdf": DocumentState.TO_REVIEW}


def test_what_was_paused_or_stopped_is_read_on_when_somebody_asks(desk: Desk) -> None:
    desk.reader.gate.clear()
    desk.intake.drop(pile("a.pdf", "b.pdf"))
    desk.reader.wait(1)
    desk.intake.cancel()
    desk.reader.gate.set()
    assert desk.ear.ended().waiting == 2
    desk.reader.gate.clear()
    desk.intake.read_on()
    desk.reader.wait(2)
    desk.intake.pause()
    desk.intake.read_on()
    assert not desk.intake.paused
    desk.reader.gate.set()
    assert desk.ear.wait(Finished, 2)[1].counts == Counts(sealed=2, read=2, of=2)
    assert names(desk) == ["a.pdf", "a.pdf", "b.pdf"]


def test_who_may_not_capture_is_refused_at_once_and_reads_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = desk.office.entry(desk.client_id)
    reading_only = type(entry)(entry.client_id, entry.kind, entry.mode, entry.profile, (Role.READER,))
    monkeypatch.setattr(desk.office, "entry", lambda _: reading_only)
    with pytest.raises(NotAllowed):
        desk.intake.drop(pile("a.pdf"))
    with pytest.raises(NotAllowed):
        desk.intake.read_on()
    desk.intake.resume_waiting()
    desk.intake.prefer("any")
    assert desk.intake.counts is None
    assert desk.ear.heard == []


def test_closing_tells_what_was_not_taken_and_leaves_the_rest_waiting(desk: Desk) -> None:
    desk.reader.gate.clear()
    desk.intake.drop(pile("a.pdf"))
    desk.reader.wait(1)
    desk.intake.cancel()
    assert not desk.runner.close(0.0)
    desk.intake.drop(pile("late.pdf"))
    desk.reader.gate.set()
    assert desk.runner.close()
    assert states(desk) == {"a.pdf": DocumentState.RECEIVED}
    assert [event.waiting for event in desk.ear.all(Finished)] == [0, 1]
    assert list(desk.ear.left_out()) == ["late.pdf"]
    assert all(event.counts.of >= 0 for event in desk.ear.all(Progressed))


def test_strange_names_are_taken_under_a_name_that_can_be_shown(open_desk: Open) -> None:
    stopping = StopsAfter(500)
    desk = open_desk(ear=stopping)
    stopping.intake = desk.intake
    shaped = [
        "Rechnung \u202etxt.pdf",
        "账单.pdf",
        "a\nb.pdf",
        "فاتورة.pdf",
        "🧾.pdf",
        "x" * 300,
        "e\u0301.pdf",
        "';.pdf",
    ]
    desk.intake.drop([(f"{number} {shaped[number % 8]}", str(number).encode()) for number in range(500)])
    assert desk.ear.ended().counts == Counts(sealed=500, of=500)
    shown = desk.ear.taken()
    assert shown[:3] == ["0 Rechnung txt.pdf", "1 账单.pdf", "2 a b.pdf"]
    assert shown[6] == "6 \u00e9.pdf"
    assert len({event.standing.number for event in desk.ear.all(Taken)}) == 500
    assert desk.ear.left_out() == {}


def test_nothing_holds_the_writer_while_a_document_is_read(desk: Desk) -> None:
    desk.reader.gate.clear()
    desk.intake.drop(pile("a.pdf", "b.pdf"))
    desk.reader.wait(1)
    written = threading.Event()
    with desk.office.workspace(desk.client_id) as workspace:
        InboxService(workspace.desk, CaptureService(workspace.desk, GatedReader())).reject("2", "not ours")
        written.set()
    assert written.is_set()
    desk.reader.gate.set()
    desk.ear.ended()
