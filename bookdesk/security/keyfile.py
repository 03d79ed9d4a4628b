"""The key file of an opened practice: every change of it is made here, one after the other, on the newest writing.

Several write it: who adds a person, changes a passphrase or takes a slot away, and who anchors the histories, in the
window's threads and perhaps in another program. A change is therefore a function of the table as it stands on the disk
when its turn has come, and nobody comes in between: what another wrote is in it, so nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from threading import RLock

from bookdesk.core.clock import Clock
from bookdesk.core.errors import Conflict, InUse, StorageError, Tampered
from bookdesk.core.identifiers import ClientId
from bookdesk.security.anchors import Anchors, merged, read_anchors, seal_anchors
from bookdesk.security.keyringslots import without_expired
from bookdesk.security.redaction import Secret
from bookdesk.security.slotfile import contents, copies, write_slots
from bookdesk.security.slots import NewerKeyFile, SlotTable, newest
from bookdesk.store.lock import in_turn
from bookdesk.store.places import Places


class KeyFile:
    """What one opening knows of the key file, and its way to change it. Safe to ask from several threads."""

    def __init__(  # noqa: PLR0913 - what an opening found, and what it may
        self,
        places: Places,
        table: SlotTable,
        key: Secret,
        clock: Clock,
        *,
        writes: bool,
        forged: Collection[bytes] = (),
    ) -> None:
        """Go on from `table`, which the practice's `key` was found to have made, and not from what was `forged`."""
        self._places, self._clock, self._writes, self._forged = places, clock, writes, forged
        self._state = (table, key)
        """Both in one, so that nobody reads a table of before and a key of after."""
        self._anchors: tuple[SlotTable, Anchors] | None = None
        self._turn = RLock()

    @property
    def table(self) -> SlotTable:
        """The last writing that is known here."""
        return self._state[0]

    @property
    def key(self) -> Secret:
        """The practice's key."""
        return self._state[1]

    def edit(self, change: Callable[[SlotTable], SlotTable], *, epoch: int | None = None) -> SlotTable:
        """Write what `change` makes of the newest table, and return it; a change that returns its table writes nothing.

        `change` is called once, with nobody in between, and does nothing else: it must neither wait nor come back here.
        Slots of keyrings whose time is over are left out. `Conflict` where the practice's key was changed, or is not
        of the `epoch` any more that a new slot was made for: nobody would get in by it.
        """
        with self._alone() as now:
            if epoch not in (None, now.epoch):
                raise _changed()
            table = without_expired(change(now), self._clock.now())
            if table != now:
                self._write(table, self.key)
            else:  # what another wrote is known from now on
                self._state = (table, self.key)
            return table

    def rekey(self, key: Secret, made: Callable[[SlotTable, Anchors], SlotTable]) -> None:
        """Write what `made` makes of the newest table and its anchors for a new key, and go on with that key."""
        with self._alone() as now:
            self._write(made(now, read_anchors(now, self.key)), key)

    def heal(self) -> None:
        """Write both copies anew if one was torn or is missing."""
        if self._are_one():
            return
        with self._alone() as now:
            if not self._are_one():
                self._write(now, self.key)

    def anchors(self) -> Anchors:
        """Return the anchored heads of all files, read once for each state of the key file."""
        table, key = self._state
        if self._anchors is None or self._anchors[0] is not table:
            self._anchors = (table, read_anchors(table, key))
        return self._anchors[1]

    def anchor(self, fresh: Anchors) -> None:
        """Let the anchors go on to these heads where they are later; none ever goes back."""
        self._reanchor(lambda old: merged(old, fresh))

    def forget(self, client_id: ClientId) -> None:
        """Take a client's anchors away: its file is accepted as it is."""
        self._reanchor(lambda old: {name: old[name] for name in old if name != client_id})

    def _reanchor(self, change: Callable[[Anchors], Anchors]) -> None:
        """Write changed anchors, and remember them: three hundred clients' take some milliseconds to read."""
        kept: list[Anchors] = []

        def made(now: SlotTable) -> SlotTable:
            old = self.anchors() if now is self.table else read_anchors(now, self.key)
            kept.append(change(old))
            return now if kept[0] == old else now.with_anchors(seal_anchors(kept[0], now, self.key))

        self._anchors = (self.edit(made), kept[0])

    @contextmanager
    def _alone(self) -> Iterator[SlotTable]:
        """Yield the newest table while nobody else writes."""
        if not self._writes:
            raise InUse("Another BookDesk holds this practice; here it can only be read.", "Close the other one first.")
        with self._turn, in_turn(self._places.key_lock):
            yield self._newest()

    def _newest(self) -> SlotTable:
        """Return the newest table that the practice's key made: what stands on the disk, unless more is known here.

        An earlier writing that was put back meanwhile, and one of somebody without the key, are no state to go on
        from: somebody who was removed would be back.
        """
        try:
            found = newest(raw for raw in contents(self._places) if raw not in self._forged)
        except NewerKeyFile:
            raise
        except StorageError:  # neither copy is whole: what is known here was the last
            return self.table
        if found.table.epoch > self.table.epoch:
            raise _changed()
        if found.table.epoch < self.table.epoch or found.table.sequence <= self.table.sequence:
            return self.table
        try:
            return found.verify(self.key.reveal())
        except Tampered:
            return self.table

    def _write(self, table: SlotTable, key: Secret) -> None:
        write_slots(self._places, table, key.reveal())
        self._state = (table, key)

    def _are_one(self) -> bool:
        found = contents(self._places)
        return len(found) == len(copies(self._places)) and len(set(found)) == 1


def _changed() -> Conflict:
    return Conflict("The keys of the practice were changed meanwhile.", "Do it once more.")
