"""Child processes kept warm: each is handed out once, and its successor is started when it is at work.

Not before: two that do their imports side by side, on the cores on which the window paints, take twice as long each,
and the one that is waited for comes later.
"""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Generic, Protocol, Self, TypeVar

from bookdesk.core.child import Child, ChildNotReady, ChildStopped
from bookdesk.core.limits import Limits


class WarmChild(Protocol):
    """What keeping a child warm needs of it."""

    def wait_ready(self) -> None:
        """Wait until its imports are done."""
        ...

    def close(self) -> None:
        """End it."""
        ...


C = TypeVar("C", bound=WarmChild)


def start_child(name: str, limits: Limits) -> Child:
    """Start the child `name` and return at once; `ChildNotReady` where the system refuses another process."""
    try:
        return Child.start(name, limits)
    except OSError as refused:
        raise ChildNotReady(
            f"The system refuses to start a part of BookDesk: {refused.strerror or refused}.",
            "Close other programs or free some space, then try again.",
        ) from refused


class ChildPool(Generic[C]):
    """Keeps `spare` children warm. Each is handed out once; whoever took it says when it is at work."""

    def __init__(self, spare: int, start: Callable[[], C], *, first: int | None = None) -> None:
        """Start the first children with `start`, which returns at once: `first` of them, else as many as are spare."""
        self._start, self._spare = start, spare
        self._guard = threading.Lock()
        self._waiting = deque(start() for _ in range(spare if first is None else first))
        self._closed = False

    def take(self) -> C:
        """Return a warm child, which the caller closes; `at_work` tells that it has begun, or is not needed."""
        with self._guard:
            if self._closed:
                raise ChildStopped("The work was stopped.", "Start it again when you want it.")
            return self._waiting.popleft() if self._waiting else self._start()

    def at_work(self) -> None:
        """Start what is missing, now that a child that was taken has done its imports."""
        with self._guard, contextlib.suppress(ChildNotReady):  # whoever takes the next one is told
            if not self._closed:
                self._fill()

    def keep(self, spare: int) -> None:
        """Keep `spare` warm from now on; those too many are ended."""
        with self._guard:
            self._spare = spare
            surplus = [self._waiting.pop() for _ in range(len(self._waiting) - spare)]
            if not self._closed:
                self._fill()
        for child in surplus:
            child.close()

    def wait_ready(self) -> None:
        """Wait until the next child to be taken has done its imports."""
        with self._guard:
            child = self._waiting[0]
        child.wait_ready()

    def close(self) -> None:
        """End the children nobody took."""
        with self._guard:
            self._closed = True
            while self._waiting:
                self._waiting.popleft().close()

    def _fill(self) -> None:
        while len(self._waiting) < self._spare:
            self._waiting.append(self._start())

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()
