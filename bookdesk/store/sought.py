"""What is looked for in a history, as a condition on its change sets: by day, person, kind of act, record or words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bookdesk.models.history import Origin
from bookdesk.store.glance import Key
from bookdesk.store.history import SealedSet, sets_where
from bookdesk.store.sealing import instant_text

_TOUCHED = (
    "id IN (SELECT change_set FROM row_change JOIN json_each(?) AS wanted"
    " ON tbl = json_extract(wanted.value, '$[0]') AND pk = json_extract(wanted.value, '$[1]'))"
)
_OF_TABLE = "EXISTS (SELECT 1 FROM row_change WHERE row_change.change_set = change_set.id AND tbl = ?)"


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for; everything that is given must hold. Times are from `since` on and before `until`.

    `words` stand in the reason of an act, or it touched one of `named`: the records that are called so.
    """

    words: str = ""
    named: tuple[Key, ...] = ()
    actor: str = ""
    actions: frozenset[str] = frozenset()
    table: str = ""
    records: tuple[Key, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    by_people: bool = False

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return self == Sought()


def condition(sought: Sought) -> tuple[str, tuple[object, ...]]:
    """Return a condition in SQL on `change_set` with its parameters; "1" where everything is wanted."""
    parts = list(_parts(sought))
    return " AND ".join(sql for sql, _ in parts) or "1", tuple(one for _, those in parts for one in those)


def sought_sets(session: Session, sought: Sought, limit: int) -> list[SealedSet]:
    """Return the newest sets that are looked for, each with all its rows, newest first."""
    return sets_where(session, *condition(sought), limit)


def _parts(sought: Sought) -> Iterator[tuple[str, tuple[object, ...]]]:
    if sought.since is not None:
        yield "made_at >= ?", (instant_text(sought.since),)
    if sought.until is not None:
        yield "made_at < ?", (instant_text(sought.until),)
    if sought.actor:
        yield "actor = ?", (sought.actor,)
    if sought.by_people:
        yield "origin = ?", (Origin.PERSON.value,)
    if sought.actions:
        yield "action IN (SELECT value FROM json_each(?))", (json.dumps(sorted(sought.actions)),)
    if sought.table:
        yield (
            "EXISTS (SELECT 1 FROM row_change WHERE row_change.change_set = change_set.id AND tbl = ?)",
            (sought.table,),
        )
    if sought.records:
        yield _TOUCHED, (json.dumps(sought.records),)
    if sought.words:
        text = "".join(f"\\{one}" if one in "%_\\" else one for one in sought.words)
        yield f"(reason LIKE ? ESCAPE '\\' OR {_TOUCHED})", (f"%{text}%", json.dumps(sought.named))
