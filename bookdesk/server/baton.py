"""Who of several processes does the work that one does at a time: a row that is taken for a while, and taken over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bookdesk.server.storage.base import stamp
from bookdesk.server.storage.engine import Store
from bookdesk.server.storage.moneytables import BatonRow


@dataclass(frozen=True, slots=True)
class Baton:
    """One such work, and who we are."""

    store: Store
    name: str
    holder: str
    life: timedelta = timedelta(seconds=90)

    def take(self, now: datetime) -> bool:
        """Take or keep the baton; False where somebody else holds it."""
        try:
            with self.store.writing() as session:
                query = select(BatonRow).where(BatonRow.name == self.name).with_for_update()
                row = session.scalars(query).one_or_none()
                if row is None:
                    row = BatonRow(name=self.name, holder=self.holder)
                    session.add(row)
                elif row.holder != self.holder and row.until > stamp(now):
                    return False
                row.holder, row.until = self.holder, stamp(now + self.life)
                return True
        except IntegrityError:  # another made the row in the same moment
            return False

    def give_back(self) -> None:
        """Let another take it at once."""
        with self.store.writing() as session:
            row = session.get(BatonRow, self.name)
            if row is not None and row.holder == self.holder:
                session.delete(row)
