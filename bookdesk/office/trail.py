"""Who did what, in people's words: the timeline of one record, and the latest acts of a client."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.models.actions import Action
from bookdesk.models.client import ClientProfile
from bookdesk.models.history import Origin
from bookdesk.office.fields import FieldChange, Fields
from bookdesk.office.naming import Names, Person
from bookdesk.office.parts import parts_of
from bookdesk.office.records import Records
from bookdesk.office.telling import Telling
from bookdesk.store.books import Books
from bookdesk.store.file import StoreFile
from bookdesk.store.glance import Glance, Key, glances_of, images_of, latest_glances
from bookdesk.store.history import Image, RowEntry
from bookdesk.store.undo import undone
from bookdesk.workspace import Workspace

PAGE = 50

_NOTED = frozenset(
    {
        *(Action.BILL_HELD, Action.BILL_REJECTED, Action.BILL_VOIDED, Action.DOCUMENT_REJECTED, Action.PERIOD_LOCKED),
        *(Action.APPROVAL_WITHDRAWN, Action.RUN_EDITED, Action.RUN_CANCELLED, Action.RUN_RECALLED),
        *(Action.PAYMENT_RETURNED, Action.EXPORTED, Action.DEVICE_WITHDRAWN, Action.INVOICE_MARKED),
    }
)
"""Acts whose reason ends with the words of whoever acted."""

_SAID = frozenset(
    {
        *(Action.SOLE_PRACTICE_EDITED, Action.SECOND_FACTOR_EDITED, Action.STEPPED_UP, Action.KEYS_ROTATED),
        *(Action.USER_EDITED, Action.GRANT_EDITED, Action.SETTINGS_EDITED),
        *(Action.CLIENT_RESTORED, Action.BANK_FILE_SAVED, Action.REPORT_SAVED),
    }
)
"""Acts of which the reason says what was done, where their kind says only about what."""


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """One act: when, who, what, and what it changed of the record; `position` orders the acts of a client.

    `note` has the person's own words where he gave a reason. `by_job` says that it followed of itself from another act,
    `undone` that it was taken back since.
    """

    id: str
    position: int
    when: datetime
    who: str
    label: str
    note: str
    by_job: bool
    undone: bool
    changes: tuple[FieldChange, ...] = ()


def trail(workspace: Workspace, table: str, row_id: str, person: Person = str) -> tuple[TrailEntry, ...]:
    """Return the history of one record and its parts, oldest first; `person` names users."""
    books = workspace.desk.books
    with books.query(aside=True) as session:
        keys = [(table, row_id), *parts_of(session, books, (table, row_id))]
        acts = glances_of(session, keys)
        reader = Reader(session, books, person)
        images = images_of(session, keys)
        labels = reader.telling.one_by_one(acts, {(table, row_id)})
        gone = undone(session, [act.id for act in acts])
        return tuple(
            reader.entry(act, label, gone, tuple(reader.changes(images.get(act.id, ()), (table, row_id))))
            for act, label in zip(acts, labels, strict=True)
        )


def latest(
    workspace: Workspace, person: Person = str, *, limit: int = PAGE, before: int | None = None
) -> tuple[TrailEntry, ...]:
    """Return a page of the acts on a client, the newest first, older than the position `before` where given."""
    books = workspace.desk.books
    with books.query(aside=True) as session:
        acts = latest_glances(session, limit, before)
        reader = Reader(session, books, person)
        gone = undone(session, [act.id for act in acts])
        labels = reader.telling.one_by_one(acts)
        return tuple(reader.entry(act, label, gone) for act, label in zip(acts, labels, strict=True))


class Reader:
    """What is needed to put the history of one file into words: a client's, or the practice's own."""

    def __init__(self, session: Session, file: StoreFile, person: Person) -> None:
        """Read in `session`; `person` names users."""
        names = Names(Records(session, file.metadata), person)
        base = (session.scalar(select(ClientProfile.base_currency)) or "") if isinstance(file, Books) else ""
        self.names, self._fields = names, Fields(names, file.metadata, base)
        self.telling = Telling(session, names)

    def entry(self, act: Glance, label: str, gone: frozenset[str], changes: tuple[FieldChange, ...] = ()) -> TrailEntry:
        """Return one act as it is told."""
        return TrailEntry(
            id=act.id,
            position=act.position,
            when=act.made_at,
            who=self.names.person(act.actor),
            label=label,
            note=_note(act),
            by_job=act.origin is not Origin.PERSON,
            undone=act.id in gone,
            changes=changes,
        )

    def changes(self, entries: Sequence[RowEntry], about: Key) -> Iterator[FieldChange]:
        """Yield what an act changed of a record, then of its parts."""
        for key, (before, after) in sorted(net_changes(entries).items(), key=lambda one: one[0] != about):
            if key == about:
                yield from self._fields.changes(about[0], before, after)
            else:
                yield from self._part(key[0], before, after)

    def whole(self, table: str, before: Image | None, after: Image | None) -> tuple[FieldChange, ...]:
        """Return what an act changed of one row, field by field."""
        return tuple(self._fields.changes(table, before, after))

    def _part(self, table: str, before: Image | None, after: Image | None) -> Iterator[FieldChange]:
        """Tell a part that came or went in one line, one that changed by its fields."""
        image = after or before or {}
        match table:
            case "bill_line" if before is None or after is None:
                said = [f"{image.get('description')}, {self._fields.amount(table, image, 'gross')}"]
                yield FieldChange(f"line {image.get('position')}", *_came_or_went(before, said))
            case "bill_line":
                yield from self._fields.changes(table, before, after, f"line {image.get('position')}")
            case "allocation" | "payment_part":
                word = "settled" if table == "allocation" else "in a payment run"
                amounts = [self._fields.amount(table, one, "amount") if one else None for one in (before, after)]
                yield FieldChange(word, *amounts)
            case "approval_decision":
                if image.get("comment"):
                    yield FieldChange("comment", None, str(image["comment"]))
            case "payment":
                yield from self._fields.changes(table, before, after, f"payment to {image.get('holder')}:")
            case "payee_account":
                yield from self._fields.changes(table, before, after, "bank account")


def _came_or_went(before: Image | None, said: list[str]) -> tuple[str | None, str | None]:
    return (None, said[0]) if before is None else (said[0], None)


def net_changes(entries: Iterable[RowEntry]) -> dict[Key, tuple[Image | None, Image | None]]:
    """Return each row before and after an act that may have touched it several times."""
    net: dict[Key, tuple[Image | None, Image | None]] = {}
    for entry in entries:
        key = (entry.table, entry.row_id)
        net[key] = (net[key][0] if key in net else entry.before, entry.after)
    return net


def _note(act: Glance) -> str:
    if act.action in _SAID:
        return act.reason
    if act.action not in _NOTED:
        return ""
    return act.reason.removeprefix("payment run: ").partition(": ")[2]
