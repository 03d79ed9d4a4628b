"""Kills the program in the middle of its work and looks what is left: at named fail-points and at any moment.

`python -m tests.failures.kills --count 2100 [--seed N] [--phase NAME] [--folder DIR]` kills as often as is said, spread
over all phases, and prints a table with the seed of every kill that lost something. A seed with its phase repeats a
kill at a named point exactly; one at a random moment as nearly as the machine allows.

Each victim is forked from a process that has imported everything and opened nothing (`multiprocessing` calls it a
fork server), so that a kill costs a fraction of a second and not the start of an interpreter.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import cycle, islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from bookdesk.core import failpoints
from bookdesk.core.errors import BookDeskError
from tests.failures.doomed import PHASES

SHORTEST, LONGEST = 0.005, 0.8
"""Seconds after "ready" between which a random moment lies."""
_MOST_PASSES: Final = 6
"""A victim dies at most the so-many-eth time it comes by its point."""
_PATIENCE: Final = 60.0
"""Seconds after which a victim that does not come to its point is killed where it is."""
_EVERY: Final = 100


@dataclass(frozen=True, slots=True)
class Order:
    """How one victim is to die: at a point, the so-many-eth time, or so many seconds after it was ready."""

    phase: str
    seed: int
    point: str | None
    passes: int
    seconds: float

    @classmethod
    def of(cls, phase: str, seed: int) -> Order:
        """Let the seed decide."""
        chance = random.Random(seed)  # noqa: S311 - moments, not secrets
        point = chance.choice(PHASES[phase].points) if chance.random() < 0.5 else None
        return cls(phase, seed, point, chance.randint(1, _MOST_PASSES), chance.uniform(SHORTEST, LONGEST))


@dataclass(slots=True)
class Kill:
    """One kill and what came of it."""

    order: Order
    reached: bool = False
    told: list[tuple[str, ...]] = field(default_factory=list)
    problems: tuple[str, ...] = ()
    recovery: float = 0.0

    def __str__(self) -> str:
        """Say how it died and what was wrong."""
        order = self.order
        where = f"at {order.point!r}, pass {order.passes}" if order.point else f"after {order.seconds * 1000:.0f} ms"
        return f"{order.phase} seed {order.seed} {where}: {'; '.join(self.problems) or 'in order'}"


def kill(phase: str, seed: int, folder: Path) -> Kill:
    """Let one victim work in a folder of its own, kill it, start again and look."""
    done = Kill(Order.of(phase, seed))
    base = folder / f"{phase.replace(' ', '-')}-{seed}"
    base.mkdir(parents=True)
    try:
        PHASES[phase].lay_out(base)
        _let_die(done, base)
        aftermath = PHASES[phase].examine(base, done.told)
        done.problems, done.recovery = aftermath.problems, aftermath.recovery
    except BookDeskError as refused:
        done.problems = (f"the next start was refused: {refused}",)
    except EOFError:
        done.problems = ("the victim ended by itself",)
    finally:
        shutil.rmtree(base, ignore_errors=True)
    return done


def _let_die(done: Kill, base: Path) -> None:
    ours, theirs = _context().Pipe(duplex=False)
    victim = _context().Process(target=_live, args=(theirs, done.order, str(base)))
    victim.start()
    theirs.close()
    try:
        if ours.recv() != ("ready",):
            raise RuntimeError("the victim was not ready")
        _wait(done, ours)
    finally:
        victim.kill()
        victim.join()
    with suppress(EOFError, OSError):
        while True:
            _hear(done, ours.recv())
    ours.close()


def _wait(done: Kill, ours: Connection) -> None:
    """Hear what is acknowledged until the moment has come."""
    end = time.monotonic() + (_PATIENCE if done.order.point else done.order.seconds)
    while not done.reached and (left := end - time.monotonic()) > 0:
        if ours.poll(left):
            _hear(done, ours.recv())


def _hear(done: Kill, told: tuple[str, ...]) -> None:
    if told[0] == "at":
        done.reached = True
    else:
        done.told.append(told)


def _live(theirs: Connection, order: Order, base: str) -> None:
    """Be the victim: work, tell, and stop dead at the point."""
    passed = 0

    def hook(name: str) -> None:
        nonlocal passed
        passed += name == order.point
        if name == order.point and passed == order.passes:
            theirs.send(("at", name))
            threading.Event().wait()  # whoever is told kills us

    def tell(*words: str) -> None:
        if words == ("ready",):
            failpoints.install(hook)
        theirs.send(words)

    PHASES[order.phase].work(Path(base), tell, random.Random(order.seed))  # noqa: S311 - names, not secrets


def _context() -> Any:  # noqa: ANN401 - what it returns has a type of its own on each system
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.failures.doomed"])
    return context


def kills(phases: Sequence[str], count: int, seed: int, folder: Path) -> Iterator[Kill]:
    """Kill `count` times, the phases in turn."""
    for number, phase in enumerate(islice(cycle(phases), count)):
        yield kill(phase, seed + number, folder)


def table(done: Sequence[Kill]) -> str:
    """Return the figures by phase."""
    rows = [f"{'phase':<22}{'kills':>7}{'at points':>11}{'acknowledged':>14}{'wrong':>7}{'p95 s':>8}{'max s':>8}"]
    for phase in dict.fromkeys(one.order.phase for one in done):
        rows += [_row(phase, [one for one in done if one.order.phase == phase])]
    return "\n".join((*rows, _row("all", done)))


def _row(name: str, done: Sequence[Kill]) -> str:
    at_points, wrong = sum(one.reached for one in done), sum(bool(one.problems) for one in done)
    told = sum(len(one.told) for one in done)
    times = sorted(one.recovery for one in done)
    p95 = times[int(len(times) * 0.95)]
    return f"{name:<22}{len(done):>7}{at_points:>11}{told:>14}{wrong:>7}{p95:>8.2f}{times[-1]:>8.2f}"


def main(words: Sequence[str]) -> int:
    """Kill as often as is said; returns 1 if anything was lost."""
    parser = argparse.ArgumentParser(description="Kill the program in the middle of its work and look what is left.")
    parser.add_argument("--count", type=int, default=70)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--phase", choices=list(PHASES), action="append")
    parser.add_argument("--folder", type=Path, help="where the victims work; a temporary folder otherwise")
    wish = parser.parse_args(words)
    done: list[Kill] = []
    with tempfile.TemporaryDirectory(dir=wish.folder) as folder:
        for one in kills(wish.phase or list(PHASES), wish.count, wish.seed, Path(folder)):
            done.append(one)
            if one.problems:
                print(one, flush=True)  # noqa: T201 - a command for engineers
            if len(done) % _EVERY == 0:
                print(f"-- {len(done)} kills\n{table(done)}", flush=True)  # noqa: T201 - as above
    print(f"seeds {wish.seed} to {wish.seed + wish.count - 1}\n{table(done)}")  # noqa: T201 - as above
    return 1 if any(one.problems for one in done) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
