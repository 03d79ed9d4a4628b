"""The sample practice for tests of the window: made once in a test process, copied for each module."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from bookdesk.core.clock import MovableClock
from bookdesk.models.document import Document, DocumentState
from bookdesk.office.opened import Office
from bookdesk.reading.inprocess import InProcessReader
from bookdesk.sandbox.firm import ClientFacts, make_firm
from bookdesk.sandbox.firm.facts import ANN, BEN, PASSPHRASES
from bookdesk.sandbox.firm.passbook import Passbook
from bookdesk.sandbox.firm.stories import approvals, bank, documents, draft_run, heap, new, overdue, signed_off
from bookdesk.security.practice import OpenPractice
from bookdesk.store.places import Places
from bookdesk.workspace import Workspace
from tests.support.firm import NOON, POLICY, Firm
from tests.support.readers import NoTextReader

__all__ = ["ANN", "BEN", "SampleFirm", "make_sample"]

_STORIES = (heap, bank, overdue, approvals, draft_run, documents, signed_off, new)
"""Something on every list of every screen. The others show what a test of the window can do without."""


@dataclass
class SampleFirm(Firm):
    """The sample practice on disk. Ann owns it, Ben may do all she may but for owning; pictures were not read."""

    clients: tuple[ClientFacts, ...] = ()

    def open(self, user: str = ANN, passphrase: str = "", *, writes: bool = True) -> OpenPractice:
        return super().open(user, passphrase or PASSPHRASES[user], writes=writes)

    def copy(self, home: Path) -> SampleFirm:
        shutil.copytree(self.places.home, home)
        return SampleFirm(Places(home), MovableClock(NOON), self.sheet, self.clients)

    def client(self, story: str) -> str:
        """Return the id of the client of a story."""
        return self._facts(story).client_id

    def passbook(self, story: str) -> Passbook:
        """Return what the bank knows of the first account of a client, to let more happen there."""
        return deepcopy(self._facts(story).passbooks[0])

    @contextmanager
    def workspace(self, story: str) -> Iterator[Workspace]:
        """Yield the books of a client as they lie on disk, while no window has them open."""
        with self.open() as practice, Office(practice, self.clock).workspace(self.client(story)) as workspace:
            yield workspace

    def documents(self, story: str) -> dict[str, DocumentState]:
        """Return where each document of a client stands, by the name of its file."""
        with self.workspace(story) as workspace, workspace.desk.books.query() as session:
            return {one.file_name: one.state for one in session.scalars(select(Document))}

    def _facts(self, story: str) -> ClientFacts:
        return next(one for one in self.clients if one.key == story)


def make_sample(home: Path) -> SampleFirm:
    """Make the sample practice as of the fixed day of all tests."""
    made = make_firm(
        Places(home),
        MovableClock(NOON),
        policy=POLICY,
        reader=InProcessReader(NoTextReader()),
        ledger=False,
        stories=[one.STORY for one in _STORIES],
    )
    return SampleFirm(Places(home), MovableClock(NOON), made.sheet, made.clients)
