"""How every long list is asked for: its beginning at once, the rest behind it, then what stands around it.

A screen says where its rows are read (`ListSource`) and adds its acts; no widget, no SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from bookdesk.ui.pieces.client_presenter import ClientPresenter
from bookdesk.ui.pieces.columns import Column
from bookdesk.ui.pieces.models import OpenedList, open_beginning, open_list, open_rest

if TYPE_CHECKING:  # the first window is painted before the store is imported
    from bookdesk.store.desk import Desk
    from bookdesk.store.listing import Beginning, KeyedRow
    from bookdesk.ui.desktop import Desktop

ADDED_UP = 5_000
"""A longer list is not added up with every look at it."""
SUMMED = 500
"""A larger selection is not added up while it grows under the pointer."""

T = TypeVar("T")
N = TypeVar("N", bound=StrEnum)
K = TypeVar("K", bound="KeyedRow")


class ListQuery(Protocol):
    """A frozen dataclass that says which records, in which order."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def list(self) -> StrEnum:
        """The named list they are on."""
        ...

    @property
    def text(self) -> str:
        """What is looked for in them."""
        ...


Q = TypeVar("Q", bound=ListQuery)
Asked_contra = TypeVar("Asked_contra", bound=ListQuery, contravariant=True)
Given_co = TypeVar("Given_co", bound="KeyedRow", covariant=True)


class Lists(Protocol[Asked_contra, Given_co, N]):
    """The named lists of one kind of record, as a service reads them."""

    def of(self, query: Asked_contra, /) -> Beginning[Given_co]:
        """Return a view, ready to be asked."""
        ...

    def counts(self, lists: Iterable[N], /) -> Mapping[N, int]:
        """Return how long lists are."""
        ...

    def key_of(self, record_id: str, /) -> int | None:
        """Return the key of a record, None where there is no such record."""
        ...


@dataclass(frozen=True)
class ListSource(Generic[Q, K, N]):
    """Where a screen reads its rows, and what it shows of them."""

    lists: Callable[[Desk], Lists[Q, K, N]]
    columns: tuple[Column[K], ...]
    everything: N
    """The list on which every record is."""
    counted: tuple[N, ...]
    """Lists that people work through; the others only grow."""
    sums: Callable[[Desk, Q, Sequence[int]], object] | None = None
    """What rows add up to, where they add up to anything."""
    whose: Callable[[Desk, Q], str] | None = None
    """The name of the contact whose records alone are asked for, nothing where it is everybody's."""

    def find(self, desk: Desk, query: Q, pages: Sequence[int], wanted: str) -> Found[Q, K]:
        """Read the whole list, some of its pages, and where a wanted record stands."""
        lists = self.lists(desk)
        opened = open_list(lists.of(query), self.columns, pages)
        return self._found(desk, query, opened, lists.key_of(wanted) if wanted else None)

    def begin(self, desk: Desk, query: Q) -> Found[Q, K]:
        """Read the beginning of a list."""
        return self._found(desk, query, open_beginning(self.lists(desk).of(query), self.columns))

    def complete(self, found: Found[Q, K]) -> Found[Q, K]:
        """Read the rest of a list whose beginning is known."""
        return replace(found, list=open_rest(found.list, self.columns))

    def count(self, desk: Desk) -> dict[str, int]:
        """Count what stands on the lists that people work through."""
        return {one.value: number for one, number in self.lists(desk).counts(self.counted).items()}

    def _found(self, desk: Desk, query: Q, opened: OpenedList[K], wanted: int | None = None) -> Found[Q, K]:
        empty = not query.text and not len(opened.keys)
        none_at_all = empty and not self.lists(desk).counts((self.everything,))[self.everything]
        whose = self.whose(desk, query) if self.whose is not None else ""
        return Found(query, opened, wanted, whose, none_at_all)


@dataclass(frozen=True)
class Found(Generic[Q, K]):
    """What one question to the books brought: the list, ready to be painted."""

    query: Q
    list: OpenedList[K]
    wanted: int | None = None
    """The key of the record that somebody wanted to see."""
    whose: str = ""
    """The contact whose records alone are listed, where it is not everybody's."""
    none_at_all: bool = False
    """Whether the client has no such record on any list."""


