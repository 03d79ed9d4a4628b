"""What all clients of a firm share of how suppliers lay out their documents, kept in the practice's own file."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Protocol

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from bookdesk.core.errors import InUse, StorageError
from bookdesk.core.identifiers import new_id
from bookdesk.models.layout import LayoutKey, SharedLayout
from bookdesk.models.practice import Setting
from bookdesk.store.file import StoreFile

SHARING: Final = "layouts serve all clients"
"""The firm's decision, off until an owner makes it."""
MOST_SHARED = 2000
"""Layouts of other clients that are asked, the newest ones."""
_BYTES = 32


@dataclass(frozen=True, slots=True)
class Shareable:
    """A layout as texts of marks and places; `supplier_mark` is the keyed mark of its supplier's number or account."""

    supplier_mark: str
    signs: str
    spots: str


class Shelf(Protocol):
    """What capture asks of the firm."""

    @property
    def key(self) -> bytes | None:
        """The key under which words are marked; without one nothing is remembered."""

    def shared(self, client_id: str) -> Sequence[Shareable]:
        """Return what other clients than this one share, newest first; nothing where sharing is off."""


class FirmLayouts:
    """The practice's part in remembering layouts, looked up when it is first needed."""

    def __init__(self, file: StoreFile) -> None:
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

    @property
    def sharing(self) -> bool:
        """Whether layouts serve all clients of the firm."""
        with self._file.query() as session:
            return session.scalars(select(Setting.value).where(Setting.name == SHARING)).one_or_none() is True

    def shared(self, client_id: str) -> Sequence[Shareable]:
        """Return what other clients than this one share, newest first; nothing where sharing is off."""
        if not self.sharing:
            return ()
        row = SharedLayout
        others = select(row.supplier_mark, row.signs, row.spots).where(row.client_id != client_id)
        with self._file.query() as session:
            return [Shareable(*one) for one in session.execute(others.order_by(row.id.desc()).limit(MOST_SHARED))]

    def share(self, client_id: str, wanted: Mapping[str, Shareable]) -> None:
        """Let a client share just these, by the documents that taught them; only what differs is written."""
        row = SharedLayout
        with self._file.query() as session:
            known = select(row.document_id, row.supplier_mark).where(row.client_id == client_id)
            here = {document_id: mark for document_id, mark in session.execute(known)}  # noqa: C416 - rows are no pairs
        right = {key for key, one in wanted.items() if here.get(key) == one.supplier_mark}
        gone, new = here.keys() - right, wanted.keys() - right
        if not gone and not new:
            return
        with self._file.upkeep() as session:
            session.execute(delete(row).where(row.client_id == client_id, row.document_id.in_(gone)))
            for document_id in sorted(new):
                one = wanted[document_id]
                mark, signs, spots = one.supplier_mark, one.signs, one.spots
                session.add(
                    row(client_id=client_id, document_id=document_id, supplier_mark=mark, signs=signs, spots=spots)
                )

    def _kept(self) -> str | None:
        with self._file.query() as session:
            return session.scalars(select(LayoutKey.key)).one_or_none()

    def _make(self) -> None:
        made = insert(LayoutKey).values(id=new_id(), number=1, key=secrets.token_hex(_BYTES))
        with self._file.upkeep() as session:
            session.execute(made.on_conflict_do_nothing(index_elements=["number"]))
