"""A computer is lost: another one, a folder of backups and the printed sheet bring everything back, and it works on."""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from bookdesk.core.clock import MovableClock
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.office.backupplan import Moment, Plan
from bookdesk.office.backups import Backups
from bookdesk.office.entering import Threshold
from bookdesk.office.invariants import check_practice
from bookdesk.office.opened import Office
from bookdesk.security.practice import OpenPractice
from bookdesk.store.file import StoreFile
from bookdesk.store.history import heads
from bookdesk.store.places import Places
from tests.support.firm import NOON, POLICY
from tests.support.sample import ANN, BEN, SampleFirm, make_sample

NEW = "a passphrase of the second computer"
LATER = frozenset({"chore", "client_summary"})
"""What a computer notes for itself after the backup was begun."""


def tables(file: StoreFile) -> Mapping[str, str]:
    """Return a hash of all rows of each table."""
    found = {}
    with file.maintenance() as connection:
        names = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        ]
        for name in sorted(set(names) - LATER):
            rows = sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"').fetchall()))  # noqa: S608 - a table
            found[name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


@dataclass(frozen=True)
class State:
    """What a file holds: a hash of each table and original, the heads of its history, how often each act is in it."""

    tables: Mapping[str, str]
    heads: frozenset[str]
    acts: Counter[str]
    originals: Mapping[str, str]


def state(practice: OpenPractice) -> dict[str, State]:
    """Return every table, head and original of the practice and its clients."""
    told = {"practice": held(practice.file, {})}
    for entry in practice.clients():
        with practice.examining(entry.client_id) as books:
            originals = {
                name: hashlib.sha256((books.documents.folder / name).read_bytes()).hexdigest()
                for name in books.documents.names()
            }
            told[entry.client_id] = held(books, originals)
    return told


def held(file: StoreFile, originals: Mapping[str, str]) -> State:
    with file.query() as session:
        acts = Counter(session.scalars(text("SELECT action FROM change_set")))
        return State(tables(file), frozenset(map(repr, heads(session))), acts, originals)


def backed_up(firm: SampleFirm, stick: Path) -> dict[str, State]:
    """Back up as the desk does by itself, and return what was there."""
    with firm.open() as practice:
        backups = Backups(Office(practice, firm.clock))
        backups.choose(Plan(str(stick)))
        assert backups.due(Moment.OPENED)
        backups.make()
        assert backups.try_newest().what == ""
        return state(practice)


def test_a_backup_and_the_sheet_bring_all_of_it_back_on_another_computer(tmp_path: Path) -> None:
    firm = make_sample(tmp_path / "first" / "home")
    before = backed_up(firm, tmp_path / "stick")
    shutil.rmtree(tmp_path / "first")

    second = Threshold(Places(tmp_path / "second" / "home"), MovableClock(NOON), POLICY)
    second.restore(tmp_path / "stick", "", firm.sheet)
    recovered = second.recover(firm.sheet)
    assert set(recovered.users) >= {ANN, BEN}
    assert_equal(before, state(recovered._practice))  # noqa: SLF001 - before anybody changes anything
    office = recovered.renew(ANN, NEW)

    try:
        assert all(found.holds for found in check_practice(office.practice, office.practice.clients()))
        backups = Backups(office)
        assert backups.plan() == Plan()  # another computer: nothing is chosen there yet
        with office.workspace(office.clients()[0].client_id) as workspace:
            with workspace.desk.books.change(Action.CONTACT_EDITED, "new", actor=workspace.desk.actor) as work:
                work.add(Contact(name="Harbour Foods"))
                work.commit()
            workspace.serve()
        backups.choose(Plan(str(tmp_path / "second stick")))
        backups.make()
        assert backups.try_newest().clients == len(office.clients())
    finally:
        office.close()
    again = second.unlock(ANN, NEW)
    assert all(found.holds for found in check_practice(again.practice, again.practice.clients()))
    again.close()


def assert_equal(before: Mapping[str, State], after: Mapping[str, State]) -> None:
    """Compare all, but for what the new computer has just said: that it is there, and that it brought this back."""
    assert before.keys() == after.keys()
    for name in before:
        own, theirs = before[name], after[name]
        said = {"device", "row_change", "setting"} if name == "practice" else set()
        differ = {table for table in own.tables if own.tables[table] != theirs.tables[table]}
        assert differ <= said | {"change_set"}
        assert theirs.heads > own.heads
        assert theirs.originals == own.originals
        lost, new = own.acts - theirs.acts, theirs.acts - own.acts
        assert not lost
        assert name == "practice" or list(new.elements()) == [Action.CLIENT_RESTORED.value]
