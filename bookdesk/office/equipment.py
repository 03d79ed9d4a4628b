"""What a whole desk shares because it is dear: readers and painters of documents, started when first needed."""

from __future__ import annotations

import os
import threading
from typing import Protocol

from bookdesk.reading.child import ChildReader, ReaderPool
from bookdesk.reading.preview import ChildPictures, PagePictures, PainterPool
from bookdesk.reading.reader import DocumentReader

_MOST_READERS = 3


class Equipment(Protocol):
    """What reads and shows documents."""

    def reader(self) -> DocumentReader:
        """Return what turns files into words."""
        ...

    def pictures(self) -> PagePictures:
        """Return what turns files into pictures of pages."""
        ...

    def close(self) -> None:
        """End everything that was started."""
        ...


class ChildEquipment:
    """Reads and paints in child processes, kept warm. Safe to ask from several threads."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._guard = threading.Lock()
        self._readers: ReaderPool | None = None
        self._painters: PainterPool | None = None

    def reader(self) -> DocumentReader:
        """Return a reader of the warm children; they start with the first call."""
        with self._guard:
            self._readers = self._readers or ReaderPool(spare=1)
            return ChildReader(self._readers)

    def pictures(self) -> PagePictures:
        """Return a painter of the warm children: one for the page in front, one for the next document."""
        with self._guard:
            self._painters = self._painters or PainterPool(spare=2)
            return ChildPictures(self._painters)

    def close(self) -> None:
        """End the children that nobody took."""
        with self._guard:
            for pool in (self._readers, self._painters):
                if pool is not None:
                    pool.close()
            self._readers = self._painters = None


def reader_threads() -> int:
    """Return how many documents are read side by side on this machine."""
    return max(1, min(_MOST_READERS, os.cpu_count() or 1))
