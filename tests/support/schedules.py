"""Every schedule of a few actors, one after the other: who runs between any two calls of the gateway.

Each actor is a thread that runs alone until it comes to a point (before and after each call), then waits for its turn.
A schedule is a list of choices; all of them are run by counting it up as one counts numbers.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field


@dataclass
class _Actor:
    act: Callable[[], object]
    go: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    stopped: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    done: bool = False
    failed: bool = False
    thread: threading.Thread | None = None

    def run(self) -> None:
        self.go.acquire()
        self.failed = True
        try:
            self.act()
            self.failed = False
        finally:
            self.done = True
            self.stopped.release()

    def step(self) -> None:
        if self.thread is None:
            self.thread = threading.Thread(target=self.run, daemon=True)
            self.thread.start()
        self.go.release()
        self.stopped.acquire()


class Scheduler:
    """Runs actors by turns; `point` is what they call where another may have his turn."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._own = threading.local()

    def point(self) -> None:
        """Wait for the next turn; whoever is no actor goes on."""
        actor = getattr(self._own, "actor", None)
        if actor is not None:
            actor.stopped.release()
            actor.go.acquire()

    def run(self, acts: Mapping[str, Callable[[], object]], choices: list[int]) -> list[tuple[int, int]]:
        """Run all actors to their end, choosing as told, then the first; returns what was chosen of how many."""
        actors = {name: _Actor(act) for name, act in acts.items()}
        for actor in actors.values():
            actor.act = self._bound(actor)
        made: list[tuple[int, int]] = []
        while waiting := [actor for actor in actors.values() if not actor.done]:
            chosen = choices[len(made)] if len(made) < len(choices) else 0
            made.append((chosen, len(waiting)))
            waiting[chosen].step()
        for actor in actors.values():
            if actor.thread is not None:
                actor.thread.join()
            assert not actor.failed
        return made

    def _bound(self, actor: _Actor) -> Callable[[], object]:
        act = actor.act

        def bound() -> None:
            self._own.actor = actor
            act()

        return bound


def every(run: Callable[[list[int]], list[tuple[int, int]]]) -> Iterator[list[int]]:
    """Run every schedule; yields the choices of each, as it was run."""
    choices: list[int] = []
    while True:
        made = run(choices)
        yield [chosen for chosen, _ in made]
        while made and made[-1][0] + 1 == made[-1][1]:
            made.pop()
        if not made:
            return
        choices = [*[chosen for chosen, _ in made[:-1]], made[-1][0] + 1]
