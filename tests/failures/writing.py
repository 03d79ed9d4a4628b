"""Everything that is written at the desk, each tried on a disk that fails: refused in words, whole, done once it heals.

`python -m tests.failures.writing KIND FOLDER [ACT…]` lets a disk of `tests/support/disks.py` fail a little later each
time until an act comes about, and prints a line of JSON for each act.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

from bookdesk.capture.service import Incoming
from bookdesk.core.clock import MovableClock
from bookdesk.core.errors import BookDeskError, StorageError
from bookdesk.core.ownfiles import write_beside
from bookdesk.office.entering import Threshold
from bookdesk.security.members import change_own_passphrase
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.rotation import rotate
from bookdesk.security.safety import back_up_practice
from bookdesk.store.places import Places
from tests.failures.doomed import at_work
from tests.failures.standing import FILES, NEW, Outcome, Standing, founded, look, opens, standing, with_effect
from tests.failures.ways_in_and_out import leaving, migrating, opening
from tests.support.disks import DISKS, BrokenDisk, Disk, NoSuchDisk
from tests.support.firm import BEN, OWNER, PASSPHRASE, POLICY, STAPLE
from tests.unit.office.bureau import (
    CAFE,
    CLEANING,
    NOW,
    PAY_DAY,
    Bureau,
    Seat,
    approvals,
    banking,
    capture,
    enter_bill,
    payees,
    paying,
    statement,
)

MOST: Final = 40
"""Failures after which an act has to come about: the disk is as good as whole then."""
LARGE: Final = Incoming("large.pdf", b"%PDF-1.7 " + bytes(900_000))
"""More than the floor below which nothing is taken in, so that it is begun and cannot be finished."""


@dataclass(frozen=True, slots=True)
class Act:
    """Something that is written by whoever is at work: `prepare` on a good disk, `do` on the failing one."""

    name: str
    prepare: Callable[[Bureau], str]
    do: Callable[[Bureau, str, Path], object]
    effect: Mapping[str, int]
    """What is there more, and less, once it was done."""
    piecemeal: bool = False
    """Whether it is done piece by piece, each of them whole."""
    unsure: str = "said by none"
    """What is said where nobody can tell whether it was done."""


def _nothing(bureau: Bureau) -> str:
    del bureau
    return ""


def _captured(bureau: Bureau) -> str:
    return bureau.ask(lambda one: capture(one).capture([CLEANING]))[0].document_id


def _entered(bureau: Bureau) -> str:
    return bureau.ask(lambda one: enter_bill(one, "Milk Maids", "K-1", 110_000))


def _drafted(bureau: Bureau) -> str:
    bill = _entered(bureau)
    bureau.act(lambda one: payees(one).confirm_taken_over("held against the old list"), "ben")
    bureau.act(lambda one: approvals(one).approve(bill), "ben")
    bank = bureau.ask(lambda one: paying(one).bank_account("Everyday").id)
    return bureau.ask(lambda one: paying(one).propose(bank, PAY_DAY).run.id)


def _released(bureau: Bureau) -> str:
    run = _drafted(bureau)
    bureau.act(lambda one: paying(one).release(run), "ben")
    return run


def _take_in(bureau: Bureau, _prepared: str, _base: Path) -> None:
    bureau.ask(lambda one: capture(one).capture([LARGE]))


def _read(bureau: Bureau, document: str, _base: Path) -> None:
    bureau.ask(lambda one: capture(one).read(document))


def _enter(bureau: Bureau, _prepared: str, _base: Path) -> None:
    _entered(bureau)


def _approve(bureau: Bureau, bill: str, _base: Path) -> None:
    bureau.ask(lambda one: approvals(one).approve(bill), "ben")


def _release(bureau: Bureau, run: str, _base: Path) -> None:
    bureau.ask(lambda one: paying(one).release(run), "ben")


def _save_bank_file(bureau: Bureau, run: str, base: Path) -> None:
    name, content = bureau.ask(lambda one: paying(one).export(run))
    write_beside(base, name, content)


def _import(bureau: Bureau, _prepared: str, _base: Path) -> None:
    data = statement(("-1100.00", "Milk Maids"), ("-12.00", "Fee"))
    bureau.ask(lambda one: banking(one).import_statement("july.ofx", data, account="Everyday"))


def _back_up(bureau: Bureau, _prepared: str, base: Path) -> None:
    back_up_practice(bureau.anna.practice, base / "backups")


def _rotate(bureau: Bureau, _prepared: str, _base: Path) -> None:
    """As if the disk had become full after it was asked how much room there is."""
    bureau.ben.close()  # nobody else is in the files
    clients = [bureau.anna.practice.client(CAFE.name).client_id]
    done = rotate(bureau.anna.practice, clients, free=lambda _: 1 << 40)
    if not done.finished:
        raise StorageError("; ".join(done.problems))


def _change_passphrase(bureau: Bureau, _prepared: str, _base: Path) -> None:
    change_own_passphrase(bureau.anna.practice, passphrase_from(PASSPHRASE), passphrase_from(NEW))


_UNSURE: Final = "it may be the new one that opens"
AT_THE_DESK: Final = (
    Act("capture", _nothing, _take_in, {"documents received": 1, FILES: 1}),
    Act("reading", _captured, _read, {"documents received": -1, "documents to review": 1, "bills draft": 1}),
    Act("entering a bill", _nothing, _enter, {"bills reviewed": 1}),
    Act("approving", _entered, _approve, {"bills reviewed": -1, "bills approved": 1}),
    Act("releasing", _drafted, _release, {"runs draft": -1, "runs released": 1, FILES: 1}),
    Act("bank file", _released, _save_bank_file, {"own files": 1}),
    Act("bank import", _nothing, _import, {"statements": 1, "bank lines": 2}),
    Act("backup", _nothing, _back_up, {"backups": 1}),
    Act("key rotation", _nothing, _rotate, {"key of the cafe": 1, "key of the practice": 1}, piecemeal=True),
    Act(
        "passphrase", _nothing, _change_passphrase, {"opens with the old": -1, "opens with the new": 1}, unsure=_UNSURE
    ),
)


def tried(act: Act, disk: Disk) -> Outcome:
    """Try an act on a disk that fails later each time, until it comes about."""
    base, outcome = disk.folder / act.name.replace(" ", "-"), Outcome(act.name)
    founded(base / "home")
    with at_work(base / "home") as bureau:
        prepared = act.prepare(bureau)
        before = standing(bureau.anna, base)
    for degree in islice(disk.degrees(), MOST):
        refusal = _try(act, prepared, (disk, degree, base), outcome, before)
        swept = refusal is None or not isinstance(disk, BrokenDisk)
        after = look(base, outcome, thorough=refusal is None or len(outcome.refusals) == 1, swept=swept)
        wanted = with_effect(before, act.effect)
        if refusal is None:
            outcome.compare(f"done at {degree}", wanted, after)
            return outcome
        if act.unsure in refusal and after == wanted:
            return outcome
        if act.piecemeal:
            outcome.compare(f"half of it done at {degree}", after & wanted, after)
            outcome.compare(f"taken back at {degree}", after | before, after)
            before = after
        else:
            outcome.compare(f"refused at {degree} ({refusal})", before, after)
    outcome.problems.append("it did not come about")
    return outcome


def _try(act: Act, prepared: str, where: tuple[Disk, int, Path], outcome: Outcome, before: Standing) -> str | None:
    """Try once, read on in the same opening, and leave; returns what was said, nothing where it was done."""
    disk, degree, base = where
    refusal = None
    try:
        with at_work(base / "home") as bureau:
            bureau.ask(lambda one: one.serve())
            disk.tighten(degree)
            try:
                act.do(bureau, prepared, base)
            except BookDeskError as refused:
                refusal = f"{refused}"
                outcome.refusals.append(refusal)
                _read_on(bureau, base, act, outcome, before)
    except BookDeskError as refused:
        outcome.leaving.append(str(refused))
    if refusal is not None and isinstance(disk, BrokenDisk):
        _only_read(act, prepared, base, outcome)
    disk.loosen()
    return refusal


def _read_on(bureau: Bureau, base: Path, act: Act, outcome: Outcome, before: Standing) -> None:
    """Look at everything in the same opening; one whose change of keys was cut short says that it is to be closed."""
    try:
        found = standing(bureau.anna, base)
    except BookDeskError as refused:
        if not act.piecemeal:
            outcome.problems.append(f"it cannot be read on: {refused}")
        return
    if not act.piecemeal and act.unsure not in outcome.refusals[-1]:
        found[FILES] = before[FILES]  # one that no row knows is seen by nobody, and cannot be taken away just now
        outcome.compare("read on", before, found)


def _only_read(act: Act, prepared: str, base: Path, outcome: Outcome) -> None:
    """Enter as the window does: everything that is there can be read, and nothing can be done."""
    threshold = Threshold(Places(base / "home"), MovableClock(NOW), POLICY)
    try:
        anna = threshold.unlock(OWNER, NEW if opens(base, NEW) else PASSPHRASE)
        with closing(anna), closing(Seat(anna, threshold.unlock(BEN, STAPLE).practice)) as ben:
            if anna.practice.writes:
                outcome.problems.append("a disk that cannot be written to was opened for writing")
            standing(anna, base)
            _do_nothing(act, Bureau(anna, ben, MovableClock(NOW)), (prepared, base), outcome)
    except BookDeskError as refused:
        outcome.only_read.append(str(refused))
        if not act.piecemeal:  # of a file whose change of keys was cut short it is said that it has to be ended first
            outcome.problems.append(f"it cannot be read: {refused}")


def _do_nothing(act: Act, bureau: Bureau, where: tuple[str, Path], outcome: Outcome) -> None:
    try:
        act.do(bureau, *where)
    except BookDeskError as refused:
        outcome.only_read.append(str(refused))
    else:
        outcome.problems.append("it was done where nothing can be written")


ACTS: Final[Mapping[str, Callable[[Disk], Outcome]]] = {
    **{act.name: partial(tried, act) for act in AT_THE_DESK},
    "opening": opening,
    "leaving": leaving,
    "migrating": migrating,
}


def main(words: Sequence[str]) -> int:
    """Try every act, or those that are named, on a disk of one kind."""
    kind, folder, *wanted = words
    try:
        disk = DISKS[kind](Path(folder))
    except NoSuchDisk as missing:
        print(json.dumps({"missing": str(missing)}))  # noqa: T201 - how the parent hears of it
        return 0
    for name in wanted or ACTS:
        print(json.dumps(asdict(ACTS[name](disk))), flush=True)  # noqa: T201 - how the parent hears of it
        for left in disk.folder.glob("[!l]*"):  # not lost+found
            shutil.rmtree(left)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
