"""What there is in a practice that was written to on a failing disk, counted; and how an act on it fared."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import func, select

from bookdesk.core.clock import MovableClock
from bookdesk.core.errors import Locked
from bookdesk.models.bank import BankLine, Statement
from bookdesk.models.bill import Bill
from bookdesk.models.document import Document
from bookdesk.models.payment import PaymentRun
from bookdesk.office.invariants import check_practice
from bookdesk.office.opened import Office
from bookdesk.security.slotfile import read_slots
from bookdesk.security.slotkeys import unlock
from bookdesk.store.backup import backup_sets
from bookdesk.store.files import ASIDE
from bookdesk.store.places import Places
from tests.support.firm import OWNER, PASSPHRASE, Firm, slot_secret
from tests.unit.office.bureau import CAFE, NOW, bureau_in

Standing = Counter[str]
FILES: Final = "files of documents"
NEW: Final = "new words for an old desk"
"""The passphrase that is changed to."""
_UNFINISHED: Final = frozenset({".part", ".new", ".upgrading", ".restoring", ".rotating"})


@dataclass(slots=True)
class Outcome:
    """How an act fared: what was said each time, what was said on leaving, and what was not as it should be."""

    act: str
    refusals: list[str] = field(default_factory=list)
    leaving: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    only_read: list[str] = field(default_factory=list)
    """What was said to the same act in a practice that was opened to be read."""

    def compare(self, when: str, wanted: Standing, found: Standing) -> None:
        """Note what is missing and what is too much."""
        if wanted != found:
            self.problems.append(f"{when}: {dict(wanted - found)} is missing, {dict(found - wanted)} too much")


def founded(home: Path) -> None:
    """Lay a practice out that was made once."""
    shutil.copytree(_template().name, home)


def look(base: Path, outcome: Outcome, *, thorough: bool, swept: bool = True) -> Standing:
    """Open the practice again, with whichever passphrase, and return what is there; `thorough` checks everything.

    Where it is not yet `swept`, half a file may lie about: the disk let nobody take it away.
    """
    firm = Firm(Places(base / "home"), MovableClock(NOW))
    practice = firm.open(passphrase=NEW if opens(base, NEW) else PASSPHRASE)
    with closing(Office(practice, firm.clock)) as office:
        found = standing(office, base)
        if thorough:
            with office.workspace(practice.client(CAFE.name).client_id) as workspace:
                workspace.serve()
            for file in check_practice(practice, practice.clients()):
                wrong = (one for one in file.findings if not one.holds)
                outcome.problems += [f"{file.name}: {one.check}: {one.problems[0]}" for one in wrong]
    left = [path for path in base.rglob("*") if unfinished(path)] if swept else []
    outcome.problems += [f"{path.relative_to(base)} was left behind" for path in left]
    return found


def unfinished(path: Path) -> bool:
    """Return whether a file is half of one."""
    return path.name.startswith(ASIDE) or path.suffix in _UNFINISHED


def opens(base: Path, passphrase: str) -> bool:
    """Return whether the owner gets in by this passphrase."""
    try:
        unlock(read_slots(Places(base / "home")), OWNER, slot_secret(passphrase), NOW)
    except Locked:
        return False
    return True


def standing(office: Office, base: Path) -> Standing:
    """Count what there is, in the cafe's books and beside them."""
    cafe = office.practice.client(CAFE.name).client_id
    found = Counter[str]()
    with office.workspace(cafe) as workspace, workspace.desk.books.query() as session:
        for word, column in (("bills", Bill.status), ("documents", Document.state), ("runs", PaymentRun.state)):
            counted = session.execute(select(column, func.count()).group_by(column)).all()
            found.update({f"{word} {value}": number for value, number in counted})
        for word, model in (("statements", Statement), ("bank lines", BankLine)):
            found[word] = session.scalar(select(func.count()).select_from(model)) or 0
        found[FILES] = len(workspace.desk.books.documents.names())
    found["key of the cafe"] = next(row.key_epoch for row in office.practice.file.clients() if row.id == cafe)
    found["key of the practice"] = office.practice.file.practice().key_epoch
    found["opens with the old"], found["opens with the new"] = opens(base, PASSPHRASE), opens(base, NEW)
    found["backups"] = len(backup_sets(base / "backups"))
    found["own files"] = sum(path.is_file() for path in base.iterdir())
    return +found


def with_effect(before: Standing, effect: Mapping[str, int]) -> Standing:
    """Return what there is once something was done."""
    after = Counter(before)
    after.update(effect)
    return +after


@cache
def _template() -> TemporaryDirectory[str]:
    folder = TemporaryDirectory()
    with bureau_in(Path(folder.name)):
        pass
    return folder
