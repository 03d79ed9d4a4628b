"""What all clients of a firm share of how suppliers lay out their documents, kept in the practice's own file."""

from __future__ import annotations

import secrets
from contextlib import suppress
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from bookdesk.core.errors import InUse, StorageError
from bookdesk.core.identifiers import new_id
from bookdesk.models.layout import LayoutKey
from bookdesk.store.practice import PracticeFile

_BYTES = 32


class Shelf(Protocol):
    """What capture asks of the firm."""

    @property
    def key(self) -> bytes | None:
        """The key under which words are marked; without one nothing is remembered."""


class FirmLayouts:
    """The practice's part in remembering layouts, looked up when it is first needed."""

    def __init__(self, file: PracticeFile) -> None:
        """Keep in the practice's own file."""
        self._file = file
        self._known: bytes | None = None

    @property
    def key(self) -> bytes | None:
        """The key under which words are marked, one of a practice, made when it is first asked for.

        None where there is none yet and the practice is not written to: then nothing is remembered.
        """
        if self._known is None:
            kept = self._kept()
            if kept is None:
                with suppress(StorageError, InUse):  # a layout that is not learned stops nobody
                    self._make()
                    kept = self._kept()
            self._known = None if kept is None else bytes.fromhex(kept)
        return self._known

    def _kept(self) -> str | None:
        with self._file.query() as session:
            return session.scalars(select(LayoutKey.key)).one_or_none()

    def _make(self) -> None:
        made = insert(LayoutKey).values(id=new_id(), number=1, key=secrets.token_hex(_BYTES))
        with self._file.upkeep() as session:
            session.execute(made.on_conflict_do_nothing(index_elements=["number"]))
