"""An office with a client to drop files at, an ear that keeps what is told, and a reader that waits to be let on."""

from __future__ import annotations

import shutil
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from bookdesk.capture.service import Intake as Standing
from bookdesk.core.errors import UnreadableDocument
from bookdesk.core.progress import Progress, Silent
from bookdesk.jobs.events import Done, Event, Finished, LeftOut, Taken
from bookdesk.models.practice import Mode
from bookdesk.office.opened import Office
from bookdesk.reading.reader import ReadingStopped
from bookdesk.reading.words import Reading
from bookdesk.security.clients import add_client
from bookdesk.store.places import Places
from bookdesk.takeon.service import TakeOnService
from bookdesk.takeon.starting import profile
from tests.support.firm import DELI, KOALA, Firm
from tests.support.readers import AnsweringReader, Asked
from tests.support.scripted import page_of

E = TypeVar("E", bound=Event)
_PATIENCE = 120.0


@contextmanager
def office(home: Path) -> Iterator[Office]:
    """Yield an opened practice with two clients that were taken on."""
    shutil.copytree(_practice().name, home, dirs_exist_ok=True)
    with reopened(home) as opened:
        yield opened


@contextmanager
def reopened(home: Path) -> Iterator[Office]:
    """Yield the office of a practice that is there."""
    firm = Firm(Places(home))
    with closing(Office(firm.open(), firm.clock)) as opened:
        yield opened


@cache
def _practice() -> TemporaryDirectory[str]:
    folder = TemporaryDirectory()
    firm = Firm(Places(Path(folder.name)))
    firm.found(Mode.DEMO)
    with firm.open() as practice:
        for client, country, currency in ((KOALA, "AU", "AUD"), (DELI, "IE", "EUR")):
            entry = add_client(practice, client)
            opened = Office(practice, firm.clock)
            with opened.workspace(entry.client_id) as workspace:
                start = profile(name=client.name, country=country, currency=currency, zone=None, tax_id=None)
                TakeOnService(workspace.desk).start(start)
    return folder


def client_of(opened: Office, name: str = KOALA.name) -> str:
    """Return the id of a client."""
    return next(entry.client_id for entry in opened.clients() if entry.name == name)


class Ear:
    """Keeps what it hears, and lets a test wait for it."""

    def __init__(self) -> None:
        self.heard: list[Event] = []
        self._changed = threading.Condition()

    def hear(self, event: Event) -> None:
        """Keep the message."""
        with self._changed:
            self.heard.append(event)
            self._changed.notify_all()

    def all(self, kind: type[E]) -> list[E]:
        """Return what was heard of a kind."""
        with self._changed:
            return [event for event in self.heard if isinstance(event, kind)]

    def wait(self, kind: type[E], count: int = 1) -> list[E]:
        """Wait until `count` messages of a kind were heard, and return them."""
        with self._changed:
            there = self._changed.wait_for(lambda: len(self.all(kind)) >= count, _PATIENCE)
            told = "\n".join(map(str, self.heard))
            assert there, f"{len(self.all(kind))} of {count} {kind.__name__}:\n{told}"
            return self.all(kind)

    def ended(self) -> Finished:
        """Wait for the first end of a round."""
        return self.wait(Finished)[0]

    def taken(self) -> list[str]:
        """Return the names of the files that were taken, in order."""
        return [event.standing.file_name for event in self.all(Taken)]

    def done(self) -> dict[str, Standing]:
        """Return the outcomes by the name of the file."""
        return {event.standing.file_name: event.standing for event in self.all(Done)}

    def left_out(self) -> dict[str, str]:
        """Return the reasons by name."""
        return {event.name: event.reason for event in self.all(LeftOut)}


Answer = Callable[[bytes], Reading]


def bill_reading(data: bytes) -> Reading:
    """Return the page of a bill whose number and total follow from the file's bytes."""
    number = zlib.crc32(data)
    total = f"Total {number % 90_000 + 100}.00"
    lines = ("Harbour Foods", "TAX INVOICE", f"Invoice number INV-{number}", "Invoice date 1 July 2026", total)
    return Reading("pdf", (page_of(lines),), None, (), 0.0)


@dataclass
class GatedReader(AnsweringReader):
    """Answers as `answer` says, once `gate` is open; keeps what it was asked, in order, and how many at once."""

    answer: Answer = bill_reading
    gate: threading.Event = field(default_factory=threading.Event)
    asked: list[bytes] = field(default_factory=list)
    at_once: int = 0
    most: int = 0
    pages: int = 1
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def __post_init__(self) -> None:
        """Let everybody through until a test closes the gate."""
        self.gate.set()

    def told(self, asked: Asked) -> Reading:
        """Wait at the gate, then answer; stop there if asked to."""
        with self._changed:
            self.asked.append(asked.data)
            self.at_once += 1
            self.most = max(self.most, self.at_once)
            self._changed.notify_all()
        try:
            assert self.gate.wait(_PATIENCE)
            self._turn_pages(asked.progress or Silent())
            return self.answer(asked.data)
        finally:
            with self._changed:
                self.at_once -= 1

    def _turn_pages(self, progress: Progress) -> None:
        for number in range(self.pages):
            if progress.cancelled():
                raise ReadingStopped("Reading was stopped.")
            progress.step("reading", number, self.pages)

    def wait(self, count: int) -> None:
        """Wait until `count` documents were asked for."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.asked) >= count, _PATIENCE)


def unreadable(data: bytes) -> Reading:
    """Refuse every document."""
    raise UnreadableDocument(f"{data.decode()} is damaged.", "Ask for it again.")
