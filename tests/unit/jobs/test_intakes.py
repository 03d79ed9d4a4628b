from __future__ import annotations

import threading

from bookdesk.core.child import ChildNotReady, ChildStopped
from bookdesk.core.frames import Header
from bookdesk.jobs.events import Finished, LeftOut, Paused, Problem, Started
from bookdesk.jobs.intakes import Intakes
from bookdesk.jobs.runner import Runner
from bookdesk.office.opened import Office
from bookdesk.reading.child import ReaderChild
from bookdesk.reading.words import page_to_data
from tests.support.firm import DELI
from tests.support.intakes import Ear, bill_reading, client_of

PDF = b"%PDF-1.7 "
PATIENCE = 60.0


class Child:
    """Reads what it is given as a bill, once `gate` is open."""

    def __init__(self, gate: threading.Event) -> None:
        self.gate, self.killed, self.closed = gate, False, False
        self.content = b""

    def wait_ready(self) -> None:
        """Ready from the start."""

    def request(self, header: Header, payload: bytes = b"") -> tuple[Header, bytes]:
        if header["do"] == "open":
            self.content = payload
            return {"kind": "pdf", "page_count": 1, "einvoice": None, "problems": []}, b""
        assert self.gate.wait(PATIENCE)
        if self.killed:
            raise ChildStopped("The work was stopped.")
        return {"page": page_to_data(bill_reading(self.content).pages[0])}, b""

    def kill(self) -> None:
        self.killed = True
        self.gate.set()

    def close(self) -> None:
        self.closed = True


class Nursery:
    """Starts children and keeps them."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.children: list[Child] = []
        self.failing = False

    def start(self) -> ReaderChild:
        if self.failing:
            raise ChildNotReady("A part of BookDesk could not be started.", "Install it anew.")
        self.children.append(Child(self.gate))
        return self.children[-1]


def pile(count: int) -> list[tuple[str, bytes]]:
    return [(f"{number}.pdf", PDF + str(number).encode()) for number in range(count)]


def test_each_document_has_a_child_of_its_own_and_none_is_left_at_the_end(office: Office) -> None:
    nursery, ear = Nursery(), Ear()
    intakes = Intakes(office, ear, runner=Runner(2), start=nursery.start)
    assert nursery.children == []
    intakes.of(client_of(office)).drop(pile(5))
    assert ear.ended().counts.read == 5
    assert len({child.content for child in nursery.children if child.content}) == 5
    assert all(child.closed for child in nursery.children)
    assert len(nursery.children) <= 7  # not more ahead than there are readers
    assert intakes.close()


def test_there_is_one_intake_of_each_client(office: Office) -> None:
    intakes = Intakes(office, Ear(), runner=Runner(2), start=Nursery().start)
    assert intakes.of(client_of(office)) is intakes.of(client_of(office))
    assert intakes.of(client_of(office)) is not intakes.of(client_of(office, DELI.name))
    assert intakes.close()


def test_closing_ends_the_children_and_what_waits_is_read_at_the_next_start(office: Office) -> None:
    nursery, ear = Nursery(), Ear()
    nursery.gate.clear()
    intakes = Intakes(office, ear, runner=Runner(2), start=nursery.start)
    intakes.of(client_of(office)).drop(pile(6))
    ear.wait(Started, 2)
    assert intakes.close()
    assert all(child.closed for child in nursery.children)
    assert ear.ended().waiting == 6
    assert (ear.all(LeftOut), ear.all(Problem)) == ([], [])
    again, later = Nursery(), Ear()
    reopened = Intakes(office, later, runner=Runner(2), start=again.start)
    reopened.resume_waiting(client_of(office))
    assert later.ended().counts.read == 6
    assert reopened.close()


def test_children_that_cannot_start_are_told_once_whatever_the_number_of_files(office: Office) -> None:
    nursery, ear = Nursery(), Ear()
    nursery.failing = True
    intakes = Intakes(office, ear, runner=Runner(3), start=nursery.start)
    intakes.of(client_of(office)).drop(pile(40))
    ear.wait(Paused)
    nursery.failing = False
    intakes.of(client_of(office)).resume()
    assert ear.ended().counts.read == 40
    assert len(ear.all(Problem)) == 1
    assert len(ear.all(Finished)) == 1
    assert intakes.close()
