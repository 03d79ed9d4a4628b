"""A gate before the connections of a file: shut for the moment in which the file is put in another's place."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from sqlalchemy.pool import QueuePool

from bookdesk.core.errors import InUse, StorageError

PATIENCE: Final = 1.0
"""Seconds one attempt waits for those inside: a query that asks within another waits for us meanwhile."""
ATTEMPTS: Final = 8
_LOOK: Final = 0.005
_LONGEST: Final = 60.0


class Gate:
    """Whoever wants a connection passes; while it is shut he waits, and once it is broken he is refused."""

    def __init__(self) -> None:
        """Begin open."""
        self._turn = threading.Condition()
        self._passing = 0
        self._shut = self.broken = False

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Yield once it is open; `InUse` after a minute."""
        with self._turn:
            if not self._turn.wait_for(lambda: self.broken or not self._shut, _LONGEST):
                raise InUse("The keys of this file are being changed.", "Wait until that is done.")
            if self.broken:
                raise StorageError(
                    "The change of the practice's keys was interrupted.",
                    "Close the practice and open it again: what is missing is then done or taken back.",
                )
            self._passing += 1
        try:
            yield
        finally:
            with self._turn:
                self._passing -= 1
                self._turn.notify_all()

    @contextmanager
    def shut(self, pools: Sequence[QueuePool]) -> Iterator[None]:
        """Yield while nobody has a connection and none is open; `InUse` where somebody does not give his back."""
        self._close(pools)
        for pool in pools:
            pool.dispose()
        try:
            yield
        finally:
            self._open()

    def break_(self) -> None:
        """Refuse everybody from now on: what is on the disk is not what this opening took it for."""
        self.broken = True

    def _close(self, pools: Sequence[QueuePool]) -> None:
        for _ in range(ATTEMPTS):
            with self._turn:
                self._shut = True
            if self._emptied(pools):
                return
            self._open()
        raise InUse("The practice is in use at this moment.", "Let what is running end, then try again.")

    def _emptied(self, pools: Sequence[QueuePool]) -> bool:
        until = time.monotonic() + PATIENCE
        with self._turn:
            while self._passing or any(pool.checkedout() > 0 for pool in pools):
                if time.monotonic() >= until:
                    return False
                self._turn.wait(_LOOK)
        return True

    def _open(self) -> None:
        with self._turn:
            self._shut = False
            self._turn.notify_all()
