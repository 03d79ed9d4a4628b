"""Which change sets an act of a person sealed: services return what they made, not under which seal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bookdesk.models.history import Actor, Origin
from bookdesk.office.naming import Names, Person
from bookdesk.office.records import Records
from bookdesk.office.telling import Telling
from bookdesk.office.undostack import Done, Sealed
from bookdesk.store.books import Books
from bookdesk.store.file import Heard, StoreFile, hearing
from bookdesk.store.glance import Glance, glances
from bookdesk.workspace import Workspace


class Acts:
    """What was begun while somebody listened; asked for at the end, while the files are still open."""

    def __init__(self, workspace: Workspace, person: Person, heard: Heard) -> None:
        """Listen for the person at work on a client; `person` names users."""
        self._client_id, self._actor = str(workspace.entry.client_id), workspace.desk.actor
        self._person, self._heard = person, heard

    def done(self) -> Done | None:
        """Return what the person did as one act, in whatever files, or None if nothing was sealed.

        What jobs did of themselves in answer is no part of it. One indexed question a file, and the names it tells.
        """
        sets: list[Sealed] = []
        said: list[str] = []
        newest: list[Glance] = []
        for file, mine in self._by_file():
            client_id = str(file.client_id) if isinstance(file, Books) else None
            sets += [Sealed(client_id, one.id, one.action) for one in mine]
            said.append(told(file, mine, self._person))
            newest.append(mine[-1])
        if not sets:
            return None
        label = said[0] + "".join(f", {one[:1].lower()}{one[1:]}" for one in said[1:])
        return Done(label, self._client_id, tuple(sets), max(one.made_at for one in newest), self._actor.user)

    def _by_file(self) -> Iterator[tuple[StoreFile, list[Glance]]]:
        """Yield each file with the acts of this person in it, in the order they were begun."""
        files = {str(file.path): file for file, _ in self._heard}
        for path, file in files.items():
            ids = [change.id for at, change in self._heard if str(at.path) == path and change.sealed]
            with file.query() as session:
                mine = [one for one in glances(session, ids) if _is_by(one, self._actor)]
            if mine:
                yield file, mine


@contextmanager
def watching(workspace: Workspace, person: Person = str) -> Iterator[Acts]:
    """Yield what will know the change sets that are sealed inside, on this thread.

    Ask it also where the act failed in the middle: what was sealed before that stays, and may be undone.
    """
    with hearing() as heard:
        yield Acts(workspace, person, heard)


def told(file: StoreFile, acts: list[Glance], person: Person) -> str:
    """Return one sentence for acts in a file."""
    with file.query() as session:
        return Telling(session, Names(Records(session, file.metadata), person)).together(acts)


def _is_by(one: Glance, actor: Actor) -> bool:
    return one.actor == actor.user and one.origin is Origin.PERSON