class ListPresenter(ClientPresenter, Generic[Q, K, N]):
    """Asks for lists of records of the client in front."""

    found = Signal(object)
    """A `Found`, whole or its beginning."""
    completed = Signal(object)
    """The `Found` whose beginning was shown, now whole."""
    counted = Signal(object)
    """How long the lists are that people work through; it comes after the list that is shown."""
    added_up = Signal(object)
    """What the whole list that is shown adds up to; nothing where it is very long."""
    chosen_sums = Signal(object)
    """What the chosen records add up to."""

    def __init__(self, desktop: Desktop, source: ListSource[Q, K, N], first: Q, parent: QObject | None = None) -> None:
        """Ask nothing yet; `first` is what is asked where nobody said anything."""
        super().__init__(desktop, parent)
        self._source = source
        self.columns, self.everything = source.columns, source.everything
        self.adds_up, self.has_owners = source.sums is not None, source.whose is not None
        """Whether records add up to anything, and whether those of one contact can be asked for."""
        self._counted = ""
        self.query = self._first = first

    def begin_anew(self) -> None:
        """Show the first list again: another client's records are not looked at where the last one's were."""
        self.query = self._first

    def show(self, *, wanted: str = "", from_top: bool = False, **changes: object) -> None:
        """Ask for the list anew, with other terms where given (fields of the query).

        A list that is looked at from its top is shown as soon as its beginning is known; to search takes the same time
        for one row as for all.
        """
        self.query = replace(self.query, **changes)
        if wanted or self.query.text or not from_top:
            self.refresh(wanted=wanted)
        else:
            self._begin()

    def refresh(self, pages: Sequence[int] = (0,), wanted: str = "") -> None:
        """Ask for the same list again; `wanted` is the id of a record to be found in it, or on that of everything."""
        query, source = self.query, self._source

        def show(found: Found[Q, K]) -> None:
            gone = found.wanted is not None and found.wanted not in found.list.keys
            if gone and found.query.list is not self.everything:
                self._look_everywhere(wanted)  # it went on to another list meanwhile
            else:
                self._show_found(found)

        self._ask("list", lambda workspace: source.find(workspace.desk, query, pages, wanted), show)

    def show_details(self, record_id: str) -> None:
        """Ask for one record in full; each kind tells of it by a signal of its own."""

    def page(self, work: Callable[[], object], then: Callable[[object], None]) -> None:
        """Read a page of the list; the model asks for it."""
        self._ask("", lambda _workspace: work(), then)

    def add_up(self, keys: Sequence[int]) -> None:
        """Ask what the chosen records add up to."""
        self._add_up("sums", self.query, list(keys), self.chosen_sums.emit)

    # -- for the screens' own presenters

    def _begin(self) -> None:
        query, source = self.query, self._source
        self._ask("list", lambda workspace: source.begin(workspace.desk, query), self._show_found)

    def _ask_around(self, found: Found[Q, K]) -> None:
        """Ask for counts, only where they may be others, and for the total."""
        source = self._source
        if self._counted != self._desktop.client_id:
            self._counted = self._desktop.client_id
            self._ask("counts", lambda workspace: source.count(workspace.desk), self.counted.emit)
        if len(found.list.keys) <= ADDED_UP:
            self._add_up("total", found.query, found.list.keys, self.added_up.emit)

    # -- inside

    def _look_everywhere(self, wanted: str) -> None:
        """Look for a record on the list on which every one is."""
        whose: dict[str, Any] = {"contact_id": None} if self.has_owners else {}
        self.show(wanted=wanted, list=self.everything, text="", **whose)

    def _add_up(self, name: str, query: Q, keys: Sequence[int], then: Callable[[object], None]) -> None:
        sums = self._source.sums
        if sums is not None:
            self._ask(name, lambda workspace: sums(workspace.desk, query, keys), then)

    def _show_found(self, found: Found[Q, K]) -> None:
        """Show what was found at once, then ask for the rest of it, or for what stands around it."""
        source = self._source
        self.found.emit(found)
        if found.list.whole:
            self._ask_around(found)
        else:
            self._ask("list", lambda _workspace: source.complete(found), self._show_completed)

    def _show_completed(self, found: Found[Q, K]) -> None:
        self.completed.emit(found)
        self._ask_around(found)

    def _books_changed(self, client_id: str) -> None:
        if client_id == self._counted:
            self._counted = ""
        super()._books_changed(client_id)
