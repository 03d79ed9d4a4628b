"""Opening, leaving and upgrading a practice on a disk that fails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

from bookdesk.core.clock import MovableClock
from bookdesk.core.errors import BookDeskError
from bookdesk.office.entering import Threshold
from bookdesk.store.cipher import SqlCipher
from bookdesk.store.kinds import CLIENT, PRACTICE, FileKind
from bookdesk.store.migrate import make_ready
from bookdesk.store.opening import check_file
from bookdesk.store.places import Places
from tests.failures.doomed import at_work
from tests.failures.standing import Outcome, Standing, founded, look, standing, unfinished, with_effect
from tests.releases.generate import Database, connect, content_of, heads_of, make_release, releases
from tests.support.disks import BrokenDisk, Disk
from tests.support.firm import OWNER, PASSPHRASE, POLICY
from tests.unit.office.bureau import NOW, enter_bill

_MOST: Final = 40


def opening(disk: Disk) -> Outcome:
    """Open a practice, that was left in order, on a failing disk: it opens, if only to read, or says why not."""
    base, outcome = disk.folder / "opening", Outcome("opening")
    founded(base / "home")
    before = look(base, outcome, thorough=True)
    threshold = Threshold(Places(base / "home"), MovableClock(NOW), POLICY)
    for degree in islice(disk.degrees(), _MOST):
        disk.tighten(degree)
        writes = False
        try:
            with closing(threshold.unlock(OWNER, PASSPHRASE)) as office:
                outcome.compare(f"read at {degree}", before, standing(office, base))
                writes = office.practice.writes
        except BookDeskError as refused:
            outcome.refusals.append(str(refused))
        disk.loosen()
        outcome.compare(f"opened again after {degree}", before, look(base, outcome, thorough=not writes and not degree))
        if writes:
            return outcome
        if isinstance(disk, BrokenDisk):
            outcome.only_read.append("")
    outcome.problems.append("it did not come about")
    return outcome


def leaving(disk: Disk) -> Outcome:
    """Lock a desk at which something was written, on a disk that fails since: what was written is there."""
    base, outcome = disk.folder / "leaving", Outcome("leaving")
    founded(base / "home")
    before = look(base, outcome, thorough=False)
    for degree in islice(disk.degrees(), _MOST):
        said = len(outcome.leaving)
        try:
            with at_work(base / "home") as bureau:
                bureau.ask(partial(enter_bill, supplier="Milk Maids", number=f"K-{degree}", gross=1100))
                disk.tighten(degree)
                bureau.anna.lock()
        except BookDeskError as refused:
            outcome.leaving.append(str(refused))
        disk.loosen()
        before = with_effect(before, {"bills reviewed": 1})
        outcome.compare(f"left at {degree}", before, look(base, outcome, thorough=not degree))
        if degree and len(outcome.leaving) == said:
            return outcome
    outcome.problems.append("nobody could leave")
    return outcome


def migrating(disk: Disk) -> Outcome:
    """Bring files of the first release to the present: each is as it was, or upgraded with all that it held."""
    base, outcome = disk.folder / "migrating", Outcome("migrating")
    release = make_release(releases()[0], base)
    before = _revisions(base, release.databases, outcome)
    for degree in islice(disk.degrees(), _MOST):
        disk.tighten(degree)
        said = len(outcome.refusals)
        for one in release.databases:
            try:
                make_ready(SqlCipher(), base / one.path, one.key, _kind(one))
            except BookDeskError as refused:
                outcome.refusals.append(str(refused))
        if isinstance(disk, BrokenDisk):
            outcome.only_read += _refused_to_read(base, release.databases)
        disk.loosen()
        found = _revisions(base, release.databases, outcome)
        for one in release.databases:
            if found[one.path] not in (one.revision, _kind(one).head):
                outcome.problems.append(f"{one.path} is of revision {found[one.path]} at {degree}")
        if len(outcome.refusals) == said:
            outcome.compare("upgraded", Counter({one.path: _kind(one).head for one in release.databases}), found)
            left = [path for path in base.rglob("*") if unfinished(path)]
            outcome.problems += [f"{path.relative_to(base)} was left behind" for path in left]
            return outcome
    outcome.problems.append(f"it did not come about; it began with {before}")
    return outcome


def _kind(one: Database) -> FileKind:
    return PRACTICE if one.path == "practice.db" else CLIENT


def _refused_to_read(base: Path, databases: tuple[Database, ...]) -> Iterator[str]:
    for one in databases:
        try:
            make_ready(SqlCipher(), base / one.path, one.key, _kind(one), writes=False)
        except BookDeskError as refused:
            yield str(refused)


def _revisions(base: Path, databases: tuple[Database, ...], outcome: Outcome) -> Standing:
    """Return the revision of each file, once it was held against what it held when it was released."""
    for one in databases:
        with closing(connect(base / one.path, one.key)) as connection:
            held = {table: content_of(connection, table, content.columns) for table, content in one.tables.items()}
            if held != one.tables or heads_of(connection) != one.heads:
                outcome.problems.append(f"{one.path} does not hold what it held")
    return Counter({one.path: check_file(SqlCipher(), base / one.path, one.key, _kind(one)) for one in databases})
