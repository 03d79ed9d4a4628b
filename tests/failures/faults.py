"""Lets the n-th call to the outside world fail, for n = 1, 2, 3 and so on, until an act meets no fault any more.

`python -m tests.failures.faults [--scene NAME] [--fault NAME] [--every K] [--folder DIR]` goes through every call of
every act and prints a table. The method is SQLite's for errors of the disk (https://www.sqlite.org/testing.html 3.2).

Each run begins with the same files. An act that met a fault was refused in words for a person or came about whole;
what was acknowledged is there; after the program was started anew all invariants hold, and the act that was refused
succeeds when it is repeated and is done once.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, Self

from bookdesk.core.errors import BookDeskError
from tests.failures.acts import DESK, Scene
from tests.failures.acts_of_keys import KEYS
from tests.failures.ports import FULL, Call, Fault, JumpingClock, Outside, installed
from tests.unit.office.bureau import NOW

SCENES: dict[str, Scene] = {one.name: one for one in (*DESK, *KEYS)}
_SHM = Path("/dev/shm")  # noqa: S108 - a folder in memory, in which each run has one of its own


@dataclass(slots=True)
class Run:
    """One act in which the `at`-th call failed, and what came of it."""

    scene: Scene
    fault: Fault
    at: int
    met: str = ""
    refused: str = ""
    anyway: bool = False
    """Whether it was refused and yet came about, whole: what failed came after it."""
    problems: list[str] = field(default_factory=list)
    calls: Counter[Call] = field(default_factory=Counter)

    def __str__(self) -> str:
        """Say what failed and what was wrong."""
        where = f"{self.scene.name}, {self.fault.name} {self.at} ({self.met or 'not met'})"
        return f"{where}: {'; '.join(self.problems) or 'in order'}"


@dataclass(slots=True)
class Tally:
    """What came of one act under one kind of fault: how many calls could fail, how many runs were made of them."""

    scene: str
    fault: str
    calls: int = 0
    runs: int = 0
    refused: int = 0
    anyway: int = 0
    wrong: list[Run] = field(default_factory=list)

    def take(self, done: Run) -> None:
        """Count a run."""
        if done.problems:
            self.wrong.append(done)
        if done.met:
            self.runs += 1
            self.calls = done.at
            self.refused += bool(done.refused)
            self.anyway += done.anyway


def run(scene: Scene, fault: Fault, at: int, folder: Path) -> Run:
    """Let an act meet one fault in a folder of its own, start again, and look; none with 0, only its calls counted."""
    base = Path(tempfile.mkdtemp(dir=folder))
    done = Run(scene, fault, at)
    try:
        scene.lay_out(base)
        outside = Outside(fault, at, base)
        with installed(outside):
            _Trial(done, outside, base).go()
        done.met, done.calls = outside.met, outside.calls
    finally:
        scene.sweep(base)
        shutil.rmtree(base, ignore_errors=True)
    return done


class _Catching:
    """Ends a block whatever it raises, and keeps it: whatever it is, it is what we look for."""

    failure: Exception | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, failure: BaseException | None, trace: object) -> bool:
        self.failure = failure if isinstance(failure, Exception) else None
        return self.failure is not None


@dataclass(slots=True)
class _Trial:
    run: Run
    outside: Outside
    base: Path
    acknowledged: bool = False

    def go(self) -> None:
        """Act, end the program, start it again, look, and repeat what was refused."""
        self._act()
        came = self._look()
        if self.acknowledged and came != 1:
            self._say(f"it was acknowledged and came about {came} times")
        elif not self.acknowledged and came not in {0, 1}:
            self._say(f"it was refused and came about {came} times")
        elif not self.acknowledged and came == 0:
            self._again()
        self.run.anyway = not self.acknowledged and came == 1 and not self.run.scene.by_looking

    def _act(self) -> None:
        """Act while the world fails; where it failed once only, whoever was refused tries again at once.

        Not after the clock has jumped: he may have to prove anew who he is, as he does with a new start.
        """
        scene, outside = self.run.scene, self.outside
        with self._ending(), scene.at_work(self.base, self._clock()) as stage:
            outside.armed = True
            refused = self._attempt(stage)
            outside.armed = outside.fault.lasts
            self.acknowledged = refused is None
            self.run.refused = refused or ""
            if refused is not None and not (outside.fault.lasts or outside.fault.jump or scene.stops):
                self._at_once(stage)

    def _at_once(self, stage: Any) -> None:  # noqa: ANN401 - as in the scenes
        if self.run.scene.times(stage, self.base):
            return
        refused = self._attempt(stage)
        self.acknowledged = refused is None
        if refused is not None:
            self._say(f"refused once more in the same opening: {refused}")

    @contextmanager
    def _ending(self) -> Iterator[None]:
        """Let the end of the program be refused in words while the world still fails."""
        with _Catching() as caught:
            yield
        self.outside.armed = False
        if isinstance(caught.failure, BookDeskError):
            if not self.outside.fault.lasts:
                self._say(f"closing was refused: {caught.failure}")
        elif caught.failure is not None:
            self._say(f"closing ended with {_words(caught.failure)}")

    def _attempt(self, stage: Any) -> str | None:  # noqa: ANN401 - as in the scenes
        """Act and return the refusal in words; anything else is a violation."""
        with _Catching() as caught:
            self.run.scene.act(stage, self.base)
        if isinstance(caught.failure, BookDeskError):
            if not caught.failure.what or not caught.failure.remedy:
                self._say(f"a refusal without words: {caught.failure!r}")
        elif caught.failure is not None and not self.outside.is_point:
            self._say(f"not refused in words: {_words(caught.failure)}")
        return None if caught.failure is None else str(caught.failure) or repr(caught.failure)

    def _look(self) -> int:
        """Start again; return how often the act came about."""
        try:
            with self.run.scene.at_work(self.base, self._clock()) as stage:
                self.run.problems += self.run.scene.check(stage, self.base)
                return self.run.scene.times(stage, self.base)
        except BookDeskError as refused:
            self._say(f"the next start was refused: {refused}")
            return 1 if self.acknowledged else 0

    def _again(self) -> None:
        """Repeat what was refused: it succeeds, and is done once."""
        try:
            with self.run.scene.at_work(self.base, self._clock()) as stage:
                self.run.scene.act(stage, self.base)
        except BookDeskError as refused:
            self._say(f"repeated after a new start it was refused: {refused}")
        if (came := self._look()) != 1:
            self._say(f"repeated it came about {came} times")

    def _clock(self) -> JumpingClock:
        clock = JumpingClock(NOW)
        clock.outside = self.outside
        return clock

    def _say(self, problem: str) -> None:
        self.run.problems.append(problem)


def _words(bare: BaseException) -> str:
    frames = [one for one in traceback.extract_tb(bare.__traceback__) if "/bookdesk/" in one.filename]
    where = f" in {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(bare).__name__} ({bare}){where}"


def enumerate_faults(
    scene: Scene, fault: Fault, folder: Path, *, every: int = 1, told: Callable[[Run], None] | None = None
) -> Tally:
    """Let each `every`-th call fail in turn, until the act meets no fault any more.

    `told` hears of acts that were refused and came about all the same.
    """
    tally = Tally(scene.name, fault.name)
    for at in count(1, every):
        done = run(scene, fault, at, folder)
        if done.anyway and told is not None:
            told(done)
        tally.take(done)
        if not done.met:
            return tally
    raise AssertionError("there is always one more")


def sample_faults(scene: Scene, fault: Fault, folder: Path, *, share: int) -> Tally:
    """Let at most `share` calls fail, spread evenly over those that an act makes where nothing fails."""
    tally = Tally(scene.name, fault.name)
    made = sum(_calls(scene)[call] for call in fault.strikes)
    for at in sorted({(2 * part + 1) * made // (2 * share) + 1 for part in range(min(share, made))}):
        tally.take(run(scene, fault, at, folder))
    return tally


@cache
def _calls(scene: Scene) -> Counter[Call]:
    with tempfile.TemporaryDirectory() as folder:
        return run(scene, FULL, 0, Path(folder)).calls


def table(tallies: Sequence[Tally]) -> str:
    """Return the figures by scene and kind of fault."""
    rows = [f"{'act':<36}{'fault':<32}{'calls':>7}{'runs':>7}{'refused':>9}{'anyway':>8}{'wrong':>7}"]
    rows += [_row(one.scene, one.fault, [one]) for one in tallies]
    return "\n".join((*rows, _row("all", "", tallies)))


def _row(act: str, fault: str, those: Sequence[Tally]) -> str:
    figures = [sum(getattr(one, name) for one in those) for name in ("calls", "runs", "refused", "anyway")]
    wrong = sum(len(one.wrong) for one in those)
    return f"{act:<36}{fault:<32}{figures[0]:>7}{figures[1]:>7}{figures[2]:>9}{figures[3]:>8}{wrong:>7}"


def _tell(done: Run) -> None:
    print(f"refused, and done: {done.refused}: {done}" if done.anyway else done, flush=True)  # noqa: T201 - a command for engineers


def main(words: Sequence[str]) -> int:
    """Go through all calls; returns 1 if anything was wrong."""
    faults = {fault.name: fault for scene in SCENES.values() for fault in scene.faults}
    parser = argparse.ArgumentParser(description="Let each call to the outside world fail and look what is left.")
    parser.add_argument("--scene", choices=list(SCENES), action="append")
    parser.add_argument("--fault", choices=list(faults), action="append")
    parser.add_argument("--every", type=int, default=1, help="only each so-many-eth call")
    parser.add_argument("--folder", type=Path, default=_SHM if _SHM.is_dir() else None)
    wish = parser.parse_args(words)
    tallies: list[Tally] = []
    with tempfile.TemporaryDirectory(dir=wish.folder) as folder:
        for scene in (SCENES[name] for name in wish.scene or SCENES):
            for fault in (one for one in scene.faults if not wish.fault or one.name in wish.fault):
                began = time.perf_counter()
                tallies.append(enumerate_faults(scene, fault, Path(folder), every=wish.every, told=_tell))
                for done in tallies[-1].wrong:
                    _tell(done)
                print(_row(scene.name, fault.name, tallies[-1:]), f"{time.perf_counter() - began:.0f} s", flush=True)  # noqa: T201 - as above
    print(table(tallies))  # noqa: T201 - as above
    return 1 if any(one.wrong for one in tallies) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
